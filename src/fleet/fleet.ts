import type { Batch, Place } from '../base/index.ts'
import type { ParseProblem, Version } from '../version/index.ts'
import type { WrittenLimits } from './limits-schema.ts'

/** Some instances of one component in one scope, as a document, a row or a collector tells of them. */
export interface FleetRow {
  readonly policy?: string
  /** Path of names, outermost first: `prod/eu`. */
  readonly scope: string
  readonly component: string
  /** As it was read; empty when the instance did not tell. */
  readonly version: string
  readonly count: number
  /** The name under which the user speaks of these instances. */
  readonly name?: string
  /** Frozen instances must not be moved. */
  readonly frozen?: boolean
  readonly batch?: Batch
  /** The version that the group is to go to, for plans. */
  readonly target?: string
  /** Versions of other components that these instances bring along, as somebody read them. */
  readonly delivers?: Readonly<Record<string, string>>
  /** Names of a few of the instances, to show. */
  readonly instances?: readonly string[]
  readonly place?: Place
}

export interface Fleet {
  readonly name?: string
  /** The policies that the fleet says it follows. */
  readonly policies: readonly string[]
  readonly rows: readonly FleetRow[]
  /** What documents say beside what runs. */
  readonly limits?: readonly WrittenLimits[]
}

/** What is known of an instance's version. A development build is not known: nobody can say what it contains. */
export type Reading =
  | { readonly kind: 'known'; readonly version: Version }
  | { readonly kind: 'unknown'; readonly text: string; readonly why: 'empty' }
  | { readonly kind: 'unknown'; readonly text: string; readonly why: 'development'; readonly base: Version }
  | {
      readonly kind: 'unknown'
      readonly text: string
      readonly why: 'unreadable'
      readonly problem: ParseProblem
    }

/** Instances of a group that are alike: same version, same name, same freeze. */
export interface Part {
  readonly reading: Reading
  readonly count: number
  readonly name?: string
  readonly frozen: boolean
  readonly batch?: Batch
  readonly delivers?: Readonly<Record<string, string>>
  readonly instances: readonly string[]
  readonly place?: Place
}

/** All instances of one component in one scope: the unit that rules and plans speak of. */
export interface Group {
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly parts: readonly Part[]
  /** The component whose releases bring this one along, where it is planned in its place. */
  readonly comesWith?: string
  /** The version that the user wants this group at, as the fleet says. */
  readonly target?: { readonly text: string; readonly place?: Place }
}

/** A fleet reduced to what rules read: a million instances are a few thousand parts. */
export interface Summary {
  readonly groups: readonly Group[]
}

/** The version as users see it in messages; `?` when the instance did not tell. */
export function readingText(reading: Reading): string {
  return reading.kind === 'known' ? reading.version.text : reading.text === '' ? '?' : reading.text
}
