import { isNonEmpty, type NonEmpty, sum } from '../base/index.ts'
import { type CheckResult, check, clusters, type Target, targetOf } from '../check/index.ts'
import { type Group, noLimits, type Part, type Summary } from '../fleet/index.ts'
import type { FollowsRule, Rule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import { targetsOfAim } from './aim.ts'
import { type Alternative, findAlternatives } from './alternatives.ts'
import { withCanary } from './canary.ts'
import { load, loadWishes, unload } from './carriage.ts'
import { type Conflict, findConflict, isThawed } from './conflict.ts'
import { describeSteps, whyOf } from './describe.ts'
import { digestOf } from './digest.ts'
import type { Fault, Proof } from './fault.ts'
import { mixUpsOf } from './march.ts'
import { type FoundBy, foundBy } from './method.ts'
import { withMigrations, withMigrationTasks } from './migrations.ts'
import type { Doubt, PlanRequest, Wishes } from './request.ts'
import { type ClusterResult, Solver } from './solve.ts'
import type { Stage, Why } from './stage.ts'
import { type Task, withTasks } from './tasks.ts'
import { timeWarningsOf } from './time-warnings.ts'
import { type Timetable, timetableOf } from './timetable.ts'
import { walk } from './walk.ts'
import { type Warning, warningsOf } from './warnings.ts'
import { areCircular, inWaveOrder, joinWaves, withWaves } from './waves.ts'

/** Something that must be answered before a plan can be trusted. */
export type Question =
  | { readonly kind: 'version'; readonly group: Group; readonly parts: NonEmpty<Part> }
  | { readonly kind: 'rule'; readonly fault: Fault }
  | { readonly kind: 'search'; readonly scope: string }
  | { readonly kind: 'manifest'; readonly doubt: Doubt }
  | {
      readonly kind: 'delivery'
      readonly scope: string
      readonly component: string
      /** Of which nobody knows what it brings along, or that nothing known brings along. */
      readonly version: Version
      readonly rule: FollowsRule
    }

interface Common {
  readonly request: PlanRequest
  readonly digest: string
  /** The fleet as it was judged before anything moves. */
  readonly before: CheckResult
}

export interface Planned extends Common {
  readonly outcome: 'plan'
  readonly stages: NonEmpty<Stage>
  /** What is to be done between stages and changes no version. */
  readonly tasks: readonly Task[]
  /** Instance moves in all. */
  readonly moves: number
  readonly why: readonly Why[]
  readonly warnings: readonly Warning[]
  readonly proof: Proof
  /** How it was found. */
  readonly methods: readonly FoundBy[]
  /** Components that roll without downtime, by the rule that says so. */
  readonly uninterrupted: readonly { readonly component: string; readonly rule: Rule }[]
  /** When the stages run, where somebody says how long they take or when they may. */
  readonly timetable?: Timetable
}

export type PlanResult =
  | Planned
  | (Common & { readonly outcome: 'nothing-to-do' })
  | (Omit<Planned, 'outcome' | 'stages'> & {
      /** There may be a way, but the policy does not vouch for it. */
      readonly outcome: 'unknown'
      /** The way that is not vouched for; empty when not even that is known. */
      readonly stages: readonly Stage[]
      readonly questions: NonEmpty<Question>
    })
  | (Common & {
      readonly outcome: 'impossible'
      readonly conflicts: NonEmpty<Conflict>
      /** Clusters of groups for which there is no plan, of all. */
      readonly blocked: { readonly clusters: number; readonly of: number }
      readonly alternatives: readonly Alternative[]
    })

/** As many conflicts are explained; with more, they are alike. */
const mostConflicts = 3

/**
 * Finds how to get where the user wants without ever leaving the supported states, in the fewest instance moves,
 * and proves it by an independent walk through every state. Same request, same plan.
 */
export function plan(asked: PlanRequest): PlanResult {
  const request = aimed(asked)
  if (request.wishes.minimise !== 'time') return planTimed(request)
  const plans = (['restarts', 'stages'] as const).map((minimise) =>
    planTimed({ ...request, wishes: { ...request.wishes, minimise } }),
  )
  const [first, ...others] = plans.map((result) => ({ ...result, request, digest: digestOf(request) }))
  if (first === undefined) throw new Error('nothing was planned')
  return others.reduce((best, other) => (finishOf(other) < finishOf(best) ? other : best), first)
}

/** Seconds until a plan is done, as far as that is known. */
const finishOf = (result: PlanResult): number =>
  ('timetable' in result ? result.timetable?.seconds : undefined) ?? Number.POSITIVE_INFINITY

function planTimed(request: PlanRequest): PlanResult {
  const { result, isCircular } = planInWaves(request, 'apart')
  // What each cluster found best for itself may make waves wait for each other: then they are planned as one.
  return timed(withMixUps(isCircular ? planInWaves(request, 'as one').result : result))
}

/** A request for targets, where the user names an aim instead. */
function aimed(request: PlanRequest): PlanRequest {
  const { wishes } = request
  if (wishes.aim === undefined) return request
  const policies = withMigrations(request.policies, request.journeys ?? [])
  const summary = thawed(request.summary, wishes)
  const found = targetsOfAim({ ...request, summary, policies }, wishes.aim)
  return { ...request, wishes: { ...wishes, targets: [...wishes.targets, ...found] } }
}

/** Whether clusters that only waves tie together are planned each for itself. */
type Waved = 'apart' | 'as one'

function planInWaves(request: PlanRequest, waved: Waved): { result: PlanResult; isCircular: boolean } {
  const policies = withMigrations(request.policies, request.journeys ?? [])
  const found = planCarried({ ...request, policies }, waved)
  const result = doubted({ ...found, request })
  if (result.outcome !== 'plan' && result.outcome !== 'unknown') return { result, isCircular: false }
  const due = withTasks(withCanary(result.stages, request.wishes), request.policies, request.limits?.hooks)
  const moved = withMigrationTasks(due.stages, request.journeys ?? [], due.tasks)
  const { groups } = thawed(request.summary, request.wishes)
  const told = [...due.tasks, ...moved.tasks]
  const inWaves = withWaves(moved.stages, told, groups, request.limits ?? noLimits)
  const tasks = [...told, ...inWaves.tasks]
  const { stages } = inWaves
  const isCircular = inWaves.tasks.length > 0 && areCircular(stages, tasks)
  if (!isNonEmpty(stages) || isCircular) return { result, isCircular }
  const { limits = noLimits } = request
  const asksMore = limits.unavailable.length + limits.waves.length + tasks.length > 0
  if (!asksMore) return { result: { ...result, stages }, isCircular }
  const proof = walk(groups, stages, policies, tasks, limits)
  const wrong = proof.faults.find(({ kind }) => kind === 'wave' || kind === 'unavailable' || kind === 'task')
  if (wrong !== undefined) throw new PlanContradiction(wrong)
  return { result: { ...result, stages, tasks, proof }, isCircular }
}

/** With what is to be said of instances that nobody could tell apart. */
function withMixUps(result: PlanResult): PlanResult {
  if (result.outcome !== 'plan' && result.outcome !== 'unknown') return result
  const { request, stages, tasks, warnings } = result
  const found = mixUpsOf(thawed(request.summary, request.wishes).groups, stages, tasks)
  if (found.length === 0) return result
  return {
    ...result,
    warnings: [...warnings, ...found.map((one) => ({ kind: 'mixed-up', ...one }) as const)],
  }
}

/** With the times of its stages, and what is to be said of them. */
function timed(result: PlanResult): PlanResult {
  if (result.outcome !== 'plan' && result.outcome !== 'unknown') return result
  const { stages, tasks, request, warnings } = result
  const timetable = timetableOf(stages, tasks, request)
  if (timetable === undefined) return result
  return { ...result, timetable, warnings: [...warnings, ...timeWarningsOf(timetable, stages, request)] }
}

/** A plan in which some manifest may or may not load is no certain one. */
function doubted(result: PlanResult): PlanResult {
  const questions = (result.request.doubts ?? []).map((doubt): Question => ({ kind: 'manifest', doubt }))
  if (result.outcome === 'unknown') {
    return { ...result, questions: [...result.questions, ...questions] }
  }
  if (result.outcome !== 'plan' || !isNonEmpty(questions)) return result
  return { ...result, outcome: 'unknown', questions }
}

/** With what brings others along seen as what it brings. */
function planCarried(request: PlanRequest, waved: Waved): PlanResult {
  const { groups, carriages } = load(thawed(request.summary, request.wishes).groups, request.policies)
  if (carriages.length === 0) return planned(request, request, waved)
  const { wishes, undelivered, told } = loadWishes(request.wishes, carriages)
  const result = planned({ ...request, summary: { groups }, wishes }, request, waved)
  const asked = undelivered.map(
    ({ carriage, component, version }): Question => ({
      kind: 'delivery',
      scope: carriage.carrier.scope,
      component,
      version,
      rule: carriage.rule,
    }),
  )
  if (result.outcome === 'impossible') {
    const alternatives = result.alternatives.map((one) => ({ ...one, wishes: told(one.wishes) }))
    return { ...result, request, alternatives }
  }
  const stages = asked.length > 0 ? [] : unload('stages' in result ? result.stages : [], carriages, request)
  const questions = [...asked, ...('questions' in result ? result.questions : [])]
  const { before, digest } = result
  if (stages.length === 0 && questions.length === 0) return result
  const proof = walk(thawed(request.summary, request.wishes).groups, stages, request.policies)
  const details = {
    tasks: [],
    why: [],
    warnings: [],
    methods: [],
    uninterrupted: [],
    ...result,
    ...('warnings' in result && {
      warnings: result.warnings.map((warning) =>
        warning.kind === 'older-than-stop' && warning.better !== undefined
          ? { ...warning, better: told(warning.better) }
          : warning,
      ),
    }),
    request,
    before,
    digest,
    moves: sum(stages, ({ count }) => count),
    proof,
  }
  if (isNonEmpty(questions)) return { ...details, outcome: 'unknown', stages, questions }
  return isNonEmpty(stages) ? { ...details, outcome: 'plan', stages } : result
}

/** Plans a request; `asked` is the same request as the user sees it. */
function planned(request: PlanRequest, asked: PlanRequest, waved: Waved): PlanResult {
  const { policies } = request
  const summary = thawed(request.summary, request.wishes)
  const before = check(thawed(asked.summary, asked.wishes), policies)
  const common: Common = { request, digest: digestOf(asked), before }
  const solved = solveAll(summary, request, waved)
  const blocked = solved.filter(({ result }) => result.kind === 'impossible')
  if (isNonEmpty(blocked)) {
    const conflicts = blocked
      .slice(0, mostConflicts)
      .map(({ cluster }) => findConflict(cluster, policies, request.wishes, request.limits))
    if (!isNonEmpty(conflicts)) throw new Error('a conflict without explanation')
    const again = (wishes: Wishes): number | undefined => replan(request, wishes, waved)
    const alternatives = [
      ...findAlternatives({ ...request, wishes: named(request.wishes) }, conflicts, again),
      ...recovery(request, before, waved),
    ]
    return {
      ...common,
      outcome: 'impossible',
      conflicts,
      blocked: { clusters: blocked.length, of: solved.length },
      alternatives,
    }
  }
  const questions: Question[] = []
  const stages: Stage[] = []
  const why = new Map<string, Why>()
  for (const { cluster, result, unknown } of solved) {
    questions.push(...unknown)
    if (result.kind === 'gave-up') questions.push({ kind: 'search', scope: cluster[0]?.scope ?? '' })
    if (result.kind !== 'planned' || unknown.length > 0) continue
    const described = describeSteps(result.steps, stages.length + 1, request.wishes, policies)
    stages.push(...described)
    // Of clusters that are alike the first one has told all reasons.
    for (const reason of result.isRetold === true ? [] : whyOf(described, policies)) {
      const component = reason.kind === 'stop' ? reason.at.text : `${reason.kind}`
      const key = `${reason.kind} ${reason.rule.name} ${component}`
      if (!why.has(key)) why.set(key, reason)
    }
  }
  if (stages.length === 0 && questions.length === 0) return { ...common, outcome: 'nothing-to-do' }
  const proof = walk(summary.groups, stages, policies)
  // What only breaks a recommendation has been asked for, and is warned of.
  const wrong = proof.faults.filter(
    ({ kind, outcome, rule }) =>
      outcome === 'broken' && kind !== 'conduct' && rule?.strength !== 'recommended',
  )
  const unplanned = new Set(
    solved
      .filter(({ unknown }) => unknown.length > 0)
      .flatMap(({ cluster }) => cluster.map(({ scope }) => scope)),
  )
  const contradiction = wrong.find(
    ({ scope }) => !unplanned.has(scope) && stages.some((stage) => stage.scope === scope),
  )
  if (contradiction !== undefined) throw new PlanContradiction(contradiction)
  for (const fault of proof.faults) if (fault.outcome !== 'broken') questions.push({ kind: 'rule', fault })
  const details = {
    ...common,
    tasks: [],
    moves: sum(stages, ({ count }) => count),
    why: [...why.values()],
    warnings: warningsOf(stages, request, (wishes) => replan(request, wishes, waved) !== undefined),
    proof,
    methods: foundBy(
      solved.flatMap(({ result }) => (result.kind === 'planned' ? (result.method ?? []) : [])),
    ),
    uninterrupted: uninterrupted(stages, request),
  }
  if (isNonEmpty(questions)) return { ...details, outcome: 'unknown', stages, questions }
  if (!isNonEmpty(stages)) return { ...common, outcome: 'nothing-to-do' }
  return { ...details, outcome: 'plan', stages }
}

/** The search and the walk disagree about a plan: a defect of this program, never the user's fault. */
export class PlanContradiction extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(
      `the plan that was found does not stand the walk: ${JSON.stringify({ ...fault, rule: fault.rule?.name })}`,
    )
    this.fault = fault
  }
}

interface Solved {
  readonly cluster: readonly Group[]
  readonly result: ClusterResult
  readonly unknown: readonly Question[]
}

function solveAll(
  summary: Summary,
  { policies, wishes, limits }: PlanRequest,
  waved: Waved,
): readonly Solved[] {
  const solver = new Solver(summary.groups, policies, wishes, limits)
  const apart = clusters(summary.groups, policies)
  const ordered = inWaveOrder(waved === 'apart' ? apart : joinWaves(apart, limits ?? noLimits), limits)
  return ordered.map((cluster) => {
    const unknown = cluster.flatMap((group): Question[] => {
      const parts = group.parts.filter(({ reading }) => reading.kind === 'unknown')
      return isNonEmpty(parts) ? [{ kind: 'version', group, parts }] : []
    })
    return { cluster, result: solver.solve(cluster), unknown }
  })
}

/** Wishes as the user would have to say them without an aim. */
function named({ aim: _, ...wishes }: Wishes): Wishes {
  return wishes
}

/** Out of what is not supported first: a way of its own, wherever that leads, if the wishes are possible from there. */
function recovery(request: PlanRequest, before: CheckResult, waved: Waved): readonly Alternative[] {
  if (before.verdict.kind !== 'unsupported' || request.wishes.aim !== undefined) return []
  const targets = targetsOfAim(request, 'supported')
  const wishes: Wishes = { ...request.wishes, targets, via: [], aim: 'supported' }
  const moves = targets.length === 0 ? undefined : replan(request, wishes, waved)
  if (moves === undefined) return []
  const summary = movedTo(request.summary, targets)
  const rest = replan({ ...request, summary }, request.wishes, waved)
  return rest === undefined ? [] : [{ kind: 'recover', wishes, along: targets, moves }]
}

function movedTo({ groups }: Summary, targets: readonly Target[]): Summary {
  return {
    groups: groups.map((group) => {
      const target = targetOf(targets, group)
      if (target === undefined) return group
      const reading = { kind: 'known', version: target.version } as const
      return { ...group, parts: group.parts.map((part) => (part.frozen ? part : { ...part, reading })) }
    }),
  }
}

function replan(request: PlanRequest, wishes: Wishes, waved: Waved): number | undefined {
  const summary = thawed(request.summary, wishes)
  const solved = solveAll(summary, { ...request, wishes }, waved)
  let moves = 0
  for (const { result } of solved) {
    if (result.kind !== 'planned' || !result.certain) return undefined
    moves += sum(result.steps, ({ count }) => count)
  }
  return moves
}

/** The fleet as the wishes want it seen: thawed parts are not frozen. */
function thawed(summary: Summary, wishes: Wishes): Summary {
  if (wishes.thaw.length === 0) return summary
  return {
    groups: summary.groups.map((group) => ({
      ...group,
      parts: group.parts.map((part) => (isThawed(part, wishes) ? { ...part, frozen: false } : part)),
    })),
  }
}

function uninterrupted(stages: readonly Stage[], { policies }: PlanRequest): Planned['uninterrupted'] {
  return policies.flatMap(({ name, rules }) =>
    rules.flatMap((rule) => {
      if (rule.kind !== 'redundancy') return []
      const mine = stages.filter(({ policy, component }) => policy === name && component === rule.of)
      const isSo = mine.length > 0 && mine.every(({ downtime }) => downtime === undefined)
      return isSo ? [{ component: rule.of, rule }] : []
    }),
  )
}
