import { describe, expect, test } from 'vitest'
import { type Stage, unsafeInstanceOrder } from './instances.ts'
import { hubTogether, leafFollows, madeWorld } from './made-world.ts'
import { solveWithRoute } from './oracle.ts'
import { describeWorld, randomWorld, type World } from './world.ts'

const lines = '1.0.0 1.1.0 1.2.0 1.3.0'

const stage = (
  id: string,
  component: string,
  from: string,
  to: string,
  needs: string[] = [],
  batch = 1,
): Stage => ({
  id,
  component,
  from: from.split(' '),
  to,
  needs,
  batch,
})

describe('an order of components', () => {
  const made = {
    hub: { releases: lines, runs: '2 x 1.0.0', target: '1.1.0' },
    leaf: { releases: lines, runs: '2 x 1.0.0', target: '1.1.0' },
  }
  const hub = stage('s1', 'hub', '1.0.0', '1.1.0')
  const leaf = stage('s2', 'leaf', '1.0.0', '1.1.0')

  test('is safe when the stages say so', () => {
    expect(
      unsafeInstanceOrder(madeWorld(made, [leafFollows]), [hub, { ...leaf, needs: ['s1'] }]),
    ).toBeUndefined()
  })

  test('is unsafe when they leave it open', () => {
    expect(unsafeInstanceOrder(madeWorld(made, [leafFollows]), [hub, leaf])).toBe(
      'during s2 leaf 1.0.0 -> 1.1.0 with hub 1.0.0, leaf 1.0.0: r1 broken: 1.1.0 to 1.0.0 ahead by 1 too many',
    )
  })

  test('is unsafe when it is the wrong one', () => {
    expect(unsafeInstanceOrder(madeWorld(made, [leafFollows]), [{ ...hub, needs: ['s2'] }, leaf])).toContain(
      's2 leaf',
    )
  })

  test('has to hold for rules of order too', () => {
    const order = { kind: 'order', up: ['hub', 'leaf'], per: 'line' } as const
    const world = madeWorld(made, [order])
    expect(unsafeInstanceOrder(world, [hub, { ...leaf, needs: ['s1'] }])).toBeUndefined()
    expect(unsafeInstanceOrder(world, [hub, leaf])).toBe(
      's2 leaf 1.0.0 -> 1.1.0 with hub 1.0.0, leaf 1.0.0: r1 wants others to go first',
    )
  })
})

describe('instances of one component', () => {
  const made = { hub: { releases: lines, runs: '3 x 1.0.0', target: '1.2.0' } }
  const first = stage('s1', 'hub', '1.0.0', '1.1.0')
  const second = stage('s2', 'hub', '1.1.0', '1.2.0')

  test('the old and the new version of one that is replaced run beside each other', () => {
    const direct = [stage('s1', 'hub', '1.0.0', '1.2.0', [], 3)]
    expect(unsafeInstanceOrder(madeWorld(made, [hubTogether]), direct)).toContain('during s1')
    expect(unsafeInstanceOrder(madeWorld(made, [hubTogether], 'stopped'), direct)).toBeUndefined()
  })

  test('one may begin the next stage before the others have ended this one, unless the stage waits', () => {
    expect(
      unsafeInstanceOrder(madeWorld(made, [hubTogether]), [first, { ...second, needs: ['s1'] }]),
    ).toBeUndefined()
    expect(unsafeInstanceOrder(madeWorld(made, [hubTogether]), [first, second])).toContain(
      's2 hub 1.1.0 -> 1.2.0',
    )
  })

  test('frozen ones stay and are measured against', () => {
    const world = madeWorld({ hub: { ...made.hub, runs: '2 x 1.0.0, 1 x 1.0.0 frozen' } }, [hubTogether])
    expect(unsafeInstanceOrder(world, [first, { ...second, needs: ['s1'] }])).toContain('1.0.0 to 1.2.0')
  })

  test('a stage can gather two classes', () => {
    const world = madeWorld({ hub: { ...made.hub, runs: '2 x 1.0.0, 1 x 1.1.0' } }, [hubTogether])
    expect(unsafeInstanceOrder(world, [first, { ...second, needs: ['s1'] }])).toBeUndefined()
    const apart = [
      { ...second, id: 's0', moving: [{ class: 1 }] },
      { ...first, moving: [{ class: 0 }] },
      { ...second, needs: ['s0', 's1'], moving: [{ class: 0 }] },
    ]
    // The class ahead goes on to 1.2 while the other is still at 1.0.
    expect(unsafeInstanceOrder(world, apart)).toContain('s0 hub 1.1.0 -> 1.2.0')
    expect(
      unsafeInstanceOrder(madeWorld({ hub: { ...made.hub, runs: '2 x 1.0.0, 1 x 1.1.0' } }, []), apart),
    ).toBe(undefined)
  })
})

describe('recovery', () => {
  const made = {
    hub: { releases: lines, runs: '1 x 1.2.0', target: '1.2.0' },
    leaf: { releases: lines, runs: '3 x 1.0.0', target: '1.2.0' },
  }

  test('a breach that was there is borne while it does not become wider', () => {
    const direct = stage('s1', 'leaf', '1.0.0', '1.2.0', [], 2)
    expect(unsafeInstanceOrder(madeWorld(made, [leafFollows]), [direct])).toBeUndefined()
    const higher = { ...made, hub: { ...made.hub, target: '1.3.0' } }
    const last = stage('s2', 'hub', '1.2.0', '1.3.0')
    expect(unsafeInstanceOrder(madeWorld(higher, [leafFollows]), [direct, last])).toContain('wider than')
    expect(
      unsafeInstanceOrder(madeWorld(higher, [leafFollows]), [direct, { ...last, needs: ['s1'] }]),
    ).toBeUndefined()
  })

  test('a breach that is left at the end is not', () => {
    const world = madeWorld({ ...made, leaf: { ...made.leaf, runs: '1 x 1.0.0 frozen, 1 x 1.0.0' } }, [
      leafFollows,
    ])
    expect(unsafeInstanceOrder(world, [stage('s1', 'leaf', '1.0.0', '1.2.0')])).toContain('at the end')
  })
})

describe('doubt', () => {
  test('is refused unless it is allowed', () => {
    const made = { hub: { releases: lines, runs: '2 x 1.0.0', target: '1.1.0' } }
    const stages = [stage('s1', 'hub', '1.0.0', '1.1.0')]
    const silent = madeWorld(made, [{ kind: 'silent', of: 'hub =1.1.0' }])
    expect(unsafeInstanceOrder(silent, stages)).toContain('r1 unknown: 1.1.0')
    expect(unsafeInstanceOrder(silent, stages, true)).toBeUndefined()
    const rows = [{ from: '=1.0.0', to: '=1.1.0', verdict: 'untested' }] as const
    const untested = madeWorld(made, [{ kind: 'edges', of: 'hub', rows, else: 'defer' }])
    expect(unsafeInstanceOrder(untested, stages)).toContain('the move is unknown')
    expect(unsafeInstanceOrder(untested, stages, true)).toBeUndefined()
  })
})

describe('stages that make no sense', () => {
  const world = madeWorld(
    { hub: { releases: '1.0.0 (1.1.0) 1.2.0', runs: '1 x 1.0.0', target: '1.2.0' } },
    [],
  )

  test.each([
    ['wait for each other', [stage('s1', 'hub', '1.0.0', '1.2.0', ['s1'])], 'can never begin'],
    ['wait for none', [stage('s1', 'hub', '1.0.0', '1.2.0', ['s9'])], 'can never begin'],
    ['have no room', [stage('s1', 'hub', '1.0.0', '1.2.0', [], 0)], 'no room'],
    ['move nothing', [stage('s1', 'hub', '1.2.0', '1.2.0')], 'nothing moves'],
    ['stop at a recalled release', [stage('s1', 'hub', '1.0.0', '1.1.0')], 'cannot stop at 1.1.0'],
    ['are missing', [], 'hub ends at 1.0.0, not at 1.2.0'],
  ])('that %s', (_, stages, problem) => {
    expect(unsafeInstanceOrder(world, stages)).toContain(problem)
  })
})

/** The cheapest route as stages, one after the other. */
function stagesOf(world: World): Stage[] {
  return solveWithRoute(world).route.map(({ classes, component, from, to }, i) => ({
    id: `s${i}`,
    component,
    from: [...new Set(from)],
    to,
    needs: i === 0 ? [] : [`s${i - 1}`],
    batch: 2,
    moving: classes.map((place) => ({ class: place })),
  }))
}

test('the cheapest routes are safe for every order of instances; without their order many are not', () => {
  let routes = 0
  let unsafe = 0
  for (let seed = 0; seed < 300; seed++) {
    const world = randomWorld(seed)
    const stages = stagesOf(world)
    if (stages.length < 2) continue
    const { outcome } = solveWithRoute(world).answer
    const problem = unsafeInstanceOrder(world, stages, outcome === 'unknown')
    expect(problem, describeWorld(world)).toBeUndefined()
    routes++
    const loose = stages.map((one) => ({ ...one, needs: [] }))
    if (unsafeInstanceOrder(world, loose, outcome === 'unknown') !== undefined) unsafe++
  }
  expect(routes).toBeGreaterThan(50)
  expect(unsafe / routes).toBeGreaterThan(0.3)
})
