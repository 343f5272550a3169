import { describe, expect, it } from 'vitest'
import { type PlanResult, plan } from '../../src/plan/index.ts'
import { unsafeInstanceOrder } from '../oracle/instances.ts'
import { trueAnswer } from '../oracle/oracle.ts'
import { partsOf } from '../oracle/parts.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { requestOf } from './worlds.ts'

/*
 * The planner against exhaustive search on small random worlds: policies of every rule kind, catalogues, fleets and
 * wishes, in both directions. Two oracles that share no code with it: one tries every order of moves over all
 * releases of the catalogue, for existence and the fewest moves; one tries every instance-by-instance order that
 * the plan allows, for safety. INTERLOCK_SEED=n runs one world, INTERLOCK_WORLDS=n as many.
 */

const isLong = process.env.INTERLOCK_LONG === '1'
const worlds = Number(process.env.INTERLOCK_WORLDS ?? (isLong ? 50_000 : 2_500))
const only = process.env.INTERLOCK_SEED
const seeds = only === undefined ? Array.from({ length: worlds }, (_, i) => i + 1) : [Number(only)]
const chunk = 250

const answerOf = (found: PlanResult) =>
  found.outcome === 'plan' || found.outcome === 'unknown'
    ? { outcome: found.outcome, moves: found.moves }
    : { outcome: found.outcome }

describe('every plan is one, the cheapest, and safe in every order', () => {
  for (let from = 0; from < seeds.length; from += chunk) {
    const some = seeds.slice(from, from + chunk)
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = randomWorld(seed)
        const note = `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`
        const found = plan(requestOf(world))
        expect(answerOf(found), note).toEqual(trueAnswer(world))
        if (found.outcome !== 'plan' && found.outcome !== 'unknown') continue
        for (const part of partsOf(world)) {
          const mine = found.stages.filter((stage) =>
            part.classes.some((one) => one.component === stage.component && one.scope === stage.scope),
          )
          const stages = mine.map(({ id, component, scope, from: olds, to, needs }) => {
            return { id, component, scope, from: olds.map(({ text }) => text), to: to.text, needs, batch: 2 }
          })
          expect(unsafeInstanceOrder(part, stages, found.outcome === 'unknown'), note).toBeUndefined()
        }
      }
    })
  }
})
