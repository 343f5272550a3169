import type { Result } from '../base/index.ts'
import type { Line, Version } from './version.ts'

/** What a part of a version holds: MAJOR.MINOR.PATCH, one number, identifiers, or identifiers that have no order. */
export type FieldType = 'core' | 'number' | 'pre' | 'build'

export interface Field {
  readonly type: FieldType
  /** What identifiers of a `pre` should begin with; others are valid, and advised against. */
  readonly prefix?: string
}

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
  /** The parts that versions have; none where they are one piece. */
  readonly parts: ReadonlyMap<string, Field>
  /** Writes a version of its parts, with the leading v that the form may ask for; whether it is one, `parse` tells. */
  write(parts: Readonly<Record<string, string>>): string
  /** Reads what a term stands for as the parts that it is made of; those that it has not are undefined. */
  readTerm?(term: string, text: string): Readonly<Record<string, string | undefined>> | undefined
  /** Reads a text that is no version the way it was meant, where the scheme knows the mistake. */
  parseMistaken?(text: string): Version | undefined
  /** Reads a full version. Takes time linear in the length of the text, for any text. */
  parse(text: string): Result<Version, ParseProblem>
  /** Reads the name of a line (`1.2`). */
  parseLine(text: string): Result<Line, ParseProblem>
}
