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

export interface Proof {
  /** Distinct combinations of versions that were judged. */
  readonly states: number
  /** Rules that judge states. */
  readonly rules: number
  readonly faults: readonly Fault[]
}
