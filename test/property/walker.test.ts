import { describe, expect, it } from 'vitest'
import { plan, type Stage, walk } from '../../src/plan/index.ts'
import { unsafeInstanceOrder } from '../oracle/instances.ts'
import { Random } from '../oracle/random.ts'
import { describeWorld, randomWorld, type World } from '../oracle/world.ts'
import { isOrdered, mutant } from './mutants.ts'
import { isSingle, seedChunks } from './seeds.ts'
import { isIn, legOf, placesOf, requestOf, stagesOf } from './worlds.ts'

/*
 * The walk that proves plans, against every order in which the instances may go: plans of small random worlds with
 * something changed in them. It accepts exactly those that are safe in every order. `seeds.ts` tells how to run more
 * worlds, or one.
 */

const changesPerPlace = 4

describe('the walk accepts a plan when every order of instances is safe, and no other', () => {
  const verdicts = { safe: 0, unsafe: 0 }

  for (const some of seedChunks(500)) {
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = fewInstances(randomWorld(seed))
        const request = requestOf(world)
        const found = plan(request)
        if (found.outcome !== 'plan' && found.outcome !== 'unknown') continue
        const proof = walk(
          request.summary.groups,
          found.stages,
          request.policies,
          found.tasks,
          request.limits,
        )
        const faults = proof.faults.filter(({ outcome }) => outcome === 'broken' || found.outcome === 'plan')
        expect(faults, `INTERLOCK_SEED=${seed}, as it was planned:\n${describeWorld(world)}`).toEqual([])
        const random = new Random(seed)
        for (const place of placesOf(world)) {
          const stages = stagesOf(found).filter((stage) => isIn(place, stage))
          const groups = request.summary.groups.filter((group) => isIn(place, group))
          for (let i = 0; stages.length > 1 && i < changesPerPlace; i++) {
            const changed = mutant(place, stages, random)
            if (changed === undefined || !isOrdered(changed.stages)) continue
            for (const isDoubtful of [false, true]) {
              const problem = unsafeInstanceOrder(place, changed.stages.map(legOf), isDoubtful)
              const { faults } = walk(groups, changed.stages, request.policies, undefined, request.limits)
              const refused = faults.some(({ outcome }) => outcome === 'broken' || !isDoubtful)
              const note = `INTERLOCK_SEED=${seed}, ${changed.how}: ${problem ?? 'safe'}\n`
              expect(refused, note + describeStages(changed.stages) + describeWorld(place)).toBe(
                problem !== undefined,
              )
              verdicts[problem === undefined ? 'safe' : 'unsafe']++
            }
          }
        }
      }
    })
  }

  it('of which there are many of both', () => {
    if (isSingle) return
    expect(verdicts.safe).toBeGreaterThan(100)
    expect(verdicts.unsafe).toBeGreaterThan(100)
  })
})

/** One or two of each kind see as much of each other as many. */
const fewInstances = (world: World): World => ({
  ...world,
  classes: world.classes.map((one) => ({
    ...one,
    count: Math.min(one.count, world.classes.length > 3 ? 1 : 2),
  })),
})

const describeStages = (stages: readonly Stage[]): string =>
  stages
    .map(({ id, component, scope, from, to, needs }) => {
      const olds = from.map(({ text }) => text).join(' ')
      return `${id}: ${component} in ${scope} ${olds} -> ${to.text} after ${needs.join(' ') || 'nothing'}\n`
    })
    .join('')
