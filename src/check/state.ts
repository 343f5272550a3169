import type { Reading } from '../fleet/index.ts'
import type { Policy, SilentRule, StateRule, StatusRule, WindowRule } from '../policy/index.ts'
import { releaseOf } from '../policy/index.ts'
import { compareVersions, rangeContains, type Version } from '../version/index.ts'
import type { Judgement, Reason } from './judgement.ts'
import type { Placed, Sight } from './sight.ts'
import { counted, judgePair, windowApplies } from './window.ts'

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
  const against = counted(rule, right, ({ version }) => version)
  // With an unknown version among them, which one is the oldest or newest is not known either; that version has
  // its own breach above, so nothing is taken for a yes.
  for (const a of left) {
    for (const b of against) {
      if (a.part !== b.part && windowApplies(rule, a.version, b.version)) {
        report.read.add(a.part)
        report.read.add(b.part)
      }
      const judgement = judgePair(rule, a.version, b.version)
      if (judgement.outcome === 'holds') continue
      // Of a component against itself every pair comes twice; the one that is behind tells it.
      const isTwin = of === to && rule.against === 'every' && compareVersions(a.version, b.version) > 0
      if (isTwin && judgePair(rule, b.version, a.version).outcome === judgement.outcome) continue
      report.breaches.push({ rule, group: of, part: a.part, to: { group: to, part: b.part }, judgement })
    }
    if (of === to && (rule.of.range === undefined || rangeContains(rule.of.range, a.version)))
      report.read.add(a.part)
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
      return { kind: 'version-development', base: reading.base.text }
    case 'unreadable':
      return { kind: 'version-unreadable', at: reading.problem.at, expected: reading.problem.expected }
  }
}
