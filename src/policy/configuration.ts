import type { Format } from '../document/index.ts'
import type { LedgerRule, Match, MemberPath, Wrapping } from './cited.ts'

/** A rule that has a strength of its own, since no version decides how bad it is to break it. */
export interface SettingRule extends LedgerRule {
  readonly strength: 'required' | 'recommended' | 'informative'
}

export interface SettingsKind {
  readonly id: string
  readonly format?: Exclude<Format, 'other'>
  /** Each is enough. */
  readonly match: readonly Match[]
  readonly files: readonly string[]
}

export interface Setting {
  readonly in: readonly string[]
  readonly at: MemberPath
  readonly is: readonly string[]
  readonly rule: SettingRule
  readonly instead?: string
}

/** What users should not set, in which documents. */
export interface Settings extends Wrapping {
  readonly id: string
  readonly rules: ReadonlyMap<string, SettingRule>
  /** Members that hold environment variables. */
  readonly variables: readonly string[]
  readonly documents: readonly SettingsKind[]
  readonly settings: readonly Setting[]
}

export interface LogMark {
  readonly match: ReadonlyMap<string, string>
  readonly subject: readonly string[]
  readonly instead?: string
  readonly rule: SettingRule
}

/** The marks that programs leave in their logs. */
export interface Logs {
  readonly id: string
  readonly rules: ReadonlyMap<string, SettingRule>
  readonly marks: readonly LogMark[]
}
