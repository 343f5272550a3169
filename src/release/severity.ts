import type { Strength } from '../policy/index.ts'
import type { ReleaseSeverity } from './finding.ts'

/** What a broken rule is, by its strength. */
export const brokenSeverity: Readonly<Record<Strength, ReleaseSeverity>> = {
  required: 'error',
  recommended: 'warning',
  informative: 'note',
}

const rank: Readonly<Record<ReleaseSeverity, number>> = { error: 0, unknown: 1, warning: 2, note: 3 }

/** Findings that were told oldest first, worst first, and of those the newest. */
export const worstFirst = <F extends { readonly severity: ReleaseSeverity }>(
  findings: readonly F[],
): readonly F[] => [...findings].reverse().sort((a, b) => rank[a.severity] - rank[b.severity])
