/** A fact of a fleet that has to be so, or not so. */
export interface Condition {
  readonly fact: string
  readonly is: boolean
}

/** Counts on some days, or under a condition; ISO dates, both included. */
export interface Dated {
  readonly since?: string
  readonly until?: string
  readonly when?: Condition
}
