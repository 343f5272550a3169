import { ok, type Place } from '../base/index.ts'
import type { Source } from '../document/index.ts'
import type { Scheme, Version } from '../version/index.ts'
import { type GraphChoice, type GraphModel, type Risky, readGraph } from './graph-model.ts'
import type { ImportResult, ImportSettings } from './imported.ts'
import { Moves, rowsOf } from './moves.ts'
import { nameFrom, nameOfFile } from './names.ts'
import { gaps } from './ranges.ts'
import { Facts } from './risks.ts'
import { writingFor } from './schemes.ts'
import { besideEachOther, cited, policyAround, type WrittenRule } from './skeleton.ts'

/*
 * Update graphs: releases, and the moves between them that are recommended. A move with risks is recommended to clusters that
 * no risk concerns. Of data without a graph only what is blocked is known, so all other moves are unknown.
 */

export interface GraphSettings extends ImportSettings, GraphChoice {}

/** The moves that an update graph recommends, as a policy. */
export function importUpdateGraph(sources: readonly Source[], settings: GraphSettings): ImportResult {
  const start: Place = sources[0]?.place([]) ?? { file: settings.ref, line: 1, column: 1 }
  const graph = readGraph(sources, start, settings)
  if (!graph.ok) return graph
  const { versions, writing, notes } = graph.value
  const isOneFile = sources.every(({ file }) => file === start.file)
  const title = settings.channel ?? (isOneFile ? nameOfFile(start.file, 'graph') : 'graph')
  const component = settings.component ?? 'cluster'
  const facts = new Facts()
  const rules = [
    besideEachOther(component, versions[0]?.text ?? ''),
    silentRule(component, versions, writing.scheme),
    movesRule(component, graph.value, facts),
  ]
  const releases = versions.map(({ text }) => ({ version: text })).reverse()
  const policy = policyAround(settings, {
    name: nameFrom(title, 'graph'),
    title,
    about: `Which updates ${title} recommends. One scope is one cluster.`,
    source: `update graph, ${title}`,
    more: {
      schemes: { release: writingFor(versions, writing.written) },
      components: { [component]: { title, scheme: 'release' } },
      ...(Object.keys(facts.written).length > 0 && { facts: facts.written }),
      rules,
      catalogue: [{ of: [component], asOf: settings.asOf, releases }],
    },
  })
  return ok({ policy, notes })
}

function silentRule(component: string, versions: readonly Version[], scheme: Scheme): WrittenRule {
  const newest = versions.at(-1)?.text ?? ''
  const next = newest.replace(/\d+/, (major) => String(Number(major) + 1))
  // One above the newest, where there is one.
  const strangers = [next].filter((text) => scheme.parse(text).ok)
  return {
    id: 'not-in-the-graph',
    kind: 'silent',
    of: `${component} ${gaps(versions)}`,
    says: 'the graph does not have other releases',
    source: cited('nodes'),
    because: 'What the graph does not have it says nothing of.',
    examples: { unknown: strangers.map((text) => `${component}=${text}`) },
  }
}

type EdgeRows = Extract<WrittenRule, { kind: 'edges' }>['rows']

function movesRule(component: string, graph: GraphModel, facts: Facts): WrittenRule {
  const { isWhole, moves, versions } = graph
  const risky = graph.risks.map((each) => ({ ...each, fact: facts.nameOf(each.risk) }))
  const certain = risky.filter(({ fact }) => fact === undefined)
  const depends = risky.filter(({ fact }) => fact !== undefined)
  const always = union(certain)
  // What concerns everybody comes first: it is certain, whatever else is not known.
  const rows: EdgeRows = [...certain, ...depends].flatMap(({ risk, moves: concerned, fact }) =>
    rowsOf(concerned, versions).map((row) => ({
      ...row,
      verdict: 'unsupported' as const,
      because: risk.because,
      ...(fact !== undefined && { when: fact }),
    })),
  )
  const allowed = [...moves].filter(([from, to]) => !always.has(from, to))
  rows.push(...rowsOf(allowed, versions).map((row) => ({ ...row, verdict: 'supported' as const })))
  if (rows.length === 0) rows.push({ from: '*', to: '*', verdict: isWhole ? 'unsupported' : 'unknown' })
  return {
    id: 'updates',
    kind: 'edges',
    of: component,
    says: isWhole ? 'updates are those that the graph recommends' : 'updates are not those that are blocked',
    source: cited('edges'),
    because: 'A move with a risk is recommended to those only whom the risk does not concern.',
    rows,
    else: isWhole ? 'unsupported' : 'unknown',
    examples: examplesOf(component, graph, always, union(depends)),
  }
}

function union(risky: readonly Risky[]): Moves {
  const all = new Moves()
  for (const { moves } of risky) for (const [from, to] of moves) all.add(from, to)
  return all
}

type Pair = readonly [from: number, to: number]

/** A move of each kind, where there is one. */
function examplesOf(
  component: string,
  { isWhole, moves, versions }: GraphModel,
  always: Moves,
  depends: Moves,
): NonNullable<WrittenRule['examples']> {
  const first = (pairs: Iterable<Pair>, isWanted: (from: number, to: number) => boolean): string[] => {
    for (const [from, to] of pairs) {
      if (isWanted(from, to))
        return [`${component}=${versions[from]?.text} then ${component}=${versions[to]?.text}`]
    }
    return []
  }
  const isOther = (from: number, to: number): boolean =>
    !moves.has(from, to) && !always.has(from, to) && !depends.has(from, to)
  const others = first(pairsOf(versions.length), isOther)
  return {
    holds: first(moves, (from, to) => !always.has(from, to) && !depends.has(from, to)),
    fails: [...first(always, () => true), ...(isWhole ? others : [])],
    unknown: [...first(depends, (from, to) => !always.has(from, to)), ...(isWhole ? [] : others)],
  }
}

function* pairsOf(count: number): Iterable<Pair> {
  for (let from = 0; from < count; from++)
    for (let to = 0; to < count; to++) if (from !== to) yield [from, to]
}
