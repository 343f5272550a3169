import { beforeAll, expect, test } from 'vitest'
import { features } from './features.ts'
import { madeWorld } from './made-world.ts'
import { targetOf } from './model.ts'
import { type Answer, startVerdict, trueAnswer } from './oracle.ts'
import type { Verdict } from './verdict.ts'
import { readVersion } from './versions.ts'
import { describeWorld, randomWorld, type World, worldFleetRows, worldPolicyDocuments } from './world.ts'

const seeds = Array.from({ length: 1000 }, (_, i) => i)

test('a seed gives one world', () => {
  expect(randomWorld(7)).toEqual(randomWorld(7))
  expect(
    new Set(seeds.map((seed) => JSON.stringify({ ...randomWorld(seed), seed: 0 }))).size,
  ).toBeGreaterThan(990)
})

test('worlds are well formed', () => {
  for (const seed of seeds) {
    const world = randomWorld(seed)
    const about = describeWorld(world)
    for (const { name, catalogue, target } of world.components) {
      const versions = catalogue.map(({ version }) => version)
      expect(versions.length, about).toBeGreaterThanOrEqual(2)
      expect(versions.length, about).toBeLessThanOrEqual(8)
      expect(new Set(versions).size, about).toBe(versions.length)
      if (target !== undefined) expect(catalogue, about).toContainEqual({ version: target, recalled: false })
      const classes = world.classes.filter(({ component }) => component === name)
      expect(classes.length, about).toBeGreaterThanOrEqual(1)
      for (const { version } of classes) expect(versions, about).toContain(version)
      const kinds = classes.map((one) => `${one.version} ${one.frozen} ${one.scope} ${one.name}`)
      expect(new Set(kinds).size, about).toBe(kinds.length)
    }
  }
})

interface Solved {
  readonly world: World
  readonly answer: Answer
  readonly start: Verdict
}

let solved: readonly Solved[] = []

beforeAll(() => {
  solved = seeds.slice(0, 500).map((seed) => {
    const world = randomWorld(seed)
    return { world, answer: trueAnswer(world), start: startVerdict(world) }
  })
})

const share = (wanted: (one: Solved) => boolean, of: readonly Solved[] = solved) =>
  of.filter(wanted).length / of.length

test('worlds are of many kinds', () => {
  const outcome = (wanted: Answer['outcome']) => share(({ answer }) => answer.outcome === wanted)

  expect(outcome('plan')).toBeGreaterThan(0.25)
  expect(outcome('impossible')).toBeGreaterThan(0.3)
  expect(outcome('unknown')).toBeGreaterThan(0.1)
  expect(outcome('nothing-to-do')).toBeGreaterThan(0.02)

  const plans = solved.filter(({ answer }) => answer.outcome === 'plan')
  expect(share(needsStop, plans)).toBeGreaterThan(0.25)
  expect(share(({ start }) => start === 'broken', plans)).toBeGreaterThan(0.1)

  expect(share(({ world }) => goes(world, -1))).toBeGreaterThan(0.2)
  expect(share(({ world }) => goes(world, 1) && goes(world, -1))).toBeGreaterThan(0.05)
  expect(share(({ world }) => startsMixed(world))).toBeGreaterThan(0.1)
  expect(share(({ world }) => world.mode === 'stopped')).toBeGreaterThan(0.1)
  expect(share(({ world }) => world.components.some(({ joined }) => joined.length > 0))).toBeGreaterThan(0.1)
})

test.each(['window', 'requires', 'silent', 'status', 'table', 'expr', 'edges', 'step', 'stops', 'order'])(
  'worlds have rules of kind %s',
  (kind) => {
    expect(share(({ world }) => world.rules.some((rule) => rule.kind === kind))).toBeGreaterThan(0.07)
  },
)

// How many of a hundred worlds have it, and how many are answered otherwise without it.
test.each([
  ['nested scopes', 30, 10],
  ['rules across scopes', 15, 3],
  ['targets of scopes', 8, 3],
  ['rules across policies', 5, 1],
  ['tables at rest', 3, 0.5],
  ['tables at all times', 6, 0.8],
  ['expressions', 15, 3],
  ['rules on three', 5, 0.5],
  ['days of edges', 9, 0.8],
  ['stops', 10, 0.8],
  ['facts', 8, 0.5],
  ['facts that nobody told', 4, 0.3],
  ['releases that are not there', 10, 1],
  ['waves', 10, 0.6],
  ['freezes', 10, 4],
] as const)('worlds have %s, and it matters', (name, having, mattering) => {
  const feature = features[name]
  const some = solved.filter(({ world }) => feature.has(world))
  expect((100 * some.length) / solved.length).toBeGreaterThan(having)
  const matters = some.filter(
    ({ world, answer }) => JSON.stringify(trueAnswer(feature.without(world))) !== JSON.stringify(answer),
  )
  expect((100 * matters.length) / solved.length).toBeGreaterThan(mattering)
})

/** The classes that have to move: upwards 1, downwards -1. */
function directions(world: World): { direction: number; count: number }[] {
  return world.classes.flatMap((one) => {
    const target = targetOf(world, one)
    if (one.frozen || target === undefined || target === one.version) return []
    const way = readVersion(target, []).rank - readVersion(one.version, []).rank
    return [{ direction: Math.sign(way), count: one.count }]
  })
}

const goes = (world: World, wanted: number) => directions(world).some(({ direction }) => direction === wanted)

const needsStop = ({ world, answer }: { world: World; answer: Answer }) =>
  'moves' in answer && answer.moves > directions(world).reduce((total, { count }) => total + count, 0)

const startsMixed = (world: World) =>
  world.classes.some((one) =>
    world.classes.some(
      (other) =>
        other.component === one.component && other.scope === one.scope && other.version !== one.version,
    ),
  )

test('a world is written as text, as a policy and as rows of a fleet', () => {
  const world = madeWorld(
    {
      hub: {
        releases: '0.2.0 (0.2.1) 1.0.0',
        runs: '2 x 0.2.0, 1 x 0.2.1 frozen',
        target: '1.0.0',
        joined: [['0.2', '1.0']],
      },
    },
    [
      { kind: 'window', of: 'hub >=0.2.0', unit: 'line', behind: 1, ahead: 'any', against: 'oldest' },
      { kind: 'status', of: 'hub' },
    ],
  )
  expect(describeWorld(world)).toBe(
    [
      'world 0, rolling',
      '  hub: 2 x 0.2.0, 1 x 0.2.1 frozen -> 1.0.0 of [0.2.0 (0.2.1) 1.0.0] joined 0.2+1.0',
      '  r1: window: hub >=0.2.0 to oldest hub >=0.2.0: 1 behind, any ahead, by line',
      '  r2: status: hub not recalled',
    ].join('\n'),
  )
  const common = { says: 'x', because: 'x', source: { in: 'made' }, strength: 'required' }
  expect(worldPolicyDocuments(world).get('world')).toEqual({
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'Policy',
    metadata: { name: 'world', title: 'World' },
    sources: { made: { title: 'Made up', ref: 'https://example.org' } },
    schemes: { hub: { kind: 'semver', line: 'minor', joined: [['0.2', '1.0']] } },
    components: { hub: { title: 'hub', scheme: 'hub' } },
    rules: [
      {
        ...common,
        id: 'r1',
        kind: 'window',
        of: 'hub >=0.2.0',
        unit: 'line',
        behind: 1,
        ahead: 'any',
        against: 'oldest',
      },
      { ...common, id: 'r2', kind: 'status', of: 'hub', refuse: ['recalled'] },
    ],
    catalogue: [
      {
        of: ['hub'],
        releases: [{ version: '0.2.0' }, { version: '0.2.1', status: 'recalled' }, { version: '1.0.0' }],
      },
    ],
  })
  expect(worldFleetRows(world)).toEqual([
    { policy: 'world', scope: 'w', component: 'hub', version: '0.2.0', count: 2, frozen: false },
    { policy: 'world', scope: 'w', component: 'hub', version: '0.2.1', count: 1, frozen: true },
  ])
})
