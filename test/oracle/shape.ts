import type { FormName } from './expressions.ts'

/*
 * A world is all that one planning problem consists of, as plain data that can be printed, compared and
 * shrunk by hand. Versions and ranges are text here; `model.ts` reads them.
 */

export interface World {
  readonly seed: number
  readonly mode: 'rolling' | 'stopped'
  /** The day for which the plan is made, ISO date. */
  readonly day: string
  readonly components: readonly Component[]
  readonly classes: readonly InstanceClass[]
  readonly rules: readonly Rule[]
  /** Where a component is to go in a scope and everything inside it, in place of the target of the component. */
  readonly targets: readonly ScopedTarget[]
  /** The facts that are told; of one that is left out nobody knows. */
  readonly facts: Readonly<Record<string, boolean>>
  readonly unavailable: readonly Unavailable[]
  readonly waves: readonly Wave[]
}

export interface ScopedTarget {
  readonly component: string
  readonly scope: string
  readonly version: string
}

/** Releases that are no stop and no target, in some scopes or in all. */
export interface Unavailable {
  readonly component: string
  readonly versions: string
  readonly scopes?: readonly string[]
}

/** Instances that begin to move together: they are of the first wave that matches them. */
export interface Wave {
  readonly name: string
  readonly scopes?: readonly string[]
  readonly components?: readonly string[]
  /** Names of instances. */
  readonly parts?: readonly string[]
  /** The waves that have to have arrived; left out, the one before it in the list. */
  readonly after?: readonly string[]
}

export interface Component {
  readonly name: string
  /** The policy that knows the component. */
  readonly policy: string
  /** Pairs of lines of which the first directly precedes the second; the second is always `N.0`. */
  readonly joined: readonly (readonly [string, string])[]
  readonly catalogue: readonly Release[]
  /** Left out: the instances of the component stay where they are. */
  readonly target?: string
}

export interface Release {
  readonly version: string
  readonly recalled: boolean
}

/** All instances of one component in one scope that start at the same version and are equally free to move. */
export interface InstanceClass {
  readonly scope: string
  readonly component: string
  readonly version: string
  readonly count: number
  readonly frozen: boolean
  /** A name for these instances, to speak of them apart. */
  readonly name?: string
}

/** A component, and only those of its versions that are in range. */
export interface Operand {
  readonly component: string
  readonly range?: string
}

export type Unit = 'release' | 'line' | 'major'
export type Bound = number | 'any'
export type Length = number | 'any' | 'none'
export type EdgeVerdict = 'supported' | 'untested' | 'unknown' | 'unsupported'

/** What a rule, a row of edges or a stop depends on: a fact that is told, or told not to be so. */
export interface Conditional {
  /** `name` or `not name`. */
  readonly when?: string
}

/** The days on which something counts, both included. */
export interface Dated extends Conditional {
  readonly since?: string
  readonly until?: string
}

interface Common extends Conditional {
  readonly id: string
}

export type Otherwise = 'untested' | 'unknown' | 'unsupported'

export interface WindowRule extends Common {
  readonly kind: 'window'
  readonly of: Operand
  /** Left out: the same as `of`. */
  readonly to?: Operand
  readonly unit: Unit
  readonly behind: Bound
  readonly ahead: Bound
  readonly against: 'every' | 'oldest' | 'newest'
  readonly across?: 'outer'
}

/** What versions of one component need of another; every row that speaks of a version has to be met. */
export interface RequiresRule extends Common {
  readonly kind: 'requires'
  readonly of: Operand
  readonly to: Operand
  readonly rows: readonly { readonly of: string; readonly to: string }[]
  readonly else: Otherwise
  readonly across?: 'outer'
}

export interface SilentRule extends Common {
  readonly kind: 'silent'
  readonly of: Operand
}

export interface StatusRule extends Common {
  readonly kind: 'status'
  readonly of: Operand
}

/** Combinations that go together, of the versions of components that see each other. */
export interface TableRule extends Common {
  readonly kind: 'table'
  readonly of: readonly string[]
  readonly rows: readonly Readonly<Record<string, readonly string[]>>[]
  readonly else: Otherwise
  readonly at: 'rest' | 'always'
}

/** A question about one version of each component, in one of the forms that `expressions.ts` knows. */
export interface ExpressionRule extends Common {
  readonly kind: 'expr'
  readonly of: readonly string[]
  readonly form: FormName
  /** Versions that the form names. */
  readonly values: readonly string[]
  readonly else: Otherwise
  readonly at: 'rest' | 'always'
}

export interface EdgeRow extends Dated {
  readonly from: string
  readonly to: string
  readonly verdict: EdgeVerdict
}

export interface EdgesRule extends Common {
  readonly kind: 'edges'
  readonly of: Operand
  readonly rows: readonly EdgeRow[]
  readonly else: 'defer' | EdgeVerdict
}

export interface StepRule extends Common {
  readonly kind: 'step'
  readonly of: Operand
  readonly unit: Unit
  readonly up: Length
  readonly down: Length
}

/** Versions that no move goes past. */
export interface StopsRule extends Common {
  readonly kind: 'stops'
  readonly of: Operand
  readonly on: 'up' | 'down' | 'both'
  readonly stops: readonly Stop[]
  readonly else: Otherwise
}

export interface Stop extends Dated {
  /** One interval: `1.4.x`, `=1.4.2`, `>=1.4.2 <1.5.0`. */
  readonly at: string
}

export interface OrderRule extends Common {
  readonly kind: 'order'
  readonly up?: readonly string[]
  readonly down?: readonly string[]
  readonly per: 'line' | 'plan'
}

export type Rule =
  | WindowRule
  | RequiresRule
  | SilentRule
  | StatusRule
  | TableRule
  | ExpressionRule
  | EdgesRule
  | StepRule
  | StopsRule
  | OrderRule
