import type { Place } from '../base/index.ts'
import type { LedgerRule, SettingRule } from '../policy/index.ts'

/** error: it does not load; unknown: nobody can tell; warning and note: it loads. */
export type ScanSeverity = 'error' | 'unknown' | 'warning' | 'note'

/** What is the matter with a manifest; the words are made elsewhere. */
export type ScanReason =
  | { readonly kind: 'unreadable'; readonly message: string; readonly help?: string }
  | { readonly kind: 'api-version'; readonly written: string; readonly accepts: readonly string[] }
  | { readonly kind: 'missing'; readonly field: string; readonly mode?: string; readonly taken?: string }
  | { readonly kind: 'only'; readonly versions: readonly string[] }
  | { readonly kind: 'unknown-subject'; readonly pluggable: boolean; readonly guess?: string }
  | { readonly kind: 'nowhere'; readonly guess?: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'no-version'; readonly host: string }
  | { readonly kind: 'lapsed'; readonly announced: string }
  | { readonly kind: 'set'; readonly value: string; readonly instead?: string }
  | { readonly kind: 'logged'; readonly count: number; readonly instead?: string }
  | { readonly kind: 'unknown-version'; readonly known: readonly string[] }
  | { readonly kind: 'not-covered'; readonly from: string; readonly to: string }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'removed'; readonly announced?: string; readonly computed: boolean }
  | {
      readonly kind: 'deprecated'
      readonly overdue?: string
      /** Until when the policy promises it, where it may be there for longer. */
      readonly promised?: string
      /** True when it is there although nobody promises it any more. */
      readonly kept?: boolean
      readonly end: 'any-time' | 'none' | 'unknown'
    }
  | { readonly kind: 'leaves' }
  | { readonly kind: 'switched-off'; readonly mode: string; readonly modes: readonly string[] }
  | { readonly kind: 'status'; readonly image: string; readonly status: string }
  | { readonly kind: 'status-unknown'; readonly image: string }

/** What holds of one manifest at one version of its host. */
export interface Outcome {
  readonly severity: ScanSeverity
  readonly reason: ScanReason
  readonly rule?: LedgerRule
  /** The version of the host since when it is so. */
  readonly since?: string
  /** The version of the host with which it ends to load. */
  readonly until?: string
  readonly replacement?: string
  readonly because?: string
}

/** An outcome, and the manifest that it is about. */
export interface ScanFinding extends Outcome {
  readonly place: Place
  /** `queue.old v1`; a file where nothing could be read. */
  readonly subject: string
  /** What its author calls it. */
  readonly name?: string
  /** The version of the host at which it is so: the one asked for, or the first one on the way; empty for any. */
  readonly at: string
  /** True when it is not so yet, but will be on the way. */
  readonly later: boolean
}

const rank: Readonly<Record<ScanSeverity, number>> = { error: 0, unknown: 1, warning: 2, note: 3 }

/** Worst first; what is so now before what will be. */
export const compareFindings = (a: ScanFinding, b: ScanFinding): number =>
  Number(a.later) - Number(b.later) || rank[a.severity] - rank[b.severity]

export type ScanVerdict = 'supported' | 'unknown' | 'unsupported'

export function scanVerdict(findings: readonly { readonly severity: ScanSeverity }[]): ScanVerdict {
  if (findings.some(({ severity }) => severity === 'error')) return 'unsupported'
  return findings.some(({ severity }) => severity === 'unknown') ? 'unknown' : 'supported'
}

/** How bad it is to break a rule that no version decides. */
export function severityOf({ strength }: SettingRule): ScanSeverity {
  switch (strength) {
    case 'required':
      return 'error'
    case 'recommended':
      return 'warning'
    case 'informative':
      return 'note'
  }
}
