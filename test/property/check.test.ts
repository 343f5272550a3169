import { describe, expect, it } from 'vitest'
import { check } from '../../src/check/index.ts'
import { standingVerdict } from '../oracle/oracle.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { seedChunks } from './seeds.ts'
import { requestOf } from './worlds.ts'

/*
 * The verdict on fleets as they stand, against one that shares no code with it, in the same random worlds as plans.
 * Supported needs more than that every rule holds: what no rule reads is unknown.
 */

describe('a fleet is judged as its rules say', () => {
  for (const some of seedChunks(600, 300)) {
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, () => {
      for (const seed of some) {
        const world = randomWorld(seed)
        const { summary, policies, asOf } = requestOf(world)
        const { verdict } = check(summary, policies, { asOf })
        const expected = {
          holds: ['supported', 'unknown'],
          unknown: ['unknown', 'untested'],
          broken: ['unsupported'],
        }[standingVerdict(world)]
        expect(expected, `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`).toContain(verdict.kind)
      }
    })
  }
})
