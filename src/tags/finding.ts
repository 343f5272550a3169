import type { Place } from '../base/index.ts'
import type { FormRule, Policy, ReleaseRule, Shape, StatusRule, TagRule } from '../policy/index.ts'
import { brokenSeverity, type ReleaseFinding, type ReleaseSeverity } from '../release/index.ts'

/** What is the matter with a tag or a branch; the words are made elsewhere. */
export type TagReason =
  | { readonly kind: 'no-version'; readonly at: number; readonly expected: string }
  | { readonly kind: 'written-otherwise' }
  | { readonly kind: 'advised'; readonly expected: string }
  | {
      readonly kind: 'part'
      readonly part: string
      readonly found: string | undefined
      readonly shape: Shape
    }
  | { readonly kind: 'no-branch' }
  | { readonly kind: 'branch-unknown' }
  | { readonly kind: 'wrong-branch'; readonly wanted: readonly string[] }
  | { readonly kind: 'not-first'; readonly part: string; readonly found: string; readonly wanted: number }
  | {
      readonly kind: 'not-next'
      readonly part: string
      readonly found: string
      readonly wanted: number
      readonly after: string
    }
  | { readonly kind: 'no-candidate' }
  | { readonly kind: 'candidate-elsewhere'; readonly candidate: string }
  | { readonly kind: 'candidate-unknown'; readonly candidate: string }
  | { readonly kind: 'not-followed'; readonly after: string }
  | { readonly kind: 'before-unknown'; readonly before: string }
  | { readonly kind: 'nothing-inside'; readonly reads: string }
  | { readonly kind: 'other-inside'; readonly reads: string; readonly found: string; readonly wanted: string }
  | {
      readonly kind: 'not-latest'
      readonly found: string
      readonly latest: string
      readonly upstream: string
    }
  | { readonly kind: 'not-upstream'; readonly found: string }
  | { readonly kind: 'no-upstream-branch'; readonly upstream: string }
  | { readonly kind: 'nothing-upstream'; readonly upstream: string }
  | { readonly kind: 'not-annotated' | 'not-signed' | 'object-unknown' }
  | { readonly kind: 'moved'; readonly from: string; readonly to: string | undefined }
  | { readonly kind: 'other-name'; readonly innerName: string }
  | { readonly kind: 'line-ended'; readonly line: string; readonly newest: readonly string[] }
  | { readonly kind: 'late'; readonly days: number; readonly most: number; readonly behind: string }
  | { readonly kind: 'no-predecessor'; readonly behind: string }
  | { readonly kind: 'no-day' }
  | { readonly kind: 'release'; readonly finding: ReleaseFinding }

/** The rules that judge the tags of a repository: those about tags, and those about releases of any origin. */
export type JudgingRule = TagRule | FormRule | ReleaseRule | StatusRule

/** One tag or branch that a rule has something to say about. */
export interface TagFinding {
  readonly rule: JudgingRule
  readonly severity: ReleaseSeverity
  /** Missing where the finding is about a branch. */
  readonly tag?: string
  readonly branch?: string
  readonly date?: string
  /** What it should have been: tags, or branches; N stands for a number that is not known. */
  readonly expected: readonly string[]
  readonly reason: TagReason
  readonly place?: Place
}

/** What a rule says of one tag or branch. */
export interface Told {
  readonly verdict: 'obeyed' | 'violated' | 'unknown' | 'legacy' | 'not-applicable'
  readonly finding?: {
    readonly severity: ReleaseSeverity
    readonly reason: TagReason
    readonly expected: readonly string[]
  }
}

export const obeyed: Told = { verdict: 'obeyed' }
export const legacy: Told = { verdict: 'legacy' }
export const notApplicable: Told = { verdict: 'not-applicable' }

export const violated = (
  { strength }: Pick<Policy['rules'][number], 'strength'>,
  reason: TagReason,
  expected: readonly string[] = [],
): Told => ({ verdict: 'violated', finding: { severity: brokenSeverity[strength], reason, expected } })

export const unknown = (reason: TagReason): Told => ({
  verdict: 'unknown',
  finding: { severity: 'unknown', reason, expected: [] },
})
