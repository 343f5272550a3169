import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { planCases, rendered } from './plans.ts'

const names = Object.keys(planCases)
const hasDot = spawnSync('dot', ['-V']).status === 0

/** Lines of a Mermaid flowchart as this program writes them; every text is in quotes and free of other signs. */
const text = String.raw`"(?:[\p{L}\p{M}\p{N} .,:→×()…+-]|#\d+;|<br>)*"`
const mermaidLine = new RegExp(
  `^(?:${[
    'flowchart TB',
    String.raw`  subgraph s\d+\[${text}\]`,
    '  end',
    String.raw`\s+n\d+(?:\(${text}\)|\[\[${text}\]\]|>${text}\]|\[${text}\])`,
    String.raw`\s+n\d+ -->(?:\|${text}\|)? n\d+`,
    String.raw`\s+n\d+ -\. ${text} \.- n\d+`,
    '  classDef final stroke:#[0-9a-f]{6},stroke-width:3px',
    String.raw`  class n\d+(?:,n\d+)* final`,
  ].join('|')})$`,
  'u',
)

describe.each(names)('the graph of a plan: %s', (name) => {
  it('is a flowchart', () => {
    const lines = rendered(name, 'mermaid').trimEnd().split('\n')
    expect(lines.filter((line) => !mermaidLine.test(line))).toEqual([])
    expect(lines.filter((line) => line === '  end').length).toBe(
      lines.filter((line) => line.includes('subgraph')).length,
    )
  })

  // Needs Graphviz (`apt-get install graphviz`).
  it.skipIf(!hasDot)('is read by dot without a complaint (skipped without Graphviz)', () => {
    const { status, stderr, stdout } = spawnSync('dot', ['-Tplain'], {
      input: rendered(name, 'dot'),
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
    const { stages = [], tasks = [] } = JSON.parse(rendered(name, 'json'))
    const nodes = stdout.split('\n').filter((line) => line.startsWith('node '))
    if (name !== 'alike scopes') expect(nodes.length).toBe(Math.max(1, stages.length + tasks.length))
  })
})

describe('what a graph tells', () => {
  it('stages, the order, gates, tasks and points of no return', () => {
    expect(rendered('several platforms, tasks and commands', 'mermaid')).toBe(`flowchart TB
  subgraph s1["prod"]
    n1("1 kube-apiserver ×3<br>1.34.4 → 1.35.9<br>one at a time")
    n2("2 kube-apiserver ×3<br>1.35.9 → 1.36.4<br>one at a time")
    n3("3 kubelet ×40<br>1.34.4 → 1.36.4<br>one at a time")
    n4("4 chart ×1<br>1.16.9 → 1.17.2")
    n5("5 sidecar ×120<br>1.16.9 → 1.17.2<br>one at a time")
    n6("6 server ×3<br>1.12.4 → 1.13.3<br>one at a time")
    n7("7 agent ×40<br>1.12.4 → 1.13.3<br>10 at a time")
    n8>"4a replace the custom resource definitions by those of 1.17.2"]
    n1 --> n2
    n2 --> n3
    n8 --> n4
    n4 -->|"control plane pods are Running"| n5
    n6 -->|"server cluster healthy"| n7
  end
  classDef final stroke:#a8201a,stroke-width:3px
  class n1,n2 final
`)
  })

  it('the same for Graphviz', () => {
    expect(rendered('all at once', 'dot')).toBe(`digraph plan {
  graph [rankdir=TB, fontname="Helvetica", label=""];
  node [shape=box, style=rounded, fontname="Helvetica"];
  edge [fontname="Helvetica", fontsize=10];
  subgraph cluster_1 {
    label="";
    style=invis;
    "1" [label="1 operator ×1\\n3.187.0 → 4.0.0\\nall stopped, with 2", style="rounded,dashed"];
    "2" [label="2 cli ×20\\n3.250.0 → 4.0.0\\nall stopped, with 1", style="rounded,dashed"];
    "1" -> "2" [dir=none, style=dashed, constraint=false, label="at once"];
  }
}
`)
  })

  it('hostile names are text, in quotes that do not end early', () => {
    const dot = rendered('hostile names', 'dot')
    expect(dot).toContain(
      '<script>alert(1)</script><img src=x onerror=alert(1)>\\"\'&amp;]]>--> \ufffd {{x}} `\\\\;|%%#1;',
    )
    expect(rendered('hostile names', 'mermaid')).toContain('#60;script#62;')
  })
})
