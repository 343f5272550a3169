import { describe, expect, test } from 'vitest'
import { unsafeInstanceOrder } from './instances.ts'
import { hubTogether, leafFollows, madeWorld } from './made-world.ts'
import { solveWithRoute, trueAnswer } from './oracle.ts'
import type { Wave } from './shape.ts'
import { readWaves } from './waves.ts'

const lines = '1.0.0 1.1.0 1.2.0'

describe('who waits for whom', () => {
  const groups = ['a', 'a/b', 'c', 'd'].map((scope) => ({ component: 'hub', scope }))
  const wave = (name: string, scopes: string[], after?: string[]): Wave => ({
    name,
    scopes,
    ...(after && { after }),
  })

  test.each([
    ['for the wave before it in the list', [wave('w1', ['a']), wave('w2', ['c'])], [[], [], [0, 1], []]],
    ['not, by the first wave that matches', [wave('w1', ['a/b']), wave('w2', ['a'])], [[1], [], [], []]],
    [
      'for the wave that is named',
      [wave('w1', ['a']), wave('w2', ['c'], []), wave('w3', ['d'], ['w2'])],
      [[], [], [], [2]],
    ],
    [
      'for what the wave before it waits for',
      [wave('w1', ['a']), wave('w2', ['nobody']), wave('w3', ['d'])],
      [[], [], [], [0, 1]],
    ],
  ])('%s', (_, waves, expected) => {
    expect(readWaves(waves, groups)).toEqual(expected)
  })
})

describe('waves', () => {
  const made = { hub: { releases: lines, runs: '1 x 1.0.0 in a, 2 x 1.0.0 in b', target: '1.2.0' } }
  const waves = [
    { name: 'canary', scopes: ['b'] },
    { name: 'rest', scopes: ['a'] },
  ]

  test('go one after the other', () => {
    const world = madeWorld(made, [], { waves })
    expect(trueAnswer(world)).toEqual({ outcome: 'plan', moves: 3 })
    expect(solveWithRoute(world).route.map(({ scope }) => scope)).toEqual(['b', 'a'])
    const stage = (scope: string, needs: string[] = []) => {
      return { id: scope, component: 'hub', scope, from: ['1.0.0'], to: '1.2.0', needs, batch: 1 }
    }
    expect(unsafeInstanceOrder(world, [stage('b'), stage('a', ['b'])])).toBeUndefined()
    expect(unsafeInstanceOrder(world, [stage('b'), stage('a')])).toContain('a wave before it has not arrived')
  })

  test('may be of some instances of a group', () => {
    const one = { hub: { ...made.hub, runs: '2 x 1.0.0, 1 x 1.0.0 called canary' } }
    const first = [
      { name: 'canary', parts: ['canary'] },
      { name: 'rest', components: ['hub'] },
    ]
    const world = madeWorld(one, [], { waves: first })
    expect(solveWithRoute(world).route.map(({ classes }) => classes)).toEqual([[1], [0]])
    const stage = (part: string, needs: string[] = []) => {
      return { id: part, component: 'hub', part, from: ['1.0.0'], to: '1.2.0', needs, batch: 1 }
    }
    expect(unsafeInstanceOrder(world, [stage('canary'), stage('others', ['canary'])])).toBeUndefined()
    expect(unsafeInstanceOrder(world, [stage('canary, others')])).toContain('has not arrived')
    // To the instances that go first it is as if the others were frozen.
    expect(trueAnswer(madeWorld(one, [hubTogether]))).toEqual({ outcome: 'plan', moves: 6 })
    expect(trueAnswer(madeWorld(one, [hubTogether], { waves: first }))).toEqual({ outcome: 'impossible' })
  })

  test('cannot hold for groups that have to take turns', () => {
    const turns = {
      hub: { releases: lines, runs: '1 x 1.0.0', target: '1.2.0' },
      leaf: { releases: lines, runs: '1 x 1.0.0', target: '1.2.0' },
    }
    const order = [
      { name: 'hubs', components: ['hub'] },
      { name: 'leaves', components: ['leaf'] },
    ]
    expect(trueAnswer(madeWorld(turns, [leafFollows]))).toEqual({ outcome: 'plan', moves: 4 })
    expect(trueAnswer(madeWorld(turns, [leafFollows], { waves: order }))).toEqual({ outcome: 'impossible' })
    expect(trueAnswer(madeWorld(turns, [leafFollows], { waves: order.slice(0, 1) }))).toEqual({
      outcome: 'plan',
      moves: 4,
    })
    expect(trueAnswer(madeWorld(turns, [{ ...leafFollows, behind: 2 }], { waves: order }))).toEqual({
      outcome: 'plan',
      moves: 2,
    })
  })

  test('that cross between parts hold each other up', () => {
    // In each of two scopes the leaf goes first, and waits for the hub of the other scope.
    const crossed = {
      hub: { releases: '1.0.0 1.1.0', runs: '1 x 1.0.0 in a, 1 x 1.0.0 in b', target: '1.1.0' },
      leaf: { releases: '1.0.0 1.1.0', runs: '1 x 1.0.0 in a, 1 x 1.0.0 in b', target: '1.1.0' },
    }
    const leafFirst = { kind: 'order', up: ['leaf', 'hub'], per: 'plan' } as const
    const wave = (name: string, component: string, scope: string, after: string[]) => {
      return { name, components: [component], scopes: [scope], after }
    }
    const cross = [
      wave('hub-a', 'hub', 'a', []),
      wave('hub-b', 'hub', 'b', []),
      wave('leaf-a', 'leaf', 'a', ['hub-b']),
      wave('leaf-b', 'leaf', 'b', ['hub-a']),
    ]
    expect(trueAnswer(madeWorld(crossed, [leafFirst], { waves: cross }))).toEqual({ outcome: 'impossible' })
    expect(trueAnswer(madeWorld(crossed, [leafFirst], { waves: cross.slice(0, 3) }))).toEqual({
      outcome: 'plan',
      moves: 4,
    })
  })
})
