import { groupBy, isNonEmpty, sum } from '../base/index.ts'
import type { Group, Part, Summary } from '../fleet/index.ts'
import { type Policy, type Rule, releaseOf, type StateRule } from '../policy/index.ts'
import { type Delivery, deliveriesOf, withDeliveries } from './delivered.ts'
import { type Finding, type Member, severityOf, type Verdict, verdictOf } from './finding.ts'
import type { Reason } from './judgement.ts'
import { type StateBreach, type StateReport, unknownReason } from './present.ts'
import { type Repair, smallestRepairs } from './repair.ts'
import { isNamed, Sight } from './sight.ts'
import { judgeStateRule } from './state.ts'
import { isInForce } from './support.ts'
import type { Circumstances } from './together.ts'

export interface CheckResult {
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly summary: Summary
  /** Per unsupported scope, the fewest instances whose change makes it supported; absent where none was found. */
  readonly repairs: readonly Repair[]
  /** Versions that nobody told, but that follow from others. */
  readonly deliveries: readonly Delivery[]
  /** Versions that no catalogue has: they are judged by their numbers. */
  readonly unlisted: readonly Unlisted[]
  /** How many rules were asked. */
  readonly rules: number
}

/** Versions of one component that its catalogue does not have. */
export interface Unlisted {
  readonly policy: string
  readonly component: string
  readonly versions: readonly string[]
}

/** What is present and in no catalogue, of components that have one. */
export function unlistedIn(groups: readonly Group[], policies: readonly Policy[]): readonly Unlisted[] {
  const found = new Map<string, { policy: string; component: string; versions: Set<string> }>()
  for (const { policy: name, component, parts } of groups) {
    const policy = policies.find((each) => each.name === name)
    if (policy?.catalogues.has(component) !== true) continue
    for (const { reading } of parts) {
      if (reading.kind !== 'known' || releaseOf(policy, component, reading.version) !== undefined) continue
      const key = `${name}/${component}`
      const one = found.get(key) ?? { policy: name, component, versions: new Set<string>() }
      one.versions.add(reading.version.text)
      found.set(key, one)
    }
  }
  return [...found.values()].map((one) => ({ ...one, versions: [...one.versions] }))
}

/** May all this run together? Judges the fleet as it is by every state rule of its policies. */
export function check(
  summary: Summary,
  policies: readonly Policy[],
  circumstances: Circumstances = {},
): CheckResult {
  const findings = findState(summary.groups, policies, circumstances)
  const verdict = verdictOf(findings)
  return {
    verdict,
    findings,
    summary,
    repairs: repairsOf(summary, policies, verdict, findings, circumstances),
    deliveries: deliveriesOf(summary.groups, policies),
    unlisted: unlistedIn(withDeliveries(summary.groups, policies), policies),
    rules: sum(policies, (policy) => policy.rules.filter((rule) => isAsked(rule, circumstances)).length),
  }
}

/** Whether a check asks a rule at all, under its circumstances. */
function isAsked(rule: Rule, { asOf, features = [] }: Circumstances): boolean {
  if (rule.kind === 'needs') return features.includes(rule.feature)
  if (rule.kind === 'support') return asOf !== undefined && isInForce(rule, asOf)
  return isStateRule(rule)
}

const stateKinds: ReadonlySet<string> = new Set<StateRule['kind']>([
  'window',
  'requires',
  'silent',
  'form',
  'status',
  'table',
  'expr',
  'follows',
  'needs',
  'support',
])

export const isStateRule = (rule: Rule): rule is StateRule => stateKinds.has(rule.kind)

/** Everything that the state rules have to say about groups present together, worst first. */
export function findState(
  told: readonly Group[],
  policies: readonly Policy[],
  circumstances: Circumstances = {},
): readonly Finding[] {
  const groups = withDeliveries(told, policies)
  const sight = new Sight(groups)
  const findings: Finding[] = []
  const read = new Set<Part>()
  for (const policy of policies) {
    for (const rule of policy.rules) {
      if (!isStateRule(rule)) continue
      const report: StateReport<Group> = { breaches: [], read: new Set() }
      judgeStateRule(rule, policy, sight, report, circumstances)
      if (rule.strength !== 'informative') for (const part of report.read) read.add(part)
      findings.push(...grouped(rule, report.breaches))
      findings.push(...otherReadings(rule, policy, sight, report.breaches))
    }
  }
  findings.push(...unread(groups, policies, sight, read, findings))
  return findings.sort((a, b) => rank(a) - rank(b))
}

const severities = ['error', 'unknown', 'warning', 'note'] as const

const rank = (finding: Finding): number => severities.indexOf(finding.severity)

/** Cases of one rule that differ only in the instances concerned are one finding. */
function grouped(rule: Rule, breaches: readonly StateBreach<Group>[]): Finding[] {
  const cases = groupBy(breaches, ({ group, to, judgement }) => {
    const { reason, outcome } = judgement
    const side = reason.kind === 'distance' ? reason.side : ''
    return [group.scope, group.component, to?.group.scope, outcome, reason.kind, side].join('\n')
  })
  return [...cases.values()].map((alike) => finding(rule, alike))
}

function finding(rule: Rule, breaches: readonly StateBreach<Group>[]): Finding {
  const first = breaches[0] as StateBreach<Group>
  const members = new Map<Part, Member>()
  const against = new Map<Part, Member>()
  for (const { group, part, to } of breaches) {
    members.set(part, { group, part })
    if (to !== undefined) against.set(to.part, to)
  }
  const list = [...members.values()]
  if (!isNonEmpty(list)) throw new Error('a finding without members')
  return {
    rule,
    policy: first.group.policy,
    scope: first.group.scope,
    component: first.group.component,
    severity: severityOf(rule, first.judgement.outcome),
    outcome: first.judgement.outcome,
    members: list,
    against: [...against.values()],
    reason: worst(breaches.map(({ judgement }) => judgement.reason)),
  }
}

/** The reason with the furthest distance; without any, the first. */
export function worst(reasons: readonly Reason[]): Reason {
  const far = (reason: Reason): number =>
    reason.kind === 'distance' || reason.kind === 'step' ? (reason.distance ?? 0) : 0
  return reasons.reduce((a, b) => (far(b) > far(a) ? b : a))
}

/**
 * Where a sentence of the policy has several readings, a fleet that is fine by the one in use and not by
 * another stands in the gap between them: that is worth a warning, whichever reading is right.
 */
function otherReadings(
  rule: StateRule,
  policy: Policy,
  sight: Sight<Group>,
  breaches: readonly StateBreach<Group>[],
): Finding[] {
  const told = new Set(breaches.map(({ part }) => part))
  return (rule.reading?.others ?? []).flatMap(({ name, rule: other }) => {
    if (!isStateRule(other)) return []
    const report: StateReport<Group> = { breaches: [], read: new Set() }
    judgeStateRule(other, policy, sight, report)
    const gap = report.breaches.filter(
      ({ part, judgement }) => judgement.outcome === 'broken' && !told.has(part),
    )
    const reason: Reason = { kind: 'other-reading', reading: rule.reading?.name ?? '', other: name }
    return grouped(rule, gap).map((found) => ({ ...found, severity: 'warning' as const, reason }))
  })
}

/** Supported needs coverage: instances that no rule reads make the verdict unknown. */
function unread(
  groups: readonly Group[],
  policies: readonly Policy[],
  sight: Sight<Group>,
  read: ReadonlySet<Part>,
  findings: readonly Finding[],
): Finding[] {
  // A warning or a note is no answer to whether they may run.
  const answers = findings.filter(({ severity }) => severity === 'error' || severity === 'unknown')
  const spokenOf = new Set(answers.flatMap(({ members }) => members.map(({ part }) => part)))
  return groups.flatMap((group) => {
    const parts = group.parts.filter((part) => !read.has(part) && !spokenOf.has(part))
    if (parts.length === 0) return []
    const policy = policies.find(({ name }) => name === group.policy)
    const needs = policy === undefined ? [] : partners(policy, group, sight)
    const reasonOf = ({ reading }: Part): Reason => {
      if (needs.length > 0) return { kind: 'nothing-in-sight', needs }
      return reading.kind === 'known' ? { kind: 'unread' } : unknownReason(reading)
    }
    return [...groupBy(parts, (part) => reasonOf(part).kind).values()].flatMap((alike) => {
      const members = alike.map((part) => ({ group, part }))
      if (!isNonEmpty(members)) return []
      return {
        rule: undefined,
        policy: group.policy,
        scope: group.scope,
        component: group.component,
        severity: 'unknown' as const,
        outcome: 'unknown' as const,
        members,
        against: [],
        reason: reasonOf(members[0].part),
      }
    })
  })
}

/** The components that a group would be set against, none of which it sees. */
function partners(policy: Policy, group: Group, sight: Sight<Group>): string[] {
  const names = new Set<string>()
  for (const rule of policy.rules) {
    // Who has nothing around it is at the top, and asked nothing.
    if (rule.kind !== 'window' || rule.across !== undefined) continue
    const { of, to } = rule
    for (const [own, other] of [
      [of.component, to.component],
      [to.component, of.component],
    ] as const) {
      if (!isNamed(policy.name, own, group) || other === own) continue
      const pairs = sight.pairs(policy.name, of.component, to.component)
      if (!pairs.some((pair) => pair.includes(group))) names.add(other)
    }
  }
  return [...names]
}

/** Beyond this many broken scopes a list of repairs helps nobody. */
const mostRepairedScopes = 20

function repairsOf(
  summary: Summary,
  policies: readonly Policy[],
  verdict: Verdict,
  findings: readonly Finding[],
  circumstances: Circumstances,
): readonly Repair[] {
  if (verdict.kind !== 'unsupported') return []
  const scopes = new Set(findings.filter(({ severity }) => severity === 'error').map(({ scope }) => scope))
  if (scopes.size > mostRepairedScopes) return []
  return smallestRepairs(summary.groups, policies, (groups) => findState(groups, policies, circumstances))
}
