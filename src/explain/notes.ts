/** What else a check has to tell: where the fleet came from, what was left out, what to run next. */
export interface CheckNotes {
  /** `→ 1.3.0` for a jump. */
  readonly jump?: string
  /** Lines about the input: what was read and what was not recognised. */
  readonly input: readonly string[]
  /** Commands to run next, with what they are for. */
  readonly next: readonly { readonly what: string; readonly command: string }[]
}

/** What the explanation of a plan cannot know by itself. */
export interface PlanNotes {
  /** The command that made the plan, without its target: `interlock plan fleet.yaml`. */
  readonly command: string
  /** The whole command, to be run again with another format. */
  readonly again: string
  readonly input: readonly string[]
}
