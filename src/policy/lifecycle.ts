import type { Place } from '../base/index.ts'
import type { Range, Version } from '../version/index.ts'

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

export type Absence = 'error' | 'warning' | 'note' | 'accepted'

export interface RequiredField {
  readonly at: MemberPath
  readonly rule: LedgerRule
  /** By mode; an error in every mode that is not listed. */
  readonly missing: ReadonlyMap<string, Absence>
  readonly default?: string
}

/** How documents of one kind are recognised and read. */
export interface ManifestKind {
  readonly match: readonly { readonly at: MemberPath; readonly is: string }[]
  readonly api?: {
    readonly at: MemberPath
    readonly group: string
    readonly accepts: readonly string[]
    readonly rule: LedgerRule
  }
  readonly name: MemberPath
  readonly subject?: MemberPath
  readonly version?: MemberPath
  /** Spellings in lower case. */
  readonly aliases: ReadonlyMap<string, string>
  readonly fields: readonly RequiredField[]
}

/** How long something takes: in lines and months, whichever is longer. */
export interface Span {
  readonly lines: number
  readonly months: number
}

/** A status, and the version of the host at which it is first known; always, when there is none. */
export interface StatusSince {
  readonly status: string
  readonly since?: Version
}

export interface LedgerRow {
  readonly subject: string
  readonly version: string
  readonly introduced?: Version
  readonly deprecated?: Version
  readonly removed?: Version
  readonly replacement?: string
  /** Oldest first. */
  readonly statuses: readonly StatusSince[]
  readonly because?: string
  readonly place?: Place
}

/** What one host loads from manifests, since when and until when. */
export interface Lifecycle {
  readonly id: string
  readonly host: string
  /** The first one is the default. */
  readonly modes: readonly string[]
  readonly images: ReadonlyMap<string, { readonly registers: readonly string[]; readonly rule: LedgerRule }>
  readonly rules: ReadonlyMap<string, LedgerRule>
  readonly lists: readonly { readonly match: ManifestKind['match']; readonly each: MemberPath }[]
  readonly manifests: readonly ManifestKind[]
  readonly registry: LedgerRule
  readonly retire: {
    readonly rule: LedgerRule
    readonly announce: Span
    readonly coexist?: Span
    readonly remove?: Span
    readonly exempt: readonly string[]
  }
  readonly mature?: { readonly status: string; readonly lines: number; readonly rule: LedgerRule }
  readonly only: readonly {
    readonly host: Range
    readonly versions: readonly string[]
    readonly rule: LedgerRule
  }[]
  readonly covers?: { readonly from: Version; readonly to: Version }
  readonly ledger: readonly LedgerRow[]
}
