import { describe, expect, it } from 'vitest'
import { type PlanRequest, type PlanResult, plan } from '../../src/plan/index.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { isSingle, seedChunks } from './seeds.ts'
import { requestOf } from './worlds.ts'

/*
 * What users may ask of a plan beside where it goes, against the plan that they get without it: small random worlds, seeds
 * told in every failure.
 */

const asked = (request: PlanRequest, more: Partial<PlanRequest['wishes']>): PlanResult =>
  plan({ ...request, wishes: { ...request.wishes, ...more } })

describe('other wishes than targets', () => {
  const seen = { fewer: 0, refused: 0, kept: 0, further: 0, mended: 0 }

  for (const some of seedChunks(150)) {
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = randomWorld(seed)
        const request = requestOf(world)
        const note = `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`
        const usual = plan(request)
        if (usual.outcome !== 'plan') continue

        // Few stages may cost restarts, and no restarts are saved by them.
        const staged = asked(request, { minimise: 'stages' })
        if (staged.outcome !== 'plan') throw new Error(`${staged.outcome} for stages: ${note}`)
        expect(staged.stages.length, note).toBeLessThanOrEqual(usual.stages.length)
        expect(staged.moves, note).toBeGreaterThanOrEqual(usual.moves)
        if (staged.stages.length < usual.stages.length) seen.fewer++

        // A way back of every stage, or none that could be refused.
        const undone = asked(request, { requireUndo: true })
        if (undone.outcome === 'plan') {
          for (const { undo } of undone.stages) expect(undo.outcome, note).toBe('holds')
          expect(undone.moves, note).toBeGreaterThanOrEqual(usual.moves)
          seen.kept++
        } else {
          expect(
            usual.stages.some(({ undo }) => undo.outcome !== 'holds'),
            note,
          ).toBe(true)
          seen.refused++
        }
      }
    })
  }

  for (const some of seedChunks(100)) {
    it(`aims in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = randomWorld(seed)
        const request = requestOf(world)
        const note = `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`
        const free = { ...request, wishes: { ...request.wishes, targets: [] } }
        for (const aim of ['latest-supported', 'supported'] as const) {
          const found = asked(free, { aim })
          // What it comes to was found possible, so it has to be.
          expect(['plan', 'nothing-to-do', 'unknown'], `${aim}: ${note}`).toContain(found.outcome)
          if (found.outcome !== 'plan') continue
          if (aim === 'supported') {
            expect(found.before.verdict.kind, note).not.toBe('supported')
            seen.mended++
          } else seen.further++
        }
      }
    })
  }

  it('happen all of them', () => {
    if (isSingle) return
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0)
  })
})
