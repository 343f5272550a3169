import { groupBy, unreachable } from '../base/index.ts'
import type { FormRule, PairwiseRule, Policy, SilentRule, StateRule, StatusRule } from '../policy/index.ts'
import { releaseOf } from '../policy/index.ts'
import { compareVersions, type Range, rangeContains, type Version } from '../version/index.ts'
import type { Judgement } from './judgement.ts'
import {
  type Known,
  knownParts,
  type PartOf,
  type Present,
  type StateReport,
  unknownReason,
} from './present.ts'
import type { Sight } from './sight.ts'
import { judgeSupport } from './support.ts'
import { type Circumstances, judgeFollows, judgeNeeds, judgeTuples } from './together.ts'
import { counted, judgePair } from './window.ts'

/** Judges everything that is present in one moment by one rule. */
export function judgeStateRule<G extends Present>(
  rule: StateRule,
  policy: Policy,
  sight: Sight<G>,
  report: StateReport<G>,
  circumstances: Circumstances = {},
): void {
  switch (rule.kind) {
    case 'window':
    case 'requires':
      for (const [of, to] of sight.pairsOf(rule)) {
        judgePairs(rule, of, to, report)
      }
      return
    case 'silent':
    case 'status':
      for (const group of sight.groupsOf(policy.name, rule.of.component))
        judgeAlone(rule, policy, group, report)
      return
    case 'form':
      for (const component of rule.of)
        for (const group of sight.groupsOf(policy.name, component)) judgeForm(rule, group, report)
      return
    case 'table':
    case 'expr':
      judgeTuples(rule, sight, report)
      return
    case 'follows':
      judgeFollows(rule, policy, sight, report)
      return
    case 'needs':
      if (circumstances.features?.includes(rule.feature) === true) judgeNeeds(rule, policy, sight, report)
      return
    case 'support':
      judgeSupport(rule, policy, sight, report, circumstances.asOf)
      return
    default:
      unreachable(rule)
  }
}

/** Judges the pairs of two groups that see each other, or of one group with itself. */
function judgePairs<G extends Present>(rule: PairwiseRule, of: G, to: G, report: StateReport<G>): void {
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
function ends<P>(rule: PairwiseRule, against: readonly Known<P>[]): readonly Known<P>[] {
  if (rule.kind !== 'window' || rule.against !== 'every' || against.length <= manyVersions) return against
  const chains = groupBy(against, ({ version }) => version.line.chain)
  return [...chains.values()].flatMap((same) => {
    const sorted = [...same].sort((a, b) => compareVersions(a.version, b.version))
    return [sorted[0], sorted.at(-1)].flatMap((known) => known ?? [])
  })
}

/** Notes whom the rule reads: both sides where there are two, and a component that is set against itself. */
function markRead<G extends Present>(
  rule: PairwiseRule,
  of: G,
  to: G,
  left: readonly Known<PartOf<G>>[],
  right: readonly Known<PartOf<G>>[],
  report: StateReport<G>,
): void {
  const isSpokenOf = (range: Range | undefined) => (known: Known<PartOf<G>>) =>
    range === undefined || rangeContains(range, known.version)
  const ours = left.filter((known) => isSpokenOf(rule.of.range)(known) && hasRow(rule, known.version))
  const theirs = right.filter(isSpokenOf(rule.to.range))
  if (of !== to && (ours.length === 0 || theirs.length === 0)) return
  for (const { part } of of === to ? ours : [...ours, ...theirs]) report.read.add(part)
}

const hasRow = (rule: PairwiseRule, version: Version): boolean =>
  rule.kind === 'window' || rule.rows.some((row) => rangeContains(row.of, version))

/** How versions are written; whether that lets them run is no matter here, so nothing counts as read. */
function judgeForm<G extends Present>(rule: FormRule, group: G, report: StateReport<G>): void {
  for (const part of group.parts) {
    const { reading } = part
    if (reading.kind === 'unknown') {
      if (reading.why !== 'unreadable' || rule.breaks !== 'scheme') continue
      const judgement = { outcome: 'broken' as const, reason: unknownReason(reading) }
      report.breaches.push({ rule, group, part, judgement })
      continue
    }
    const [advice] = rule.breaks === 'advice' ? (reading.version.advice ?? []) : []
    if (advice === undefined) continue
    const reason = { kind: 'advice' as const, ...advice }
    report.breaches.push({ rule, group, part, judgement: { outcome: 'broken', reason } })
  }
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
