import type { Bound, PairwiseRule, RequiresRule, WindowRule } from '../policy/index.ts'
import {
  compareLines,
  compareVersions,
  lineDistance,
  rangeContains,
  type Unit,
  type Version,
} from '../version/index.ts'
import { holds, type Judgement, outcomeOf, under } from './judgement.ts'

/** How far `a` is ahead of `b` in a unit; where the scheme gives no distance, only which of the two is ahead. */
export function distanceOf(
  a: Version,
  b: Version,
  unit: Unit,
): { sign: number; distance: number | undefined } {
  switch (unit) {
    case 'release': {
      const sign = Math.sign(compareVersions(a, b))
      return { sign, distance: sign === 0 ? 0 : undefined }
    }
    case 'line':
      return { sign: Math.sign(compareLines(a.line, b.line)), distance: lineDistance(a.line, b.line) }
    case 'major':
      return { sign: Math.sign(compareLines(a.major, b.major)), distance: lineDistance(a.major, b.major) }
  }
}

/** Whether a rule speaks of this pair at all: of these versions of its two components. */
export function pairApplies(rule: PairwiseRule, of: Version, to: Version): boolean {
  return (
    (rule.of.range === undefined || rangeContains(rule.of.range, of)) &&
    (rule.to.range === undefined || rangeContains(rule.to.range, to)) &&
    (rule.kind === 'window' || rule.rows.some((row) => rangeContains(row.of, of)))
  )
}

/**
 * Judges one pair of versions present together. `against` is not looked at here: which pairs count is the
 * caller's matter.
 */
export function judgePair(rule: PairwiseRule, of: Version, to: Version): Judgement {
  if (!pairApplies(rule, of, to)) return holds
  const judgement = rule.kind === 'window' ? judgeWindow(rule, of, to) : judgeRequires(rule, of, to)
  return under(rule.when, judgement)
}

function judgeRequires(rule: RequiresRule, of: Version, to: Version): Judgement {
  const unmet = rule.rows.find((row) => rangeContains(row.of, of) && !rangeContains(row.to, to))
  return unmet === undefined ? holds : outcomeOf(rule.else, { kind: 'requires', range: unmet.to.text })
}

function judgeWindow(rule: WindowRule, of: Version, to: Version): Judgement {
  const { sign, distance } = distanceOf(of, to, rule.unit)
  if (sign === 0) return holds
  const side = sign < 0 ? 'behind' : 'ahead'
  return judgeDistance(rule, side, distance)
}

function judgeDistance(rule: WindowRule, side: 'behind' | 'ahead', signed: number | undefined): Judgement {
  const limit: Bound = rule[side]
  if (limit === 'any') return holds
  // Without a distance the order still decides the two ends: no bound at all, or none may be on that side.
  if (signed === undefined && limit > 0)
    return { outcome: 'unknown', reason: { kind: 'no-distance', unit: rule.unit } }
  const distance = signed === undefined ? undefined : Math.abs(signed)
  if (distance !== undefined && distance <= limit) return holds
  return { outcome: 'broken', reason: { kind: 'distance', side, unit: rule.unit, distance, limit } }
}

/**
 * Of the versions that `of` is set against, those that count: every one, or the oldest or newest of those that
 * the rule speaks of.
 */
export function counted<T>(
  rule: PairwiseRule,
  to: readonly T[],
  versionOf: (item: T) => Version,
): readonly T[] {
  const range = rule.to.range
  const spoken = range === undefined ? to : to.filter((item) => rangeContains(range, versionOf(item)))
  if (rule.against === 'every') return spoken
  const wanted = rule.against === 'oldest' ? -1 : 1
  let end: T | undefined
  for (const item of spoken) {
    if (end === undefined || Math.sign(compareVersions(versionOf(item), versionOf(end))) === wanted)
      end = item
  }
  return end === undefined
    ? []
    : spoken.filter((item) => compareVersions(versionOf(item), versionOf(end as T)) === 0)
}
