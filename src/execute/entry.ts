/*
 * What a run writes down. Its journal is the only truth: what a run knows is what its entries say, read from the first to the last.
 */

/** Instances that go together, by the version that they come from; on the way back, that they go to. */
export interface Moving {
  readonly from: string
  readonly ids: readonly string[]
}

/** What somebody asks of a run from outside. */
export type Ask =
  | { readonly what: 'pause' | 'resume' | 'undo' | 'abort' }
  /** A gate or a task that waits for a person, as `STAGE/GATE` or the id of the task. */
  | { readonly what: 'approve'; readonly name: string }

/** What the run was doing when something failed. */
export type Doing = 'observe' | 'stop' | 'move' | 'settle' | 'gate' | 'watch' | 'task'

/** A group that is not as the run left it. */
export interface Drift {
  readonly group: string
  /** Undefined for instances whose version cannot be told. */
  readonly version: string | undefined
  /** Instances that there should be, at least and at most. */
  readonly expected: readonly [least: number, most: number]
  readonly observed: number
}

/** Why a run stands still. */
export type Halt =
  | { readonly kind: 'asked'; readonly by: string }
  | { readonly kind: 'failed'; readonly subject: string; readonly doing: Doing; readonly error: string }
  | { readonly kind: 'drifted'; readonly differences: readonly Drift[] }
  /** The way back is not open: the stage says why. */
  | { readonly kind: 'no-way-back'; readonly subject: string; readonly because: string }

export type Outcome = 'done' | 'undone' | 'aborted'

/** One thing that a run did, saw or was told. `subject` is the id of a stage or of a task. */
export type Entry =
  | { readonly kind: 'begun'; readonly run: string; readonly digest: string }
  /** Somebody drives the run from here on: at its beginning, and after each time that nobody did. */
  | { readonly kind: 'taken'; readonly by: string }
  | {
      readonly kind: 'intended'
      readonly subject: string
      readonly batch: number
      readonly moving: readonly Moving[]
    }
  | { readonly kind: 'stopped'; readonly subject: string }
  /** The platform has taken the order. */
  | { readonly kind: 'moved'; readonly subject: string }
  /** All of the batch were seen where they were sent, ready. */
  | { readonly kind: 'settled'; readonly subject: string }
  | { readonly kind: 'passed'; readonly subject: string; readonly gate: string; readonly by?: string }
  /** Seconds for which it was watched since it settled, and well. */
  | { readonly kind: 'watched'; readonly subject: string; readonly seconds: number }
  | {
      readonly kind: 'failed'
      readonly subject: string
      readonly doing: Doing
      readonly error: string
      /** It is tried again so many milliseconds later; undefined when it is not. */
      readonly again_ms: number | undefined
    }
  /** A batch that goes ahead of the others has stood its test. */
  | { readonly kind: 'proved'; readonly subject: string }
  /** A stage or a task is done; on the way back, a stage is undone. */
  | { readonly kind: 'finished'; readonly subject: string; readonly by?: string }
  /** The name that the ask came with: whoever drives next knows by it which were heard. */
  | { readonly kind: 'asked'; readonly ask: Ask; readonly by: string; readonly id: string }
  | { readonly kind: 'halted'; readonly because: Halt }
  | { readonly kind: 'resumed' }
  /** From here on the run goes back. Stages that are kept have no way back, or are what those need. */
  | { readonly kind: 'turned'; readonly kept: readonly string[] }
  | { readonly kind: 'ended'; readonly outcome: Outcome }

/** An entry as it stands in a journal. */
export interface Written {
  /** Counts from 1. */
  readonly seq: number
  /** By the clock on the wall, in milliseconds since 1970: for people, nothing is decided by it. */
  readonly at: number
  readonly entry: Entry
}
