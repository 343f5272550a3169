import { describe, expect, it } from 'vitest'
import { keptPlan, planDocument, readKeptPlan } from '../../src/contract/index.ts'
import { type PlanRequest, plan, policyDigest, policyParts } from '../../src/plan/index.ts'
import { type PlanFacts, revise } from '../../src/revision/index.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { requestOf } from './worlds.ts'

/* Plans of random worlds beside those of worlds that are a little different. INTERLOCK_SEED=n compares one with the next. */

const only = process.env.INTERLOCK_SEED
const seeds = only === undefined ? Array.from({ length: 150 }, (_, i) => i + 1) : [Number(only)]

function documentOf(request: PlanRequest): unknown {
  const digests = request.policies.map(
    (
      policy,
    ): [string, Parameters<typeof planDocument>[1] extends ReadonlyMap<string, infer D> ? D : never] => [
      policy.name,
      { digest: policyDigest(policy), ...policyParts(policy, request) },
    ],
  )
  return planDocument(plan(request), new Map(digests))
}

describe('a plan beside another one', () => {
  it('is kept and read again without a loss', () => {
    for (const seed of seeds) {
      const document = documentOf(requestOf(randomWorld(seed)))
      const read = readKeptPlan(JSON.stringify(document), 'plan.json')
      expect(read, `INTERLOCK_SEED=${seed}`).toEqual({ ok: true, value: keptPlan(document) })
    }
  })

  it('differs in nothing from itself', () => {
    for (const seed of seeds) {
      const facts = keptPlan(documentOf(requestOf(randomWorld(seed))))
      const { inputs, stages, unchanged, warnings } = revise(facts, facts)
      expect({ inputs, stages, unchanged, warnings }, `INTERLOCK_SEED=${seed}`).toEqual({
        inputs: [],
        stages: [],
        unchanged: facts.stages.length,
        warnings: { added: [], removed: [] },
      })
    }
  })

  it('every stage of both is accounted for once, and the way back says the opposite', () => {
    for (const seed of seeds) {
      const world = randomWorld(seed)
      const note = `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`
      const before = keptPlan(documentOf(requestOf(world)))
      const after = keptPlan(documentOf(requestOf(randomWorld(seed + 1))))
      const there = counted(before, after)
      const back = counted(after, before)
      expect(there.unchanged + there.changed + there.added, note).toBe(after.stages.length)
      expect(there.unchanged + there.changed + there.removed, note).toBe(before.stages.length)
      expect([back.added, back.removed, back.changed], note).toEqual([
        there.removed,
        there.added,
        there.changed,
      ])
    }
  })

  it('one wish less is the only input that differs, and the rest is said of what it moves', () => {
    for (const seed of seeds) {
      const request = requestOf(randomWorld(seed))
      const [first, ...rest] = request.wishes.targets
      if (first === undefined || rest.length === 0) continue
      const before = keptPlan(documentOf(request))
      const after = keptPlan(documentOf({ ...request, wishes: { ...request.wishes, targets: rest } }))
      const { inputs } = revise(before, after)
      const { policy, component, version, scope } = first
      expect(inputs, `INTERLOCK_SEED=${seed}`).toEqual([
        { kind: 'target', policy, component, ...(scope !== undefined && { scope }), before: version.text },
      ])
    }
  })
})

function counted(before: PlanFacts, after: PlanFacts) {
  const { stages, unchanged } = revise(before, after)
  const of = (change: string): number => stages.filter((one) => one.change === change).length
  return { unchanged, added: of('added'), removed: of('removed'), changed: of('changed') }
}
