import { groupBy } from '../base/index.ts'
import type { Reading } from '../fleet/index.ts'
import type { Policy, SilentRule, StateRule, StatusRule, WindowRule } from '../policy/index.ts'
import { releaseOf } from '../policy/index.ts'
import { compareVersions, type Range, rangeContains, type Version } from '../version/index.ts'
import type { Judgement, Reason } from './judgement.ts'
import type { Placed, Sight } from './sight.ts'
import { counted, judgePair } from './window.ts'

/** What is present of a group in one moment. */
export interface Present extends Placed {
  readonly parts: readonly { readonly reading: Reading }[]
}

type PartOf<G extends Present> = G['parts'][number]

/** One case in which a state rule does not hold. */
export interface StateBreach<G extends Present> {
  readonly rule: StateRule
  readonly group: G
  readonly part: PartOf<G>
  /** The other side, for rules about two. */
  readonly to?: { readonly group: G; readonly part: PartOf<G> }
  readonly judgement: Exclude<Judgement, { outcome: 'holds' }>
}

/** What a rule found, and which parts it read with a definite answer. */
export interface StateReport<G extends Present> {
  readonly breaches: StateBreach<G>[]
  readonly read: Set<PartOf<G>>
}

/** Judges everything that is present in one moment by one rule. */
export function judgeStateRule<G extends Present>(
  rule: StateRule,
  policy: Policy,
  sight: Sight<G>,
  report: StateReport<G>,
): void {
  switch (rule.kind) {
    case 'window':
      for (const [of, to] of sight.pairs(policy.name, rule.of.component, rule.to.component)) {
        judgeWindow(rule, of, to, report)
      }
      return
    case 'silent':
    case 'status':
      for (const group of sight.groupsOf(policy.name, rule.of.component))
        judgeAlone(rule, policy, group, report)
      return
  }
}

interface Known<P> {
  readonly part: P
  readonly version: Version
}

/** Judges the pairs of two groups that see each other, or of one group with itself. */
function judgeWindow<G extends Present>(rule: WindowRule, of: G, to: G, report: StateReport<G>): void {
  const left = knownParts(of)
  const right = of === to ? left : knownParts(to)
  for (const group of of === to ? [of] : [of, to]) {
    for (const part of group.parts) {
      if (part.reading.kind === 'known') continue
      report.breaches.push({
        rule,
        group,
        part,
        judgement: { outcome: 'unknown', reason: unknownReason(part.reading) },
      })
    }
  }
  const all = counted(rule, right, ({ version }) => version)
  const against = ends(rule, all)
  // With an unknown version among them, which one is the oldest or newest is not known either; that version has
  // its own breach above, so nothing is taken for a yes.
  markRead(rule, of, to, left, all, report)
  for (const a of left) {
    for (const b of against) {
      const judgement = judgePair(rule, a.version, b.version)
      if (judgement.outcome === 'holds') continue
      // Of a component against itself every pair comes twice; the one that is behind tells it.
      const isTwin = of === to && rule.against === 'every' && compareVersions(a.version, b.version) > 0
      if (isTwin && judgePair(rule, b.version, a.version).outcome === judgement.outcome) continue
      report.breaches.push({ rule, group: of, part: a.part, to: { group: to, part: b.part }, judgement })
    }
  }
}

/** Beyond this many versions of a group, only those at the ends are compared. */
const manyVersions = 32

/**
 * Of very many versions those that matter: in one chain of lines distances grow with the version, so whoever is inside
 * the window of the oldest and of the newest is inside that of all between them.
 */
function ends<P>(rule: WindowRule, against: readonly Known<P>[]): readonly Known<P>[] {
  if (rule.against !== 'every' || against.length <= manyVersions) return against
  const chains = groupBy(against, ({ version }) => version.line.chain)
  return [...chains.values()].flatMap((same) => {
    const sorted = [...same].sort((a, b) => compareVersions(a.version, b.version))
    return [sorted[0], sorted.at(-1)].flatMap((known) => known ?? [])
  })
}

/** Notes whom the rule reads: both sides where there are two, and a component that is set against itself. */
function markRead<G extends Present>(
  rule: WindowRule,
  of: G,
  to: G,
  left: readonly Known<PartOf<G>>[],
  right: readonly Known<PartOf<G>>[],
  report: StateReport<G>,
): void {
  const isSpokenOf = (range: Range | undefined) => (known: Known<PartOf<G>>) =>
    range === undefined || rangeContains(range, known.version)
  const ours = left.filter(isSpokenOf(rule.of.range))
  const theirs = right.filter(isSpokenOf(rule.to.range))
  if (of !== to && (ours.length === 0 || theirs.length === 0)) return
  for (const { part } of of === to ? ours : [...ours, ...theirs]) report.read.add(part)
}

function judgeAlone<G extends Present>(
  rule: SilentRule | StatusRule,
  policy: Policy,
  group: G,
  report: StateReport<G>,
): void {
  for (const { part, version } of knownParts(group)) {
    const judgement = judgeAloneVersion(rule, policy, version)
    if (judgement.outcome !== 'holds') report.breaches.push({ rule, group, part, judgement })
  }
}

/** Judges one version by a rule that looks at nothing else. */
export function judgeAloneVersion(
  rule: SilentRule | StatusRule,
  policy: Policy,
  version: Version,
): Judgement {
  if (rule.of.range !== undefined && !rangeContains(rule.of.range, version)) return { outcome: 'holds' }
  if (rule.kind === 'silent') return { outcome: 'unknown', reason: { kind: 'silent' } }
  const release = releaseOf(policy, rule.of.component, version)
  if (release?.status === undefined || !rule.refuse.includes(release.status)) return { outcome: 'holds' }
  return { outcome: 'broken', reason: { kind: release.status, because: release.because } }
}

function knownParts<G extends Present>(group: G): Known<PartOf<G>>[] {
  return group.parts.flatMap((part) =>
    part.reading.kind === 'known' ? [{ part, version: part.reading.version }] : [],
  )
}

/** Why a version is not known. */
export function unknownReason(reading: Exclude<Reading, { kind: 'known' }>): Reason {
  switch (reading.why) {
    case 'empty':
      return { kind: 'version-empty' }
    case 'development':
      return { kind: 'version-development', base: reading.base.text.split(/[-+]/)[0] ?? '' }
    case 'unreadable':
      return { kind: 'version-unreadable', at: reading.problem.at, expected: reading.problem.expected }
  }
}
