import { describe, expect, test } from 'vitest'
import { leafFollows, madeWorld } from './made-world.ts'
import { solve, solveWithRoute, trueAnswer } from './oracle.ts'
import { partsOf } from './parts.ts'
import { circles, pairs } from './sight.ts'

const plan = (moves: number) => ({ outcome: 'plan', moves })
const impossible = { outcome: 'impossible' }
const lines = '1.0.0 1.1.0 1.2.0 1.3.0'

/** Groups written as `hub@a/b`. */
const groups = (text: string) =>
  text.split(' ').map((word) => {
    const [component = '', scope = ''] = word.split('@')
    return { component, scope }
  })

describe('who sees whom', () => {
  const seen = (text: string, of: string, to: string, across?: 'outer') => {
    const words = text.split(' ')
    return pairs(groups(text), of, to, across).map(([a, b]) => `${words[a]} ${words[b]}`)
  }

  test.each([
    ['in one scope', 'hub@a leaf@a', ['hub@a leaf@a']],
    ['the nearest outwards', 'hub@a hub@a/b leaf@a/b/c', ['hub@a/b leaf@a/b/c']],
    ['back, from outside', 'hub@a/b hub@a/c leaf@a', ['hub@a/b leaf@a', 'hub@a/c leaf@a']],
    ['not in the scope beside it', 'hub@a/b leaf@a/c', []],
    ['not in a scope whose name begins alike', 'hub@a leaf@ab', []],
    [
      'past who is nearer to one but not to the other',
      'hub@a leaf@a leaf@a/b',
      ['hub@a leaf@a', 'hub@a leaf@a/b'],
    ],
  ])('%s', (_, text, expected) => {
    expect(seen(text, 'hub', 'leaf').sort()).toEqual(expected)
    expect(
      seen(text, 'leaf', 'hub')
        .map((pair) => pair.split(' ').reverse().join(' '))
        .sort(),
    ).toEqual(expected)
  })

  test('a component sees itself in its own scope only', () => {
    expect(seen('hub@a hub@a/b', 'hub', 'hub')).toEqual(['hub@a hub@a', 'hub@a/b hub@a/b'])
  })

  test('across, it looks for what is strictly outside, and is not seen back', () => {
    const text = 'hub@a hub@a/b hub@a/b/c leaf@a/b leaf@a'
    expect(seen(text, 'hub', 'hub', 'outer')).toEqual(['hub@a/b hub@a', 'hub@a/b/c hub@a/b'])
    expect(seen(text, 'leaf', 'hub', 'outer')).toEqual(['leaf@a/b hub@a'])
    expect(seen(text, 'hub', 'leaf', 'outer')).toEqual(['hub@a/b leaf@a', 'hub@a/b/c leaf@a/b'])
  })

  test('three see each other where each two of them do', () => {
    const around = (text: string) => {
      const words = text.split(' ')
      return circles(groups(text), ['hub', 'leaf', 'gate']).map((circle) =>
        circle.map((place) => (place === undefined ? '-' : words[place])).join(' '),
      )
    }
    expect(around('hub@a leaf@a/b gate@a/b/c')).toEqual(['hub@a leaf@a/b gate@a/b/c'])
    expect(around('hub@a leaf@a/b gate@a/c')).toEqual(['hub@a leaf@a/b -', 'hub@a - gate@a/c'])
    expect(around('hub@a hub@a/b leaf@a gate@a/b')).toEqual(['hub@a leaf@a -', 'hub@a/b leaf@a gate@a/b'])
  })
})

describe('groups in scopes', () => {
  const follows = { kind: 'window', of: 'leaf', to: 'hub', unit: 'line', against: 'every' } as const

  test('each leaf waits for its own hub', () => {
    const world = madeWorld(
      {
        hub: { releases: lines, runs: '1 x 1.0.0 in a, 1 x 1.0.0 frozen in a/b', target: '1.1.0' },
        leaf: { releases: lines, runs: '1 x 1.0.0 in a, 1 x 1.0.0 in a/b', target: '1.1.0' },
      },
      [{ ...follows, behind: 'any', ahead: 0 }],
    )
    expect(solve(world)).toEqual(impossible)
    const inOuterOnly = { ...world, targets: [{ component: 'leaf', scope: 'a/b', version: '1.0.0' }] }
    expect(solve(inOuterOnly)).toEqual(plan(2))
  })

  test('a server below another one is its client', () => {
    const made = { hub: { releases: lines, runs: '1 x 1.0.0 in a, 2 x 1.0.0 in a/b', target: '1.2.0' } }
    const below = { ...follows, of: 'hub', across: 'outer', behind: 1, ahead: 0 } as const
    const world = madeWorld(made, [below])
    expect(solve(world)).toEqual(plan(2 + 4))
    expect(solveWithRoute(world).route.map(({ scope, to }) => `${scope} ${to}`)).toEqual([
      'a 1.1.0',
      'a/b 1.1.0',
      'a 1.2.0',
      'a/b 1.2.0',
    ])
    // Nothing is asked of groups that have none around them.
    const apart = { hub: { ...made.hub, runs: '1 x 1.0.0 in a, 2 x 1.0.0 in b' } }
    expect(trueAnswer(madeWorld(apart, [below]))).toEqual(plan(3))
  })

  test('needs can be met from outside only', () => {
    const rows = [{ of: '>=1.1.0', to: '>=1.1.0' }]
    const needs = { kind: 'requires', of: 'leaf', to: 'hub', rows, else: 'unsupported' } as const
    const made = {
      hub: { releases: lines, runs: '1 x 1.2.0 in a, 1 x 1.0.0 in a/b' },
      leaf: { releases: lines, runs: '1 x 1.0.0 in a/b', target: '1.1.0' },
    }
    expect(solve(madeWorld(made, [needs]))).toEqual(impossible)
    expect(solve(madeWorld(made, [{ ...needs, across: 'outer' }]))).toEqual(plan(1))
  })

  test('the target for the nearest scope counts', () => {
    const made = { hub: { releases: lines, runs: '1 x 1.0.0 in a, 1 x 1.0.0 in a/b, 1 x 1.0.0 in c' } }
    const targets = [
      { component: 'hub', scope: 'a', version: '1.1.0' },
      { component: 'hub', scope: 'a/b', version: '1.3.0' },
    ]
    const step = { kind: 'step', of: 'hub', unit: 'line', up: 1, down: 1 } as const
    expect(trueAnswer(madeWorld(made, [step], { targets }))).toEqual(plan(1 + 3))
    const all = { hub: { ...made.hub, target: '1.2.0' } }
    expect(trueAnswer(madeWorld(all, [step], { targets }))).toEqual(plan(1 + 3 + 2))
  })

  test('an order is about groups that see each other', () => {
    const made = {
      hub: { releases: lines, runs: '1 x 1.0.0 in a, 1 x 1.0.0 frozen in b', target: '1.1.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0 in a/c, 1 x 1.0.0 in b', target: '1.1.0' },
    }
    const order = { kind: 'order', up: ['hub', 'leaf'], per: 'plan' } as const
    expect(solveWithRoute(madeWorld(made, [order])).route.map(({ scope }) => scope)).toContain('a/c')
    const needs = { ...follows, of: 'hub', to: 'leaf', behind: 'any', ahead: 0 } as const
    expect(trueAnswer(madeWorld(made, [order, needs]))).toEqual(impossible)
    expect(trueAnswer(madeWorld(made, [{ ...order, up: ['leaf', 'hub'] }, needs]))).toEqual(plan(3))
  })
})

describe('parts of a world', () => {
  const made = {
    hub: { releases: lines, runs: '1 x 1.0.0 in a, 1 x 1.3.0 in b', target: '1.1.0' },
    leaf: { releases: lines, runs: '1 x 1.0.0 in a/c, 1 x 1.1.0 in d', target: '1.1.0' },
  }

  test('are the groups that rules tie together and of which one moves', () => {
    const parts = partsOf(madeWorld(made, [leafFollows]))
    expect(
      parts.map(({ classes }) => classes.map(({ component, scope }) => `${component}@${scope}`)),
    ).toEqual([['hub@a', 'leaf@a/c'], ['hub@b']])
  })

  test('have their own doubts', () => {
    const step = { kind: 'step', of: 'hub', unit: 'line', up: 1, down: 1 } as const
    const silent = { kind: 'silent', of: 'hub =1.2.0' } as const
    expect(trueAnswer(madeWorld(made, [leafFollows, step, silent]))).toEqual({ outcome: 'unknown', moves: 4 })
  })
})
