import type { Path } from '../document/index.ts'
import type { Range, Scheme, Version } from '../version/index.ts'
import type { Component, Fact } from './policy.ts'
import type { Repository } from './repository.ts'
import type { Operand } from './rules.ts'

/** What rules refer to in the rest of their policy; each lookup complains of what it does not find. */
export interface RuleSurroundings {
  readonly components: ReadonlyMap<string, Component>
  /** Those and, by their full names, the components of policies that this one uses. */
  readonly nameable: ReadonlyMap<string, Component>
  readonly repositories: readonly Repository[]
  readonly named: <T>(known: ReadonlyMap<string, T>, name: string, what: string, path: Path) => T | undefined
  readonly component: (name: string, path: Path, known?: ReadonlyMap<string, Component>) => string
  readonly operand: (text: string, path: Path, known?: ReadonlyMap<string, Component>) => Operand | undefined
  readonly range: (text: string, scheme: Scheme, path: Path) => Range | undefined
  readonly version: (text: string, component: string, path: Path) => Version | undefined
  readonly scheme: (name: string, path: Path) => Scheme | undefined
  /** The fact of this name that the policy asks for. */
  readonly fact: (name: string, path: Path) => Fact | undefined
  /** The columns of the table that a rule holds. */
  readonly table: (rule: string, path: Path) => readonly string[] | undefined
  readonly interface: (name: string, path: Path) => boolean
  readonly complain: (path: Path, message: string, help?: string) => void
}
