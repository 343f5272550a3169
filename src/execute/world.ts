import type { Driver } from './driver.ts'
import type { Entry, Halt, Outcome, Written } from './entry.ts'
import type { Asks, Clock, Journal, Random } from './ports.ts'
import type { Progress } from './progress.ts'
import type { RouteGroup } from './route.ts'
import type { Settings } from './settings.ts'

/** The world that a run is carried out in. */
export interface World {
  readonly driver: Driver
  readonly clock: Clock
  readonly random: Random
  readonly journal: Journal
  readonly asks: Asks
  /** Everything that was written so far. */
  readonly read: () => AsyncIterable<Written> | Iterable<Written>
}

export interface RunOptions {
  /** Who drives it, for people to read. */
  readonly by: string
  readonly settingsOf: (group: RouteGroup) => Settings
  /** So many stages are under way at the same time, at most. */
  readonly maxParallel: number
  readonly onFailure: 'pause' | 'undo'
  /** Whether it waits for whoever paused it; otherwise it comes back. */
  readonly staysWhenPaused: boolean
  /** Told of each entry once it is written, which is not yet safe, with what the run knows by it: another object once it has turned. */
  readonly onEntry?: (entry: Entry, progress: Progress) => void
  /** Told why something does not go on for the moment, whenever that changes; with a name where somebody has to approve it. */
  readonly onWait?: (subject: string, because: string, approval?: string) => void
}

/** How a run came to stand still. */
export type Ending =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'halted'; readonly because: Halt }
  /** Its journal takes nothing more: what was under way is as the platform left it. */
  | { readonly kind: 'lost'; readonly error: string }
