import type { Result } from '../base/index.ts'
import type { Line, Version } from './version.ts'

/** Why a text is no version: the offset where reading stopped, and what should have stood there. */
export interface ParseProblem {
  readonly text: string
  /** Offset into `text`, from 0. */
  readonly at: number
  readonly expected: string
}

/** How the versions of a component are written and grouped into lines. Order is in the version's own key. */
export interface Scheme {
  readonly name: string
  /** The fields that decide the order of versions, most significant first, where the scheme names its fields. */
  readonly order?: readonly string[]
  /** Reads a full version. Takes time linear in the length of the text, for any text. */
  parse(text: string): Result<Version, ParseProblem>
  /** Reads the name of a line (`1.2`). */
  parseLine(text: string): Result<Line, ParseProblem>
}
