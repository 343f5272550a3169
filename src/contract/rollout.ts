import type { RolloutStatus, UnitApproval } from '../workers/index.ts'
import { contractVersion } from './check.ts'

/** Where a rollout stands. */
export const rolloutDocument = (status: RolloutStatus, approvals: readonly UnitApproval[]): unknown => ({
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
  approvals: approvals.map(({ name, subject, what, scopes }) => ({ name, subject, what, scopes })),
  troubles: status.troubles.map(({ number, ...unit }) => ({ part: number, ...unit })),
})
