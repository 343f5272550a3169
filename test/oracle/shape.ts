/*
 * A world is all that one planning problem consists of, as plain data that can be printed, compared and
 * shrunk by hand. Versions and ranges are text here; `model.ts` reads them.
 */

export interface World {
  readonly seed: number
  readonly mode: 'rolling' | 'stopped'
  readonly components: readonly Component[]
  readonly classes: readonly InstanceClass[]
  readonly rules: readonly Rule[]
}

export interface Component {
  readonly name: string
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

/** All instances of one component that start at the same version and are equally free to move. */
export interface InstanceClass {
  readonly component: string
  readonly version: string
  readonly count: number
  readonly frozen: boolean
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

export interface WindowRule {
  readonly id: string
  readonly kind: 'window'
  readonly of: Operand
  /** Left out: the same as `of`. */
  readonly to?: Operand
  readonly unit: Unit
  readonly behind: Bound
  readonly ahead: Bound
  readonly against: 'every' | 'oldest' | 'newest'
}

/** What versions of one component need of another; every row that speaks of a version has to be met. */
export interface RequiresRule {
  readonly id: string
  readonly kind: 'requires'
  readonly of: Operand
  readonly to: Operand
  readonly rows: readonly { readonly of: string; readonly to: string }[]
  readonly else: 'unknown' | 'unsupported'
}

export interface SilentRule {
  readonly id: string
  readonly kind: 'silent'
  readonly of: Operand
}

export interface StatusRule {
  readonly id: string
  readonly kind: 'status'
  readonly of: Operand
}

export interface EdgeRow {
  readonly from: string
  readonly to: string
  readonly verdict: EdgeVerdict
}

export interface EdgesRule {
  readonly id: string
  readonly kind: 'edges'
  readonly of: Operand
  readonly rows: readonly EdgeRow[]
  readonly else: 'defer' | EdgeVerdict
}

export interface StepRule {
  readonly id: string
  readonly kind: 'step'
  readonly of: Operand
  readonly unit: Unit
  readonly up: Length
  readonly down: Length
}

export interface OrderRule {
  readonly id: string
  readonly kind: 'order'
  readonly up?: readonly string[]
  readonly down?: readonly string[]
  readonly per: 'line' | 'plan'
}

export type Rule = WindowRule | RequiresRule | SilentRule | StatusRule | EdgesRule | StepRule | OrderRule
