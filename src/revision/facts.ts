/*
 * What two plans are compared by: the members of a plan's document that say what it was made from and what it does. Newer
 * programs may leave members out that older ones had, and the other way round.
 */

/** One line of a component's releases, as far as a plan has to do with it. */
export interface LineFacts {
  readonly newest: string
  readonly count: number
  readonly digest: string
}

export interface PolicyFacts {
  readonly name: string
  readonly digest?: string | undefined
  readonly readings: Readonly<Record<string, string>>
  /** Digests of what each rule decides, by its id; words are left out. */
  readonly rules?: Readonly<Record<string, string>> | undefined
  /** By component and line. */
  readonly releases?: Readonly<Record<string, Readonly<Record<string, LineFacts>>>> | undefined
}

export interface TargetFacts {
  readonly policy: string
  readonly component: string
  readonly scope?: string | undefined
  readonly version: string
}

export interface RowFacts {
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly version: string
  readonly count: number
  readonly name?: string | undefined
  readonly frozen?: boolean | undefined
  readonly batch?: string | number | undefined
}

export interface StageFacts {
  readonly id: string
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly part?: string | null | undefined
  readonly from: readonly string[]
  readonly to: string
  readonly count: number
  readonly batch: number
  readonly mode: string
  readonly needs: readonly string[]
  readonly together: readonly string[]
  readonly by: readonly string[]
  readonly gate?: { readonly until: string; readonly rule?: string | undefined } | null | undefined
  readonly undo?: { readonly outcome: string; readonly rule?: string | undefined } | undefined
  readonly downtime?: { readonly rule?: string | null | undefined } | null | undefined
  readonly delivers?: { readonly component: string; readonly to: string } | undefined
}

export interface TaskFacts {
  readonly id: string
  readonly stage: string
  readonly what: string
  readonly run: readonly string[]
  readonly needs: readonly string[]
  readonly rule: string
}

/** A reason of a plan: who waits in an order, where a component stops, which stage waits for another one. */
export interface WhyFacts {
  readonly kind: string
  readonly rule: string
  readonly second?: string | undefined
  readonly component?: string | undefined
  readonly at?: string | undefined
  readonly later?: string | undefined
}

export interface PlanFacts {
  readonly outcome: string
  readonly digest: string
  readonly asOf?: string | undefined
  readonly moves: number
  readonly policies: readonly PolicyFacts[]
  readonly wishes: {
    readonly targets: readonly TargetFacts[]
    readonly via: readonly TargetFacts[]
    readonly mode: string
    readonly together?: boolean | undefined
    readonly aim?: string | undefined
    readonly minimise?: string | undefined
    readonly requireUndo?: boolean | undefined
    readonly thaw: readonly string[]
    readonly batches: readonly {
      readonly policy: string
      readonly component: string
      readonly batch: string | number
    }[]
  }
  readonly start: readonly RowFacts[]
  /** What the fleet says beside what runs. */
  readonly limits: {
    readonly facts: Readonly<Record<string, unknown>>
    readonly unavailable: readonly unknown[]
    readonly waves: readonly unknown[]
  }
  readonly migrations: readonly { readonly subject: string; readonly place: { readonly file: string } }[]
  readonly stages: readonly StageFacts[]
  readonly tasks: readonly TaskFacts[]
  readonly why: readonly WhyFacts[]
  readonly warnings: readonly { readonly message: string }[]
  readonly questions: readonly { readonly message?: string | undefined; readonly kind: string }[]
  readonly conflict: readonly { readonly causes: readonly { readonly message: string }[] }[]
}
