import type { Diagnostic, Place, Result } from '../base/index.ts'
import type { WrittenPolicy } from '../policy/index.ts'

/** What somebody else's data became. */
export interface Imported {
  readonly policy: WrittenPolicy
  /** What could not be carried over as it stands, and what was decided on the way; each where it stands. */
  readonly notes: readonly Diagnostic[]
}

/** What users say of an import whatever the kind. */
export interface ImportSettings {
  /** The name of the policy. */
  readonly name?: string
  readonly title?: string
  /** The name of the component that the data is about. */
  readonly component?: string
  /** The day on which the data was current, ISO date. */
  readonly asOf: string
  /** Where the data is from: an address, or the file. */
  readonly ref: string
}

/** The policy and what is missing in it, or what is wrong with the data itself. */
export type ImportResult = Result<Imported, readonly Diagnostic[]>

/** A message about a place in the data. */
export const note = (place: Place, message: string, help?: string): Diagnostic => ({
  place,
  message,
  ...(help !== undefined && { help }),
})

/** The first few of a list, and how many more there are. */
export function some(items: readonly string[], most = 5): string {
  const more = items.length - most
  return more <= 0 ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${more} more`
}
