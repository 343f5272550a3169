import type { StateRule } from './model.ts'
import { type Finding, finding, type Present, subjects } from './state.ts'

/** A version that is present during or after a move, and what stood in its stead before. */
export interface Later extends Present {
  /** The place of that in the state before the move. */
  readonly was: number
}

/** What a move may not lead to. */
export interface Offence {
  readonly rule: string
  readonly finding: Finding
  readonly before?: Finding
}

/**
 * The first reason why a state may not follow from another. A fleet may start outside the rules and has to be
 * able to come back, so a breach that was there before is borne as long as it does not become wider; a new
 * one never is.
 */
export function offence(
  rules: readonly StateRule[],
  before: readonly Present[],
  later: readonly Later[],
  unknownAllowed: boolean,
): Offence | undefined {
  for (const rule of rules) {
    for (const subject of subjects(rule, later)) {
      const now = finding(rule, later, subject)
      if (now === undefined || now.verdict === 'holds') continue
      if (now.verdict === 'unknown') {
        if (unknownAllowed) continue
        return { rule: rule.id, finding: now }
      }
      const at = later[subject.at]?.was ?? -1
      const other = subject.other === undefined ? {} : { other: later[subject.other]?.was ?? -1 }
      const then = finding(rule, before, { at, ...other })
      if (then?.verdict !== 'broken') return { rule: rule.id, finding: now }
      // What is needed and not there has no measure by which it could get worse.
      if (rule.kind !== 'requires' && isWider(then, now)) return { rule: rule.id, finding: now, before: then }
    }
  }
  return undefined
}

function isWider(before: Finding, now: Finding): boolean {
  // From too far behind to too far ahead is a new breach, however small.
  if (before.side !== now.side) return true
  if (before.excess !== undefined && now.excess !== undefined) return now.excess > before.excess
  if (before.other === undefined || now.other === undefined) return false
  // Nothing to count: what comes no nearer on either end may not go further away on the other.
  const ahead = now.at.rank - before.at.rank
  const other = now.other.rank - before.other.rank
  return now.side === 'ahead' ? ahead > 0 || other < 0 : ahead < 0 || other > 0
}
