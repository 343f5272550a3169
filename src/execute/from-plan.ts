import type { Group } from '../fleet/index.ts'
import { partNames, type Stage, type Task } from '../plan/index.ts'
import type { GroupName } from './driver.ts'
import type { Route, RouteGroup, RouteStage, RouteTask } from './route.ts'

/** A plan, and what a run has to know beside it. */
export interface PlanToRun {
  readonly digest: string
  readonly stages: readonly Stage[]
  readonly tasks: readonly Task[]
  readonly groups: readonly Group[]
  /** The groups that rules tie directly to each. */
  readonly ties: ReadonlyMap<Group, readonly Group[]>
  readonly maxParallel: number | undefined
  /** Names of the gates behind a stage, in the order in which they are asked. */
  readonly gatesOf: (stage: Stage) => readonly string[]
  /** Seconds for which a stage is watched. */
  readonly soakOf: (stage: Stage) => number
  readonly isManual: (task: Task) => boolean
}

/** The name of a group in a route, and in everything that a run tells. */
export const groupKey = ({ policy, scope, component }: GroupName): string =>
  scope === '' ? `${policy}/${component}` : `${policy}/${component}@${scope}`

/** What a run of a plan carries out. Instances of which nobody knows the version are not in it: no plan speaks of them. */
export function routeOf(plan: PlanToRun): Route {
  const groups = plan.groups.map((group): RouteGroup => {
    const { policy, scope, component, parts } = group
    const key = groupKey(group)
    return {
      ...{ key, policy, scope, component },
      neighbours: [key, ...new Set((plan.ties.get(group) ?? []).map(groupKey))],
      parts: parts.flatMap(({ name, count, reading, frozen }) =>
        reading.kind === 'known'
          ? [
              {
                ...{ ...(name !== undefined && { name }), count, version: reading.version.text },
                ...(frozen && { frozen }),
              },
            ]
          : [],
      ),
    }
  })
  const known = new Set(groups.map(({ key }) => key))
  return {
    digest: plan.digest,
    groups,
    stages: plan.stages.map((stage) => stageOf(stage, plan, known)),
    tasks: plan.tasks.map((task) => taskOf(task, plan)),
    maxParallel: plan.maxParallel,
  }
}

function stageOf(stage: Stage, plan: PlanToRun, known: ReadonlySet<string>): RouteStage {
  const { id, policy, scope, part, from, to, count, batch, canary, mode, needs, together, undo } = stage
  const delivered = stage.delivers && groupKey({ policy, scope, component: stage.delivers.component })
  return {
    ...{ id, count, batch, canary, mode, needs, together },
    group: groupKey(stage),
    parts: namesOf(part),
    from: from.map(({ text }) => text),
    to: to.text,
    gates: plan.gatesOf(stage),
    soak_s: plan.soakOf(stage),
    delivers:
      stage.delivers === undefined || delivered === undefined || !known.has(delivered)
        ? undefined
        : {
            group: delivered,
            from: stage.delivers.from.map(({ text }) => text),
            to: stage.delivers.to.text,
          },
    undo: {
      closed: undo.outcome === 'holds' ? undefined : closedBy(undo),
      ...(undo.until !== undefined && {
        until: {
          stage: undo.until.stage,
          because: closedBy({ outcome: 'broken', rule: undo.until.rule }),
        },
      }),
      tasks: (undo.tasks ?? []).map(({ what }) => what),
    },
  }
}

/** The names of the parts that a stage moves, as instances show them: '' where they have none. */
export const namesOf = (part: string | null | undefined): readonly string[] | undefined =>
  part == null ? undefined : partNames(part).map((name) => name ?? '')

function closedBy({ outcome, rule }: Pick<Stage['undo'], 'outcome' | 'rule'>): string {
  const says = rule === undefined ? '' : `: ${rule.says} (${rule.name})`
  return outcome === 'broken'
    ? `there is no supported way back${says}`
    : `nobody vouches for the way back${says}`
}

const taskOf = (task: Task, { isManual }: PlanToRun): RouteTask => {
  const { id, name, stage, what, run, needs, soak_s } = task
  return {
    ...{ id, name, stage, what, run, needs, soak_s },
    isManual: soak_s === undefined && isManual(task),
  }
}
