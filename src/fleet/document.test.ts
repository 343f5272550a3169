import { describe, expect, it } from 'vitest'
import { fits } from '../../test/fuzz/json-schema.ts'
import { meshFleet } from '../../test/fuzz/mesh.ts'
import { readDocument } from '../document/index.ts'
import { fleetJsonSchema, readFleetDocument } from './document.ts'
import { scopePath } from './scope.ts'

const head = 'apiVersion: interlock.dev/v1alpha1\nkind: Fleet\n'

const fleetOf = (text: string) => {
  const read = readFleetDocument(text, 'fleet.yaml')
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value
}

const rowOf = (row: string) => fleetOf(`${head}instances:\n  - { component: hub, ${row} }`).rows[0]

/** The diagnostics as `line:column message | help`. */
const problemsOf = (text: string): string[] => {
  const read = readFleetDocument(text, 'fleet.yaml')
  if (read.ok) throw new Error('it was read')
  return read.problem.map(
    ({ place, message, help }) => `${place?.line}:${place?.column} ${message} | ${help}`,
  )
}

describe('a fleet document', () => {
  it('is read row by row, each with its place', () => {
    expect(fleetOf(meshFleet)).toEqual({
      name: 'prod',
      policies: ['mesh'],
      rows: [
        {
          scope: 'prod',
          component: 'hub',
          version: '1.2.0',
          count: 3,
          place: { file: 'fleet.yaml', line: 6, column: 5 },
        },
        {
          scope: 'prod/eu',
          component: 'leaf',
          version: '1.1.0',
          count: 34,
          batch: { kind: 'percent', percent: 25 },
          place: { file: 'fleet.yaml', line: 7, column: 5 },
        },
        {
          scope: 'prod/eu',
          component: 'leaf',
          version: '1.1.1',
          count: 6,
          name: 'edge',
          frozen: true,
          place: { file: 'fleet.yaml', line: 8, column: 5 },
        },
        {
          policy: 'mesh',
          scope: 'prod',
          component: 'chart',
          version: '1.0.0',
          count: 1,
          batch: { kind: 'count', count: 1 },
          place: { file: 'fleet.yaml', line: 9, column: 5 },
        },
      ],
    })
  })

  it('may leave out its name and policies; its rows are then of the default scope', () => {
    const fleet = fleetOf(`${head}instances: [{ component: hub, version: 1.2.0 }]`)
    expect(fleet).toMatchObject({ policies: [], rows: [{ scope: 'default', count: 1 }] })
    expect(fleet).not.toHaveProperty('name')
  })

  it('may be empty, and may be JSON', () => {
    const json = '{"apiVersion": "interlock.dev/v1alpha1", "kind": "Fleet", "instances": []}'
    expect(fleetOf(json)).toEqual({ policies: [], rows: [] })
  })

  it.each([
    ['1.10', '1.10'],
    ['1', '1'],
    ['"1.2.3"', '1.2.3'],
    ['" 1.2.3 "', '1.2.3'],
    ['v1.2.3', 'v1.2.3'],
    ['""', ''],
  ])('version: %s is kept as %j', (written, version) => {
    expect(rowOf(`version: ${written}`)?.version).toBe(version)
  })

  it.each([
    ['10', { kind: 'count', count: 10 }],
    ['"10"', { kind: 'count', count: 10 }],
    ['25%', { kind: 'percent', percent: 25 }],
  ])('batch: %s is %j', (written, batch) => {
    expect(rowOf(`version: 1.0.0, batch: ${written}`)?.batch).toEqual(batch)
  })
})

describe('a problem stands where it is written', () => {
  it.each([
    ['kind: Fleet', 'kind: Fleat', '2:7 "kind" is "Fleat" | did you mean "Fleet"?'],
    ['component: hub', 'componet: hub', '6:7 "componet" is not known here | did you mean "component"?'],
    ['count: 3', 'count: 0', '6:46 "count" is 0 | expected at least 1'],
    ['count: 3', 'count: many', '6:46 "count" is "many" | expected a whole number'],
    ['frozen: true', 'frozen: yes', '8:86 "frozen" is "yes" | expected true or false'],
    [
      'batch: 25%',
      'batch: 0%',
      '7:74 "0%" is no batch | expected a count such as 10, or a percentage such as 25%',
    ],
    [
      'batch: 1 }',
      'batch: -1 }',
      '9:75 "-1" is no batch | expected a count such as 10, or a percentage such as 25%',
    ],
    ['version: 1.2.0', 'version: [1.2.0]', '6:32 "version" is a list | expected a text, or a whole number'],
    ['version: 1.2.0', 'version:', '6:31 "version" is empty | expected a text, or a whole number'],
    ['labels: { row: a }', 'labels: { row: 1 }', '8:107 "row" is 1 | expected a text'],
    ['policies: [mesh]', 'policies: mesh', '4:11 "policies" is "mesh" | expected a list'],
  ])('%s turned into %s', (from, to, problem) => {
    expect(meshFleet).toContain(from)
    expect(problemsOf(meshFleet.replace(from, to))).toContain(problem)
  })

  it('all of them are told', () => {
    const text = meshFleet.replace('count: 3', 'count: 0').replace('count: 34', 'count: 0')
    expect(problemsOf(text)).toHaveLength(2)
    expect(problemsOf(meshFleet.replace('25%', '0%').replace('batch: 1', 'batch: x'))).toHaveLength(2)
  })
})

describe('the JSON Schema that editors use', () => {
  const accepts = (text: string): boolean => {
    const read = readDocument(text, 'fleet.yaml')
    return read.ok && fits(fleetJsonSchema() as Readonly<Record<string, unknown>>, read.value.value)
  }

  it('accepts a fleet that uses every member', () => {
    expect(accepts(meshFleet)).toBe(true)
  })

  it.each([
    ['instances:', 'instance:'],
    ['component: hub', 'componet: hub'],
    ['count: 3', 'count: 0'],
    ['name: prod', 'nam: prod'],
    ['kind: Fleet', 'kind: Policy'],
  ])('refuses %s turned into %s', (from, to) => {
    expect(accepts(meshFleet.replace(from, to))).toBe(false)
  })
})

describe('a scope has one spelling', () => {
  it.each([
    [undefined, 'default'],
    ['', 'default'],
    ['/', 'default'],
    ['prod', 'prod'],
    ['prod/eu', 'prod/eu'],
    ['/prod//eu/', 'prod/eu'],
    [' ', ' '],
  ])('%j is %j', (written, scope) => {
    expect(scopePath(written)).toBe(scope)
  })
})
