import type { StateRule } from './model.ts'
import { type Finding, finding, type Present, type Subject, subjects } from './state.ts'

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
  isUnknownAllowed: (group: number) => boolean,
): Offence | undefined {
  for (const rule of rules) {
    for (const subject of subjects(rule, later)) {
      const now = finding(rule, later, subject)
      if (now === undefined || now.verdict === 'holds') continue
      if (now.verdict === 'unknown') {
        if (isUnknownAllowed(groupOf(subject, later))) continue
        return { rule: rule.id, finding: now }
      }
      const then = finding(rule, before, earlier(subject, later))
      if (then?.verdict !== 'broken') return { rule: rule.id, finding: now }
      // What has no measure cannot get worse.
      const isMeasured = rule.kind !== 'requires' && rule.kind !== 'tuple'
      if (isMeasured && isWider(then, now)) return { rule: rule.id, finding: now, before: then }
    }
  }
  return undefined
}

/** One of the groups that a finding is about; all of them are in one part of the world. */
export function groupOf({ places }: Subject, state: readonly Present[]): number {
  const place = places.find((one) => one !== undefined) ?? -1
  return state[place]?.group ?? -1
}

/** What stood before in the stead of what a subject consists of. */
function earlier({ places, ...subject }: Subject, later: readonly Later[]): Subject {
  return { ...subject, places: places.map((place) => (place === undefined ? undefined : later[place]?.was)) }
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
