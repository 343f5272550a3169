import { parseShorthand, type Summary, summarise } from '../../src/fleet/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../../src/policy/index.ts'

/*
 * An invented platform: hubs, and leaves that report to them. Its documents use every kind of rule and every member
 * at least once; unit tests and fuzzing start from them.
 */

export const meshPolicy = `# An invented platform.
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata:
  name: mesh
  title: Mesh
  about: Hubs and the leaves that report to them.
  homepage: https://mesh.example/

include: [catalogue.yaml, recipes.yaml]

sources:
  guide: { title: Mesh guide, ref: https://mesh.example/guide, asOf: "2026-01-01" }

schemes:
  lines: { kind: semver, line: minor, joined: [["0.12", "1.0"]], development: [dev] }
  majors: { kind: semver, line: major }

components:
  hub: { title: Mesh hub, scheme: lines, artifacts: ["mesh/hub:{version}", { is: "mesh/store:{line}", of: ">=1.1.0" }], notes: ["https://mesh.example/{tag}"] }
  leaf: { title: Mesh leaf, scheme: lines }
  chart: { title: Mesh chart, scheme: majors }

rules:
  - id: hub-skew
    kind: window
    of: hub
    unit: line
    behind: 1
    ahead: 1
    says: hubs are within one line of each other
    source: { in: guide, section: Hubs }
    because: They share a store.
    enforced: start
    examples:
      holds: [hub=1.2.3, "hub=1.2.3,1.1.0"]
      fails: ["hub=1.3.0,1.1.0"]
      unknown: ["hub=1.2.3,?"]
  - id: leaf-not-newer
    kind: window
    of: leaf
    to: hub
    unit: release
    behind: any
    ahead: 0
    says: no leaf newer than its oldest hub
    source: { in: guide }
    because: A newer leaf asks for what an older hub lacks.
    examples: { holds: ["hub=1.2.3 leaf=1.2.3"], fails: ["hub=1.2.3 leaf=1.2.4"] }
  - id: leaf-skew
    kind: window
    of: leaf
    to: hub >=0.9.0
    unit: line
    behind: 1
    ahead: any
    against: every
    says: a leaf trails every hub by at most one line
    source: { in: guide }
    because: Hubs keep what the line before them needs.
    readings:
      default: pairwise
      choices:
        pairwise: { because: The safe one., set: { against: every } }
        literal: { because: The sentence names the oldest hub., set: { against: oldest } }
  - id: one-line-per-move
    kind: step
    of: hub
    unit: line
    up: 1
    down: none
    says: a hub moves one line up at a time
    source: { in: guide }
    because: Stores are migrated line by line.
  - id: tested-jumps
    kind: edges
    of: hub
    rows:
      - { from: 1.1.x, to: 1.3.x, verdict: supported }
      - { from: ">=1.2.0 <1.2.2", to: 1.3.x, verdict: unsupported, because: Loses data. }
    else: defer
    says: jumps that were tried
    source: { in: guide }
    because: Tried in the laboratory.
  - id: hubs-first
    kind: order
    up: [hub, leaf]
    down: [leaf, hub]
    per: line
    says: hubs go first
    source: { in: guide }
    because: So that no leaf is newer.
  - id: healthy-hubs
    kind: gate
    after: hub
    before: leaf
    on: up
    until: all hubs are healthy
    says: leaves wait for healthy hubs
    source: { in: guide }
    because: They reconnect.
  - id: hubs-one-at-a-time
    kind: rollout
    of: hub
    batch: 1
    most: 2
    modes: [rolling, stopped]
    takes: { batch: 90s, soak: 10m }
    says: hubs go one at a time
    source: { in: guide }
    because: The store has a quorum.
    derived: true
  - id: two-hubs
    kind: redundancy
    of: hub
    instances: 2
    says: one hub means downtime
    strength: recommended
    source: { in: guide }
    because: Nobody else answers.
  - id: nothing-about-old-leaves
    kind: silent
    of: leaf <0.5.0
    says: the guide does not speak of leaves before 0.5
    source: { in: guide }
    because: It begins there.
  - id: recalled-hubs
    kind: status
    of: hub
    refuse: [recalled]
    says: recalled hubs must not run
    source: { in: guide }
    because: They were recalled for a reason.
  - id: chart-alone
    kind: window
    of: chart
    unit: major
    behind: 0
    ahead: any
    says: one major of the chart at a time
    strength: informative
    source: { in: guide }
    because: Charts are applied as a whole.
`

export const meshCatalogue = `apiVersion: interlock.dev/v1alpha1
kind: Catalogue
catalogue:
  - of: [hub, leaf]
    asOf: "2026-01-01"
    tag: v{version}
    releases:
      - { version: 1.3.0, date: "2025-12-01" }
      - { version: 0.12.0, date: "2025-01-01" }
      - { version: 1.0.0, date: "2025-03-01" }
      - { version: 1.1.0, date: "2025-06-01" }
      - { version: 1.1.1, date: "2025-07-01", tag: release-1.1.1, commit: 0a1b2c3 }
      - { version: 1.2.0, date: "2025-09-01" }
      - { version: 1.2.1, date: "2025-09-02", status: recalled, because: It lost data. }
      - { version: 1.2.2 }
  - of: [chart]
    releases: [{ version: 1.0.0 }, { version: 2.0.0 }]
`

export const meshRecipes = `apiVersion: interlock.dev/v1alpha1
kind: Recipes
recipes:
  - id: containers
    title: mesh-tool containers --json
    when: { kind: Containers, items.0.kind: [Container, Pod] }
    each: items
    within: inner
    skip: { $.phase: [Finished] }
    image: { at: image, names: { "*/mesh-hub": hub, mesh-leaf: leaf } }
    scope: $.site
    instance: $.name
  - id: leaves
    title: mesh-tool leaves --json
    when: { leaves: "*" }
    each: leaves
    component: leaf
    version: version
    scope: at.site
    instance: id
`

export const meshFleet = `apiVersion: interlock.dev/v1alpha1
kind: Fleet
metadata: { name: prod }
policies: [mesh]
instances:
  - { component: hub, version: 1.2.0, count: 3 }
  - { scope: prod/eu, component: leaf, version: 1.1.0, count: 34, batch: 25% }
  - { scope: prod/eu, component: leaf, version: 1.1.1, count: 6, name: edge, frozen: true, labels: { row: a } }
  - { policy: mesh, scope: prod, component: chart, version: 1.0.0, batch: 1 }
`

export const meshRows = [
  '{"component":"hub","version":"1.2.0","id":"hub-1"}',
  '{"policy":"mesh","scope":"eu","component":"leaf","version":"1.1.0","count":40,"labels":{"row":"a"}}',
  '{"component":"leaf","version":null,"name":"edge","frozen":true,"id":"leaf-7"}',
]

export const meshContainers = {
  kind: 'Containers',
  items: [
    {
      kind: 'Container',
      name: 'hub-0',
      phase: 'Running',
      site: 'eu',
      inner: [{ image: 'registry.example:5000/mesh-hub:1.2.0@sha256:0a1b' }, { image: 'other/thing:1' }],
    },
    { kind: 'Pod', name: 'leaf-0', phase: 'Finished', inner: [{ image: 'mesh-leaf:1.1.0' }] },
  ],
}

/** The files that the policy includes. */
export const openMesh = (name: string) => {
  const files: Record<string, string> = { 'catalogue.yaml': meshCatalogue, 'recipes.yaml': meshRecipes }
  const text = Object.hasOwn(files, name) ? files[name] : undefined
  return text === undefined
    ? { ok: false as const, problem: `there is no file ${name}` }
    : { ok: true as const, value: { text, file: name } }
}

/** What a test says of a policy: the rest is filled in. */
export interface Made {
  readonly name?: string
  /** Rules without what only a reader needs. `id` is the kind where it is left out. */
  readonly rules: readonly Readonly<Record<string, unknown>>[]
  readonly components?: readonly string[]
  /** Releases of all components; a recalled one in brackets: `1.0.0 (1.1.0) 1.2.0`. */
  readonly releases?: string
  /** Catalogues as a document writes them, where releases have more to tell than their version. */
  readonly catalogue?: readonly unknown[]
  /** Repositories as a document writes them, for rules about tags. */
  readonly repositories?: readonly unknown[]
  readonly joined?: readonly (readonly [string, string])[]
  readonly readings?: Readonly<Record<string, string>>
  readonly interfaces?: readonly object[]
  readonly facts?: Readonly<Record<string, { readonly asks: string; readonly how?: string }>>
}

/** A policy made for one test. */
export function made({
  name = 'mesh',
  rules,
  components = ['hub', 'leaf'],
  releases,
  ...rest
}: Made): Policy {
  const document = {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'Policy',
    metadata: { name, title: name },
    sources: { guide: { title: 'Guide', ref: 'https://mesh.example/guide' } },
    schemes: { lines: { kind: 'semver', joined: rest.joined ?? [] } },
    components: Object.fromEntries(components.map((each) => [each, { title: each, scheme: 'lines' }])),
    ...(rest.facts !== undefined && { facts: rest.facts }),
    repositories: rest.repositories ?? [],
    ...(rest.interfaces !== undefined && { interfaces: rest.interfaces }),
    rules: rules.map((rule) => {
      return { id: rule.kind, says: 'so it is', because: 'of this', source: { in: 'guide' }, ...rule }
    }),
    catalogue:
      releases === undefined
        ? (rest.catalogue ?? [])
        : [
            {
              of: components,
              releases: releases
                .split(' ')
                .map((text) =>
                  text.startsWith('(')
                    ? { version: text.slice(1, -1), status: 'recalled' }
                    : { version: text },
                ),
            },
          ],
  }
  const read = readPolicy(JSON.stringify(document), 'made.yaml', openMesh)
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  const policy = buildPolicy(read.value.document, { readings: rest.readings ?? {} })
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return policy.value
}

/** A fleet in shorthand, summarised: `hub@eu=1.2.0x3,1.1.0 leaf=?`. A word with an `!` behind it is frozen. */
export function running(fleet: string, ...policies: readonly Policy[]): Summary {
  const rows = fleet.split(' ').flatMap((word) => {
    const frozen = word.endsWith('!')
    const read = parseShorthand(frozen ? word.slice(0, -1) : word)
    if (!read.ok) throw new Error(read.problem.message)
    return read.value.map((row) => ({ ...row, frozen }))
  })
  const vocabulary = new Map(
    policies.map(({ name, components }) => [
      name,
      new Map([...components].map(([each, { scheme }]) => [each, scheme])),
    ]),
  )
  const summary = summarise({ policies: [], rows }, vocabulary)
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  return summary.value
}

/** No leaf is newer than any hub. */
export const newer = {
  id: 'not-newer',
  kind: 'window',
  of: 'leaf',
  to: 'hub',
  unit: 'release',
  behind: 'any',
  ahead: 0,
}

/** No leaf is more than a line behind any hub. */
export const trails = {
  id: 'trails',
  kind: 'window',
  of: 'leaf',
  to: 'hub',
  unit: 'line',
  behind: 1,
  ahead: 'any',
}
