import type { Place } from '../base/index.ts'
import type { Range, Version } from '../version/index.ts'
import type { LedgerRule, Match, MemberPath, Wrapping } from './cited.ts'

export type Absence = 'error' | 'warning' | 'note' | 'accepted'

export interface RequiredField {
  readonly at: MemberPath
  readonly rule: LedgerRule
  /** By mode; an error in every mode that is not listed. */
  readonly missing: ReadonlyMap<string, Absence>
  readonly default?: string
}

/** Things inside a document that are judged one by one. */
export interface ManifestPart {
  /** Member names; `*` is any. */
  readonly at: MemberPath
  /** `{1}` stands for the name that the first `*` stands for. */
  readonly subject: string
  readonly unless: Match
  readonly outside?: { readonly has: MemberPath; readonly rule: LedgerRule }
  readonly unlisted: 'error' | 'unknown' | 'accepted'
}

/** How documents of one kind are recognised and read. */
export interface ManifestKind {
  readonly id?: string
  readonly match: Match
  readonly api?: {
    readonly at: MemberPath
    /** An empty text is the group of versions without a slash. */
    readonly groups: readonly string[]
    readonly accepted?: { readonly versions: readonly string[]; readonly rule: LedgerRule }
  }
  readonly name: MemberPath
  readonly subject?: MemberPath
  readonly version?: MemberPath
  /** Spellings in lower case. */
  readonly aliases: ReadonlyMap<string, string>
  readonly fields: readonly RequiredField[]
  readonly parts: readonly ManifestPart[]
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
  /** The modes in which it is there, when it is not there in all. */
  readonly modes?: readonly string[]
  /** Oldest first. */
  readonly statuses: readonly StatusSince[]
  readonly because?: string
  readonly rule?: LedgerRule
  readonly place?: Place
}

/** What one host loads from manifests, since when and until when. */
export interface Lifecycle extends Wrapping {
  readonly id: string
  readonly host: string
  /** Components that load the same manifests. */
  readonly also: readonly string[]
  /** The first one is the default. */
  readonly modes: readonly string[]
  readonly images: ReadonlyMap<string, { readonly registers: readonly string[]; readonly rule: LedgerRule }>
  readonly rules: ReadonlyMap<string, LedgerRule>
  readonly manifests: readonly ManifestKind[]
  readonly registry: LedgerRule
  /** What findings cite about things that are there in some modes only. */
  readonly switched: LedgerRule
  /** Whether there may be subjects that no ledger knows. */
  readonly pluggable: boolean
  readonly retire: {
    readonly rule: LedgerRule
    readonly announce: Span
    readonly coexist?: Span
    readonly remove?: Span
    /** What is after `remove` where no record tells. */
    readonly afterwards: 'gone' | 'unpromised'
    readonly exempt: readonly string[]
    readonly keep: readonly string[]
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
