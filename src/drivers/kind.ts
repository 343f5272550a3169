import * as z from 'zod/mini'
import type { Diagnostic, Result } from '../base/index.ts'
import type { Driver, GroupName } from '../execute/index.ts'
import type { Ground } from './commands.ts'
import type { ProblemAt } from './problem.ts'

/** What a kind of drivers makes. */
export interface ServingDriver extends Driver {
  /** What a document says of its instances one by one, for the placeholders {vars.NAME} of gates. */
  readonly vars?: {
    readonly names: readonly string[]
    of(id: string): Readonly<Record<string, string>> | undefined
  }
}

export type Spelling = (group: GroupName, version: string) => string

/** What a driver of some kind gets when it is opened, beside its settings. */
export interface OpenContext extends Ground {
  /** The component that it serves, as the document names it: `server`, `POLICY/server` or `*`. */
  readonly component: string
  /** Something that is wrong with the settings, at a path in them; the settings as a whole for an empty one. */
  readonly problem: ProblemAt
  /** How the run spells a version that the platform writes in its own way; as the platform does when left out. */
  readonly spell?: Spelling
  /** Whether nobody will order anything: looking changes nothing then, also where it would otherwise. */
  readonly looksOnly?: boolean
}

type Settings = z.ZodMiniObject

type Opened = Result<ServingDriver, readonly Diagnostic[]>

/**
 * One kind of drivers: how its settings are written, and how a driver is made of them. It is part of what every command loads:
 * whatever is large is imported when a driver is opened.
 */
export interface DriverKind {
  readonly name: string
  readonly schema: Settings
  open(written: unknown, context: OpenContext): Promise<Opened>
}

/** `schema` has a member `kind` with a literal, by which it is told apart. `open` gets what it reads. */
export function defineKind<S extends Settings>(
  name: string,
  schema: S,
  open: (settings: z.output<S>, context: OpenContext) => Promise<Opened>,
): DriverKind {
  return { name, schema, open: (written, context) => open(z.parse(schema, written), context) }
}
