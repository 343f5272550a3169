import { harmless } from '../explain/index.ts'
import type { PlanResult } from '../plan/index.ts'
import { type Cluster, graphOf, type Node } from './graph.ts'

/** The partial order of a plan as a Mermaid flowchart, which many forges draw in Markdown. */
export function planMermaid(result: PlanResult): string {
  const clusters = 'stages' in result ? graphOf(result) : []
  const names = new Map(
    clusters.flatMap(({ nodes }) => nodes.map(({ id }) => id)).map((id, i) => [id, `n${i + 1}`]),
  )
  const nameOf = (id: string): string => names.get(id) ?? 'n0'
  const lines = [
    'flowchart TB',
    ...clusters.flatMap((cluster, i) => clusterLines(cluster, i, nameOf)),
    ...(clusters.length === 0 ? [`  n0[${quoted([result.outcome])}]`] : []),
    ...classLines(clusters, nameOf),
  ]
  return `${lines.join('\n')}\n`
}

/** Names of our own, so that none of a plan can be one of the language's words. */
type NameOf = (id: string) => string

function clusterLines({ label, nodes, edges, together }: Cluster, index: number, nameOf: NameOf): string[] {
  const open = label === '' ? [] : [`  subgraph s${index + 1}[${quoted([label])}]`]
  return [
    ...open,
    ...nodes.map((node) => `    ${nameOf(node.id)}${shapeOf(node)}`),
    ...edges.map(({ from, to, label: gate }) => {
      const arrow = gate === undefined ? '-->' : `-->|${quoted([gate])}|`
      return `    ${nameOf(from)} ${arrow} ${nameOf(to)}`
    }),
    ...together.map(([one, other]) => `    ${nameOf(one)} -. ${quoted(['at once'])} .- ${nameOf(other)}`),
    ...(open.length > 0 ? ['  end'] : []),
  ]
}

function shapeOf({ lines, kind }: Node): string {
  switch (kind) {
    case 'stage':
      return `(${quoted(lines)})`
    case 'stopped':
      return `[[${quoted(lines)}]]`
    case 'task':
      return `>${quoted(lines)}]`
  }
}

function classLines(clusters: readonly Cluster[], nameOf: NameOf): string[] {
  const final = clusters.flatMap(({ nodes }) =>
    nodes.filter(({ isFinal }) => isFinal).map(({ id }) => nameOf(id)),
  )
  return final.length === 0
    ? []
    : ['  classDef final stroke:#a8201a,stroke-width:3px', `  class ${final.join(',')} final`]
}

/**
 * Whatever could mean something to the language, to Markdown or to HTML becomes a numbered entity, which Mermaid writes
 * as `#60;`. Letters, digits and a few signs stay as they are.
 */
const quoted = (lines: readonly string[]): string =>
  `"${lines
    .map((line) =>
      harmless(line)
        .replace(/\s+/gu, ' ')
        .replace(/[^\p{L}\p{M}\p{N} .,:→×()…+-]/gu, (sign) => `#${sign.codePointAt(0)};`),
    )
    .join('<br>')}"`
