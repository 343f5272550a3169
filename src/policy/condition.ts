/** A fact of a fleet that has to be so, or not so. */
export interface Condition {
  readonly fact: string
  readonly is: boolean
  /** What is asked about a fleet, and how to find out: an answer that waits for the fact tells it. */
  readonly asks: string
  readonly how?: string
}

/** Counts on some days, or under a condition; ISO dates, both included. */
export interface Dated {
  readonly since?: string
  readonly until?: string
  readonly when?: Condition
}
