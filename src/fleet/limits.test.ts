import { describe, expect, it } from 'vitest'
import { semver } from '../version/index.ts'
import { readFleetDocument } from './document.ts'
import { barring, isOf, type Limits, waveOf, wavesBefore } from './limits.ts'
import { limitsOf } from './limits-document.ts'

const scheme = semver()
const vocabulary = new Map([
  [
    'mesh',
    new Map([
      ['hub', scheme],
      ['leaf', scheme],
    ]),
  ],
  ['soil', new Map([['leaf', scheme]])],
])

/** What documents with these members say, of rows that do not matter. */
function understood(...members: readonly string[]) {
  const documents = members.flatMap((text, i) => {
    const head =
      'apiVersion: interlock.dev/v1alpha1\nkind: Fleet\ninstances: [{ component: hub, version: 1.0.0 }]\n'
    const read = readFleetDocument(head + text, `${i}.yaml`)
    if (!read.ok) throw new Error(JSON.stringify(read.problem))
    return read.value.limits ?? []
  })
  return limitsOf(documents, vocabulary)
}

function limits(...members: readonly string[]): Limits {
  const read = understood(...members)
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value
}

const version = (text: string) => {
  const read = scheme.parse(text)
  if (!read.ok) throw new Error(text)
  return read.value
}

describe('releases that are barred', () => {
  const { unavailable } = limits(
    'unavailable: [{ component: hub, versions: ">=1.2.0 <1.2.4", scopes: [prod/eu], because: x }, { component: soil/leaf, versions: 1.x }]',
  )
  it.each<[string, string, string, string, boolean]>([
    ['mesh', 'prod/eu', 'hub', '1.2.3', true],
    ['mesh', 'prod/eu/low', 'hub', '1.2.0', true],
    ['mesh', 'prod/eu', 'hub', '1.2.4', false],
    ['mesh', 'prod', 'hub', '1.2.3', false],
    ['mesh', 'prod/europe', 'hub', '1.2.3', false],
    ['mesh', 'prod/eu', 'leaf', '1.2.3', false],
    ['soil', 'anywhere', 'leaf', '1.2.3', true],
    ['soil', 'anywhere', 'leaf', '2.0.0', false],
  ])('%s %s %s %s: %s', (policy, scope, component, text, expected) => {
    expect(barring(unavailable, { policy, scope, component }, version(text)) !== undefined).toBe(expected)
  })
})

describe('waves', () => {
  const { waves } = limits(`waves:
  - { name: brave, components: [hub], parts: [brave] }
  - { name: canary, scopes: [canary] }
  - { name: eu, scopes: [prod/eu], after: [canary] }
  - { name: free, scopes: [lab], after: [] }
  - { name: rest, components: [hub] }`)

  it.each<[string, string, string | undefined, string | undefined]>([
    ['prod/eu', 'hub', 'brave', 'brave'],
    ['canary', 'hub', 'brave', 'brave'],
    ['canary', 'leaf', 'brave', 'canary'],
    ['canary/low', 'hub', undefined, 'canary'],
    ['prod/eu', 'leaf', undefined, 'eu'],
    ['prod/us', 'hub', 'other', 'rest'],
    ['prod/us', 'leaf', undefined, undefined],
  ])('%s %s, called %s, is of %s', (scope, component, name, expected) => {
    const part = name === undefined ? {} : { name }
    expect(waveOf(waves, { policy: 'mesh', scope, component }, part)?.name).toBe(expected)
  })

  it.each([
    ['brave', []],
    ['canary', ['brave']],
    ['eu', ['brave', 'canary']],
    ['free', []],
    // After the one before it in the list, and nobody else.
    ['rest', ['free']],
  ])('%s begins after %j', (name, expected) => {
    const wave = waves.find((each) => each.name === name)
    expect(wave && [...wavesBefore(waves, wave)].sort()).toEqual(expected)
  })
})

it('hooks are of components and scopes, and of all where they name none', () => {
  const { hooks } = limits(
    'hooks: [{ name: one, scopes: [prod], components: [hub], before: [{ id: a, do: x }] }, { name: all, after: [{ id: b, do: y }] }]',
  )
  const of = (scope: string, component: string) =>
    hooks.filter((hook) => isOf(hook, { policy: 'mesh', scope, component })).map(({ name }) => name)
  expect([of('prod/eu', 'hub'), of('lab', 'hub'), of('prod', 'leaf')]).toEqual([
    ['one', 'all'],
    ['all'],
    ['all'],
  ])
})

it('facts of several documents come together', () => {
  const { facts } = limits('facts: { a: true }', 'facts: { b: false, a: true }')
  expect([...facts]).toEqual([
    ['a', true],
    ['b', false],
  ])
})

describe('what makes no sense', () => {
  it.each<[readonly string[], string]>([
    [['facts: { a: true }', 'facts: { a: false }'], '1.yaml:4:13 the fact "a" is told both ways'],
    [
      ['avoid: [{ component: hbu, versions: 1.x }]'],
      '0.yaml:4:22 "hbu" is no component of mesh, soil | did you mean "hub"?',
    ],
    [
      ['avoid: [{ component: leaf, versions: 1.x }]'],
      '0.yaml:4:22 several policies have a component "leaf" | write mesh/leaf or soil/leaf',
    ],
    [
      ['avoid: [{ component: soil/hub, versions: 1.x }]'],
      '0.yaml:4:22 "soil/hub" is no component of mesh, soil | one of: mesh/hub, mesh/leaf, soil/leaf',
    ],
    [['avoid: [{ component: hub, versions: ">=1 <" }]'], '0.yaml:4:37 ">=1 <" is no range of versions'],
    [['waves: [{ name: a }, { name: a }]'], '0.yaml:4:30 there is another wave "a"'],
    [
      ['waves: [{ name: early }, { name: b, after: [erly] }]'],
      '0.yaml:4:44 "erly" is no wave | did you mean "early"?',
    ],
    [
      ['waves: [{ name: a, after: [b] }, { name: b, after: [a] }]'],
      '0.yaml:4:9 the wave "a" would begin after itself',
    ],
    [['waves: [{ name: a, soak: 400d }]'], '0.yaml:4:26 "400d" is longer than a year'],
    [['waves: [{ name: a, after: [a] }]'], '0.yaml:4:9 the wave "a" would begin after itself'],
    [
      ['hooks: [{ name: idle }]'],
      '0.yaml:4:9 the hook "idle" does nothing | add steps to "before" or "after"',
    ],
    [
      ['hooks: [{ name: a, after: [{ id: b, do: "see {scpe}" }] }]'],
      '0.yaml:4:41 "{scpe}" stands for nothing here | did you mean "{scope}"?',
    ],
    [
      ['hooks: [{ name: a, after: [{ id: b, do: x, run: ["get {.items} {a,b} {compnent}"] }] }]'],
      '0.yaml:4:50 "{compnent}" stands for nothing here | did you mean "{component}"?',
    ],
  ])('%j', (members, expected) => {
    const read = understood(...members)
    if (read.ok) throw new Error('it was understood')
    const told = read.problem.map(({ place, message, help }) => {
      const where = `${place?.file}:${place?.line}:${place?.column}`
      return `${where} ${message}${help === undefined ? '' : ` | ${help}`}`
    })
    expect(told).toHaveLength(1)
    expect(told.join().startsWith(expected), told.join()).toBe(true)
  })
})
