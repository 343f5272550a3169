import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GraphSettings, importUpdateGraph } from '../../src/import/index.ts'
import { policyOn } from '../../src/policy/index.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'
import { builtFrom, jumpVerdict, leads, notesOf, planned, settings, sourcesOf } from './made.ts'

/*
 * Graphs against what their protocol says, told here once more: an update is recommended when there is an edge, and no risk of
 * it concerns the cluster; whether a risk does, its first rule that can be asked says.
 */

const read = (files: Readonly<Record<string, unknown>>, more: Partial<GraphSettings> = {}) =>
  importUpdateGraph(
    Object.entries(files).flatMap(([file, value]) =>
      sourcesOf(typeof value === 'string' ? value : JSON.stringify(value), file),
    ),
    { ...settings, architecture: 'amd64', ...more },
  )

interface Graph {
  readonly versions: readonly string[]
  readonly edges: readonly (readonly [number, number])[]
  /** By the number of an edge: the risks that it has; `always`, or the name of a query. */
  readonly risks: readonly (readonly string[])[]
  /** The answers to queries that are told. */
  readonly answers: Readonly<Record<string, boolean>>
}

const queries = ['a', 'b', 'c']
const version = fc
  .tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom('', '', '-rc.1'),
  )
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre}`)
const graph: fc.Arbitrary<Graph> = fc
  .uniqueArray(version, { minLength: 2, maxLength: 7 })
  .chain((versions) => {
    const node = fc.nat(versions.length - 1)
    const edge = fc.tuple(node, node).filter(([from, to]) => from !== to)
    return fc.record({
      versions: fc.constant(versions),
      edges: fc.uniqueArray(edge, { maxLength: 12, selector: String }),
      risks: fc.array(
        fc.oneof(
          { weight: 3, arbitrary: fc.constant([]) },
          fc.subarray(['always', ...queries], { minLength: 1 }),
        ),
        { minLength: 12, maxLength: 12 },
      ),
      answers: fc.dictionary(fc.constantFrom(...queries), fc.boolean()),
    })
  })

const riskOf = (name: string) => ({
  name: name === 'always' ? 'KnownLoss' : `Risk${name.toUpperCase()}`,
  message: `what ${name} does`,
  url: `https://graph.example/${name}`,
  matchingRules:
    name === 'always' ? [{ type: 'Always' }] : [{ type: 'PromQL', promql: { promql: `max(${name})` } }],
})

const written = ({ versions, edges, risks }: Graph) => ({
  version: 1,
  nodes: versions.map((each) => ({ version: each, payload: `registry.example/${each}`, metadata: {} })),
  edges: edges.filter((_, i) => risks[i]?.length === 0),
  conditionalEdges: edges.flatMap(([from, to], i) =>
    risks[i]?.length === 0
      ? []
      : [{ edges: [{ from: versions[from], to: versions[to] }], risks: (risks[i] ?? []).map(riskOf) }],
  ),
})

function recommended({ edges, risks, answers }: Graph, from: number, to: number): string {
  const i = edges.findIndex((edge) => edge[0] === from && edge[1] === to)
  if (i < 0) return 'unsupported'
  const concerns = (risks[i] ?? []).map((name) => (name === 'always' ? true : answers[name]))
  if (concerns.includes(true)) return 'unsupported'
  return concerns.includes(undefined) ? 'unknown' : 'supported'
}

const factOf = (query: string): string => `risk-${query}`

function policyOf(world: Graph) {
  const policy = builtFrom(read({ 'graph.json': written(world) }))
  const facts = new Map(
    Object.entries(world.answers).flatMap(([query, is]) =>
      policy.facts.has(factOf(query)) ? [[factOf(query), is] as const] : [],
    ),
  )
  return policyOn(policy, { day: settings.asOf, facts })
}

describe('a graph as a policy', () => {
  it(
    'recommends the updates of the graph, and no others',
    () => {
      fc.assert(
        fc.property(graph, (world) => {
          const policy = policyOf(world)
          for (const [i, from] of world.versions.entries()) {
            for (const [k, to] of world.versions.entries()) {
              if (i === k) continue
              const note = `${from} → ${to} in ${JSON.stringify(world)}`
              expect(jumpVerdict(policy, from, to), note).toBe(recommended(world, i, k))
            }
            // Of what is not in the graph nobody knows anything, whatever it lies between.
            for (const stranger of ['0.1.0', '1.1.1-rc.0', '1.0.7', '3.0.0']) {
              expect(jumpVerdict(policy, stranger, from)).not.toBe('supported')
              expect(jumpVerdict(policy, from, stranger)).not.toBe('supported')
            }
          }
        }),
        runs(60),
      )
    },
    timeoutMilliseconds,
  )

  it(
    'has a plan where recommended updates lead there without a detour',
    () => {
      fc.assert(
        fc.property(graph, fc.nat(), fc.nat(), (world, a, b) => {
          const policy = policyOf(world)
          const sorted = [...(policy.catalogues.get('pump')?.releases ?? [])].map(
            ({ version: each }) => each.text,
          )
          const [from, to] = [a % world.versions.length, b % world.versions.length]
          const place = (text: string): number => sorted.indexOf(text)
          const [start, end] = [world.versions[from] ?? '', world.versions[to] ?? '']
          const way = Math.sign(place(end) - place(start))
          const may = (allowed: readonly string[]) => (x: string, y: string) =>
            Math.sign(place(y) - place(x)) === way &&
            (place(end) - place(y)) * way >= 0 &&
            // Candidates are no stops of a plan, only starts and targets.
            (y === end || !y.includes('-')) &&
            allowed.includes(recommended(world, world.versions.indexOf(x), world.versions.indexOf(y)))
          const isSure = leads(world.versions, may(['supported']), start, end)
          const isThere = leads(world.versions, may(['supported', 'unknown']), start, end)
          const expected =
            from === to ? 'nothing-to-do' : isSure ? 'plan' : isThere ? 'unknown' : 'impossible'
          expect(planned(policy, start, end).outcome, JSON.stringify(world)).toBe(expected)
        }),
        runs(150),
      )
    },
    timeoutMilliseconds,
  )
})

const channel = (name: string, ...versions: string[]) => ({ name, versions })
const releases = ['4.1.0', '4.1.1', '4.1.12', '4.2.0-rc.1', '4.2.0', '4.2.1', '4.10.0']

describe('the data of a graph as a policy', () => {
  const patterns = [
    '.*',
    '4[.]1[.].*',
    '4\\.1\\..*',
    '^4[.]1[.]([0-9]|1[0-2])[+].*$',
    '^4[.](1[.].*|2[.]0-rc[.][0-2])[+]amd64$',
    '4[.]1',
    '^4[.]2[.]1$',
  ]
  const entry = fc.record({
    to: fc.constantFrom(...releases, '4.9.9'),
    from: fc.constantFrom(...patterns),
    isAlways: fc.boolean(),
  })

  it(
    'blocks what the patterns name, with the graph and without',
    () => {
      fc.assert(
        fc.property(
          fc.array(entry, { maxLength: 4 }),
          fc.boolean(),
          fc.boolean(),
          (entries, hasGraph, concerns) => {
            const blocked = entries.map(({ to, from, isAlways }, i) => [
              `blocked-edges/${i}.yaml`,
              {
                to,
                from,
                ...(!isAlways && { ...riskOf('a'), fixedIn: '4.10.1' }),
              },
            ])
            const nodes = releases.map((each) => ({ version: each }))
            const all = releases.flatMap((_, i) => releases.flatMap((__, k) => (i < k ? [[i, k]] : [])))
            const files = {
              ...(hasGraph
                ? { 'graph.json': { nodes, edges: all } }
                : { 'channels/fast.yaml': channel('fast', ...releases) }),
              ...Object.fromEntries(blocked),
            }
            const facts = new Map(
              entries.some(({ isAlways, to }) => !isAlways && to !== '4.9.9') ? [['risk-a', concerns]] : [],
            )
            const built = builtFrom(read(files))
            const policy = policyOn(built, {
              day: settings.asOf,
              facts: built.facts.size > 0 ? facts : new Map(),
            })
            for (const [i, from] of releases.entries()) {
              for (const [k, to] of releases.entries()) {
                if (i === k) continue
                const isBlocked = entries.some(
                  (each) =>
                    each.to === to &&
                    (each.isAlways || concerns) &&
                    new RegExp(each.from).test(`${from}+amd64`),
                )
                const otherwise = hasGraph ? (i < k ? 'supported' : 'unsupported') : 'unknown'
                const expected = isBlocked ? 'unsupported' : otherwise
                expect(
                  jumpVerdict(policy, from, to),
                  JSON.stringify({ entries, from, to, hasGraph, concerns }),
                ).toBe(expected)
              }
            }
          },
        ),
        runs(60),
      )
    },
    timeoutMilliseconds,
  )

  it('says what is left out', () => {
    const files = {
      'channels/fast.yaml': channel('fast', '4.1.0', '4.1.1', '4.1.2+s390x', 'next', '4.1.3+amd64'),
      'channels/slow.yaml': channel('slow', '4.0.0'),
      'blocked-edges/1.yaml': { to: '4.1.1', from: '(?i)4' },
      'blocked-edges/2.yaml': { to: '4.0.0', from: '.*' },
      'blocked-edges/3.yaml': { to: '4.1.3+s390x', from: '.*' },
      'raw/metadata.json': { '4.1.0': {} },
    }
    const result = read(files, { channel: 'fast' })
    expect(notesOf(result).map((each) => each.replace(/^\d+:\d+ /, ''))).toEqual([
      '"next" is no version: the release and its moves are left out',
      'the pattern cannot be read at "(?i)4": all moves to 4.1.1 are taken to be blocked',
      '2 blocked edges lead to releases that are not in it: 4.0.0, 4.1.3+s390x',
      'nothing is carried over of raw/metadata.json, which are of no kind that is known here',
      'the moves themselves are not in this data, only those that are blocked: all others are unknown | add the graph that the update service makes of it',
    ])
    const policy = builtFrom(result)
    expect(policy.catalogues.get('pump')?.releases.map(({ version: each }) => each.text)).toEqual([
      '4.1.0',
      '4.1.1',
      '4.1.3',
    ])
    expect(jumpVerdict(policy, '4.1.0', '4.1.1')).toBe('unsupported')
    expect(jumpVerdict(policy, '4.1.0', '4.1.3')).toBe('unknown')
  })
})

describe('a graph', () => {
  const nodes = (...versions: string[]) => versions.map((each) => ({ version: each }))

  it('may have versions of four numbers', () => {
    const policy = builtFrom(
      read({ 'graph.json': { nodes: nodes('38.20230609.3.0', '38.20230625.3.1'), edges: [[0, 1]] } }),
    )
    expect(jumpVerdict(policy, '38.20230609.3.0', '38.20230625.3.1')).toBe('supported')
  })

  it('may have the releases of several architectures', () => {
    const value = {
      nodes: nodes('1.0.0+amd64', '1.0.0+s390x', '1.0.1+amd64', '1.0.1+s390x'),
      edges: [[0, 2]],
    }
    const own = read({ g: value })
    expect(jumpVerdict(builtFrom(own), '1.0.0', '1.0.1')).toBe('supported')
    expect(notesOf(own)).toEqual([
      '1:48 2 releases of architectures other than amd64 are left out | --arch chooses another one',
    ])
    expect(jumpVerdict(builtFrom(read({ g: value }, { architecture: 's390x' })), '1.0.0', '1.0.1')).toBe(
      'unsupported',
    )
  })

  it('may ask for a risk in several ways', () => {
    const rules = [{ type: 'PromQL', promql: { promql: 'max(a)' } }, { type: 'Weather' }, { type: 'Always' }]
    const risk = { ...riskOf('a'), matchingRules: rules }
    const risky = { edges: [{ from: '1.0.0', to: '1.0.1' }], risks: [risk] }
    const policy = builtFrom(
      read({ g: { nodes: nodes('1.0.0', '1.0.1'), edges: [[0, 1]], conditionalEdges: [risky] } }),
    )
    expect([...policy.facts.values()]).toEqual([
      {
        asks: 'Does RiskA concern this cluster? what a does https://graph.example/a',
        how: 'max(a)\n\nor, where that has no answer\n\nWeather, which is asked in a way of its own',
      },
    ])
    // What is in both lists has its risk.
    expect(jumpVerdict(policy, '1.0.0', '1.0.1')).toBe('unknown')
  })

  it('tells risks of one name apart by their queries', () => {
    const risk = (query: string) => ({ ...riskOf('a'), matchingRules: riskOf(query).matchingRules })
    const edge = (to: string, query: string) => ({ edges: [{ from: '1.0.0', to }], risks: [risk(query)] })
    const conditionalEdges = [edge('1.0.1', 'a'), edge('1.0.2', 'b')]
    const policy = builtFrom(
      read({ g: { nodes: nodes('1.0.0', '1.0.1', '1.0.2'), edges: [], conditionalEdges } }),
    )
    expect([...policy.facts.keys()]).toEqual(['risk-a', 'risk-a-2'])
  })

  it('says what is left out', () => {
    const value = {
      nodes: [...nodes('1.0.0', 'one'), { version: '1.0.1', payload: 'x', metadata: {} }],
      edges: [
        [0, 1],
        [0, 9],
        [0, 2],
      ],
      conditionalEdges: [{ edges: [{ from: '1.0.0', to: '2.0.0' }], risks: [] }],
    }
    expect(notesOf(read({ g: value }))).toEqual([
      '1:42 "one" is no version: the release and its moves are left out',
      '1:113 there is no node 9: the edge is left out',
      '1:156 there is no release 2.0.0: the edge is left out',
      '1:10 payload, metadata of the releases are not carried over',
    ])
  })

  it.each<[string, unknown, Partial<GraphSettings>, string]>([
    [
      'two releases at one place',
      { nodes: nodes('1.0.0+amd64', '1.0.0'), edges: [] },
      {},
      '1:48 1.0.0+amd64 and 1.0.0 have the same place in the order of versions | import the graph of one architecture',
    ],
    [
      'no release',
      { to: '1.0.0', from: '.*' },
      {},
      '1:1 there are no releases in it | expected a graph with "nodes", or a channel with "versions"',
    ],
    [
      'no version',
      { nodes: nodes('one') },
      {},
      '1:22 "one" is no version: the release and its moves are left out',
    ],
    [
      'no such channel',
      channel('fast', '1.0.0'),
      { channel: 'fats' },
      '1:1 there is no channel "fats" | did you mean "fast"?',
    ],
    [
      'an edge that is none',
      { nodes: nodes('1.0.0'), edges: [[0]] },
      {},
      '1:41 "edges" is a list | expected at least 2 items',
    ],
  ])('%s is refused', (_, value, more, problem) => {
    const result = read({ g: value }, more)
    expect(result.ok).toBe(false)
    expect(notesOf(result)[0]).toBe(problem)
  })
})
