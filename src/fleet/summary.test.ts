import { describe, expect, it } from 'vitest'
import { semver } from '../version/index.ts'
import { type FleetRow, type Group, readingText } from './fleet.ts'
import { parseShorthand } from './shorthand.ts'
import { groupsByScope, read, summarise } from './summary.ts'
import type { Vocabulary } from './vocabulary.ts'

const scheme = semver()
const components = (...names: readonly string[]) => new Map(names.map((name) => [name, scheme]))

const mesh: Vocabulary = new Map([['mesh', components('hub', 'leaf')]])
const both: Vocabulary = new Map([
  ['mesh', components('hub', 'leaf')],
  ['grid', components('hub', 'node')],
])

const rowsOf = (fleet: string): FleetRow[] =>
  fleet.split(' ').flatMap((word) => {
    const row = parseShorthand(word)
    if (!row.ok) throw new Error(row.problem.message)
    return row.value
  })

const groupsOf = (rows: readonly FleetRow[], vocabulary = mesh): readonly Group[] => {
  const summary = summarise({ policies: [], rows }, vocabulary)
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  return summary.value.groups
}

/** Groups as `policy/component@scope=version×count,…`. */
const textOf = (groups: readonly Group[]): string =>
  groups
    .map(({ policy, component, scope, parts }) => {
      const texts = parts.map(({ reading, count }) => `${readingText(reading)}×${count}`)
      return `${policy}/${component}@${scope}=${texts.join(',')}`
    })
    .join(' ')

const row = (rest: Partial<FleetRow>): FleetRow => ({
  scope: 'default',
  component: 'hub',
  version: '1.0.0',
  count: 1,
  ...rest,
})

describe('rows become groups and parts', () => {
  it.each([
    ['hub=1.2.0', 'mesh/hub@default=1.2.0×1'],
    ['hub=1.2.0x3,1.1.0x2', 'mesh/hub@default=1.1.0×2,1.2.0×3'],
    ['hub=1.2.0x3 hub=1.2.0x4', 'mesh/hub@default=1.2.0×7'],
    ['hub=v1.2.0,1.2.0', 'mesh/hub@default=1.2.0×2'],
    ['hub=1.10.0,1.9.0,1.2.0', 'mesh/hub@default=1.2.0×1,1.9.0×1,1.10.0×1'],
    ['hub=1.2.0,1.2.0-rc.1', 'mesh/hub@default=1.2.0-rc.1×1,1.2.0×1'],
    ['hub=1.2.0+a,1.2.0+b', 'mesh/hub@default=1.2.0+a×1,1.2.0+b×1'],
    ['hub=?,1.2.0,?x2', 'mesh/hub@default=1.2.0×1,?×3'],
    ['hub=latest,1.2.0,latest', 'mesh/hub@default=1.2.0×1,latest×2'],
    ['hub=1.16.0-dev-abc,1.16.0', 'mesh/hub@default=1.16.0×1,1.16.0-dev-abc×1'],
    ['hub@prod=1.2.0 leaf@prod/eu=1.2.0', 'mesh/hub@prod=1.2.0×1 mesh/leaf@prod/eu=1.2.0×1'],
    ['leaf=1.2.0 hub=1.2.0 leaf=1.1.0', 'mesh/leaf@default=1.1.0×1,1.2.0×1 mesh/hub@default=1.2.0×1'],
  ])('%s: %s', (fleet, expected) => {
    expect(textOf(groupsOf(rowsOf(fleet)))).toBe(expected)
  })

  it('the order of rows makes no difference to the parts', () => {
    const rows = rowsOf('hub=1.2.0,latest,?,1.1.0x2,old,1.2.0-dev,1.2.0+b,1.2.0+a')
    expect(groupsOf([...rows].reverse())).toEqual(groupsOf(rows))
  })

  it.each<[string, Partial<FleetRow>]>([
    ['name', { name: 'edge' }],
    ['freeze', { frozen: true }],
    ['batch', { batch: { kind: 'count', count: 2 } }],
  ])('another %s is another part', (_, rest) => {
    expect(
      groupsOf([row({}), row(rest), row({})])[0]
        ?.parts.map(({ count }) => count)
        .sort(),
    ).toEqual([1, 2])
  })

  it.each<[string, Partial<FleetRow>, Partial<FleetRow>]>([
    ['a version that is a question mark, and one that was not told', { version: '?' }, { version: '' }],
    [
      'a line break in the name, and in the version',
      { version: 'a', name: 'b\nc' },
      { version: 'a\nb', name: 'c' },
    ],
  ])('%s are two parts', (_, a, b) => {
    expect(groupsOf([row(a), row(b)])[0]?.parts).toHaveLength(2)
  })

  it('not frozen is the same as nothing said of it', () => {
    expect(groupsOf([row({}), row({ frozen: false })])[0]?.parts).toMatchObject([{ count: 2, frozen: false }])
  })

  it('three instances are kept to show, and the place of the first row', () => {
    const place = (line: number) => ({ file: 'fleet.yaml', line, column: 1 })
    const rows = [
      row({ instances: ['a', 'b'], place: place(1) }),
      row({ instances: ['c', 'd'], place: place(2) }),
      row({ instances: ['e'], place: place(3) }),
    ]
    expect(groupsOf(rows)[0]?.parts).toMatchObject([
      { instances: ['a', 'b', 'c'], place: place(1), count: 3 },
    ])
  })

  it('an empty fleet has no groups', () => {
    expect(groupsOf([])).toEqual([])
  })
})

describe('what is known of a version', () => {
  it.each([
    ['1.2.0', { kind: 'known', version: { text: '1.2.0' } }],
    ['v1.2.0+x', { kind: 'known', version: { text: '1.2.0+x' } }],
    ['1.2.0-rc.1', { kind: 'known', version: { text: '1.2.0-rc.1' } }],
    ['', { kind: 'unknown', why: 'empty' }],
    ['1.16.0-dev-abc123', { kind: 'unknown', why: 'development', base: { text: '1.16.0-dev-abc123' } }],
    ['1.00.0-dev-x', { kind: 'unknown', why: 'unreadable', problem: { at: 2 } }],
    ['latest', { kind: 'unknown', why: 'unreadable', problem: { at: 0, expected: 'a major number' } }],
    ['?', { kind: 'unknown', why: 'unreadable' }],
    [' ', { kind: 'unknown', why: 'unreadable' }],
  ])('%j: %j', (text, expected) => {
    expect(read(text, scheme)).toMatchObject(expected)
  })

  it.each([
    ['v1.2.0', '1.2.0'],
    ['', '?'],
    ['latest', 'latest'],
    ['1.16.0-dev-x', '1.16.0-dev-x'],
  ])('%j is shown as %s', (text, shown) => {
    expect(readingText(read(text, scheme))).toBe(shown)
  })
})

describe('whose component it is', () => {
  it.each([
    ['leaf=1.0.0', both, 'mesh/leaf@default=1.0.0×1'],
    ['node=1.0.0', both, 'grid/node@default=1.0.0×1'],
    ['grid/hub=1.0.0 mesh/hub=1.0.0', both, 'grid/hub@default=1.0.0×1 mesh/hub@default=1.0.0×1'],
  ])('%s: %s', (fleet, vocabulary, expected) => {
    expect(textOf(groupsOf(rowsOf(fleet), vocabulary))).toBe(expected)
  })

  it.each([
    ['hub=1.0.0', both, 'several policies have a component "hub"', 'write mesh/hub or grid/hub'],
    ['leav=1.0.0', both, '"leav" is no component of mesh, grid', 'did you mean "leaf"?'],
    ['gateway=1.0.0', mesh, '"gateway" is no component of mesh', 'one of: hub, leaf'],
    ['mesh/node=1.0.0', both, '"node" is no component of mesh', 'one of: hub, leaf'],
    ['mesh/leav=1.0.0', both, '"leav" is no component of mesh', 'did you mean "leaf"?'],
    ['mash/hub=1.0.0', both, '"mash" is no policy in use', 'did you mean "mesh"?'],
    ['cloud/hub=1.0.0', both, '"cloud" is no policy in use', 'one of: mesh, grid'],
    ['constructor=1.0.0', mesh, '"constructor" is no component of mesh', 'one of: hub, leaf'],
  ])('%s: %3$s', (fleet, vocabulary, message, help) => {
    const summary = summarise({ policies: [], rows: rowsOf(fleet) }, vocabulary)
    expect(summary).toEqual({ ok: false, problem: [{ message, help }] })
  })

  it('each unknown name is told once, where it first stands', () => {
    const place = { file: 'fleet.yaml', line: 7, column: 5 }
    const rows = [row({}), row({ component: 'x', place }), row({ component: 'x' }), row({ component: 'y' })]
    const summary = summarise({ policies: [], rows }, mesh)
    expect(summary.ok ? [] : summary.problem.map((problem) => problem.place)).toEqual([place, undefined])
  })

  it('an empty policy name is not taken for none', () => {
    const summary = summarise({ policies: [], rows: [row({}), row({ policy: '' })] }, mesh)
    expect(summary).toMatchObject({ ok: false, problem: [{ message: '"" is no policy in use' }] })
  })
})

it('groups by scope keep the order in which scopes first appear', () => {
  const groups = groupsOf(rowsOf('hub@b=1.0.0 hub@a=1.0.0 leaf@b=1.0.0'))
  const scopes = [...groupsByScope({ groups })].map(([scope, inside]) => `${scope} ${inside.length}`)
  expect(scopes).toEqual(['b 2', 'a 1'])
})
