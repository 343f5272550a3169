/*
 * What a run needs of a platform. A driver is small on purpose: it looks, and it moves; when to do which, how often to try
 * again and what to think of what it sees is the run's business.
 */

/** All instances of one component in one scope. */
export interface GroupName {
  readonly policy: string
  readonly scope: string
  readonly component: string
}

/** One instance, as the platform shows it now. */
export interface Instance {
  /** Its name, alone in its group, and the same before and after it moves. */
  readonly id: string
  /** As the platform writes it; undefined while it cannot tell, as of an instance that is starting or does not answer. */
  readonly version: string | undefined
  /** Whether it serves now, by whatever the driver can see or was told to ask. */
  readonly isReady: boolean
  /** Where it is not well, and the platform says why, for people: an image that cannot be pulled, a node that is full. */
  readonly trouble?: string
  /** The name of the part of the fleet document that it belongs to, where the group has parts with names. */
  readonly part?: string
}

/** Instances of one group that go to one version. */
export interface Order {
  /** The same for each try of the same order, and for no other order of any run. */
  readonly key: string
  readonly group: GroupName
  readonly ids: readonly string[]
  /** Where they were when the order was made; each is at one of these, or at `to` already. */
  readonly from: readonly string[]
  readonly to: string
}

/**
 * How instances of some platform are seen and moved. All of it rejects with an `Error` whose message says to a person what went
 * wrong; who rejects may have done the work, a part of it, or nothing. Whoever is told to stop by the signal rejects soon.
 */
export interface Driver {
  /** What people call it. */
  readonly name: string
  /**
   * Whether it can move some instances of a group and leave the others, which is what it is taken for when it does not say, or only
   * all of them: then the platform itself rolls from one to the next, and a stage is one batch.
   */
  granularity?(group: GroupName): 'instance' | 'group'
  /**
   * All instances of a group, in the order in which they should move, in as many pages as it likes. An instance that the
   * platform has, but that is down, is one of them: it is seen as not ready.
   */
  observe(group: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]>
  /**
   * Makes the platform move these instances. It may come back as soon as the platform will do it: when they have arrived is
   * seen by looking. Twice is like once, whenever the second time comes: of instances that are at `to`, or on
   * their way there, nothing is done; who is on the way elsewhere turns.
   * Once it has come back, with whatever answer, nothing of it begins any more.
   */
  move(order: Order, signal: AbortSignal): Promise<void>
  /** Stops instances, so that none serves; stopped twice is stopped. Where there is none, plans with stopped stages are refused. */
  stop?(order: Order, signal: AbortSignal): Promise<void>
  /** Asks a gate that the driver knows by this name once. What cannot be asked rejects. */
  ask?(question: Question, signal: AbortSignal): Promise<Answer>
  /** Does a task between stages. Twice is like once. */
  perform?(task: Errand, signal: AbortSignal): Promise<void>
  /** Frees what it holds. */
  close?(): Promise<void>
}

/** A gate, asked of instances that have moved. */
export interface Question {
  readonly gate: string
  readonly group: GroupName
  /** Those that moved last. */
  readonly ids: readonly string[]
  readonly to: string
}

export type Answer =
  | { readonly kind: 'yes' }
  /** Not yet, or not any more: it is asked again until its time is over. */
  | { readonly kind: 'no'; readonly because: string }

/** Something to be done that changes no version. */
export interface Errand {
  readonly key: string
  /** Its name in the plan. */
  readonly name: string
  readonly group: GroupName
  readonly from: readonly string[]
  readonly to: string
  /** Commands as the policy or the fleet writes them. */
  readonly run: readonly string[]
}
