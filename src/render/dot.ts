import { harmless } from '../explain/index.ts'
import type { PlanResult } from '../plan/index.ts'
import { type Cluster, graphOf, type Node } from './graph.ts'

/** The partial order of a plan for Graphviz: stages are boxes, tasks notes, an arrow means "must be done before". */
export function planDot(result: PlanResult): string {
  const clusters = 'stages' in result ? graphOf(result) : []
  const lines = [
    'digraph plan {',
    '  graph [rankdir=TB, fontname="Helvetica", label=""];',
    '  node [shape=box, style=rounded, fontname="Helvetica"];',
    '  edge [fontname="Helvetica", fontsize=10];',
    ...clusters.flatMap(clusterLines),
    ...(clusters.length === 0 ? [`  outcome [shape=plaintext, label=${quoted([result.outcome])}];`] : []),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function clusterLines({ label, nodes, edges, together }: Cluster, index: number): string[] {
  return [
    `  subgraph cluster_${index + 1} {`,
    `    label=${quoted([label])};`,
    ...(label === '' ? ['    style=invis;'] : []),
    ...nodes.map((node) => `    ${idOf(node.id)} [${attributesOf(node).join(', ')}];`),
    ...edges.map(({ from, to, label: gate }) => {
      const told = gate === undefined ? '' : ` [label=${quoted([gate])}]`
      return `    ${idOf(from)} -> ${idOf(to)}${told};`
    }),
    ...together.map(
      ([one, other]) =>
        `    ${idOf(one)} -> ${idOf(other)} [dir=none, style=dashed, constraint=false, label="at once"];`,
    ),
    '  }',
  ]
}

function attributesOf({ lines, kind, isFinal }: Node): string[] {
  const shapes = {
    stage: [],
    stopped: ['style="rounded,dashed"'],
    task: ['shape=note', 'style=solid', 'fontsize=10'],
  }
  return [
    `label=${quoted(lines)}`,
    ...shapes[kind],
    ...(isFinal ? ['peripheries=2', 'tooltip="no way back from here"'] : []),
  ]
}

const idOf = (id: string): string => quoted([id])

/** In quotes only the quote and the backslash mean something; entities are read too, so `&` is written as one. */
const quoted = (lines: readonly string[]): string =>
  `"${lines
    .map((line) =>
      harmless(line)
        .replaceAll('\\', '\\\\')
        .replaceAll('"', '\\"')
        .replaceAll('&', '&amp;')
        .replace(/\s+/gu, ' '),
    )
    .join('\\n')}"`
