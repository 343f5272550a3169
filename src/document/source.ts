import type { Place } from '../base/index.ts'

/** Steps from the root of a document to a value: member names and item numbers. */
export type Path = readonly PropertyKey[]

/** How a text was written; `other` is a text in no format that can be read, which has no value. */
export type Format = 'yaml' | 'hcl' | 'toml' | 'environment' | 'other'

/** A document that was read into plain values, and where in its text each value stands. */
export interface Source {
  readonly file: string
  readonly format: Format
  readonly value: unknown
  /**
   * The place of the value at a path; with `part: 'key'` of the member's name. A path that does not exist
   * (a missing key has no text) gives the place of its nearest parent.
   */
  place(path: Path, part?: 'key' | 'value'): Place
  /**
   * The place of a line and column (both from 1) inside the text that stands at a path, where texts can span lines
   * of the document; elsewhere the place of the text itself.
   */
  inside?(path: Path, line: number, column: number): Place
}

/** The value at a path; undefined where there is none. Nothing that a document did not write itself is found. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined
    current = (current as Record<PropertyKey, unknown>)[step]
  }
  return current
}
