import { crosses } from '../check/index.ts'
import { type Hook, isOf } from '../fleet/index.ts'
import type { CrossingRule, Policy, Rule, TaskTemplate } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import type { Stage, Undo } from './stage.ts'

/** Something to do between stages that changes no version. Plain data. */
export interface Task {
  /** That of the stage that it belongs to, and a letter. */
  readonly id: string
  /** Which one of its rule's tasks it is. */
  readonly name: string
  readonly policy: string
  readonly scope: string
  readonly rule: Pick<Rule, 'name' | 'says' | 'source'>
  /** What is to be done, in words. */
  readonly what: string
  /** Commands that do it. */
  readonly run: readonly string[]
  /** Of a task that only looks on: for how many seconds. */
  readonly soak_s?: number
  /** The stage that waits for it, or after which it is due. */
  readonly stage: string
  readonly when: 'before' | 'after'
  /** Ids of stages and tasks that must be finished before. */
  readonly needs: readonly string[]
}

/** The stages with what crossing rules want done beside them: stages wait for their tasks, tasks in their order. */
export function withTasks(
  stages: readonly Stage[],
  policies: readonly Policy[],
  hooks: readonly Hook[] = [],
): { readonly stages: readonly Stage[]; readonly tasks: readonly Task[] } {
  // Most plans have none of it.
  const isCrossed = policies.some(({ rules }) => rules.some(({ kind }) => kind === 'crossing'))
  if (!isCrossed && hooks.length === 0) return { stages, tasks: [] }
  const tasks: Task[] = []
  const lastOf = new Map<string, string>()
  const changed = stages.map((stage) => {
    const crossings = crossed(stage, policies)
    const due: readonly Due[] = [...hooked(stage, hooks), ...crossings.map((rule) => ({ rule, ...rule }))]
    let letter = 'a'.charCodeAt(0)
    let needs = stage.needs
    const add = (
      rule: Task['rule'],
      template: TaskTemplate,
      when: Task['when'],
      after: readonly string[],
    ) => {
      const id = `${stage.id}${String.fromCharCode(letter++)}`
      tasks.push({ ...filled(template, stage), id, rule, stage: stage.id, when, needs: after })
      return [id]
    }
    for (const { rule, before } of due) for (const task of before) needs = add(rule, task, 'before', needs)
    let after: readonly string[] = [stage.id]
    for (const { rule, after: tasks } of due)
      for (const task of tasks) after = add(rule, task, 'after', after)
    lastOf.set(stage.id, after[0] ?? stage.id)
    const back = wayBack(stage, policies)
    const undo = back.length === 0 ? stage.undo : { ...stage.undo, tasks: back }
    const by = crossings.flatMap((rule) => rule.by.map((command) => fill(command, stage)))
    return { ...stage, needs, undo, ...(by.length > 0 && { by }) }
  })
  // Who waits for a stage waits for what is due after it.
  const waited = (needs: readonly string[]): readonly string[] => needs.map((id) => lastOf.get(id) ?? id)
  return {
    stages: changed.map((stage) => ({ ...stage, needs: waited(stage.needs) })),
    tasks: tasks.map((task) => (task.when === 'before' ? { ...task, needs: waited(task.needs) } : task)),
  }
}

/** What is to be done beside a stage, and who says so. */
interface Due {
  readonly rule: Task['rule']
  readonly before: readonly TaskTemplate[]
  readonly after: readonly TaskTemplate[]
}

/** What the fleet wants done beside a stage. */
export const hooked = (stage: Stage, hooks: readonly Hook[]): readonly Due[] =>
  hooks
    .filter((hook) => isOf(hook, stage))
    .map(({ name, before, after, place }) => ({
      rule: {
        name: `hook/${name}`,
        says: `the fleet wants it beside every stage`,
        source: { title: 'the fleet', ref: place?.file ?? '' },
      },
      before,
      after,
    }))

/** What is due beside the same stage backwards. */
function wayBack(stage: Stage, policies: readonly Policy[]): NonNullable<Undo['tasks']> {
  return stage.from.flatMap((from) => {
    const { delivers } = stage
    const back: Stage = {
      ...stage,
      from: [stage.to],
      to: from,
      ...(delivers !== undefined && {
        delivers: { ...delivers, from: [delivers.to], to: delivers.from[0] ?? delivers.to },
      }),
    }
    return crossed(back, policies).flatMap((rule) =>
      [...rule.before, ...rule.after].map((task) => ({ what: fill(task.do, back), rule })),
    )
  })
}

/** The crossing rules with tasks whose boundary a stage crosses, itself or with what it brings along. */
export function crossed(stage: Stage, policies: readonly Policy[]): readonly CrossingRule[] {
  const policy = policies.find(({ name }) => name === stage.policy)
  const moves: { component: string; from: readonly Version[]; to: Version }[] = [stage]
  if (stage.delivers !== undefined) moves.push(stage.delivers)
  return (policy?.rules ?? []).filter(
    (rule): rule is CrossingRule =>
      rule.kind === 'crossing' &&
      moves.some(({ component, from, to }) => from.some((version) => crosses(rule, component, version, to))),
  )
}

function filled(
  { id, do: what, run }: TaskTemplate,
  stage: Stage,
): Pick<Task, 'name' | 'policy' | 'scope' | 'what' | 'run'> {
  const { policy, scope } = stage
  return { name: id, policy, scope, what: fill(what, stage), run: run.map((one) => fill(one, stage)) }
}

function fill(text: string, { scope, component, from, to, delivers }: Stage): string {
  const values: Readonly<Record<string, string>> = {
    from: (delivers?.from ?? from).map(({ text }) => text).join(', '),
    to: (delivers?.to ?? to).text,
    component,
    scope,
  }
  return text.replace(/\{(from|to|component|scope)\}/g, (_, name: string) => values[name] ?? '')
}
