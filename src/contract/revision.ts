import type { Revision } from '../revision/index.ts'
import { contractVersion } from './check.ts'

/** A plan beside an earlier one, as --format json prints it. */
export function revisionDocument({ stages, ...revision }: Revision): unknown {
  return {
    apiVersion: contractVersion,
    kind: 'PlanDiffResult',
    ...revision,
    stages: stages.map((revised) => {
      const { policy, scope, component, part, from, to, count, id } = revised.stage
      return {
        change: revised.change,
        id,
        policy,
        scope,
        component,
        part: part ?? null,
        from,
        to,
        count,
        members: revised.change === 'changed' ? revised.members : [],
        because: revised.because,
      }
    }),
  }
}
