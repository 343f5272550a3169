/* How patient a run is with the instances of a group. All of it comes from the driver's document; nothing here is a default. */

export interface Settings {
  /** How often something is tried before it counts as failed, the first time included. */
  readonly attempts: number
  /** How long until the second try, and the most until a later one; each wait is twice the one before, less some chance. */
  readonly backoff: { readonly first_ms: number; readonly most_ms: number }
  /** How long each kind of work may take; for `settle`, from the order until all of a batch are seen there, ready. */
  readonly timeouts: Readonly<Record<'observe' | 'stop' | 'move' | 'settle' | 'task', number>>
  /** How long until it looks again at what is not there yet. */
  readonly poll_ms: number
  /** Instances of a group, apart from those that are moving, that may be out of service while others move. */
  readonly tolerated: { readonly count: number } | { readonly percent: number }
  /** Gates by their names, asked in this order. */
  readonly gates: ReadonlyMap<string, GateSettings>
  /** Seconds for which a stage is watched; undefined where the plan says it, or nobody. */
  readonly soak_s: number | undefined
}

export interface GateSettings {
  /** A person opens it. */
  readonly isManual: boolean
  readonly every_ms: number
  /** How long it may say no. */
  readonly within_ms: number
}
