import { describe, expect, it } from 'vitest'
import { isSpent, labelOf } from './options.ts'
import type { Unit } from './units.ts'
import { wavesOf } from './waves.ts'

const unit = (number: number, scope: string, needs: readonly number[] = []): Unit => ({
  ...{ number, needs, scopes: [scope] },
  route: { digest: 'd', groups: [], stages: [], tasks: [], maxParallel: undefined },
})
const ten = Array.from({ length: 10 }, (_, i) => unit(i, `${i < 5 ? 'east' : 'west'}/${i}`))

describe('units go in waves', () => {
  it.each([
    ['the first, then a share, then the rest', ten, [], [20], [0, 1, 1, 2, 2, 2, 2, 2, 2, 2]],
    ['canaries by their scope', ten, ['west/7', 'east/2'], [20], [1, 1, 0, 2, 2, 2, 2, 0, 2, 2]],
    ['canaries by what their scope is in', ten, ['west'], [20], [1, 1, 2, 2, 2, 0, 0, 0, 0, 0]],
    ['shares that add up to more than there are', ten, [], [50, 50], [0, 1, 1, 1, 1, 1, 2, 2, 2, 2]],
    ['no share', ten, [], [], [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['a share is never nobody', ten, [], [1], [0, 1, 2, 2, 2, 2, 2, 2, 2, 2]],
    ['one alone', ten.slice(0, 1), [], [10], [0]],
    [
      'those that need others after them, in waves of their own',
      [unit(0, 'a', [0]), unit(1, 'b', [0]), unit(2, 'c'), unit(3, 'd'), unit(4, 'e', [1])],
      [],
      [],
      [2, 3, 0, 1, 4],
    ],
  ] as const)('%s', (_, units, canaries, percents, expected) => {
    const vanguards = [
      { number: 0, members: [2] },
      { number: 1, members: [0] },
    ]
    expect(wavesOf({ units, vanguards }, { canaries, percents })).toEqual(expected)
  })
})

describe('the failure budget', () => {
  it.each([
    [{ count: 0 }, { failed: 0, begun: 9 }, false],
    [{ count: 0 }, { failed: 1, begun: 9 }, true],
    [{ count: 3 }, { failed: 3, begun: 9 }, false],
    [{ count: 3 }, { failed: 4, begun: 900 }, true],
    [{ percent: 5 }, { failed: 1, begun: 19 }, true],
    [{ percent: 5 }, { failed: 1, begun: 20 }, false],
    [{ percent: 5 }, { failed: 50, begun: 1000 }, false],
    [{ percent: 5 }, { failed: 51, begun: 1000 }, true],
  ])('%j with %j is spent: %s', (budget, counts, expected) => {
    expect(isSpent(budget, counts)).toBe(expected)
  })
})

describe('a label', () => {
  it.each([
    ['eu/shop/1', 1, 'eu'],
    ['eu/shop/1', 2, 'eu/shop'],
    ['eu', 2, 'eu'],
    ['', 1, ''],
  ])('of %j to the depth %i is %j', (scope, depth, expected) => {
    expect(labelOf(scope, depth)).toBe(expected)
  })
})
