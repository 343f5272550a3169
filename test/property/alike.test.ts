import { describe, expect, it } from 'vitest'
import type { Group, Part } from '../../src/fleet/index.ts'
import { type PlanRequest, type PlanResult, plan, type Stage, walk } from '../../src/plan/index.ts'
import { Random } from '../oracle/random.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { isSingle, seedChunks } from './seeds.ts'
import { requestOf } from './worlds.ts'

/*
 * A fleet in which the same world is there several times, in counts of its own each time and once further on. Planned at once, each is planned
 * as it would be alone, and what is wrong with one of them is found in that one.
 */

const copies = 3

describe('worlds that are alike are planned together as each would be alone', () => {
  const seen = { planned: 0, broken: 0 }

  for (const some of seedChunks(250)) {
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = randomWorld(seed)
        const request = requestOf(world)
        // Waves would tie them together.
        if ((request.limits?.waves.length ?? 0) > 0) continue
        const note = `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`
        const random = new Random(seed)
        const fleets = Array.from({ length: copies }, (_, i) => copyOf(request, i, random))
        const each = fleets.map((groups) => plan({ ...request, summary: { groups } }))
        if (each.some(({ outcome }) => outcome === 'nothing-to-do')) continue
        const alone = each.flatMap(planned)
        const whole = planned(plan({ ...request, summary: { groups: fleets.flat() } }))[0]
        expect(whole === undefined, note).toBe(alone.length < copies)
        if (whole === undefined) continue
        seen.planned++
        expect(whole.proof.states, note).toBe(alone.reduce((sum, { proof }) => sum + proof.states, 0))
        expect(whole.moves, note).toBe(alone.reduce((sum, { moves }) => sum + moves, 0))
        expect(
          whole.proof.judged.reduce((sum, { times }) => sum + times, 0),
          note,
        ).toBe(
          alone.reduce((sum, { proof }) => sum + proof.judged.reduce((all, { times }) => all + times, 0), 0),
        )
        for (const [i, one] of alone.entries()) {
          const own = ownOf(whole.stages, fleets[i] ?? [])
          expect(numbered(own), note).toEqual(numbered(one.stages))
          for (const changed of changes(own, random)) {
            const stages = whole.stages.map((stage) => (stage.id === changed.id ? changed : stage))
            const among = walk(fleets.flat(), stages, request.policies).faults
            const apart = walk(fleets[i] ?? [], ownOf(stages, fleets[i] ?? []), request.policies).faults
            expect(among, note).toEqual(apart)
            if (apart.length > 0) seen.broken++
          }
        }
      }
    })
  }

  it('of which there are many, and many that break', () => {
    if (isSingle) return
    expect(seen.planned).toBeGreaterThan(50)
    expect(seen.broken).toBeGreaterThan(100)
  })
})

type Planned = Extract<PlanResult, { outcome: 'plan' }>

const planned = (result: PlanResult): Planned[] => (result.outcome === 'plan' ? [result] : [])

/** Of the last copy some groups are elsewhere, or have arrived already, so that it only looks like the others. */
const copyOf = ({ summary, wishes }: PlanRequest, i: number, random: Random): Group[] =>
  summary.groups.map((group) => {
    const present = summary.groups.flatMap(({ component, parts }) =>
      component === group.component ? parts.map(({ reading }) => reading) : [],
    )
    const targets = wishes.targets.flatMap(({ component, version }): Part['reading'][] =>
      component === group.component ? [{ kind: 'known', version }] : [],
    )
    const isElsewhere = i === copies - 1 && random.chance(0.4)
    const reading = random.pick([...present, ...targets])
    return {
      ...group,
      scope: `copy${i}-${group.scope}`,
      parts: group.parts.map((part) => ({
        ...part,
        count: random.whole(1, 9),
        ...(isElsewhere && { reading }),
      })),
    }
  })

const ownOf = (stages: readonly Stage[], groups: readonly Group[]): readonly Stage[] => {
  const scopes = new Set(groups.map(({ scope }) => scope))
  return stages.filter(({ scope }) => scopes.has(scope))
}

/** Counted from 1, with what they wait for. */
function numbered(stages: readonly Stage[]): readonly Stage[] {
  const before = Number(stages[0]?.id ?? 1) - 1
  const own = (id: string): string => id.replace(/^\d+/, (number) => String(Number(number) - before))
  return stages.map((stage) => ({
    ...stage,
    id: own(stage.id),
    needs: stage.needs.map(own),
    together: stage.together.map(own),
  }))
}

/** A stage that no longer waits for another one, one that moves too many, and one that goes where it came from. */
function changes(stages: readonly Stage[], random: Random): Stage[] {
  const [first] = stages
  if (first === undefined) return []
  const stage = random.pick(stages)
  return [
    { ...stage, needs: stage.needs.slice(1) },
    { ...stage, count: stage.count + 1 },
    { ...stage, to: stage.from[0] ?? stage.to },
  ]
}
