import type { Batch, Place } from '../base/index.ts'
import type { Calendar, Zone } from '../calendar/index.ts'
import type { Target } from '../check/index.ts'
import type { Limits, Summary } from '../fleet/index.ts'
import type { Mode, Policy } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import type { Journey } from './migrations.ts'

/** A stop that the user wants: of its line, no other release is used between start and target. */
export interface Via {
  readonly policy: string
  readonly component: string
  readonly version: Version
}

/**
 * Where to go, when the user names no versions: as far as supported states lead; out of everything whose support has
 * ended; or to the nearest state that is supported, whatever direction that is.
 */
export type Aim = 'latest-supported' | 'stable-window' | 'supported'

/**
 * What a plan has least of: instances that are restarted, or stages, of which it has as few as there can be; or time, in
 * which it is the one of those two plans that is done first.
 */
export type Objective = 'restarts' | 'stages' | 'time'

/** What the user asks for. */
export interface Wishes {
  /** Where each component is to go; components without a target stay where they are. */
  readonly targets: readonly Target[]
  readonly via: readonly Via[]
  readonly mode: Mode
  /** Whether instances of several components may be stopped at once where nothing else leads on. */
  readonly together: boolean
  /** Where to go instead of targets; those are then what it comes to. */
  readonly aim?: Aim
  /** Restarts when left out. */
  readonly minimise?: Objective
  /** Whether every stage has to have a way back. */
  readonly requireUndo?: boolean
  /** Names of frozen parts that may move after all. */
  readonly thaw: readonly string[]
  readonly batches: readonly { readonly policy: string; readonly component: string; readonly batch: Batch }[]
  /** Of a stage with more instances than that, so many at most move first, alone. */
  readonly canary?: number
  /** At most so many stages at the same time. */
  readonly maxParallel?: number
}

/** How long something takes, in seconds. */
export interface Takes {
  readonly policy: string
  /** A component, for its batches, or the name of a task. */
  readonly of: string
  readonly seconds: number
}

/** When a plan begins, when its stages may run, and how long they take where that is not what the policy says. */
export interface Timing {
  /** In seconds since 1970 UTC; undefined where only the time from the beginning on is asked. */
  readonly start: number | undefined
  /** Whose clocks times are told by. */
  readonly zone: Zone
  /** All of them have to be open. */
  readonly calendars: readonly Calendar[]
  readonly batches: readonly Takes[]
  readonly soaks: readonly Takes[]
}

/** Something about a manifest that nobody can tell; the words are made elsewhere. */
export interface Doubt {
  readonly place: Place
  readonly message: string
  readonly rule?: { readonly name: string }
}

export interface PlanRequest {
  readonly summary: Summary
  readonly policies: readonly Policy[]
  readonly wishes: Wishes
  /** What the fleet says beside what runs: what cannot be had, and who goes first. */
  readonly limits?: Limits
  /** Manifests that have to be changed on the way. */
  readonly journeys?: readonly Journey[]
  /** What could not be read or judged of the manifests that have to load all the way. */
  readonly doubts?: readonly Doubt[]
  readonly timing?: Timing
  /** The day for which the plan is made, ISO date; part of the digest. */
  readonly asOf: string
}
