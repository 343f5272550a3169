import { type Diagnostic, fail, nearest, ok, type Place, type Result } from '../base/index.ts'
import type { Source } from '../document/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { type GraphDocuments, readGraphDocuments } from './graph-documents.ts'
import { note, some } from './imported.ts'
import { Moves } from './moves.ts'
import { type Pattern, patternOf } from './pattern.ts'
import { type Risk, riskOf, type WrittenRisk } from './risks.ts'
import { type Writing, writingOf } from './schemes.ts'

export interface GraphChoice {
  /** The channel, where there are several (default: the releases of all). */
  readonly channel?: string
  /** The architecture whose releases are meant: it stands behind the versions that patterns are held against. */
  readonly architecture: string
}

/** An update graph, wherever it was written. Moves are between the numbers of versions. */
export interface GraphModel {
  readonly writing: Writing
  /** Oldest first. */
  readonly versions: readonly Version[]
  /** Whether the moves are known: of data without a graph only those that are blocked are. */
  readonly isWhole: boolean
  readonly moves: Moves
  readonly risks: readonly Risky[]
  readonly notes: readonly Diagnostic[]
}

/** A risk with the moves that have it. */
export interface Risky {
  readonly risk: Risk
  readonly moves: Moves
}

/** Makes one graph of documents of all kinds; what is blocked in others is blocked in the graph. */
export function readGraph(
  sources: readonly Source[],
  start: Place,
  choice: GraphChoice,
): Result<GraphModel, readonly Diagnostic[]> {
  const documents = readGraphDocuments(sources)
  return documents.ok ? new GraphReader(documents.value, start, choice).read() : documents
}

const withoutBuild = (text: string): string => text.split('+')[0] ?? text

class GraphReader {
  private readonly notes: Diagnostic[] = []
  private readonly problems: Diagnostic[] = []
  private readonly documents: GraphDocuments
  private readonly choice: GraphChoice
  private readonly start: Place
  private writing: Writing | undefined
  private versions: readonly Version[] = []
  /** The number of each release by its text. */
  private readonly numbers = new Map<string, number>()
  private readonly moves = new Moves()
  private readonly risks = new Map<string, Risky>()

  constructor(documents: GraphDocuments, start: Place, choice: GraphChoice) {
    this.documents = documents
    this.start = start
    this.choice = choice
  }

  read(): Result<GraphModel, readonly Diagnostic[]> {
    this.readVersions()
    const { writing, versions, isWhole, moves, notes } = this
    if (this.problems.length > 0 || writing === undefined) return fail(this.problems)
    this.readEdges()
    this.readConditional()
    this.readBlocked()
    this.tellOthers()
    return ok({ writing, versions, isWhole, moves, risks: [...this.risks.values()], notes })
  }

  private get isWhole(): boolean {
    return this.documents.graphs.length > 0
  }

  private readVersions(): void {
    const named = this.isWhole ? this.nodes() : this.channelVersions()
    if (named.length === 0) {
      const expected = 'expected a graph with "nodes", or a channel with "versions"'
      if (this.problems.length === 0)
        this.problems.push(note(this.start, 'there are no releases in it', expected))
      return
    }
    const build = `+${this.choice.architecture}`
    const plain = (text: string): string => (text.endsWith(build) ? text.slice(0, -build.length) : text)
    this.writing = writingOf(named.map(({ text }) => plain(text)))
    const found = new Map<string, Version>()
    for (const { text, place } of named) {
      const version = this.writing.scheme.parse(plain(text))
      if (version.ok) found.set(text, version.value)
      else this.notes.push(note(place, `"${text}" is no version: the release and its moves are left out`))
    }
    const sorted = [...found].sort(([, a], [, b]) => compareVersions(a, b))
    for (const [i, [text, version]] of sorted.entries()) {
      const [other, before] = sorted[i - 1] ?? []
      if (before !== undefined && compareVersions(before, version) === 0) {
        const message = `${other} and ${text} have the same place in the order of versions`
        const place = named.find((each) => each.text === text)?.place ?? this.start
        this.problems.push(note(place, message, 'import the graph of one architecture'))
      }
      this.numbers.set(text, i)
      this.numbers.set(plain(text), i)
    }
    this.versions = sorted.map(([, version]) => version)
    if (sorted.length === 0) this.problems.push(...this.notes, note(this.start, 'no release has a version'))
  }

  /** The releases of the graph; where some are there for several architectures, those of the one that is meant. */
  private nodes(): { text: string; place: Place }[] {
    const all = this.documents.graphs.flatMap(({ value, source }) =>
      value.nodes.map(({ version }, i) => ({ text: version, place: source.place(['nodes', i, 'version']) })),
    )
    const { architecture } = this.choice
    const texts = new Set(all.map(({ text }) => text))
    const isMixed = new Set([...texts].map(withoutBuild)).size < texts.size
    const isOwn = (text: string): boolean => text === withoutBuild(text) || text.endsWith(`+${architecture}`)
    const other = isMixed ? all.find(({ text }) => !isOwn(text)) : undefined
    if (other === undefined) return all
    const own = all.filter(({ text }) => isOwn(text))
    const message = `${all.length - own.length} releases of architectures other than ${architecture} are left out`
    this.notes.push(note(other.place, message, '--arch chooses another one'))
    return own
  }

  /** The releases of the channels; an architecture behind a plus is that of its release. */
  private channelVersions(): { text: string; place: Place }[] {
    const { channel, architecture } = this.choice
    const { channels } = this.documents
    const chosen = channels.filter(({ value }) => channel === undefined || value.name === channel)
    if (channel !== undefined && chosen.length === 0) {
      const names = channels.map(({ value }) => value.name)
      const guess = nearest(channel, names)
      const help = guess === undefined ? `there are: ${some(names, 12)}` : `did you mean "${guess}"?`
      this.problems.push(note(this.start, `there is no channel "${channel}"`, help))
    }
    const seen = new Set<string>()
    return chosen.flatMap(({ value, source }) =>
      value.versions.flatMap((each, i) => {
        const [text = '', own = architecture] = String(each).split('+')
        if (own !== architecture || seen.has(text)) return []
        seen.add(text)
        return [{ text, place: source.place(['versions', i]) }]
      }),
    )
  }

  private readEdges(): void {
    for (const { value, source } of this.documents.graphs) {
      for (const [i, edge] of (value.edges ?? []).entries()) {
        const missing = edge.find((k) => value.nodes[k] === undefined)
        if (missing !== undefined) {
          this.notes.push(
            note(source.place(['edges', i]), `there is no node ${missing}: the edge is left out`),
          )
          continue
        }
        const [from, to] = edge.map((k) => this.numbers.get(value.nodes[k]?.version ?? ''))
        if (from !== undefined && to !== undefined && from !== to) this.moves.add(from, to)
      }
    }
  }

  private readConditional(): void {
    for (const { value, source } of this.documents.graphs) {
      for (const [i, { edges, risks }] of (value.conditionalEdges ?? []).entries()) {
        for (const [k, edge] of edges.entries()) {
          const [from, to] = [this.numbers.get(edge.from), this.numbers.get(edge.to)]
          if (from === undefined || to === undefined) {
            const missing = from === undefined ? edge.from : edge.to
            const place = source.place(['conditionalEdges', i, 'edges', k])
            this.notes.push(note(place, `there is no release ${missing}: the edge is left out`))
          } else if (from !== to) {
            this.moves.add(from, to)
            for (const risk of risks) this.addRisk(risk, from, to)
          }
        }
      }
    }
  }

  private addRisk(written: WrittenRisk, from: number, to: number): void {
    const risk = riskOf(written)
    const key = JSON.stringify(risk)
    const known = this.risks.get(key) ?? { risk, moves: new Moves() }
    known.moves.add(from, to)
    this.risks.set(key, known)
  }

  private readBlocked(): void {
    const { architecture } = this.choice
    const patterns = new Map<string, Pattern | undefined>()
    const texts = this.versions.map(({ text }) => `${text}+${architecture}`)
    const elsewhere: string[] = []
    for (const { value, source } of this.documents.blocked) {
      const [target = '', own = architecture] = value.to.split('+')
      const to = this.numbers.get(target)
      if (to === undefined || own !== architecture) {
        elsewhere.push(value.to)
        continue
      }
      if (!patterns.has(value.from)) {
        const pattern = patternOf(value.from)
        patterns.set(value.from, pattern.ok ? pattern.value : undefined)
        if (!pattern.ok) {
          const message = `the pattern cannot be read at ${pattern.problem}: all moves to ${target} are taken to be blocked`
          this.notes.push(note(source.place(['from']), message))
        }
      }
      const pattern = patterns.get(value.from)
      for (const [from, text] of texts.entries()) {
        const isConcerned = from !== to && (!this.isWhole || this.moves.has(from, to))
        if (isConcerned && (pattern === undefined || pattern(text))) this.addRisk(value, from, to)
      }
    }
    if (elsewhere.length > 0) {
      const message = `${elsewhere.length} blocked edges lead to releases that are not in it: ${some(elsewhere)}`
      this.notes.push(note(this.start, message))
    }
  }

  private tellOthers(): void {
    const { graphs, others, channels } = this.documents
    for (const { value, source } of graphs) {
      const members = new Set(
        value.nodes.flatMap((node) => Object.keys(node).filter((name) => name !== 'version')),
      )
      if (members.size > 0)
        this.notes.push(
          note(source.place(['nodes']), `${some([...members])} of the releases are not carried over`),
        )
    }
    const [first] = others
    if (first !== undefined) {
      const files = [...new Set(others.map(({ file }) => file))]
      this.notes.push(
        note(
          first.place([]),
          `nothing is carried over of ${some(files)}, which are of no kind that is known here`,
        ),
      )
    }
    if (!this.isWhole)
      this.notes.push(
        note(
          this.start,
          'the moves themselves are not in this data, only those that are blocked: all others are unknown',
          'add the graph that the update service makes of it',
        ),
      )
    else if (channels.length > 0)
      this.notes.push(
        note(
          channels[0]?.source.place([]) ?? this.start,
          'the graph has its releases, so channels are left out',
        ),
      )
  }
}
