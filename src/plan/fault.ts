import type { Rule } from '../policy/index.ts'

/** Something that the walk found wrong, or could not tell. */
export interface Fault {
  readonly kind:
    | 'state'
    | 'arrival'
    | 'move'
    | 'order'
    | 'gate'
    | 'task'
    | 'together'
    | 'unavailable'
    | 'wave'
    | 'conduct'
    | 'structure'
  readonly outcome: 'broken' | 'untested' | 'unknown'
  readonly rule: Rule | undefined
  /** Stages under way, or the stage concerned; none at the start. */
  readonly stages: readonly string[]
  readonly scope: string
  readonly component: string
  readonly versions: readonly string[]
  readonly other?: { readonly component: string; readonly versions: readonly string[] }
  /** For faults of structure and limits, what is wrong, in a few words. */
  readonly detail?: string
}

/** Versions that are present together at some moment of a plan, and the rules that were asked about them. */
export interface Judged {
  /** `policy/component`, with every version of it that is present: one each of the groups that a rule looks at. */
  readonly present: readonly { readonly component: string; readonly versions: readonly string[] }[]
  /** Names of rules. */
  readonly rules: readonly string[]
  /** Of those, what was broken from the start and got no worse. */
  readonly borne: readonly string[]
  /** How often: in scopes alike, or in moments of one. */
  readonly times: number
}

export interface Proof {
  /** Distinct combinations of versions that were judged. */
  readonly states: number
  /** Rules that judge states. */
  readonly rules: number
  /** What was judged in each of them: alike ones of many scopes once. */
  readonly judged: readonly Judged[]
  readonly faults: readonly Fault[]
}
