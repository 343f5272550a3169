import { describe, expect, it } from 'vitest'
import { type PlanResult, plan } from '../../src/plan/index.ts'
import { unsafeInstanceOrder } from '../oracle/instances.ts'
import { trueAnswer } from '../oracle/oracle.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { seedChunks } from './seeds.ts'
import { isIn, legOf, placesOf, requestOf, stagesOf } from './worlds.ts'

/*
 * The planner against exhaustive search on small random worlds: policies of every rule kind, in nested scopes and under
 * facts, days and waves, catalogues, fleets and wishes, in both directions. Two oracles that share no code with it: one
 * tries every order of moves over all releases of the catalogue, for existence and the fewest moves; one tries every
 * instance-by-instance order that the plan allows, for safety. `seeds.ts` tells how to run more of them, or one.
 */

const answerOf = (found: PlanResult) =>
  found.outcome === 'plan' || found.outcome === 'unknown'
    ? { outcome: found.outcome, moves: found.moves }
    : { outcome: found.outcome }

describe('every plan is one, the cheapest, and safe in every order', () => {
  for (const some of seedChunks(500)) {
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = randomWorld(seed)
        const note = `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`
        const found = plan(requestOf(world))
        expect(answerOf(found), note).toEqual(trueAnswer(world))
        if (found.outcome !== 'plan' && found.outcome !== 'unknown') continue
        for (const place of placesOf(world)) {
          const stages = stagesOf(found).filter((stage) => isIn(place, stage))
          const isDoubtful = found.outcome === 'unknown'
          expect(unsafeInstanceOrder(place, stages.map(legOf), isDoubtful), note).toBeUndefined()
        }
      }
    })
  }
})
