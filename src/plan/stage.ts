import type { Outcome, Reason } from '../check/index.ts'
import { type Part, partNames } from '../fleet/index.ts'
import type { Mode, Rule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import type { Direction } from './track.ts'

/** What must be true before the stages that wait for this one may begin. */
export interface Gate {
  readonly until: string
  readonly rule: Rule
}

/** How a stage is taken back. */
export interface Undo {
  readonly to: readonly Version[]
  /** `holds`: the way back is as supported as the way there. */
  readonly outcome: Outcome
  /** The rule that stands in the way, when one does. */
  readonly rule?: Rule
  readonly reason?: Reason
  /** The stage that closes it once it has begun, and the rule by which it does: data remembers what has run on it. */
  readonly until?: { readonly stage: string; readonly rule: Rule }
  /** What else is to be done then, by the rules that say so. */
  readonly tasks?: readonly { readonly what: string; readonly rule: Rule }[]
}

/** Instances of one group going to one version, in batches. Plain data. */
export interface Stage {
  /** Counts from 1 through the whole plan. */
  readonly id: string
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly direction: Direction
  /**
   * The names of the parts that move, as `partNames` reads them, where not all that may be at `from` meanwhile are meant: see
   * `movesPart`. What is frozen is never meant.
   */
  readonly part: string | undefined
  readonly from: readonly Version[]
  readonly to: Version
  /** Instances that move. */
  readonly count: number
  /** Instances that move together. */
  readonly batch: number
  /** Instances of the first batch, where it is smaller: the rest waits until they have proved themselves. */
  readonly canary?: number
  readonly batches: number
  readonly mode: Mode
  /** Ids of stages that must be finished, their gates passed, before this one begins. */
  readonly needs: readonly string[]
  /** Ids of stages that are carried out at once with this one: all of them stop, change and start together. */
  readonly together: readonly string[]
  readonly gate: Gate | undefined
  readonly undo: Undo
  /** Whether users of the component notice: it is stopped, or has too few instances to roll. */
  readonly downtime: { readonly rule: Rule | undefined } | undefined
  /** Commands that carry it out, where the policy tells some. */
  readonly by?: readonly string[]
  /** What the stage brings along: a chart's program, which is what the rules speak of. */
  readonly delivers?: {
    readonly component: string
    readonly from: readonly Version[]
    readonly to: Version
  }
}

/** Whether a stage moves a part, once it is at one of the versions that the stage starts from. */
export const movesPart = ({ part: named }: Pick<Stage, 'part'>, { name }: Pick<Part, 'name'>): boolean =>
  named === undefined || partNames(named).includes(name)

/** Why the plan is as it is; plain facts, in the order in which a reader asks for them. */
export type Why =
  | {
      readonly kind: 'order'
      readonly rule: Rule
      readonly direction: Direction
      readonly first: string
      readonly then: string
    }
  | {
      readonly kind: 'stop'
      readonly component: string
      readonly at: Version
      readonly rule: Rule
      readonly newest: boolean
    }
  | {
      readonly kind: 'before'
      readonly earlier: string
      readonly later: string
      readonly rule: Rule
      /** What would meet what, if the later stage went first. */
      readonly component: string
      readonly version: Version
      readonly other: string
      readonly otherVersion: Version
    }
