import { pace, times, unnamedScope } from '../explain/index.ts'
import type { Planned, Stage } from '../plan/index.ts'
import { type Section, scopesText, sectionsOf } from './section.ts'

/** A node of a plan's graph: a stage, or a task beside it. */
export interface Node {
  readonly id: string
  /** What is written in it, line by line. */
  readonly lines: readonly string[]
  readonly kind: 'stage' | 'stopped' | 'task'
  /** Once it has begun there is no way back. */
  readonly isFinal: boolean
}

export interface Edge {
  readonly from: string
  readonly to: string
  /** What is verified in between. */
  readonly label: string | undefined
}

/** Nodes that belong together: a scope, or scopes that are tied. */
export interface Cluster {
  readonly label: string
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
  /** Ids of stages that are carried out at once, each pair in the order of the plan. */
  readonly together: readonly (readonly [string, string])[]
}

/** The partial order of a plan, clusters alike told once, for programs that draw graphs. */
export function graphOf(
  plan: Pick<Planned, 'tasks' | 'request'> & { readonly stages: readonly Stage[] },
): readonly Cluster[] {
  return sectionsOf(plan).map(([section, ...others]) => clusterOf(section, others.length))
}

function clusterOf(section: Section, others: number): Cluster {
  const { stages, tasks, scopes } = section
  const gates = new Map(stages.flatMap(({ id, gate }) => (gate === undefined ? [] : [[id, gate.until]])))
  const isHere = (id: string): boolean =>
    stages.some((stage) => stage.id === id) || tasks.some((task) => task.id === id)
  const edges = [...stages, ...tasks].flatMap(({ id, needs }) =>
    needs.filter(isHere).map((from) => ({ from, to: id, label: gates.get(from) })),
  )
  const label = scopes.join() === unnamedScope ? '' : scopesText(scopes)
  return {
    label: others === 0 ? label : `${label || unnamedScope}, and ${others} more alike`,
    nodes: [
      ...stages.map((stage) => nodeOf(stage, section)),
      ...tasks.map(({ id, what }): Node => ({ id, lines: [`${id} ${what}`], kind: 'task', isFinal: false })),
    ],
    edges,
    together: stages.flatMap(({ id, together }, i) =>
      together.flatMap((other) =>
        stages.findIndex((stage) => stage.id === other) > i ? [[id, other] as const] : [],
      ),
    ),
  }
}

function nodeOf(stage: Stage, { scopes }: Section): Node {
  const part = stage.part === undefined ? '' : ` ${stage.part}`
  const where = scopes.length > 1 ? ` in ${stage.scope}` : ''
  const how = pace(stage)
  return {
    id: stage.id,
    lines: [
      `${stage.id} ${stage.component}${part} ${times(stage.count)}${where}`,
      `${stage.from.map(({ text }) => text).join(', ')} → ${stage.to.text}`,
      ...(how === '' ? [] : [how]),
    ],
    kind: stage.mode === 'stopped' ? 'stopped' : 'stage',
    isFinal: stage.undo.outcome === 'broken',
  }
}
