/** Untested counts as unknown: no plan is certain that goes by it. */
export type Verdict = 'holds' | 'unknown' | 'broken'

/** What is called broken under a condition of which nobody knows whether it is met. */
export const under = (verdict: Verdict, unclear: boolean): Verdict =>
  unclear && verdict === 'broken' ? 'unknown' : verdict

export const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('broken') ? 'broken' : verdicts.includes('unknown') ? 'unknown' : 'holds'
