import { describe, expect, test } from 'vitest'
import { type Stage, unsafeInstanceOrder } from './instances.ts'
import { madeWorld } from './made-world.ts'
import { solve, solveWithRoute } from './oracle.ts'

const plan = (moves: number) => ({ outcome: 'plan', moves })
const unknown = (moves: number) => ({ outcome: 'unknown', moves })
const impossible = { outcome: 'impossible' }
const lines = '1.0.0 1.1.0 1.2.0'

const both = (hub: string, leaf: string) => ({
  hub: { releases: lines, runs: `1 x ${hub}`, target: '1.2.0' },
  leaf: { releases: lines, runs: `1 x ${leaf}`, target: '1.2.0' },
})

/** Rows written as `1.0.0+1.1.0`, a cell of several versions with `|`. */
const table = (rows: string, at: 'rest' | 'always' = 'always') =>
  ({
    kind: 'table',
    of: ['hub', 'leaf'],
    rows: rows.split(' ').map((row) => {
      const [hub = '', leaf = ''] = row.split('+').map((cell) => cell.split('|').filter((one) => one !== '-'))
      return { ...(hub.length > 0 && { hub }), ...(leaf.length > 0 && { leaf }) } as Record<string, string[]>
    }),
    else: 'unsupported',
    at,
  }) as const

describe('tables', () => {
  test('at rest ask for the end only', () => {
    expect(solve(madeWorld(both('1.0.0', '1.0.0'), [table('1.2.0+1.2.0', 'rest')]))).toEqual(plan(2))
    expect(solve(madeWorld(both('1.0.0', '1.0.0'), [table('1.2.0+1.1.0 1.1.0+1.2.0', 'rest')]))).toEqual(
      impossible,
    )
    expect(
      solve(
        madeWorld(both('1.0.0', '1.0.0'), [
          { ...table('1.2.0+1.1.0 1.1.0+1.2.0', 'rest'), else: 'untested' },
        ]),
      ),
    ).toEqual(unknown(2))
  })

  test('an end in doubt is no reason to go there by a move in doubt', () => {
    const made = { hub: both('1.0.0', '1.0.0').hub, leaf: { releases: lines, runs: '1 x 1.2.0' } }
    const open = { ...table('1.1.0+1.2.0 1.2.0+1.1.0', 'rest'), else: 'unknown' } as const
    const stops = { kind: 'stops', of: 'hub', on: 'up', stops: [{ at: '1.1.x' }], else: 'untested' } as const
    expect(solve(madeWorld(made, [stops, open]))).toEqual(unknown(2))
    const without = { ...made, hub: { ...made.hub, releases: '1.0.0 1.2.0' } }
    expect(solve(madeWorld(without, [stops, open]))).toEqual(unknown(1))
  })

  test('at all times ask for every combination on the way', () => {
    const rows = '1.0.0+1.0.0 1.1.0+1.0.0|1.1.0 1.2.0+1.1.0|1.2.0'
    const { answer, route } = solveWithRoute(madeWorld(both('1.0.0', '1.0.0'), [table(rows)]))
    expect(answer).toEqual(plan(4))
    expect(route.map(({ component, to }) => `${component} ${to}`)).toEqual([
      'hub 1.1.0',
      'leaf 1.1.0',
      'hub 1.2.0',
      'leaf 1.2.0',
    ])
    expect(solve(madeWorld(both('1.0.0', '1.0.0'), [table('1.0.0+1.0.0 1.2.0+1.2.0')]))).toEqual(impossible)
  })

  test('a combination that was broken with the same parts may stay so, but not at the end', () => {
    const rows = '1.1.0+1.1.0 1.2.0+1.2.0'
    expect(solve(madeWorld(both('1.0.0', '1.2.0'), [table(rows)]))).toEqual(plan(1))
    // From one broken combination to the next, and out.
    expect(solve(madeWorld(both('1.0.0', '1.1.0'), [table(rows)]))).toEqual(plan(2))
    expect(solve(madeWorld(both('1.1.0', '1.1.0'), [table(rows)]))).toEqual(impossible)
  })

  test('what is newer than the table, or alone, is unknown', () => {
    expect(solve(madeWorld(both('1.0.0', '1.0.0'), [table('1.0.0+1.0.0|1.1.0', 'rest')]))).toEqual(unknown(2))
    expect(solve(madeWorld(both('1.0.0', '1.0.0'), [table('1.0.0+1.0.0 1.2.0+-', 'rest')]))).toEqual(
      unknown(2),
    )
    const alone = { hub: both('1.0.0', '1.0.0').hub }
    expect(solve(madeWorld(alone, [table('1.0.0+1.0.0', 'rest')]))).toEqual(unknown(1))
    expect(solve(madeWorld(alone, [table('1.2.0+1.0.0', 'rest')]))).toEqual(plan(1))
  })

  test('only who is there is in a combination', () => {
    const rows = '1.0.0+1.0.0 1.2.0+1.0.0 1.2.0+1.2.0'
    expect(solve(madeWorld(both('1.0.0', '1.0.0'), [table(rows)]))).toEqual(plan(2))
    expect(
      solve(madeWorld(both('1.0.0', '1.0.0'), [table('1.0.0+1.0.0 1.2.0+1.0.0|1.2.0')], 'stopped')),
    ).toEqual(plan(2))
  })
})

describe('expressions', () => {
  const three = {
    hub: { releases: '1.0.0 1.1.0', runs: '1 x 1.0.0', target: '1.1.0' },
    leaf: { releases: '1.0.0 1.1.0', runs: '1 x 1.0.0', target: '1.1.0' },
    gate: { releases: '1.0.0 1.1.0', runs: '1 x 1.0.0', target: '1.1.0' },
  }
  const needsOneOfTwo = {
    kind: 'expr',
    of: ['hub', 'leaf', 'gate'],
    form: 'needs-one-of-two',
    values: [],
    else: 'unsupported',
    at: 'always',
  } as const
  const stage = (id: string, component: string, needs: string[] = []): Stage => {
    return { id, component, from: ['1.0.0'], to: '1.1.0', needs, batch: 1 }
  }

  test('ask of three at once', () => {
    const { answer, route } = solveWithRoute(madeWorld(three, [needsOneOfTwo]))
    expect(answer).toEqual(plan(3))
    expect(route.findIndex(({ component }) => component === 'gate')).toBeGreaterThan(0)
    const frozen = { ...three, hub: { ...three.hub, runs: '1 x 1.0.0 frozen' } }
    const order = { kind: 'order', up: ['gate', 'leaf'], per: 'plan' } as const
    expect(solve(madeWorld(frozen, [needsOneOfTwo]))).toEqual(plan(2))
    expect(solve(madeWorld(frozen, [needsOneOfTwo, order]))).toEqual(impossible)
  })

  test('see three stages under way', () => {
    const world = madeWorld(three, [needsOneOfTwo])
    expect(
      unsafeInstanceOrder(world, [stage('s1', 'hub'), stage('s2', 'leaf'), stage('s3', 'gate')]),
    ).toContain('r1 broken')
    expect(
      unsafeInstanceOrder(world, [stage('s1', 'hub'), stage('s2', 'leaf'), stage('s3', 'gate', ['s2'])]),
    ).toBeUndefined()
  })

  test('are asked only where all are there', () => {
    const { gate: _, ...two } = three
    expect(solve(madeWorld(two, [needsOneOfTwo]))).toEqual(plan(2))
  })

  test('have no answer where something cannot be evaluated', () => {
    const divided = { ...needsOneOfTwo, of: ['hub', 'leaf'], form: 'divided' } as const
    const far = { hub: { ...three.hub, runs: '1 x 1.0.0 frozen' }, leaf: three.leaf }
    expect(solve(madeWorld(far, [divided]))).toEqual(unknown(1))
    // In the same line nobody divides.
    expect(
      solve(madeWorld({ hub: three.hub, leaf: { ...three.leaf, runs: '1 x 1.1.0' } }, [divided])),
    ).toEqual(unknown(1))
    expect(
      solve(madeWorld({ hub: { ...three.hub, runs: '1 x 1.1.0' }, leaf: three.leaf }, [divided])),
    ).toEqual(plan(1))
  })

  test('at rest ask for the end only', () => {
    const newerHub = { ...needsOneOfTwo, of: ['hub', 'leaf'], form: 'not-newer' } as const
    const ahead = { hub: three.hub, leaf: { ...three.leaf, runs: '1 x 1.0.0', target: '1.1.0' } }
    const order = { kind: 'order', up: ['leaf', 'hub'], per: 'plan' } as const
    expect(solve(madeWorld(ahead, [newerHub, order]))).toEqual(impossible)
    expect(solve(madeWorld(ahead, [{ ...newerHub, at: 'rest' }, order]))).toEqual(plan(2))
  })
})
