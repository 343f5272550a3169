import { plan } from '../src/plan/index.ts'
import { sortInstances, sortStages } from './contestants/topological.ts'
import { movesOf, readShippedPolicy, requestOf } from './material.ts'
import { type Found, rowsOf, type Upgrade } from './problem.ts'
import { stopsOf } from './stops.ts'

export const largeUpgrade: Upgrade = { servers: 3, agents: 100_000, from: '1.1.1', to: '1.15.3' }

export type LargeContestants = Readonly<Record<'interlock' | 'stages' | 'moves', () => Found>>

export function largeContestants(): LargeContestants {
  const policy = readShippedPolicy()
  const request = requestOf(policy, rowsOf(largeUpgrade), largeUpgrade.to)
  const stops = stopsOf(policy, largeUpgrade)
  return {
    interlock: () => {
      const result = plan(request)
      return { moves: movesOf(result), stages: result.outcome === 'plan' ? result.stages.length : 0 }
    },
    stages: () => sortStages(largeUpgrade, stops),
    moves: () => sortInstances(largeUpgrade, stops),
  }
}
