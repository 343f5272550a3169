import type { Waiver } from '../policy/index.ts'
import type { CheckResult } from './check.ts'
import { type Finding, verdictOf } from './finding.ts'

/** A check after what somebody decided to live with was set aside. */
export interface WaivedResult<R> {
  readonly result: R
  /** Findings that count no more, with the waiver that says so. */
  readonly waived: readonly { readonly finding: Finding; readonly waiver: Waiver }[]
  /** Waivers whose day is over: somebody has to decide again. */
  readonly expired: readonly Waiver[]
  /** Waivers of findings that are no longer there. */
  readonly unused: readonly Waiver[]
}

/** Sets aside the findings that waivers name, on a day (ISO date). What breaks a rule stays told, but counts no more. */
export function waive<R extends Pick<CheckResult, 'findings' | 'verdict'>>(
  result: R,
  waivers: readonly Waiver[],
  today: string,
): WaivedResult<R> {
  const expired = waivers.filter(({ until }) => until < today)
  const valid = waivers.filter((waiver) => !expired.includes(waiver))
  const waived: { finding: Finding; waiver: Waiver }[] = []
  const kept = result.findings.filter((finding) => {
    const waiver = valid.find((candidate) => isFor(candidate, finding))
    if (waiver !== undefined) waived.push({ finding, waiver })
    return waiver === undefined
  })
  const used = new Set(waived.map(({ waiver }) => waiver))
  return {
    result: { ...result, findings: kept, verdict: verdictOf(kept) },
    waived,
    expired,
    unused: valid.filter((waiver) => !used.has(waiver)),
  }
}

const isFor = ({ rule, scope, subject }: Waiver, finding: Finding): boolean =>
  rule === finding.rule?.name &&
  subject === undefined &&
  (scope === undefined || finding.scope === scope || finding.scope.startsWith(`${scope}/`))
