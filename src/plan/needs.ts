import { judgePair, judgeVersions, type Outcome } from '../check/index.ts'
import type { PairwiseRule, TupleRule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import type { Track } from './track.ts'

/**
 * What one component needs of another in the direction of travel: with x at index u, y must be at least at
 * index `least[u]`; -1 where no index of y goes with u at all. Where x is so far back that every y is too far
 * on for it, x needs nothing of y (0): it is y that needs x to come closer.
 *
 * In the class of problems that can be solved greedily, the pairs that may run together are closed under
 * minimum and maximum, and then this and its mirror (what y needs of x) say everything about the two.
 */
export interface Needs {
  readonly least: Int32Array
}

/**
 * A rule about two groups, read from the side of the first: `mirrored` when the first is its `to`, or the second of its
 * columns. Of a table or an expression, `columns` are the two that are there.
 */
export type PairRule =
  | { readonly rule: PairwiseRule; readonly mirrored: boolean }
  | { readonly rule: TupleRule; readonly mirrored: boolean; readonly columns: readonly [string, string] }

/** Whether it speaks of every pair of versions, and not of the oldest or newest of a group. */
export const isOfEvery = ({ rule }: PairRule): boolean => rule.kind !== 'window' || rule.against === 'every'

/** Which outcomes a plan may pass through. */
export type Accepts = (outcome: Outcome) => boolean

export function judgePairRule(pair: PairRule, a: Version, b: Version): Outcome {
  const [first, second] = pair.mirrored ? [b, a] : [a, b]
  if (!('columns' in pair)) return judgePair(pair.rule, first, second).outcome
  const [left, right] = pair.columns
  return judgeVersions(pair.rule, [
    { component: left, version: first },
    { component: right, version: second },
  ]).outcome
}

/** What x needs of y by one window. Undefined when the allowed pairs are not closed under minimum and maximum. */
export function makeNeeds(x: Track, y: Track, pair: PairRule, accepts: Accepts): Needs | undefined {
  const allowed = (u: number, v: number): boolean => {
    const a = x.versions[u]
    const b = y.versions[v]
    return a !== undefined && b !== undefined && accepts(judgePairRule(pair, a, b))
  }
  // Within one chain, a window without ranges bounds a distance that grows along both tracks: it is closed by its
  // form. Otherwise it holds for some versions only, and closure has to be looked at.
  const { rule } = pair
  const isWhole = rule.kind === 'window' && rule.of.range === undefined && rule.to.range === undefined
  if (!isWhole || (rule.kind === 'window' && rule.unit === 'line' && !(isOneChain(x) && isOneChain(y)))) {
    return closedNeeds(x.versions.length, y.versions.length, allowed)
  }
  const least = new Int32Array(x.versions.length).fill(-1)
  let from = 0
  for (let u = 0; u < x.versions.length; u++) {
    let v = from
    while (v < y.versions.length && !allowed(u, v)) v++
    if (v === y.versions.length) continue
    least[u] = v
    from = v
  }
  return { least: laggingNeedsNothing(least) }
}

/** Whether any two lines on a track have a distance. */
export const isOneChain = ({ versions }: Track): boolean =>
  versions.every(({ line }) => line.chain === versions[0]?.line.chain)

function laggingNeedsNothing(least: Int32Array): Int32Array {
  const first = least.findIndex((need) => need >= 0)
  return least.fill(0, 0, Math.max(first, 0))
}

/**
 * Decides closure by the whole table. A set of pairs is closed exactly when each row is an interval of the
 * columns in use and the ends of the intervals never go back.
 */
function closedNeeds(
  rows: number,
  columns: number,
  allowed: (u: number, v: number) => boolean,
): Needs | undefined {
  const table = Array.from({ length: rows }, (_, u) =>
    Array.from({ length: columns }, (_, v) => allowed(u, v)),
  )
  const used = Array.from({ length: columns }, (_, v) => table.some((row) => row[v] === true))
  const least = new Int32Array(rows).fill(-1)
  let low = 0
  let high = 0
  for (const [u, row] of table.entries()) {
    const first = row.indexOf(true)
    if (first < 0) continue
    const last = row.lastIndexOf(true)
    if (first < low || last < high) return undefined
    for (let v = first; v <= last; v++) if (used[v] === true && row[v] !== true) return undefined
    low = first
    high = last
    least[u] = first
  }
  return { least: laggingNeedsNothing(least) }
}
