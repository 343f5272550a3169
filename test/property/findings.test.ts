import { describe, expect, test } from 'vitest'
import { plan, walk } from '../../src/plan/index.ts'
import { unsafeInstanceOrder } from '../oracle/instances.ts'
import { madeWorld } from '../oracle/made-world.ts'
import { causeText, conflictProblem } from './conflicts.ts'
import { legOf, requestOf, stagesOf } from './worlds.ts'

const releases = '1.0.0 1.1.0 1.2.0'

describe('found by the oracle', () => {
  test('a conflict of a rule at rest names the target too: who need not arrive may stay where the rule holds', () => {
    // Seeds 264, 273, 448, 501, 736, 1128, 1496.
    const world = madeWorld({ hub: { releases, runs: '1 x 1.0.0', target: '1.1.0' } }, [
      { kind: 'expr', of: ['hub'], form: 'is-not', values: ['1.1.0'], else: 'unsupported', at: 'rest' },
    ])
    const found = plan(requestOf(world))
    if (found.outcome !== 'impossible') throw new Error(found.outcome)
    expect(found.conflicts[0].causes.map(causeText).sort()).toEqual(['rule r1', 'target 1.1.0 of hub in w'])
    expect(conflictProblem(world, found.conflicts[0])).toBeUndefined()
  })

  test('a table says the same whatever the order of its columns', () => {
    // Seed 6649: the leaf is newer than the whole table, but the hub is in no row and is not.
    const outcome = (of: readonly string[]) =>
      plan(
        requestOf(
          madeWorld(
            {
              hub: { releases, runs: '1 x 1.0.0', target: '1.1.0' },
              leaf: { releases, runs: '1 x 1.0.0', target: '1.2.0' },
            },
            [
              {
                kind: 'table',
                of,
                rows: [
                  { hub: ['1.0.0'], leaf: ['1.0.0'] },
                  { hub: ['1.2.0'], leaf: ['1.1.0'] },
                ],
                else: 'unsupported',
                at: 'rest',
              },
            ],
          ),
        ),
      ).outcome
    expect([outcome(['hub', 'leaf']), outcome(['leaf', 'hub'])]).toEqual(['impossible', 'impossible'])
  })

  const canaryFirst = {
    mode: 'stopped',
    waves: [
      { name: 'first', parts: ['canary'] },
      { name: 'second', components: ['hub'] },
    ],
  } as const

  test('stopped, a group whose instances are of two waves does not go in one stage', () => {
    // Seeds 329, 656, 964, 1101, 1181, 2387.
    const world = madeWorld(
      { hub: { releases, runs: '1 x 1.0.0, 1 x 1.0.0 called canary', target: '1.1.0' } },
      [],
      canaryFirst,
    )
    const found = plan(requestOf(world))
    if (found.outcome !== 'plan') throw new Error(found.outcome)
    expect(found.stages.map(({ part }) => part)).toEqual(['canary', 'others'])
    expect(unsafeInstanceOrder(world, stagesOf(found).map(legOf))).toBeUndefined()
  })

  test('a group without a target could go to a version between its own', () => {
    // Seed 12904: with the leaves at 1.1.0 the rule would hold, so it matters that nobody asked for that.
    const world = madeWorld(
      {
        hub: { releases, runs: '1 x 1.1.0', target: '1.0.0' },
        leaf: { releases, runs: '1 x 1.0.0, 1 x 1.2.0' },
      },
      [{ kind: 'window', of: 'leaf', to: 'hub', unit: 'line', behind: 0, ahead: 0, against: 'every' }],
    )
    const found = plan(requestOf(world))
    if (found.outcome !== 'impossible') throw new Error(found.outcome)
    expect(conflictProblem(world, found.conflicts[0])).toBeUndefined()
  })

  test('who is of a wave and at its target already is waited for no longer', () => {
    // Seeds 542, 951: the others of the group, which are in no wave, are not the canary.
    const world = madeWorld(
      {
        hub: { releases, runs: '1 x 1.0.0', target: '1.1.0' },
        leaf: { releases, runs: '1 x 1.1.0 called canary, 1 x 1.0.0', target: '1.1.0' },
      },
      [],
      {
        waves: [
          { name: 'first', parts: ['canary'] },
          { name: 'second', components: ['hub'] },
        ],
      },
    )
    const request = requestOf(world)
    const found = plan(request)
    if (found.outcome !== 'plan') throw new Error(found.outcome)
    const loose = stagesOf(found).map((stage) => ({ ...stage, needs: [] }))
    expect(unsafeInstanceOrder(world, loose.map(legOf))).toBeUndefined()
    expect(walk(request.summary.groups, loose, request.policies, undefined, request.limits).faults).toEqual(
      [],
    )
  })
})
