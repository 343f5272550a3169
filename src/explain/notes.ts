import type { Wishes } from '../plan/index.ts'

/** What else a check has to tell: where the fleet came from, what was left out, what to run next. */
export interface CheckNotes {
  /** `→ 1.3.0` for a jump. */
  readonly jump?: string
  /** Lines about the input: what was read and what was not recognised. */
  readonly input: readonly string[]
  /** Whether findings were set aside before the answer. */
  readonly isLenient?: boolean
  /** Commands to run next, with what they are for. */
  readonly next: readonly { readonly what: string; readonly command: string }[]
}

/** What the explanation of a plan cannot know by itself. */
export interface PlanNotes {
  /** The command line that asks for other wishes of the same fleet. */
  readonly commandFor: (wishes: Wishes) => string
  /** The command line that judges the fleet as it is. */
  readonly check: string
  /** The command line that proves the plan again, once it is in plan.json. */
  readonly verify: string
  /** Whether all reasons are asked for, and how the plan was found. */
  readonly isWhy?: boolean
  readonly input: readonly string[]
}
