import { describe, expect, it } from 'vitest'
import { simulateCrash } from './simulate.ts'
import type { Site } from './site.ts'

/*
 * A run of 200 stages, one after the other, that is killed at one point: before an entry, after a sync, while an order is on its way.
 * Some of the points are tried; with INTERLOCK_LONG=1 all of them.
 */

const [groups, hops, instances] = [50, 4, 2]

function longSite(): Site {
  const keys = Array.from({ length: groups }, (_, i) => `made/part-${i}`)
  const version = (hop: number): string => `1.${hop}.0`
  const stages = Array.from({ length: groups * hops }, (_, i) => ({
    ...{ id: String(i + 1), group: keys[i % groups] as string, parts: undefined },
    ...{ from: [version(Math.floor(i / groups))], to: version(Math.floor(i / groups) + 1) },
    ...{ count: instances, batch: 1, canary: undefined, mode: 'rolling' as const },
    ...{ needs: i === 0 ? [] : [String(i)], together: [], gates: [], soak_s: 0, delivers: undefined },
    undo: { closed: undefined, tasks: [] },
  }))
  return {
    route: {
      ...{ digest: 'made', stages, tasks: [], maxParallel: undefined },
      groups: keys.map((key) => ({
        ...{ key, policy: 'made', scope: '', component: key.slice(5), neighbours: [key] },
        parts: [{ version: version(0), count: instances }],
      })),
    },
    seats: keys.flatMap((group) =>
      Array.from({ length: instances }, (_, i) => ({
        id: `${i}`,
        ...{ group, part: undefined, version: version(0), isFrozen: false },
      })),
    ),
    isAllowed: () => true,
    versionsOf: () => [],
  }
}

describe('a run of 200 stages that is killed and gone on with', () => {
  const site = longSite()
  const step = process.env.INTERLOCK_LONG === '1' ? 1 : 397

  it('loses no move and repeats none, wherever that happens', { timeout: 7_200_000 }, async () => {
    const { points } = await simulateCrash(site, Number.MAX_SAFE_INTEGER)
    expect(points).toBeGreaterThan(2000)
    for (let crashAt = 1; crashAt <= points; crashAt += step) {
      const { ending, moves, crashes, complaints } = await simulateCrash(site, crashAt)
      const told = { ending, moves, crashes, complaints }
      const whole = { ending: 'done', moves: groups * hops * instances, crashes: 1, complaints: [] }
      expect(told, `killed at point ${crashAt}`).toEqual(whole)
    }
  })
})
