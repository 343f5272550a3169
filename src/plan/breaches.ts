import { counted, distanceOf, type Judgement, judgePair } from '../check/index.ts'
import type { PairwiseRule, Rule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import type { Moment } from './itinerary.ts'

/* What a proof finds between moments of groups, and whether it is worse than what was there before. */

/** A version of a part of the group in a column. */
export interface Cell {
  readonly component: string
  readonly column: number
  readonly part: number
  readonly version: Version
}

/** Every choice of one version of each group in a moment of each. */
export function choices(
  columns: readonly { readonly component: string }[],
  moments: readonly Moment[],
): readonly (readonly Cell[])[] {
  return moments.reduce<readonly (readonly Cell[])[]>(
    (chosen, { parts }, column) =>
      chosen.flatMap((cells) =>
        parts.flatMap((versions, part) =>
          versions.map((version) => {
            const { component } = columns[column] as { component: string }
            return [...cells, { component, column, part, version }]
          }),
        ),
      ),
    [[]],
  )
}

export type Pair = readonly [Version, Version]

/** Where a group was at rest before a moment: before its stage, or before the last one. */
export const rested = ({ at }: Moment): number => (at % 2 === 1 ? at - 1 : at - 2)

/** Where a window does not hold between two moments: per subject its widest pair. */
export function breaches(rule: PairwiseRule, left: Moment, right: Moment) {
  const broken = new Map<string, Pair>()
  const unsure: { outcome: 'unknown' | 'untested'; pair: Pair }[] = []
  const all = right.parts.flatMap((versions, k) => versions.map((version) => ({ version, k })))
  const against = counted(rule, all, ({ version }) => version)
  for (const [i, versions] of left.parts.entries()) {
    for (const version of versions) {
      for (const other of against) {
        const judgement: Judgement = judgePair(rule, version, other.version)
        if (judgement.outcome === 'holds') continue
        const pair: Pair = [version, other.version]
        if (judgement.outcome !== 'broken') {
          unsure.push({ outcome: judgement.outcome, pair })
          continue
        }
        // Against the oldest or newest, it is the group that is the other side, whoever that is at the moment.
        const subject = rule.against === 'every' ? `${i}/${other.k}` : `${i}`
        const widest = broken.get(subject)
        if (widest === undefined || isWider(rule, widest, pair)) broken.set(subject, pair)
      }
    }
  }
  return { broken, unsure }
}

/** Whether a broken pair lies further outside the window than another one did. */
export function isWider(rule: PairwiseRule, was: Pair, is: Pair): boolean {
  if (rule.kind === 'requires') return false
  const old = distanceOf(was[0], was[1], rule.unit)
  const now = distanceOf(is[0], is[1], rule.unit)
  if (old.sign !== now.sign) return true
  const measured = rule.unit !== 'release' && old.distance !== undefined && now.distance !== undefined
  if (measured) return Math.abs(now.distance ?? 0) > Math.abs(old.distance ?? 0)
  const ofMoved = Math.sign(compareVersions(is[0], was[0]))
  const toMoved = Math.sign(compareVersions(is[1], was[1]))
  return ofMoved === now.sign || toMoved === -now.sign
}

/** Whether a rule judges every moment, and not only where everybody has arrived. */
export function isOfEveryMoment(rule: Rule): boolean {
  if (rule.kind === 'table' || rule.kind === 'expr') return rule.at === 'always'
  return ['window', 'requires', 'silent', 'status'].includes(rule.kind)
}
