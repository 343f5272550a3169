import type { Condition } from '../policy/index.ts'
import type { Unit } from '../version/index.ts'

/** The answer of one rule about one case. `untested` and `unknown` are both "not a yes", for different reasons. */
export type Outcome = 'holds' | 'untested' | 'unknown' | 'broken'

const severityOrder: readonly Outcome[] = ['holds', 'untested', 'unknown', 'broken']

export const worse = (a: Outcome, b: Outcome): Outcome =>
  severityOrder.indexOf(a) >= severityOrder.indexOf(b) ? a : b

/** Why a rule did not hold: plain facts, which explain/ puts into words. */
export type Reason =
  | {
      readonly kind: 'distance'
      readonly side: 'behind' | 'ahead'
      readonly unit: Unit
      /** How far apart, in units; undefined when only the order is known. */
      readonly distance: number | undefined
      readonly limit: number
    }
  | { readonly kind: 'no-distance'; readonly unit: Unit }
  /** A version of another component that is needed, as a range. */
  | { readonly kind: 'requires'; readonly range: string }
  | { readonly kind: 'version-empty' }
  | { readonly kind: 'version-development'; readonly base: string }
  | { readonly kind: 'version-unreadable'; readonly at: number; readonly expected: string }
  | { readonly kind: 'silent' }
  /** A version that can be read, but should not be written so. */
  | { readonly kind: 'advice'; readonly at: number; readonly expected: string }
  | { readonly kind: 'recalled'; readonly because: string | undefined }
  | {
      readonly kind: 'step'
      readonly direction: 'up' | 'down'
      readonly unit: Unit
      readonly distance: number | undefined
      readonly limit: number
    }
  | { readonly kind: 'irreversible'; readonly direction: 'up' | 'down' }
  | { readonly kind: 'edge'; readonly because: string | undefined; readonly through?: string }
  /** A move past a version that it has to stop at. */
  | { readonly kind: 'stop'; readonly at: string; readonly because: string | undefined }
  | { readonly kind: 'answer'; readonly holds: string; readonly isAnswered: boolean }
  /** What would be refused, if a fact is so that is not told. */
  | ({ readonly kind: 'fact' } & Condition)
  | { readonly kind: 'order'; readonly waitsFor: string; readonly reach: string }
  | { readonly kind: 'nothing-in-sight'; readonly needs: readonly string[] }
  | { readonly kind: 'unread' }
  | { readonly kind: 'not-in-table' }
  | { readonly kind: 'beyond-table' }
  | { readonly kind: 'no-row' }
  | { readonly kind: 'not-delivered'; readonly delivers: readonly string[] }
  | { readonly kind: 'delivers-unknown' }
  | { readonly kind: 'feature'; readonly feature: string; readonly requires: string }
  | {
      readonly kind: 'out-of-support'
      readonly line: string
      /** The last day on which it had support. */
      readonly lastDay: string
      readonly asOf: string
      /** The oldest line that has it, where lines are counted. */
      readonly oldest?: string
    }
  | { readonly kind: 'support-unknown'; readonly line: string }
  | { readonly kind: 'other-reading'; readonly reading: string; readonly other: string }

/** What a rule says of one case. */
export type Judgement =
  | { readonly outcome: 'holds' }
  | { readonly outcome: Exclude<Outcome, 'holds'>; readonly reason: Reason }

export const holds: Judgement = { outcome: 'holds' }

/** What is left of a judgement where it depends on a fact that is not told. */
export function under(condition: Condition | undefined, judgement: Judgement): Judgement {
  if (condition === undefined || judgement.outcome === 'holds') return judgement
  return { outcome: 'unknown', reason: { kind: 'fact', ...condition } }
}

/** The judgement that a rule's own verdict stands for. */
export const outcomeOf = (verdict: 'untested' | 'unknown' | 'unsupported', reason: Reason): Judgement => ({
  outcome: verdict === 'unsupported' ? 'broken' : verdict,
  reason,
})
