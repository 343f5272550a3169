import { describe, expect, it } from 'vitest'
import { plan } from '../../src/plan/index.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { causeText, conflictProblem } from './conflicts.ts'
import { isSingle, seedChunks } from './seeds.ts'
import { requestOf } from './worlds.ts'

/*
 * Why something is impossible, against exhaustive search on small random worlds: with nothing but the causes that are named
 * it is impossible still, and without any one of them it is not. `seeds.ts` tells how to run more worlds, or one.
 */

describe('a conflict is enough of a reason, and nothing in it is too much', () => {
  const seen = new Map<string, number>()

  for (const some of seedChunks(400)) {
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = randomWorld(seed)
        const found = plan(requestOf(world))
        if (found.outcome !== 'impossible') continue
        for (const conflict of found.conflicts) {
          const causes = conflict.causes.map(causeText).join(' + ')
          const note = `INTERLOCK_SEED=${seed}: ${causes}\n${describeWorld(world)}`
          expect(conflictProblem(world, conflict), note).toBeUndefined()
          for (const { kind } of conflict.causes) seen.set(kind, (seen.get(kind) ?? 0) + 1)
        }
      }
    })
  }

  it('is of causes of every kind', () => {
    if (isSingle) return
    for (const kind of ['rule', 'target', 'freeze', 'stays', 'unavailable', 'wave'])
      expect(seen.get(kind), kind).toBeGreaterThan(2)
  })
})
