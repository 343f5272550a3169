import {
  clusters,
  crosses,
  judgeAloneVersion,
  judgeMove,
  judgeTuples,
  judgeVersions,
  Sight,
  type StateReport,
  seenTogether,
  tiedComponents,
} from '../check/index.ts'
import {
  barring,
  type Group,
  type Hook,
  type Limits,
  noLimits,
  type Part,
  wavesBefore,
} from '../fleet/index.ts'
import type { OrderRule, PairwiseRule, Policy, Rule, TupleRule } from '../policy/index.ts'
import { compareLines, compareVersions, type Version } from '../version/index.ts'
import { Beside } from './beside.ts'
import { breaches, type Cell, choices, isOfEveryMoment, isWider, type Pair, rested } from './breaches.ts'
import { load, loadStages } from './carriage.ts'
import type { Fault, Proof } from './fault.ts'
import {
  Itinerary,
  keyOf,
  lineOf,
  type Moment,
  orderOf,
  type Timeline,
  type WalkedTask,
} from './itinerary.ts'
import { newestThatCounts } from './past.ts'
import { ProofRecord } from './record.ts'
import { moveAsTold, repetitionKey, type Walked } from './repeated.ts'
import type { Stage } from './stage.ts'
import { crossed, hooked } from './tasks.ts'
import { stagesByWave } from './waves.ts'

/*
 * The independent proof of a plan: it walks every state that the partial order of stages allows and asks every
 * rule again. It shares no code with the search, so one mistake cannot hide in both, and it takes plans
 * from anywhere.
 *
 * Every state rule is about one group or two, so two groups are looked at at a time: which of their moments can
 * coincide follows from the partial order, and listing all linearisations is not needed.
 */

export function walk(
  told: readonly Group[],
  given: readonly Stage[],
  policies: readonly Policy[],
  tasks?: readonly WalkedTask[],
  limits: Limits = noLimits,
): Proof {
  const { groups, carriages } = load(told, policies)
  const { stages, undelivered } = loadStages(given, carriages)
  const walker = new Walker(stages, policies, tasks ?? [])
  // Whoever tells of no tasks at all is not asked for them: they may be another's matter.
  if (tasks !== undefined) walker.tasks(given, tasks, limits.hooks)
  walker.limits(given, tasks ?? [], told, limits)
  for (const { stage, rule } of undelivered) walker.undelivered(stage, rule)
  // Groups that no stage touches, nor any group tied to them, are as they were: that is a check's matter.
  const moving = new Set(stages.map(keyOf))
  const touched = (cluster: readonly Group[]): boolean => cluster.some((group) => moving.has(keyOf(group)))
  for (const cluster of clusters(groups, policies)) if (touched(cluster)) walker.cluster(cluster)
  const known = new Set(groups.map(keyOf))
  for (const stage of stages) {
    if (!known.has(keyOf(stage))) walker.structure(stage, 'there is no such group in the fleet')
  }
  const stateRules = policies.flatMap(({ rules }) =>
    rules.filter((rule) => rule.strength === 'required' && isOfEveryMoment(rule)),
  )
  return {
    states: walker.states,
    rules: stateRules.length,
    faults: walker.faults,
    judged: walker.record.judged(),
  }
}

class Walker {
  states = 0
  readonly faults: Fault[] = []
  readonly record = new ProofRecord()
  private readonly policies: ReadonlyMap<string, Policy>
  private readonly itinerary: Itinerary
  private readonly hasTasks: boolean
  /** What was found without fault in clusters like which there may be more. */
  private readonly walked = new Map<string, Walked>()

  constructor(stages: readonly Stage[], policies: readonly Policy[], tasks: readonly WalkedTask[]) {
    this.policies = new Map(policies.map((policy) => [policy.name, policy]))
    this.hasTasks = tasks.length > 0
    this.itinerary = new Itinerary(stages, tasks, (stage, detail) => this.structure(stage, detail))
  }

  /** Where nobody knows what a stage brings along, nobody knows what the rules say of it. */
  undelivered({ id, scope, component, from, to }: Stage, rule: Rule): void {
    const versions = [...from, to].map(({ text }) => text)
    this.faults.push({ kind: 'state', outcome: 'unknown', rule, stages: [id], scope, component, versions })
  }

  structure(stage: Stage, detail: string): void {
    this.faults.push({
      kind: 'structure',
      outcome: 'broken',
      rule: undefined,
      stages: [stage.id],
      scope: stage.scope,
      component: stage.component,
      versions: [stage.to.text],
      detail,
    })
  }

  /** What crossing rules and hooks want done beside a stage has to be in the plan, on the right side of it. */
  tasks(stages: readonly Stage[], tasks: readonly WalkedTask[], hooks: readonly Hook[]): void {
    const beside = new Beside(tasks)
    for (const stage of stages) {
      const due = [
        ...crossed(stage, [...this.policies.values()]).map((rule) => ({ ...rule, rule })),
        ...hooked(stage, hooks).map((hook) => ({ ...hook, name: hook.rule.name, rule: undefined })),
      ]
      if (due.length === 0) continue
      const [before, after] = [beside.before(stage), beside.after(stage)]
      for (const { rule, name, ...wanted } of due) {
        const has = (near: readonly WalkedTask[], id: string, isInTime: (task: WalkedTask) => boolean) => {
          const isIt = (task: WalkedTask): boolean => task.rule.name === name && task.name === id
          // Mostly it is right beside the stage; but it may as well be further away.
          return near.some(isIt) || tasks.some((task) => isIt(task) && isInTime(task))
        }
        const { id, scope, component, to } = stage
        const isThere =
          wanted.before.every((task) => has(before, task.id, (one) => this.itinerary.isBefore(one.id, id))) &&
          wanted.after.every((task) => has(after, task.id, (one) => this.itinerary.isBefore(id, one.id)))
        if (isThere) continue
        const about = { stages: [id], scope, component, versions: [to.text] }
        this.faults.push({ kind: 'task', outcome: 'broken', rule, ...about })
      }
    }
  }

  /** Nobody goes to what cannot be installed, and no wave begins before those that it comes after have arrived. */
  limits(
    stages: readonly Stage[],
    tasks: readonly WalkedTask[],
    told: readonly Group[],
    { unavailable, waves }: Limits,
  ): void {
    for (const { id, scope, component, policy, to } of stages) {
      const barred = barring(unavailable, { policy, scope, component }, to)
      if (barred === undefined) continue
      const why = barred.because === undefined ? '' : `: ${barred.because}`
      const detail = `${barred.versions.text} cannot be installed${why}`
      const about = { stages: [id], scope, component, versions: [to.text], detail }
      this.faults.push({ kind: 'unavailable', outcome: 'broken', rule: undefined, ...about })
    }
    if (waves.length === 0) return
    // Of the stages as they are told, charts included: their order is not that of what they bring along.
    const order = orderOf(stages, tasks)
    const members = stagesByWave(stages, told, waves, (a, b) => order.compare(a.id, b.id))
    for (const wave of waves) {
      for (const name of wavesBefore(waves, wave)) {
        for (const late of members.get(wave.name) ?? []) {
          const early = members.get(name)?.find((one) => !order.isBefore(one.id, late.id))
          if (early === undefined) continue
          const { id, scope, component, to } = late
          const detail = `${component} of wave ${wave.name} does not wait for stage ${early.id}, of ${name}`
          const about = { stages: [id], scope, component, versions: [to.text], detail }
          this.faults.push({ kind: 'wave', outcome: 'broken', rule: undefined, ...about })
        }
      }
    }
  }

  cluster(groups: readonly Group[]): void {
    const stages = groups.map((group) => this.itinerary.stagesOf(group))
    // Only where nothing at all is wrong yet: then nothing strange can be hidden in an order or in a number.
    const key = this.faults.length > 0 || this.hasTasks ? undefined : repetitionKey(groups, stages)
    const known = key === undefined ? undefined : this.walked.get(key)
    if (known !== undefined && moveAsTold(groups, stages, known.moving)) {
      this.states += known.states
      this.record.repeat(known.notes)
      return
    }
    const { states } = this
    this.record.mark()
    const lines = groups.map((group) => this.itinerary.timeline(group))
    this.everyMoment(groups, lines)
    if (key === undefined || this.faults.length > 0) return
    const moving = lines.map((line, i) => (stages[i] ?? []).map((stage) => line.moving.get(stage) ?? []))
    this.walked.set(key, { states: this.states - states, notes: this.record.sinceMark(), moving })
  }

  private everyMoment(groups: readonly Group[], lines: readonly Timeline[]): void {
    for (const line of lines) {
      this.alone(line)
      this.moves(line)
    }
    const sight = new Sight(groups)
    for (const policy of this.policies.values()) {
      const windows = policy.rules.filter(
        (rule): rule is PairwiseRule =>
          (rule.kind === 'window' || rule.kind === 'requires') && rule.strength === 'required',
      )
      for (const rule of windows) {
        for (const [of, to] of sight.pairsOf(rule)) this.window(rule, lineOf(lines, of), lineOf(lines, to))
      }
      for (const rule of policy.rules) {
        if (rule.kind === 'order' && rule.strength !== 'informative') this.order(rule, policy, sight, lines)
        if ((rule.kind === 'table' || rule.kind === 'expr') && rule.strength === 'required') {
          if (rule.at === 'rest') this.arrival(rule, lines)
          else for (const seen of seenTogether(rule, sight)) this.tuples(rule, seen, lines)
        }
        if (rule.kind === 'gate') this.gate(rule.after, rule.before, rule, sight, policy, lines)
      }
      for (const [a, b, across] of tiedComponents(policy)) {
        for (const [left, right] of sight.pairs(policy.name, a, b, across)) {
          this.states += this.itinerary.together(lineOf(lines, left), lineOf(lines, right)).length
        }
      }
    }
    if (groups.length === 1) this.states += lines[0]?.moments.length ?? 0
  }

  private alone(line: Timeline): void {
    const { group, moments } = line
    const policy = this.policies.get(group.policy)
    if (policy === undefined) return
    const last = moments.length - 1
    const start = moments[0] as Moment
    for (const rule of policy.rules) {
      if ((rule.kind !== 'silent' && rule.kind !== 'status') || rule.strength !== 'required') continue
      if (rule.of.component !== group.component) continue
      for (const [m, moment] of moments.entries()) {
        const { parts, stage } = moment
        let isBorne = false
        for (const [k, versions] of parts.entries()) {
          for (const version of versions) {
            const { outcome } = judgeAloneVersion(rule, policy, version)
            if (outcome === 'holds') continue
            // A recalled release that was there from the start may be left behind, but not arrived at.
            const wasThere = start.parts[k]?.some((own) => compareVersions(own, version) === 0) === true
            if (outcome === 'broken' && wasThere && m < last) isBorne = true
            else this.report('state', outcome, rule, [stage], group, [version])
          }
        }
        this.record.note(rule.name, [line], [moment], isBorne)
      }
    }
  }

  private moves({ group, stages }: Timeline): void {
    const policy = this.policies.get(group.policy)
    if (policy === undefined) return
    for (const stage of stages) {
      for (const rule of policy.rules) {
        if (rule.kind !== 'rollout' || rule.of !== group.component || stage.mode === 'stopped') continue
        if (rule.most !== undefined && stage.batch > rule.most) {
          this.report('conduct', 'broken', rule, [stage], group, [stage.to])
        }
      }
      for (const rule of policy.rules) {
        const isAlone = rule.kind === 'crossing' && rule.together && stage.mode !== 'stopped'
        if (!isAlone || rule.strength !== 'required') continue
        const from = stage.from.find((version) => crosses(rule, group.component, version, stage.to))
        if (from !== undefined) this.report('together', 'broken', rule, [stage], group, [from, stage.to])
      }
      for (const from of stage.from) {
        for (const { rule, judgement } of judgeMove(
          ...([policy, group.component, from, stage.to] as const),
          newestThatCounts(policy, stage, from, stages),
        )) {
          if (rule.strength !== 'required') continue
          this.report('move', judgement.outcome, rule, [stage], group, [from, stage.to])
        }
      }
    }
  }

  private window(rule: PairwiseRule, of: Timeline, to: Timeline): void {
    const judged = new Map<string, ReadonlyMap<string, Pair>>()
    const last = `${of.moments.length - 1}/${to.moments.length - 1}`
    for (const [left, right] of this.itinerary.together(of, to)) {
      const { broken, unsure } = breaches(rule, left, right)
      for (const { outcome, pair } of unsure) {
        this.report('state', outcome, rule, [left.stage, right.stage], of.group, [pair[0]], to.group, [
          pair[1],
        ])
      }
      const key = `${left.at}/${right.at}`
      judged.set(key, broken)
      const before =
        of === to
          ? [[rested(left), rested(right)]]
          : [
              [rested(left), right.at],
              [left.at, rested(right)],
            ]
      const came = before.flatMap(([l, r]) => judged.get(`${l}/${r}`) ?? [])
      const told = this.faults.length
      for (const [subject, pair] of broken) {
        // What was broken when the groups were last at rest may still be, but no wider; at the start everything is
        // as it is.
        const isTolerated = came.every((earlier) => {
          const was = earlier.get(subject)
          return was !== undefined && !isWider(rule, was, pair)
        })
        if (key === last || !isTolerated) {
          const kind = key === last ? 'arrival' : 'state'
          this.report(kind, 'broken', rule, [left.stage, right.stage], of.group, [pair[0]], to.group, [
            pair[1],
          ])
        }
      }
      const isBorne = broken.size > 0 && this.faults.length === told
      const [lines, moments] =
        of === to
          ? [[of], [left]]
          : [
              [of, to],
              [left, right],
            ]
      this.record.note(rule.name, lines, moments, isBorne)
    }
  }

  /**
   * A rule about several groups: every choice of one moment of each that can all coincide, which they can when any two
   * of them can, and in it every choice of one version of each.
   */
  private tuples(
    rule: TupleRule,
    seen: readonly { readonly component: string; readonly group: Group }[],
    lines: readonly Timeline[],
  ): void {
    const columns = seen.map(({ component, group }) => ({ component, line: lineOf(lines, group) }))
    const last = columns.map(({ line }) => line.moments.length - 1).join('/')
    const judged = new Map<string, ReadonlySet<string>>()
    for (const moments of this.itinerary.coinciding(columns.map(({ line }) => line))) {
      const told = this.faults.length
      const broken = new Set<string>()
      const key = moments.map(({ at }) => at).join('/')
      const before = moments.flatMap((moment, i) => {
        const earlier = moments.map(({ at }, k) => (k === i ? rested(moment) : at)).join('/')
        return judged.get(earlier) ?? []
      })
      for (const cells of choices(columns, moments)) {
        const { outcome } = judgeVersions(rule, cells)
        if (outcome === 'holds') continue
        const subject = cells.map(({ part }) => part).join('/')
        // Nothing is worse than broken: what was so when the groups were last at rest may still be.
        const isTolerated = key !== last && before.every((earlier) => earlier.has(subject))
        if (outcome === 'broken') broken.add(subject)
        if (outcome === 'broken' && isTolerated) continue
        const [first, ...others] = cells
        const other = others.at(-1)
        const groupOf = (cell: Cell): Group => (seen[cell.column] as { group: Group }).group
        if (first === undefined) continue
        this.report(
          outcome === 'broken' && key === last ? 'arrival' : 'state',
          outcome,
          rule,
          moments.map(({ stage }) => stage),
          groupOf(first),
          [first.version],
          other && groupOf(other),
          other && [other.version],
        )
      }
      judged.set(key, broken)
      this.record.note(
        rule.name,
        columns.map(({ line }) => line),
        moments,
        broken.size > 0 && this.faults.length === told,
      )
    }
  }

  /** Nobody enters a line before those who go first have reached it, or their own target if that comes earlier. */
  private order(rule: OrderRule, policy: Policy, sight: Sight<Group>, lines: readonly Timeline[]): void {
    const travelled = new Set(lines.flatMap(({ stages }) => stages.map(({ direction }) => direction)))
    for (const direction of travelled) {
      const list = rule[direction]
      for (const [i, first] of list.entries()) {
        for (const then of list.slice(i + 1)) {
          for (const [a, b] of sight.pairs(policy.name, first, then)) {
            this.orderOf(rule, direction, lineOf(lines, a), lineOf(lines, b))
          }
        }
      }
    }
  }

  private orderOf(rule: OrderRule, direction: 'up' | 'down', first: Timeline, then: Timeline): void {
    const sign = direction === 'up' ? 1 : -1
    const targets = (first.moments.at(-1)?.parts ?? []).map((versions) => versions[0])
    for (const [early, late] of this.itinerary.together(first, then)) {
      const stage = late.stage
      if (stage === undefined || stage.direction !== direction) continue
      const entersLine = stage.from.some((from) => compareLines(from.line, stage.to.line) !== 0)
      for (const [k, versions] of early.parts.entries()) {
        const target = targets[k]
        if (target === undefined) continue
        for (const version of versions) {
          const atTarget = compareVersions(version, target) === 0
          const inLine = sign * compareLines(version.line, stage.to.line) >= 0
          const atTargetLine = sign * compareLines(version.line, target.line) >= 0
          const fine = rule.per === 'plan' ? atTarget : !entersLine || inLine || atTargetLine
          if (!fine)
            this.report('order', 'broken', rule, [early.stage, stage], then.group, [stage.to], first.group, [
              version,
            ])
        }
      }
    }
  }

  /** Combinations that hold at rest are asked where everybody has arrived. */
  private arrival(rule: TupleRule, lines: readonly Timeline[]): void {
    const groups = lines.map(({ group, moments }) => ({
      ...group,
      parts: (moments.at(-1)?.parts ?? []).flatMap((versions) =>
        versions.map(
          (version): Part => ({
            reading: { kind: 'known', version },
            count: 1,
            frozen: false,
            instances: [],
          }),
        ),
      ),
    }))
    const report: StateReport<Group> = { breaches: [], read: new Set() }
    judgeTuples(rule, new Sight(groups), report)
    for (const { group, part, to, judgement } of report.breaches) {
      const versionsOf = (one: Part): readonly Version[] =>
        one.reading.kind === 'known' ? [one.reading.version] : []
      this.report(
        'arrival',
        judgement.outcome,
        rule,
        [],
        group,
        versionsOf(part),
        to?.group,
        to ? versionsOf(to.part) : [],
      )
    }
  }

  /** A gate stands on every stage of one component that a stage of another waits for, in its direction. */
  private gate(
    after: string,
    before: string,
    rule: Extract<Rule, { kind: 'gate' }>,
    sight: Sight<Group>,
    policy: Policy,
    lines: readonly Timeline[],
  ): void {
    for (const [a, b] of sight.pairs(policy.name, after, before)) {
      const waiting = lineOf(lines, b).stages
      for (const stage of lineOf(lines, a).stages) {
        if (stage.direction !== rule.on || stage.gate !== undefined) continue
        if (!waiting.some((other) => other.needs.includes(stage.id))) continue
        this.report('gate', 'broken', rule, [stage], a, [stage.to])
      }
    }
  }

  private report(
    kind: Fault['kind'],
    outcome: Fault['outcome'],
    rule: Rule,
    stages: readonly (Stage | undefined)[],
    group: Group,
    versions: readonly Version[],
    other?: Group,
    otherVersions: readonly Version[] = [],
  ): void {
    this.faults.push({
      kind,
      outcome,
      rule,
      stages: [...new Set(stages.flatMap((stage) => (stage === undefined ? [] : [stage.id])))],
      scope: group.scope,
      component: group.component,
      versions: versions.map(({ text }) => text),
      ...(other !== undefined && {
        other: { component: other.component, versions: otherVersions.map(({ text }) => text) },
      }),
    })
  }
}
