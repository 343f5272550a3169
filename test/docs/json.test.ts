import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/* docs/json.md names every member that the documents have: of each document, and of the items of its main lists. */

const text = readFileSync(join(import.meta.dirname, '../../docs/json.md'), 'utf8')

const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...rest] = section.split('\n')
      return [title, rest.join('\n')] as const
    }),
)

const lists = [
  'changes',
  'findings',
  'stages',
  'policies',
  'why',
  'inputs',
  'tasks',
  'outlooks',
  'alternatives',
  'conflict',
  'added',
  'skipped',
  'scoreboard',
  'proposals',
]

const cases: readonly (readonly [kind: string, line: string])[] = [
  ['CheckResult', 'check --policy spire server=1.2.3 agent=1.3.0'],
  ['PlanResult', 'plan --policy dapr chart=1.16.9 sidecar=1.16.9x5 --to 1.17.2'],
  [
    'PlanResult',
    'plan --policy mirrord operator=3.187.0 cli=3.250.0 --to 4.0.0 --allow-unreleased --allow-stopped',
  ],
  ['PlanResult', 'plan --policy dapr runtime=1.12.4 --to 1.13.4 --manifests examples/dapr/manifests'],
  ['PlanResult', 'plan examples/spire/fleet-frozen.yaml --to 1.3.0'],
  ['PlanResult', 'plan --policy spire server=? --to 1.3.0'],
  [
    'PlanDiffResult',
    'plan --policy examples/mesh/policy.yaml hub=2.1.0x3 --to 2.3.0 --against examples/mesh/earlier-plan.json',
  ],
  [
    'PlanResult',
    'plan examples/spire/fleet.yaml --to 1.3.0 --takes server=5m --canary 1 --max-parallel 2 --calendar examples/spire/calendar.yaml',
  ],
  ['ScanResult', 'scan examples/dapr/manifests --policy dapr --at 1.16.4'],
  ['ForecastResult', 'forecast --policy dapr runtime=1.16.4'],
  ['NegotiationResult', 'negotiate --policy mirrord cli=3.250.0 agent=3.100.0'],
  ['MatrixResult', 'matrix --policy kubernetes --of kubelet --against kube-apiserver'],
  [
    'ReleaseLintResult',
    'release lint --policy uxp --history test/cli/fixtures/tags.csv --upstream test/cli/fixtures/upstream-tags.csv',
  ],
  ['CatalogueLintResult', 'catalogue lint --policy dapr'],
  [
    'CatalogueUpdateResult',
    'catalogue update --policy examples/harbour/policy.yaml --component crane --from oci-tags examples/harbour/crane-tags.txt --check',
  ],
  ['ReleaseLintResult', 'release lint --policy uxp --history examples/uxp/tags.csv'],
  ['ReleaseNextResult', 'release next --policy uxp --history examples/uxp/tags.csv --branch release-1.2'],
  [
    'ReleaseTagResult',
    'release next --policy uxp --history examples/uxp/tags.csv --branch release-1.2 --check v1.2.2-up.4',
  ],
  ['CompareResult', 'compare examples/harbour/api/crane-1.0.yaml examples/harbour/api/crane-1.1.yaml'],
  [
    'CompareResult',
    'compare examples/harbour/api/crane-1.0.yaml examples/harbour/api/crane-1.1.yaml --policy examples/harbour/policy.yaml --component crane --from 1.0.0 --to 1.1.0',
  ],
  ['LedgerLintResult', 'lifecycle lint --policy dapr'],
]

describe('the reference of the JSON documents', () => {
  it.each(cases)('names what %s has: %s', (kind, line) => {
    const { out, err } = interlock(words(`${line} --format json`))
    if (out === '') throw new Error(err)
    const document: Record<string, unknown> = JSON.parse(out)
    expect(document.kind).toBe(kind)
    const section = [...sections].find(([title]) => title.includes(kind))?.[1] ?? ''
    const members = new Set(Object.keys(document))
    for (const list of lists) {
      const items = document[list]
      if (Array.isArray(items))
        for (const item of items) for (const name of Object.keys(item)) members.add(name)
    }
    const missing = [...members].filter(
      (name) => !['apiVersion', 'kind'].includes(name) && !isNamed(section, name),
    )
    expect(missing).toEqual([])
  })

  it('is reached from the README', () => {
    expect(readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')).toContain('docs/json.md')
  })
})

const isNamed = (section: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(section)
