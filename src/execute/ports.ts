import type { Ask, Entry } from './entry.ts'

/* What a run needs beside a platform: time, chance, and a place to write. All of it is an argument, so that worlds can be made of it. */

export interface Clock {
  /** Milliseconds that only ever grow, from anywhere on. */
  now(): number
  /** Milliseconds since 1970, as the clock on the wall shows them: it may jump. */
  wall(): number
  /** Resolves after so many milliseconds, or as soon as the signal says so. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** From 0 to less than 1. */
export type Random = () => number

/** Where a run writes what it does. */
export interface Journal {
  /** Puts entries at its end, in this order. */
  append(entry: Entry): void
  /**
   * Resolves once everything that was put there so far will be read again whatever happens to this process and machine. Rejects when it
   * cannot be written, or when the run is in other hands: from then on it takes nothing more.
   */
  flush(): Promise<void>
}

/** Asks from outside, as they come. */
export interface Asks {
  /** Those that were not taken yet. Of two with the same id, which may come after a crash, the second is not another one. */
  take(): readonly { readonly ask: Ask; readonly by: string; readonly id: string }[]
  /** Resolves when there may be one, or as soon as the signal says so. */
  wait(signal: AbortSignal): Promise<void>
}
