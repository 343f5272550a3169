import type { RolloutStatus } from '../workers/index.ts'
import { contractVersion } from './check.ts'

/** Where a rollout stands. */
export const rolloutDocument = (status: RolloutStatus): unknown => ({
  apiVersion: contractVersion,
  kind: 'Rollout',
  rollout: status.id,
  plan: status.digest,
  state: status.state,
  wanted: status.wanted,
  ...(status.outcome !== undefined && { outcome: status.outcome }),
  ...(status.because !== undefined && { because: status.because }),
  workers: status.workers,
  waves: status.waves,
  troubles: status.troubles.map(({ number, ...unit }) => ({ part: number, ...unit })),
})
