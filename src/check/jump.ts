import { isNonEmpty } from '../base/index.ts'
import type { Group, Part, Summary } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { type CheckResult, findState, isStateRule, unlistedIn, worst } from './check.ts'
import { deliveredBy, deliveredReading, deliveriesOf, withDeliveries } from './delivered.ts'
import { type Finding, severityOf, verdictOf } from './finding.ts'
import { isMoveRule, judgeMove, type MoveBreach } from './move.ts'
import { unknownReason } from './present.ts'
import type { Placed } from './sight.ts'

/** Where the instances of a group are asked to go. */
export interface Target {
  readonly policy: string
  readonly component: string
  readonly version: Version
  /** Only for groups in this scope or inside it; everywhere when left out. */
  readonly scope?: string
  /** Not for the scopes inside it. */
  readonly isExact?: boolean
}

/** Marks targets that are not for the scopes inside theirs. */
const exactly = '\n'

const indexes = new WeakMap<readonly Target[], ReadonlyMap<string, Target>>()

const keyOf = (
  { policy, component }: Pick<Placed, 'policy' | 'component'>,
  scope: string | undefined,
): string => (scope === undefined ? `${policy}/${component}` : `${policy}/${component}@${scope}`)

/** The target of a group: of those that are for it, the one for the nearest scope. */
export function targetOf(targets: readonly Target[], group: Placed): Target | undefined {
  // A fleet may name a target for each of thousands of scopes, so nobody looks through all of them for one.
  let index = indexes.get(targets)
  if (index === undefined) {
    // Backwards, so that of two for the same groups the first one counts.
    index = new Map(
      [...targets]
        .reverse()
        .map((target) => [`${keyOf(target, target.scope)}${target.isExact === true ? exactly : ''}`, target]),
    )
    indexes.set(targets, index)
  }
  const exact = index.get(`${keyOf(group, group.scope)}${exactly}`)
  if (exact !== undefined) return exact
  for (let scope: string | undefined = group.scope; scope !== undefined; scope = outer(scope)) {
    const target = index.get(keyOf(group, scope))
    if (target !== undefined) return target
  }
  return index.get(keyOf(group, undefined))
}

const outer = (scope: string): string | undefined =>
  scope.includes('/') ? scope.slice(0, scope.lastIndexOf('/')) : undefined

export interface JumpResult extends Omit<CheckResult, 'repairs'> {
  /** How many instances would move. */
  readonly moves: number
  /** The fleet as it would be. */
  readonly arrived: Summary
}

/**
 * May the fleet go there in one jump? Judges every instance's own move, each group's mix of versions while it
 * rolls, and the state at arrival. The order in which groups move is a plan's matter.
 */
export function checkJump(
  summary: Summary,
  policies: readonly Policy[],
  targets: readonly Target[],
): JumpResult {
  const findings: Finding[] = []
  let moves = 0
  const arrived = summary.groups.map((group) => {
    const target = targetOf(targets, group)
    const policy = policies.find(({ name }) => name === group.policy)
    if (target === undefined || policy === undefined) return group
    const moving = group.parts.filter((part) => !part.frozen && !isAt(part, target.version))
    for (const part of moving) moves += part.count
    findings.push(...movesOf(group, moving, policy, target.version))
    findings.push(...movesOfCarried(group, moving, policy, target.version))
    return {
      ...group,
      parts: group.parts.map((part) => (moving.includes(part) ? movedTo(part, target.version) : part)),
    }
  })
  const rolling = summary.groups.map((group, i) => {
    const after = arrived[i]?.parts ?? []
    return { ...group, parts: [...group.parts, ...after.filter((part) => !group.parts.includes(part))] }
  })
  // Of a group alone only its mix is of interest here: what the windows say of it.
  const alone = rolling.flatMap((group) => findState([group], policies))
  // Where the policy says nothing about the start, it says nothing about leaving it either.
  findings.push(...alone.filter(({ rule }) => rule?.kind === 'window' || rule?.kind === 'silent'))
  // Whether a release is in a table at all is no matter of how one gets there.
  findings.push(...findState(arrived, policies).filter(({ reason }) => reason.kind !== 'no-row'))
  const distinct = withoutRepetition(findings)
  return {
    verdict: verdictOf(distinct),
    findings: distinct,
    summary,
    arrived: { groups: arrived },
    deliveries: deliveriesOf(summary.groups, policies),
    unlisted: unlistedIn(withDeliveries([...summary.groups, ...arrived], policies), policies),
    moves,
    rules: policies.flatMap(({ rules }) => rules).filter((rule) => isStateRule(rule) || isMoveRule(rule))
      .length,
  }
}

const isAt = (part: Part, version: Version): boolean =>
  part.reading.kind === 'known' && compareVersions(part.reading.version, version) === 0

const movedTo = (part: Part, version: Version): Part => ({ ...part, reading: { kind: 'known', version } })

function movesOf(group: Group, moving: readonly Part[], policy: Policy, to: Version): Finding[] {
  const found = new Map<string, Finding>()
  for (const part of moving) {
    for (const { rule, judgement } of breachesOf(part.reading, policy, group.component, to)) {
      const key = `${rule.id} ${judgement.outcome} ${judgement.reason.kind}`
      const same = found.get(key)
      const member = { group, part }
      found.set(key, {
        rule,
        policy: group.policy,
        scope: group.scope,
        component: group.component,
        severity: severityOf(rule, judgement.outcome),
        outcome: judgement.outcome,
        members: same === undefined ? [member] : [...same.members, member],
        against: [],
        reason: worst([...(same === undefined ? [] : [same.reason]), judgement.reason]),
        to: to.text,
      })
    }
  }
  return [...found.values()]
}

/** What a group brings along moves with it. */
function movesOfCarried(group: Group, moving: readonly Part[], policy: Policy, to: Version): Finding[] {
  return policy.rules.flatMap((rule): Finding[] => {
    if (rule.kind !== 'follows' || !rule.fill || rule.by !== group.component) return []
    const brought = deliveredBy(policy, rule, to)
    if (brought === undefined) return []
    const parts = moving.map((part) => ({ ...part, reading: deliveredReading(policy, rule, part) }))
    return movesOf({ ...group, component: rule.of, parts }, parts, policy, brought)
  })
}

/** From a version that is not known, no rule about moves can tell. */
function breachesOf(
  from: Part['reading'],
  policy: Policy,
  component: string,
  to: Version,
): readonly MoveBreach[] {
  if (from.kind === 'known') return judgeMove(policy, component, from.version, to)
  const judgement = { outcome: 'unknown', reason: unknownReason(from) } as const
  return policy.rules.flatMap((rule) =>
    isMoveRule(rule) && rule.of.component === component ? [{ rule, judgement }] : [],
  )
}

/** A group's mix and the arrival may show the same case; it is told once. */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const order = { error: 0, unknown: 1, warning: 2, note: 3 }
  const distinct = new Map<string, Finding>()
  for (const found of findings) {
    const versions = [found.members, found.against].map((side) =>
      side
        .map(({ part }) => (part.reading.kind === 'known' ? part.reading.version.text : part.reading.text))
        .sort(),
    )
    const key = JSON.stringify([
      found.rule?.name,
      found.scope,
      found.component,
      found.outcome,
      found.reason.kind,
      versions,
    ])
    if (!distinct.has(key)) distinct.set(key, found)
  }
  const list = [...distinct.values()]
  return isNonEmpty(list) ? list.sort((a, b) => order[a.severity] - order[b.severity]) : []
}
