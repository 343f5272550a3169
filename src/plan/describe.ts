import { type Batch, batchSize, groupBy, isInScope, sum } from '../base/index.ts'
import { crosses, isNamed, judgeMove, judgePair, pairApplies, Sight } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import {
  type PairwiseRule,
  type Policy,
  policyNameOf,
  type RedundancyRule,
  type RolloutRule,
  type Rule,
} from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { keyOf } from './itinerary.ts'
import { partNamesOf } from './part-name.ts'
import { withMemory } from './past.ts'
import type { Wishes } from './request.ts'
import type { Step } from './schedule.ts'
import type { Gate, Stage, Undo, Why } from './stage.ts'

/** How much of a group moves together when neither the user nor the policy says: one at a time. */
const carefulBatch: Batch = { kind: 'count', count: 1 }

/** Stages of one cluster's steps. `firstId` is the number of the first one. */
export function describeSteps(
  steps: readonly Step[],
  firstId: number,
  wishes: Wishes,
  policies: readonly Policy[],
): readonly Stage[] {
  const hasGates = policies.some(({ rules }) => rules.some(({ kind }) => kind === 'gate'))
  // Who sees whom is asked for gates only.
  const sight = new Sight(hasGates ? new Set(steps.map(({ group }) => group)) : [])
  const names = partNamesOf(steps)
  const stages = steps.map((step, i): Stage => {
    const { group } = step
    const policy = policyOf(policies, group.policy)
    const rollout = policy.rules.find(
      (rule): rule is RolloutRule => rule.kind === 'rollout' && rule.of === group.component,
    )
    const wish = wishes.batches.find(
      (one) => one.policy === group.policy && one.component === group.component,
    )
    // Of parts that ask for different batches, the most careful one counts.
    const asked = step.parts.flatMap((part) => part.batch ?? [])
    const wanted =
      wish !== undefined ? [wish.batch] : asked.length > 0 ? asked : [rollout?.batch ?? carefulBatch]
    const batch = Math.min(...wanted.map((size) => batchSize(size, step.count)))
    const isStopped = wishes.mode === 'stopped' || step.isStopped
    return {
      id: String(firstId + i),
      policy: group.policy,
      scope: group.scope,
      component: group.component,
      direction: step.direction,
      part: names[i],
      from: step.from,
      to: step.to,
      count: step.count,
      batch: isStopped ? step.count : batch,
      batches: isStopped ? 1 : Math.ceil(step.count / batch),
      mode: isStopped ? 'stopped' : 'rolling',
      needs: step.after.map((other) => String(firstId + other)),
      together: step.together.map((other) => String(firstId + other)),
      gate: hasGates ? gateOf(step, i, steps, policies, sight) : undefined,
      undo: undoOf(step, policy),
      downtime: downtimeOf(step, policy, wishes, batch),
    }
  })
  return withMemory(stages, (name) => policyOf(policies, name))
}

export function policyOf(policies: readonly Policy[], name: string): Policy {
  const policy = policies.find((candidate) => candidate.name === name)
  if (policy === undefined) throw new Error(`no policy ${name}`)
  return policy
}

function gateOf(
  step: Step,
  index: number,
  steps: readonly Step[],
  policies: readonly Policy[],
  sight: Sight<Group>,
): Gate | undefined {
  const followers = steps.filter(({ after }) => after.includes(index)).map(({ group }) => group)
  for (const { name, rules } of policies) {
    for (const rule of rules) {
      if (rule.kind !== 'gate' || rule.on !== step.direction || !isNamed(name, rule.after, step.group))
        continue
      const isAwaited = sight
        .pairs(name, rule.after, rule.before)
        .some(([after, before]) => after === step.group && followers.includes(before))
      if (isAwaited) return { until: rule.until, rule }
    }
  }
  return undefined
}

/** The states of the way back are those of the way there; its moves are not, so they are judged. */
function undoOf({ group, from, to }: Step, policy: Policy): Undo {
  for (const version of from) {
    const breach = judgeMove(policy, group.component, to, version).find(
      ({ rule }) => rule.strength === 'required',
    )
    if (breach !== undefined) {
      const { outcome, reason } = breach.judgement
      return { to: from, outcome, rule: breach.rule, reason }
    }
  }
  return { to: from, outcome: 'holds' }
}

function crossingOf({ group, from, to }: Step, policy: Policy): Rule | undefined {
  return policy.rules.find(
    (rule) =>
      rule.kind === 'crossing' &&
      rule.together &&
      from.some((version) => crosses(rule, group.component, version, to)),
  )
}

function downtimeOf(step: Step, policy: Policy, wishes: Wishes, batch: number): Stage['downtime'] {
  if (wishes.mode === 'stopped') return { rule: undefined }
  if (step.isStopped) return { rule: crossingOf(step, policy) }
  const { group } = step
  const rule = policy.rules.find(
    (candidate): candidate is RedundancyRule =>
      candidate.kind === 'redundancy' && candidate.of === group.component,
  )
  if (rule === undefined) return undefined
  const instances = sum(group.parts, ({ count }) => count)
  return instances < rule.instances || batch >= instances ? { rule } : undefined
}

/** Why the stages of one cluster are what they are: each reason once. */
export function whyOf(stages: readonly Stage[], policies: readonly Policy[]): readonly Why[] {
  const found = new Map<string, Why>()
  const add = (key: string, why: Why): void => {
    if (!found.has(key)) found.set(key, why)
  }
  const rules = policies.flatMap((policy) => policy.rules)
  const orders = rules.filter((rule) => rule.kind === 'order')
  for (const stage of orders.length === 0 ? [] : stages) {
    for (const rule of orders) {
      const list = rule[stage.direction]
      const own = list.findIndex((name) => isNamed(policyNameOf(rule), name, stage))
      const next = list[own + 1]
      const key = `order ${rule.name} ${stage.direction}`
      if (own < 0 || next === undefined || found.has(key)) continue
      const isThere = stages.some(
        (other) =>
          isNamed(policyNameOf(rule), next, other) &&
          other.direction === stage.direction &&
          !stage.together.includes(other.id),
      )
      if (!isThere) continue
      const then = next.slice(next.indexOf('/') + 1)
      add(key, { kind: 'order', rule, direction: stage.direction, first: stage.component, then })
    }
  }
  const byGroup = groupBy(stages, keyOf)
  for (const stage of stages) {
    const key = `stop ${stage.policy} ${stage.to.text}`
    // One reason a stop: where several components stop alike, the first of them stands for all.
    const stop = found.has(key) ? undefined : stopOf(stage, byGroup.get(keyOf(stage)) ?? [], policies)
    if (stop !== undefined) add(key, stop)
  }
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  const pairwise = rules.filter(
    (rule): rule is PairwiseRule =>
      (rule.kind === 'window' || rule.kind === 'requires') && rule.strength === 'required',
  )
  for (const later of stages) {
    for (const id of later.needs) {
      const earlier = byId.get(id)
      if (earlier === undefined || keyOf(earlier) === keyOf(later)) continue
      const clash = clashOf(earlier, later, pairwise)
      if (clash !== undefined) add(`before ${clash.rule.name} ${earlier.component} ${later.component}`, clash)
    }
  }
  return [...found.values()]
}

/** Why a stage does not go further: the rule that the direct way to the next stop would break. */
function stopOf(stage: Stage, own: readonly Stage[], policies: readonly Policy[]): Why | undefined {
  const next = own.find((other) => other.from.some((from) => isSame(from, stage.to)))
  if (next === undefined) return undefined
  const policy = policyOf(policies, stage.policy)
  const breaches = stage.from
    .flatMap((from) => judgeMove(policy, stage.component, from, next.to))
    .filter(({ rule }) => rule.strength === 'required')
  // A stop that is asked for says most, then a limit on the length of moves, then a list of single moves; and what is
  // written more than what follows.
  const weight = ({ rule: { kind, derived } }: (typeof breaches)[number]): number =>
    2 * ['stops', 'step', 'edges'].indexOf(kind) + (derived ? 1 : 0)
  const rule = [...breaches].sort((a, b) => weight(a) - weight(b))[0]?.rule
  if (rule === undefined) return undefined
  const inLine = (policy.catalogues.get(stage.component)?.releases ?? []).filter(
    ({ version }) => version.line.label === stage.to.line.label,
  )
  const newest = inLine.at(-1)?.version
  return {
    kind: 'stop',
    component: stage.component,
    at: stage.to,
    rule,
    newest: newest !== undefined && isSame(newest, stage.to),
  }
}

const isSame = (a: Version, b: Version): boolean => compareVersions(a, b) === 0

/** The rule that would break if the later of two stages went while the earlier one had not. */
function clashOf(earlier: Stage, later: Stage, rules: readonly PairwiseRule[]): Why | undefined {
  for (const rule of rules) {
    for (const version of earlier.from) {
      const pair = pairFor(rule, earlier, version, later, later.to)
      if (pair === undefined || !pairApplies(rule, pair[0], pair[1])) continue
      if (judgePair(rule, pair[0], pair[1]).outcome !== 'broken') continue
      return {
        kind: 'before',
        earlier: earlier.id,
        later: later.id,
        rule,
        component: later.component,
        version: later.to,
        other: earlier.component,
        otherVersion: version,
      }
    }
  }
  return undefined
}

function pairFor(
  rule: PairwiseRule,
  a: Stage,
  aVersion: Version,
  b: Stage,
  bVersion: Version,
): readonly [Version, Version] | undefined {
  const names = (side: 'of' | 'to', stage: Stage): boolean =>
    isNamed(policyNameOf(rule), rule[side].component, stage)
  // Of one component, a scope's own rule says nothing of another scope, and one about outer scopes nothing of its own.
  const isSeen = (of: Stage, to: Stage): boolean =>
    rule.across === 'outer'
      ? of.scope !== to.scope && isInScope(of.scope, to.scope)
      : of.component !== to.component || of.scope === to.scope
  if (names('of', a) && names('to', b) && isSeen(a, b)) return [aVersion, bVersion]
  if (names('of', b) && names('to', a) && isSeen(b, a)) return [bVersion, aVersion]
  return undefined
}
