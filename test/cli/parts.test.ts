import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interlock } from './command.ts'

/* Which instances of a group a stage means, where others of it stay, or go apart. */

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-parts-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const fleetOf = (rows: readonly string[], more = ''): string =>
  `apiVersion: interlock.dev/v1alpha1
kind: Fleet
policies: [spire]
instances:
${rows.map((row) => `  - { component: ${row} }`).join('\n')}
${more}`

function planOf(fleet: string, ...options: readonly string[]) {
  const file = join(folder, 'fleet.yaml')
  writeFileSync(file, fleet)
  return interlock(['plan', file, '--to', '1.2.3', ...options])
}

interface Told {
  readonly stages: readonly {
    readonly component: string
    readonly part: string | null
    readonly from: readonly string[]
    readonly to: string
    readonly count: number
  }[]
  readonly warnings: readonly {
    readonly kind: string
    readonly message: string
    readonly details: string[]
  }[]
}

const later = `waves:
  - { name: rest, parts: [b], after: [first] }
  - { name: first, components: [server, agent], after: [] }
`

const fleets: readonly {
  readonly title: string
  readonly rows: readonly string[]
  readonly more?: string
  readonly stages: readonly string[]
}[] = [
  {
    title: 'frozen ones with a name, beside others without',
    rows: [
      'server, version: 1.2.3',
      'agent, version: 1.1.1, count: 2, name: pinned, frozen: true',
      'agent, version: 1.1.1, count: 2',
    ],
    stages: ['agent(others) 1.1.1 > 1.2.3 x2'],
  },
  {
    title: 'frozen ones without a name, beside others with one',
    rows: [
      'server, version: 1.2.3',
      'agent, version: 1.1.1, count: 2, frozen: true',
      'agent, version: 1.1.1, count: 2, name: east',
    ],
    stages: ['agent(east) 1.1.1 > 1.2.3 x2'],
  },
  {
    title: 'frozen ones where others stop on their way',
    rows: ['server, version: 1.1.5, count: 2, name: pin, frozen: true', 'server, version: 1.0.2, count: 2'],
    stages: ['server 1.0.2 > 1.1.5 x2', 'server(others) 1.1.5 > 1.2.3 x2'],
  },
  {
    title: 'frozen ones where nobody else comes by need no name',
    rows: ['server, version: 1.2.3, count: 2, name: pin, frozen: true', 'server, version: 1.1.1, count: 2'],
    stages: ['server 1.1.1 > 1.2.3 x2'],
  },
  {
    title: 'those of a later wave, where others stop on their way',
    rows: ['server, version: 1.1.5, count: 2, name: b', 'server, version: 1.0.2, count: 2'],
    more: later,
    stages: ['server 1.0.2 > 1.1.5 x2', 'server(others) 1.1.5 > 1.2.3 x2', 'server(b) 1.1.5 > 1.2.3 x2'],
  },
  {
    title: 'those of a later wave, and some that are frozen',
    rows: [
      'server, version: 1.1.1, count: 2, name: b',
      'server, version: 1.1.1, count: 2, name: pin, frozen: true',
      'server, version: 1.1.1, count: 2',
    ],
    more: later,
    stages: ['server(others) 1.1.1 > 1.2.3 x2', 'server(b) 1.1.1 > 1.2.3 x2'],
  },
]

describe('a stage names what it moves where it could be taken for something else:', () => {
  it.each(fleets)('$title', ({ rows, more, stages }) => {
    const { code, out, err } = planOf(fleetOf(rows, more), '--format', 'json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const plan = JSON.parse(out) as Told
    expect(
      plan.stages.map(
        ({ component, part, from, to, count }) =>
          `${component}${part === null ? '' : `(${part})`} ${from.join()} > ${to} x${count}`,
      ),
    ).toEqual(stages)
    expect(plan.warnings.filter(({ kind }) => kind === 'mixed-up')).toEqual([])
    const file = join(folder, 'plan.json')
    writeFileSync(file, out)
    expect(interlock(['verify', file])).toMatchObject({ code: 0, err: '' })
  })
})

describe('frozen instances that nothing tells from those that move', () => {
  it.each([
    [
      'at the start',
      [
        'server, version: 1.2.3',
        'agent, version: 1.1.1, count: 2, frozen: true',
        'agent, version: 1.1.1, count: 3',
      ],
      '2 of agent at 1.1.1 may not move, and nothing tells them from those that stage 1 moves',
      6,
    ],
    [
      'where others stop on their way',
      ['server, version: 1.1.5, count: 2, frozen: true', 'server, version: 1.0.2, count: 3'],
      '2 of server at 1.1.5 may not move, and nothing tells them from those that stage 2 moves',
      5,
    ],
    [
      'by the same name',
      [
        'server, version: 1.2.3',
        'agent, version: 1.1.1, name: a, frozen: true',
        'agent, version: 1.1.1, name: a',
      ],
      '1 of agent a at 1.1.1 may not move, and nothing tells them from those that stage 1 moves',
      6,
    ],
  ] as const)('%s are warned of, at their place', (_, rows, message, line) => {
    const plan = JSON.parse(planOf(fleetOf(rows), '--format', 'json').out) as Told
    const [mixed, ...more] = plan.warnings.filter(({ kind }) => kind === 'mixed-up')
    expect(more).toEqual([])
    expect(mixed?.message).toBe(message)
    expect(mixed?.details).toEqual([
      'a run would have to guess, so none begins: give the frozen instances a name of their own',
      `${join(folder, 'fleet.yaml')}:${line}:5`,
    ])
  })

  it('are told once, however many there are of them', () => {
    const rows = ['a', 'b', 'c'].flatMap((scope) => [
      `server, version: 1.1.1, scope: ${scope}, frozen: true`,
      `server, version: 1.1.1, scope: ${scope}`,
    ])
    const { out } = planOf(fleetOf(rows))
    expect(out.match(/nothing tells them/g)).toHaveLength(1)
    expect(out.replace(/\s+/g, ' ')).toContain('from those that stages 1, 2, 3 move')
  })
})

describe('names that a plan could not tell apart are refused at their place:', () => {
  it.each([
    ['others', 'no instances can have the name "others": that is what plans call those without a name'],
    ['"a, b"', 'the name "a, b" looks like two'],
  ])('%s', (name, message) => {
    const { code, err } = planOf(fleetOf(['server, version: 1.1.1', `server, version: 1.1.1, name: ${name}`]))
    expect({ code, isTold: err.includes(message) }).toEqual({ code: 2, isTold: true })
    expect(err).toContain('fleet.yaml:6:5')
  })

  it('rows of a table whose name is empty have none', () => {
    const file = join(folder, 'rows.ndjson')
    const rows = [{ name: '' }, {}].map((more) =>
      JSON.stringify({ component: 'server', version: '1.1.1', ...more }),
    )
    writeFileSync(file, rows.join('\n'))
    const { out } = interlock(['plan', file, '--policy', 'spire', '--to', '1.2.3', '--format', 'json'])
    expect((JSON.parse(out) as Told).stages).toMatchObject([{ part: null, count: 2 }])
  })
})
