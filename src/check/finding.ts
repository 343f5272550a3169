import type { NonEmpty } from '../base/index.ts'
import { isNonEmpty } from '../base/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import type { Rule, VerdictName } from '../policy/index.ts'
import type { Outcome, Reason } from './judgement.ts'

/**
 * error: makes the verdict unsupported; unknown: makes it unknown or untested; warning and note leave it.
 */
export type Severity = 'error' | 'unknown' | 'warning' | 'note'

/** Some instances that a finding speaks of. */
export interface Member {
  readonly group: Group
  readonly part: Part
}

/** One broken or unanswerable rule, with everything that it concerns in one scope. */
export interface Finding {
  /** Undefined for what no rule says anything about. */
  readonly rule: Rule | undefined
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly severity: Severity
  readonly outcome: Exclude<Outcome, 'holds'>
  readonly members: NonEmpty<Member>
  /** What the members were set against, where the rule is about two. */
  readonly against: readonly Member[]
  /** The reason of the worst case. */
  readonly reason: Reason
  /** The version that a move would go to, in findings about moves. */
  readonly to?: string
}

export type Verdict =
  | { readonly kind: 'supported' }
  | { readonly kind: Exclude<VerdictName, 'supported'>; readonly because: NonEmpty<Finding> }

/** What a rule's outcome means for the user, by the rule's strength. */
export function severityOf(rule: Rule | undefined, outcome: Exclude<Outcome, 'holds'>): Severity {
  switch (rule?.strength ?? 'required') {
    case 'required':
      return outcome === 'broken' ? 'error' : 'unknown'
    case 'recommended':
      return outcome === 'broken' ? 'warning' : 'note'
    case 'informative':
      return 'note'
  }
}

/** Findings merge to the worst of supported < untested < unknown < unsupported. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const levels = [
    ['unsupported', (finding: Finding) => finding.severity === 'error'],
    ['unknown', (finding: Finding) => finding.severity === 'unknown' && finding.outcome === 'unknown'],
    ['untested', (finding: Finding) => finding.severity === 'unknown'],
  ] as const
  for (const [kind, counts] of levels) {
    const because = findings.filter(counts)
    if (isNonEmpty(because)) return { kind, because }
  }
  return { kind: 'supported' }
}
