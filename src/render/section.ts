import { groupBy } from '../base/index.ts'
import type { Group } from '../fleet/index.ts'
import { readingText } from '../fleet/index.ts'
import type { PlanResult, Stage, Task } from '../plan/index.ts'

/** Stages that have to do with each other: those of a scope, and of scopes whose stages wait for each other. */
export interface Section {
  readonly scopes: readonly string[]
  readonly stages: readonly Stage[]
  readonly tasks: readonly Task[]
  /** What runs in these scopes at the start, what moves first. */
  readonly groups: readonly Group[]
}

/** Sections that differ in names and numbers alone; the first of them stands for all. */
export type Alike = readonly [Section, ...Section[]]

type WithStages = Pick<PlanResult, 'request'> & {
  readonly stages: readonly Stage[]
  readonly tasks: readonly Task[]
}

/** The parts of a plan that have nothing to do with each other; those alike once, in the order of their first stages. */
export function sectionsOf(plan: WithStages): readonly Alike[] {
  const alike = groupBy(allSections(plan), shapeOf)
  return [...alike.values()].flatMap(([first, ...rest]): Alike[] =>
    first === undefined ? [] : [[first, ...rest]],
  )
}

function allSections({ stages, tasks, request }: WithStages): Section[] {
  const tasksOf = groupBy(tasks, ({ stage }) => stage)
  const groupsOf = groupBy(request.summary.groups, ({ scope }) => scope)
  return [...groupBy(stages, rootOfScopes(stages, tasks)).values()].map((own): Section => {
    const scopes = [...new Set(own.map(({ scope }) => scope))]
    const moves = (group: Group): boolean => own.some((stage) => isOf(stage, group))
    const groups = scopes.flatMap((scope) => groupsOf.get(scope) ?? [])
    return {
      scopes,
      stages: own,
      tasks: own.flatMap(({ id }) => tasksOf.get(id) ?? []),
      groups: [...groups.filter(moves), ...groups.filter((group) => !moves(group))],
    }
  })
}

/** Whether a stage moves instances of this group. */
export const isOf = (stage: Stage, { policy, scope, component }: Group): boolean =>
  stage.policy === policy && stage.scope === scope && stage.component === component

/** Scopes are one where a stage of one waits for a stage of the other. */
function rootOfScopes(stages: readonly Stage[], tasks: readonly Task[]): (stage: Stage) => string {
  const parent = new Map<string, string>()
  const root = (scope: string): string => {
    let at = scope
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
    return at
  }
  const scopeOf = new Map<string, string>([...stages, ...tasks].map(({ id, scope }) => [id, scope]))
  for (const { scope, needs } of [...stages, ...tasks]) {
    for (const id of needs) {
      const other = scopeOf.get(id)
      if (other !== undefined && root(other) !== root(scope)) parent.set(root(scope), root(other))
    }
  }
  return ({ scope }) => root(scope)
}

/** What a reader of a section would read, whatever the names of its scopes and the numbers of its stages. */
function shapeOf({ scopes, stages, tasks, groups }: Section): string {
  const local = new Map([...stages, ...tasks].map(({ id }, i) => [id, i]))
  const ids = (list: readonly string[]): unknown[] => list.map((id) => local.get(id) ?? id)
  // What names its own scope is alike where only that name differs.
  const plain = (text: string): string =>
    scopes.reduce((told, scope, i) => told.replaceAll(scope, `{scope ${i}}`), text)
  return JSON.stringify([
    scopes.length,
    stages.map((stage) => [
      [stage.policy, scopes.indexOf(stage.scope), stage.component, stage.part],
      [stage.from.map(({ text }) => text), stage.to.text, stage.count, stage.batch, stage.mode],
      [ids(stage.needs), ids(stage.together), stage.gate?.until, (stage.by ?? []).map(plain)],
      [stage.undo.outcome, stage.undo.tasks?.map(({ what }) => plain(what)), stage.downtime !== undefined],
    ]),
    tasks.map(({ stage, what, run, when, needs, rule }) => [
      [ids([stage]), plain(what), run.map(plain), when, ids(needs), rule.name],
    ]),
    groups.map(({ policy, scope, component, parts }) => [
      [policy, scopes.indexOf(scope), component],
      parts.map(({ reading, count, frozen, name }) => [readingText(reading), count, frozen, name]),
    ]),
  ])
}

/** How the scopes of sections that are alike are called together: `prod`, or `a and 3 more`. */
export function scopesText(scopes: readonly string[], most = 3): string {
  if (scopes.length <= most + 1) return scopes.join(', ')
  return `${scopes.slice(0, most).join(', ')} and ${scopes.length - most} more`
}
