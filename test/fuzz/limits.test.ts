import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { parseExpression } from '../../src/expression/index.ts'
import {
  type Limits,
  limitsOf,
  noLimits,
  readAvoidDocument,
  readFleetDocument,
  summarise,
  type WrittenLimits,
} from '../../src/fleet/index.ts'
import { plan } from '../../src/plan/index.ts'
import { buildPolicy, type Policy, policyOn, readPolicy } from '../../src/policy/index.ts'
import { semver } from '../../src/version/index.ts'
import { expectAnswer } from './answer.ts'
import { fuzz, plain } from './fuzz.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'

/* What fleets say beside what runs, and what rules ask about it. */

const rules = `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mesh, title: Mesh }
sources: { guide: { title: Guide, ref: https://mesh.example/guide } }
schemes: { plain: { kind: semver, vendors: [mx] } }
components: { hub: { title: Hub, scheme: plain }, leaf: { title: Leaf, scheme: plain } }
facts:
  shared: { asks: Is the store shared?, how: look }
rules:
  - { id: stops, kind: stops, of: hub, on: both, says: so, because: so, source: { in: guide }, stops: [{ at: 1.1.x, because: x, when: shared }, { at: ">=1.2.0 <1.2.4", since: 2026-01-01, until: 2026-12-31 }] }
  - { id: closed, kind: edges, of: leaf, says: so, because: so, source: { in: guide }, rows: [{ from: 1.0.x, to: 1.1.x, verdict: unsupported, until: 2026-06-30, when: not shared }] }
  - { id: pair, kind: expr, of: [hub, leaf], holds: "leaf.minor() <= hub.minor()", says: so, because: so, source: { in: guide } }
  - { id: below, kind: window, of: hub, across: outer, unit: line, behind: 1, ahead: 0, says: so, because: so, source: { in: guide } }
  - { id: pairs, kind: table, of: [hub, leaf], at: always, else: unknown, says: so, because: so, source: { in: guide }, rows: [{ hub: [1.0.0, 1.1.0], leaf: [1.0.0, 1.1.0] }] }
catalogue:
  - of: [hub, leaf]
    releases: [{ version: 1.0.0 }, { version: 1.1.0 }, { version: 1.2.0 }]
`

const fleet = `apiVersion: interlock.dev/v1alpha1
kind: Fleet
policies: [mesh]
instances:
  - { scope: top, component: hub, version: 1.0.0, count: 2 }
  - { scope: top/eu, component: leaf, version: 1.0.0, count: 3, name: brave }
facts: { shared: true, mesh/shared: true }
unavailable: [{ component: hub, versions: ">=1.1.0 <1.1.4", scopes: [top/eu], because: gone }]
avoid: [{ component: mesh/leaf, versions: 1.1.0 }]
waves:
  - { name: first, scopes: [top], components: [hub] }
  - { name: second, parts: [brave], after: [first] }
hooks:
  - { name: care, scopes: [top], components: [hub], before: [{ id: save, do: "save {scope} {from}", run: ["save {to}"] }], after: [{ id: look, do: look }] }
`

const avoid = `apiVersion: interlock.dev/v1alpha1
kind: Avoid
avoid:
  - { component: hub, versions: ">=1.1.0 <1.1.4", scopes: [top/eu], because: gone }
`

const policy = built(rules)
const scheme = semver()
const vocabulary = new Map([
  ['mesh', new Map([...policy.components].map(([name, each]) => [name, each.scheme]))],
])

describe('what fleets say beside what runs', () => {
  const understand = (documents: readonly WrittenLimits[], texts: Readonly<Record<string, string>>) => {
    const limits = limitsOf(documents, vocabulary)
    expectAnswer(limits, texts)
    return limits.ok ? limits.value : undefined
  }

  const answer = (text: string): void => {
    const texts = { 'fleet.yaml': text }
    const read = readFleetDocument(text, 'fleet.yaml')
    expectAnswer(read, texts)
    if (!read.ok) return
    const limits = understand(read.value.limits ?? [], texts)
    const summary = summarise(read.value, vocabulary)
    if (limits === undefined || !summary.ok || summary.value.groups.length === 0) return
    // A fleet that is understood is one that can be planned for, whatever comes of it.
    planned(limits, summary.value)
  }

  const planned = (limits: Limits, summary: Parameters<typeof plan>[0]['summary']): void => {
    const target = scheme.parse('1.1.0')
    if (!target.ok) throw new Error('no version')
    const { outcome } = plan({
      summary,
      policies: [policyOn(policy, { day: '2026-07-01', facts: limits.facts })],
      wishes: {
        targets: [{ policy: 'mesh', component: 'hub', version: target.value }],
        via: [],
        mode: 'rolling',
        together: false,
        thaw: [],
        batches: [],
      },
      limits,
      asOf: '2026-07-01',
    })
    expect(['plan', 'nothing-to-do', 'impossible', 'unknown']).toContain(outcome)
  }

  fuzz('a fleet with characters changed', 300, mutatedText(fleet), answer)
  fuzz(
    'a fleet with parts changed',
    300,
    mutatedValue(plain(fleet)).map((value) => JSON.stringify(value)),
    answer,
  )

  const list = fc.oneof(
    mutatedText(avoid),
    mutatedValue(plain(avoid)).map((value) => JSON.stringify(value)),
  )
  fuzz('a list of releases to avoid', 500, list, (text) => {
    const texts = { 'avoid.yaml': text }
    const read = readAvoidDocument(text, 'avoid.yaml')
    expectAnswer(read, texts)
    if (read.ok) understand([read.value], texts)
  })
})

describe('what rules ask about it', () => {
  const facts = fc.constantFrom<readonly (readonly [string, boolean])[]>(
    [],
    [['shared', true]],
    [['shared', false]],
    [['mesh/shared', true]],
  )
  const documents = fc.oneof(
    mutatedText(rules),
    mutatedValue(plain(rules)).map((value) => JSON.stringify(value)),
  )
  const summary = summarise(
    {
      policies: [],
      rows: [
        { scope: 'top', component: 'hub', version: '1.0.0', count: 1 },
        { scope: 'top/eu', component: 'leaf', version: '1.0.0', count: 1 },
      ],
    },
    vocabulary,
  )
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  const target = policy.catalogues.get('hub')?.releases.at(-1)?.version
  if (target === undefined) throw new Error('no release')

  fuzz('a policy with stops, days and expressions', 400, fc.tuple(documents, facts), ([text, told]) => {
    const texts = { 'policy.yaml': text }
    const read = readPolicy(text, 'policy.yaml', () => ({ ok: false, problem: 'there are no others' }))
    expectAnswer(read, texts)
    if (!read.ok) return
    const made = buildPolicy(read.value.document, { locate: read.value.locate })
    expectAnswer(made, texts)
    if (!made.ok || made.value.name !== 'mesh') return
    if (!['hub', 'leaf'].every((name) => made.value.components.has(name))) return
    const { outcome } = plan({
      summary: summary.value,
      policies: [policyOn(made.value, { day: '2026-07-01', facts: new Map(told) })],
      wishes: {
        targets: [{ policy: 'mesh', component: 'hub', version: target }],
        via: [],
        mode: 'rolling',
        together: false,
        thaw: [],
        batches: [],
      },
      limits: noLimits,
      asOf: '2026-07-01',
    })
    expect(['plan', 'nothing-to-do', 'impossible', 'unknown']).toContain(outcome)
  })

  const words = fc.constantFrom(
    ...[
      'hub',
      'leaf',
      '.minor()',
      '.line()',
      '.isLessThan(',
      ')',
      '(',
      '<=',
      '==',
      '&&',
      '||',
      '!',
      '?',
      ':',
      '1',
      '"1.0.0"',
    ],
    ...[
      'version(',
      'semver(',
      '[',
      ']',
      '{',
      '}',
      '.map(x, x)',
      '.size()',
      '-',
      '/ 0',
      'true',
      'null',
      '"',
      '\\',
      '%',
    ],
  )
  const expressions = fc.oneof(
    mutatedText('leaf.minor() <= hub.minor() && hub.isLessThan("2.0.0") || leaf.line() != hub.line()'),
    fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')),
    soup(20),
  )
  const versions = new Map(
    [...policy.catalogues].flatMap(([name, { releases }]) => {
      const version = releases[0]?.version
      return version === undefined ? [] : [[name, version] as const]
    }),
  )

  fuzz('the text of an expression', 1500, expressions, (text) => {
    const read = parseExpression(
      text,
      new Map([
        ['hub', scheme],
        ['leaf', scheme],
      ]),
    )
    if (read.ok) expect([true, false, undefined]).toContain(read.value.evaluate(versions))
    else {
      expect(read.problem.message).toMatch(/./)
      expect(read.problem.at).toBeGreaterThanOrEqual(0)
      expect(read.problem.at).toBeLessThanOrEqual(text.length)
    }
  })
})

function built(text: string): Policy {
  const read = readPolicy(text, 'policy.yaml', () => ({ ok: false, problem: 'there are no others' }))
  const made = read.ok ? buildPolicy(read.value.document) : read
  if (!made.ok) throw new Error(JSON.stringify(made.problem))
  return made.value
}
