import type { Diagnostic } from '../base/index.ts'
import type { InterfaceChange, InterfaceText } from './change.ts'

export interface CompareOptions {
  /**
   * Who implements the interfaces that are described: users, so that a new method breaks them, or only the platform
   * itself. Not given: users may.
   */
  readonly implementedBy?: 'users' | 'platform'
}

/** What a comparison found in one unit of an interface. */
export interface Compared {
  readonly changes: readonly InterfaceChange[]
  /** Texts that could not be read, so that nothing is known of what they hold. */
  readonly problems: readonly Diagnostic[]
  /** What was left out of the comparison, and why. */
  readonly notes: readonly string[]
}

/** Compares two states of one unit: a file, a folder, or all that there is, as the format has it. */
export type CompareFormat = (
  old: readonly InterfaceText[],
  young: readonly InterfaceText[],
  options: CompareOptions,
) => Compared

export const nothing: Compared = { changes: [], problems: [], notes: [] }
