import { describe, expect, test } from 'vitest'
import { madeWorld } from './made-world.ts'
import { solve, solveWithRoute, trueAnswer } from './oracle.ts'
import { readInterval, readVersion } from './versions.ts'

const plan = (moves: number) => ({ outcome: 'plan', moves })
const unknown = (moves: number) => ({ outcome: 'unknown', moves })
const impossible = { outcome: 'impossible' }
const lines = '1.0.0 1.1.0 1.1.1 1.2.0 1.3.0'

const hub = { releases: lines, runs: '1 x 1.0.0', target: '1.3.0' }

describe('days', () => {
  const edges = (since?: string, until?: string) =>
    ({
      kind: 'edges',
      of: 'hub',
      rows: [
        {
          from: '<1.2.0',
          to: '>1.2.0',
          verdict: 'unsupported',
          ...(since && { since }),
          ...(until && { until }),
        },
      ],
      else: 'defer',
    }) as const

  test.each([
    ['from its first day', '2026-01-01', undefined, 2],
    ['until its last day', undefined, '2026-01-01', 2],
    ['on its only day', '2026-01-01', '2026-01-01', 2],
    ['not before', '2026-01-02', undefined, 1],
    ['not after', undefined, '2025-12-31', 1],
    ['always, without days', undefined, undefined, 2],
  ])('a row counts %s', (_, since, until, moves) => {
    expect(solve(madeWorld({ hub }, [edges(since, until)], { day: '2026-01-01' }))).toEqual(plan(moves))
  })

  test('a row that does not count leaves the word to the next', () => {
    const first = { from: '>=1.0.0', to: '>=1.0.0', verdict: 'supported', since: '2026-01-02' } as const
    const rule = { ...edges(), rows: [first, ...edges().rows] }
    expect(solve(madeWorld({ hub }, [rule], { day: '2026-01-01' }))).toEqual(plan(2))
    expect(solve(madeWorld({ hub }, [rule], { day: '2026-01-02' }))).toEqual(plan(1))
  })
})

describe('stops', () => {
  const stops = (...at: string[]) =>
    ({
      kind: 'stops',
      of: 'hub',
      on: 'up',
      stops: at.map((one) => ({ at: one })),
      else: 'unsupported',
    }) as const

  test('an interval has a lowest and a highest rank', () => {
    const rank = (text: string) => readVersion(text, []).rank
    expect(readInterval('1.4.x')).toEqual({ low: rank('1.4.0'), high: rank('1.4.999') })
    expect(readInterval('=1.4.2')).toEqual({ low: rank('1.4.2'), high: rank('1.4.2') })
    expect(readInterval('>=1.4.2 <1.5.0')).toEqual({ low: rank('1.4.2'), high: rank('1.5.0') - 1 })
    expect(readInterval('>1.4.2 <=1.5.0')).toEqual({ low: rank('1.4.2') + 1, high: rank('1.5.0') })
  })

  test('are not passed in one go', () => {
    expect(solve(madeWorld({ hub }, [stops('1.2.x')]))).toEqual(plan(2))
    expect(solve(madeWorld({ hub }, [stops('1.1.x', '1.2.x')]))).toEqual(plan(3))
    expect(solve(madeWorld({ hub }, [stops('=1.1.1', '=1.1.0')]))).toEqual(plan(3))
    // Nobody has to stop at what he starts from or goes to.
    expect(solve(madeWorld({ hub }, [stops('1.0.x', '1.3.x')]))).toEqual(plan(1))
  })

  test('where nothing is there to stop at, nobody gets past', () => {
    expect(solve(madeWorld({ hub: { ...hub, releases: '1.0.0 (1.2.0) 1.3.0' } }, [stops('1.2.x')]))).toEqual(
      impossible,
    )
    expect(
      solve(
        madeWorld({ hub: { ...hub, releases: '1.0.0 1.3.0' } }, [{ ...stops('1.2.x'), else: 'untested' }]),
      ),
    ).toEqual(unknown(1))
  })

  test('have a direction and versions from which they count', () => {
    const down = { hub: { ...hub, runs: '1 x 1.3.0', target: '1.0.0' } }
    expect(solve(madeWorld(down, [stops('1.2.x')]))).toEqual(plan(1))
    expect(solve(madeWorld(down, [{ ...stops('1.2.x'), on: 'both' }]))).toEqual(plan(2))
    expect(solve(madeWorld({ hub }, [{ ...stops('1.2.x'), on: 'down' }]))).toEqual(plan(1))
    expect(solve(madeWorld({ hub }, [{ ...stops('1.2.x'), of: 'hub >=1.1.0' }]))).toEqual(plan(1))
  })

  test('do not bind a move that is supported by name', () => {
    const rows = [{ from: '=1.0.0', to: '=1.3.0', verdict: 'supported' }] as const
    const edges = { kind: 'edges', of: 'hub', rows, else: 'defer' } as const
    expect(solve(madeWorld({ hub }, [stops('1.2.x'), edges]))).toEqual(plan(1))
  })
})

describe('facts', () => {
  const stop = { at: '1.2.x' }
  const stops = { kind: 'stops', of: 'hub', on: 'up', stops: [stop], else: 'unsupported' } as const

  test.each([
    ['a rule under a fact', { ...stops, when: 'paid' }],
    ['a stop under a fact', { ...stops, stops: [{ ...stop, when: 'paid' }] }],
    ['a rule unless a fact', { ...stops, when: 'not free' }],
  ])('%s counts when it is told so, and is unknown when nobody told', (_, rule) => {
    const told = (paid?: boolean) =>
      solve(madeWorld({ hub }, [rule], { facts: paid === undefined ? {} : { paid, free: !paid } }))
    expect(told(true)).toEqual(plan(2))
    expect(told(false)).toEqual(plan(1))
    expect(told()).toEqual(plan(2))
    const without = madeWorld({ hub: { ...hub, releases: '1.0.0 1.3.0' } }, [rule])
    expect(solve(without)).toEqual(unknown(1))
    expect(solve({ ...without, facts: { paid: true, free: false } })).toEqual(impossible)
  })

  test('what may be supported says nothing', () => {
    const row = { from: '=1.0.0', to: '=1.3.0', verdict: 'supported', when: 'paid' } as const
    const edges = { kind: 'edges', of: 'hub', rows: [row], else: 'defer' } as const
    expect(solve(madeWorld({ hub }, [stops, edges]))).toEqual(plan(2))
    expect(solve(madeWorld({ hub }, [stops, edges], { facts: { paid: true } }))).toEqual(plan(1))
  })

  test('a row that may count says only what is said without it too', () => {
    const row = { from: '=1.0.0', to: '=1.3.0', verdict: 'unsupported', when: 'paid' } as const
    const edges = { kind: 'edges', of: 'hub', rows: [row] } as const
    const direct = { hub: { ...hub, releases: '1.0.0 1.3.0' } }
    expect(solve(madeWorld(direct, [{ ...edges, else: 'defer' }]))).toEqual(unknown(1))
    expect(solve(madeWorld(direct, [{ ...edges, else: 'supported' }]))).toEqual(unknown(1))
    expect(solve(madeWorld(direct, [{ ...edges, else: 'unsupported' }]))).toEqual(impossible)
  })

  test('a start that may be broken is in doubt', () => {
    const status = { kind: 'status', of: 'hub', when: 'paid' } as const
    const world = madeWorld({ hub: { ...hub, releases: '(1.0.0) 1.3.0' } }, [status])
    expect(solve(world)).toEqual(unknown(1))
    expect(solve({ ...world, facts: { paid: true } })).toEqual(plan(1))
  })

  test('a rule that does not count ties nothing together', () => {
    const made = { hub, leaf: { releases: lines, runs: '1 x 1.3.0' } }
    const window = {
      kind: 'window',
      of: 'leaf',
      to: 'hub',
      unit: 'line',
      against: 'every',
      when: 'paid',
    } as const
    const silent = { kind: 'silent', of: 'leaf' } as const
    const world = madeWorld(made, [{ ...window, behind: 'any', ahead: 'any' }, silent])
    expect(trueAnswer({ ...world, facts: { paid: false } })).toEqual(plan(1))
    expect(trueAnswer({ ...world, facts: { paid: true } })).toEqual(unknown(1))
  })
})

describe('releases that are not there', () => {
  const step = { kind: 'step', of: 'hub', unit: 'line', up: 1, down: 1 } as const
  const there = { component: 'hub', versions: '>=1.1.0 <1.2.0' }

  test('are no stop', () => {
    expect(solve(madeWorld({ hub }, [step]))).toEqual(plan(3))
    expect(solve(madeWorld({ hub }, [step], { unavailable: [there] }))).toEqual(impossible)
    const one = { ...there, versions: '=1.1.0' }
    expect(solveWithRoute(madeWorld({ hub }, [step], { unavailable: [one] })).route[0]?.to).toBe('1.1.1')
  })

  test('are no target', () => {
    const target = { component: 'hub', versions: '=1.3.0' }
    expect(solve(madeWorld({ hub }, [], { unavailable: [target] }))).toEqual(impossible)
    // What is at its target already may stay.
    const arrived = { hub: { ...hub, runs: '1 x 1.3.0' }, leaf: hub }
    expect(solve(madeWorld(arrived, [], { unavailable: [target] }))).toEqual(plan(1))
  })

  test('may be left', () => {
    const start = { component: 'hub', versions: '=1.0.0' }
    expect(solve(madeWorld({ hub }, [], { unavailable: [start] }))).toEqual(plan(1))
  })

  test.each([
    ['that scope', ['w'], impossible],
    ['a scope around it', ['w', 'v'], impossible],
    ['another scope', ['v'], plan(3)],
    ['a scope inside it', ['w/x'], plan(3)],
  ])('are missing in %s', (_, scopes, answer) => {
    expect(solve(madeWorld({ hub }, [step], { unavailable: [{ ...there, scopes }] }))).toEqual(answer)
  })
})
