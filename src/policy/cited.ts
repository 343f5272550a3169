import type { Place } from '../base/index.ts'

/* What ledgers, settings and marks in logs have in common. */

/** What findings about manifests and ledgers cite. */
export interface LedgerRule {
  readonly id: string
  /** `policy/id`: how findings cite the rule. */
  readonly name: string
  readonly says: string
  readonly because: string
  readonly source: { readonly title: string; readonly ref: string; readonly section?: string }
  readonly examples: LedgerExamples
  readonly place?: Place
}

export interface LedgerExamples {
  readonly holds: readonly string[]
  readonly warns: readonly string[]
  readonly fails: readonly string[]
  readonly unknown: readonly string[]
}

/** Member names from the root of a document. */
export type MemberPath = readonly string[]

/** What stands at a path; `*` is anything, and the beginning or end of a text. */
export type Match = readonly { readonly at: MemberPath; readonly is: string }[]

/** How documents wrap other documents: as values in a list, or as the texts of files. */
export interface Wrapping {
  readonly lists: readonly { readonly match: Match; readonly each: MemberPath }[]
  readonly texts: readonly { readonly match: Match; readonly each: MemberPath }[]
}
