import type { RolloutStatus } from '../workers/index.ts'
import { contractVersion } from './check.ts'

/** Where a rollout stands. */
export const rolloutDocument = ({ id, digest, state, because, waves, troubles }: RolloutStatus): unknown => ({
  apiVersion: contractVersion,
  kind: 'Rollout',
  rollout: id,
  plan: digest,
  state,
  ...(because !== undefined && { because }),
  waves,
  troubles: troubles.map(({ number, scopes, because: halt }) => ({ part: number, scopes, because: halt })),
})
