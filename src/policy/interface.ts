import type { Place } from '../base/index.ts'
import type { InterfaceChangeKind, InterfaceFormat } from '../compare/index.ts'

/** A change that the policy itself names. */
export interface CountedChange {
  readonly id: string
  readonly interface: string
  readonly says: string
  /** How it is recognised among the changes of interfaces: any of these fits. */
  readonly changes: readonly ChangeMatch[]
}

/** Changes of interfaces; all that is said has to fit. */
export interface ChangeMatch {
  /** The id of an interface. */
  readonly in?: string
  readonly format?: InterfaceFormat
  readonly kinds?: readonly InterfaceChangeKind[]
  /** Patterns, of which any may fit. */
  readonly paths?: readonly string[]
}

/** Files of a repository that describe an interface. */
export interface Interface {
  readonly id: string
  readonly of: readonly string[]
  readonly format: InterfaceFormat
  readonly files: readonly string[]
  readonly not: readonly string[]
  readonly select: readonly string[]
  readonly implementedBy?: 'users' | 'platform'
  /** What says which version of the component it is. */
  readonly version: 'tag' | 'path' | 'none'
  readonly place?: Place
}

/** A document that releases owe. */
export interface DocumentPage {
  readonly title: string
  readonly ref: string
  /** Patterns of files of the repository that hold it, where it is there at all. */
  readonly files: readonly string[]
}
