import { describe, expect, it } from 'vitest'
import { plan } from '../../src/plan/index.ts'
import { componentOf, readWorld } from '../oracle/model.ts'
import { moveVerdict } from '../oracle/moves.ts'
import { endVerdict } from '../oracle/oracle.ts'
import { partsOf } from '../oracle/parts.ts'
import { readVersion } from '../oracle/versions.ts'
import { describeWorld, randomWorld, type World } from '../oracle/world.ts'
import { isSingle, seedChunks } from './seeds.ts'
import { requestOf } from './worlds.ts'

/*
 * With leave to stop several components at once, more worlds can be crossed, and none that could be before is answered
 * otherwise. What is asked of such a plan here shares no code with the planner: every move is one that the rules about
 * moves allow, and where it ends the rules hold. That no state between is bad is the walk's matter, which every
 * plan has to stand.
 */

describe('stopping together', () => {
  let helped = 0
  for (const some of seedChunks(150)) {
    it(`helps only where nothing else does, in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) if (isHelped(seed)) helped++
    })
  }

  it('helps at all', () => {
    if (!isSingle) expect(helped).toBeGreaterThan(0)
  })
})

function isHelped(seed: number): boolean {
  const world = randomWorld(seed)
  const note = `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`
  const request = requestOf(world)
  const without = plan(request)
  const found = plan({ ...request, wishes: { ...request.wishes, together: true } })
  if (without.outcome === 'plan' || without.outcome === 'nothing-to-do') {
    expect(found.outcome, note).toBe(without.outcome)
    return false
  }
  if (found.outcome !== 'plan') return false
  const model = readWorld(world)
  for (const { component, from, to } of found.stages) {
    for (const old of from) {
      const verdict = moveVerdict(
        model,
        component,
        versionIn(world, component, old.text),
        versionIn(world, component, to.text),
      )
      expect(verdict, `${note}\n${component} ${old.text} → ${to.text}`).toBe('holds')
    }
  }
  for (const part of partsOf(world)) expect(endVerdict(part), note).toBe('holds')
  return true
}

const versionIn = (world: World, component: string, text: string) =>
  readVersion(text, componentOf(world, component).joined)
