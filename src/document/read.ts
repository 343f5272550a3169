import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  Parser,
  type Scalar,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml'
import { type Diagnostic, fail, ok, type Place, type Result } from '../base/index.ts'
import { type JsonText, readJson, readJsonStream } from './json.ts'
import type { Path, Source } from './source.ts'
import { deepest, placesIn, tooDeep } from './tree.ts'

/** Aliases may repeat a part of a document, but not blow it up: beyond this many nodes it is refused. */
const mostNodes = 2_000_000

/**
 * Texts are read by one YAML, whatever version they declare and whatever their tags ask for: no dates, no merge
 * keys, `yes` is a text. That names are unique is checked below, in linear time.
 */
const yaml = { schema: 'core', resolveKnownTags: false, uniqueKeys: false } as const

/**
 * Reads one YAML (or JSON) document. Numbers with a fraction stay as they were written, so that `1.10` is the
 * text "1.10" and not the number 1.1: a version is never changed by reading it.
 */
export function readDocument(written: string, file: string): Result<Source, readonly Diagnostic[]> {
  // A byte order mark is no part of the text, so no column counts it.
  const text = written.replace(/^\uFEFF/, '')
  const json = jsonSource(text, file)
  if (json !== undefined) return ok(json)
  const lines = linesOf(text)
  const tokens = [...new Parser().parse(text)]
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  // Making nodes of tokens is recursive: nesting has to be known to end before.
  const deep = tokens.map(firstTooDeep).find((offset) => offset !== undefined)
  if (deep !== undefined) return fail([{ place: place(deep), message: tooDeep }])
  const documents = [...new Composer(yaml).compose(tokens)]
  if (documents.length === 0) {
    return fail([{ place: { file, line: 1, column: 1 }, message: 'the document is empty' }])
  }
  const problems: Diagnostic[] = documents.flatMap((document) =>
    document.errors.map((error) => ({ place: place(error.pos[0]), message: firstLine(error.message) })),
  )
  if (problems.length > 0) return fail(problems)
  const [document, another] = documents
  if (another !== undefined) {
    return fail([{ place: place(another.range[0]), message: 'one document is expected here, not several' }])
  }
  const root = document?.contents ?? null
  if (root === null) return fail([{ place: { file, line: 1, column: 1 }, message: 'the document is empty' }])
  const reader = new Reader()
  const value = reader.toValue(root as Node, 0)
  if (reader.problem !== undefined) {
    return fail([{ place: place(reader.problem.offset), message: reader.problem.message }])
  }
  return ok(sourceOf(root as ParsedNode, value, text, file, place))
}

/** One of several documents of a text: read, or what is wrong with it. */
export type ReadOne = Result<Source, readonly Diagnostic[]>

/**
 * Reads the documents of a YAML (or JSON) text one by one, so that a large text is never held as a whole; JSON values may
 * follow each other with nothing between them. Each fails alone; what holds nothing but comments is none. Lines are only
 * counted once somebody asks for a place.
 */
export function* readDocuments(written: string, file: string): Iterable<ReadOne> {
  const text = written.replace(/^\uFEFF/, '')
  const place = placesIn(text, file)
  const json = readJsonStream(text, mostNodes, deepest)
  if (json !== undefined) {
    for (const each of json) yield ok(sourceOfJson(each, file, place))
    return
  }
  const composer = new Composer(yaml)
  for (const token of new Parser().parse(text)) {
    // Making nodes of tokens is recursive: nesting has to be known to end before.
    const deep = firstTooDeep(token)
    if (deep !== undefined) {
      yield fail([{ place: place(deep), message: tooDeep }])
      continue
    }
    for (const document of composer.next(token)) yield* readComposed(document, text, file, place)
  }
  for (const document of composer.end()) yield* readComposed(document, text, file, place)
}

function sourceOf(
  root: ParsedNode,
  value: unknown,
  text: string,
  file: string,
  place: (offset: number) => Place,
): Source {
  return {
    file,
    format: 'yaml',
    value,
    place: (path, part = 'value') => place(offsetOf(root, path, part)),
    inside: (path, line, column) => placeInside(root, path, text, place, line, column),
  }
}

/** A text that is one JSON object or array, by the faster way; undefined for all others. */
function jsonSource(text: string, file: string): Source | undefined {
  const json = readJson(text, mostNodes, deepest)
  return json && sourceOfJson(json, file, placesIn(text, file))
}

function sourceOfJson(json: JsonText, file: string, place: (offset: number) => Place): Source {
  return {
    file,
    format: 'yaml',
    value: json.value,
    place: (path, part = 'value') => place(json.offsetOf(path, part)),
  }
}

function* readComposed(
  { contents, errors }: { readonly contents: unknown; readonly errors: readonly YAMLParseError[] },
  text: string,
  file: string,
  place: (offset: number) => Place,
): Iterable<ReadOne> {
  if (errors.length > 0) {
    yield fail(errors.map((error) => ({ place: place(error.pos[0]), message: firstLine(error.message) })))
    return
  }
  const root = contents as ParsedNode | null
  if (root === null || (isScalar(root) && root.value === null)) return
  const reader = new Reader()
  const value = reader.toValue(root, 0)
  if (reader.problem !== undefined) {
    yield fail([{ place: place(reader.problem.offset), message: reader.problem.message }])
    return
  }
  yield ok(sourceOf(root, value, text, file, place))
}

/** Counted here and not by the parser, which loses count where it recovers from what it cannot read. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  return lines
}

/** Where a token nests deeper than documents may, if it does. */
function firstTooDeep(root: CST.Token): number | undefined {
  const waiting: { token: CST.Token; depth: number }[] = [{ token: root, depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next
    if (depth > deepest) return token.offset
    if (token.type === 'document' && token.value) waiting.push({ token: token.value, depth })
    if (!('items' in token)) continue
    for (const { key, value } of token.items) {
      for (const inner of [key, value]) if (inner) waiting.push({ token: inner, depth: depth + 1 })
    }
  }
  return undefined
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? text).replace(/:$/, '')

class Reader {
  problem: { offset: number; message: string } | undefined
  private nodes = 0
  private readonly anchors = new Map<string, Node>()
  /** The nodes around the current one: an alias to one of them would never end. */
  private readonly open = new Set<Node>()

  toValue(node: Node | null, depth: number): unknown {
    if (node === null || this.problem !== undefined) return null
    if (++this.nodes > mostNodes)
      return this.stop(node, 'the document is too large once its aliases are replaced')
    if (depth > deepest) return this.stop(node, tooDeep)
    if (isAlias(node)) {
      const target = this.anchors.get(node.source)
      if (target === undefined) return this.stop(node, `the alias *${node.source} names no anchor`)
      if (this.open.has(target)) return this.stop(node, `the alias *${node.source} contains itself`)
      return this.toValue(target, depth)
    }
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node)
    this.open.add(node)
    const value = this.collection(node, depth)
    this.open.delete(node)
    return value
  }

  private collection(node: Node, depth: number): unknown {
    if (isScalar(node)) return scalarValue(node.value, node.source, node.type === 'PLAIN')
    if (isSeq(node)) return node.items.map((item) => this.toValue(item as Node, depth + 1))
    if (!isMap(node)) return null
    const members = new Map<string, unknown>()
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? nameOf(pair.key) : undefined
      if (key === undefined)
        return this.stop((pair.key as Node | null) ?? node, 'a name must be a plain text')
      // Schemas look past it in silence, and nobody means it well.
      if (key === '__proto__') return this.stop(pair.key as Node, `no name may be ${key}`)
      // By its text: `1` and `"1"` are one name here.
      if (members.has(key)) return this.stop(pair.key as Node, `the name "${key}" is written twice`)
      members.set(key, this.toValue(pair.value as Node | null, depth + 1))
    }
    return Object.fromEntries(members)
  }

  private stop(node: Node, message: string): null {
    this.problem ??= { offset: node.range?.[0] ?? 0, message }
    return null
  }
}

function scalarValue(value: unknown, source: string | undefined, isPlain: boolean): unknown {
  if (typeof value === 'bigint') return source ?? String(value)
  if (typeof value !== 'number' || source === undefined || !isPlain) return value
  // Only a number that is written back the same way is a number (`1e3`, `0x10`, `1.0` and `007` stay texts).
  return Number.isSafeInteger(value) && String(value) === source ? value : source
}

type ParsedPair = Pair<ParsedNode, ParsedNode | null>

const pairsByMap = new WeakMap<YAMLMap.Parsed, ReadonlyMap<PropertyKey, ParsedPair>>()

/** The members of a map by name, so that the places of all of them are found in linear time. */
function pairsOf(map: YAMLMap.Parsed): ReadonlyMap<PropertyKey, ParsedPair> {
  let pairs = pairsByMap.get(map)
  if (pairs === undefined) {
    pairs = new Map(
      map.items.flatMap((pair) => (isScalar(pair.key) ? [[nameOf(pair.key), pair] as const] : [])),
    )
    pairsByMap.set(map, pairs)
  }
  return pairs
}

const nameOf = (key: Scalar): string => String(key.source ?? key.value)

function offsetOf(root: ParsedNode, path: Path, part: 'key' | 'value'): number {
  let node: ParsedNode | null = root
  let offset = root.range[0]
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1
    if (isMap(node)) {
      const pair: ParsedPair | undefined = pairsOf(node).get(step)
      if (pair === undefined) return offset
      const key = pair.key
      node = pair.value
      offset = (isLast && part === 'key' ? key.range?.[0] : (node?.range?.[0] ?? key.range?.[0])) ?? offset
    } else if (isSeq(node) && typeof step === 'number') {
      node = (node.items[step] as ParsedNode | undefined) ?? null
      offset = node?.range?.[0] ?? offset
    } else {
      return offset
    }
  }
  return offset
}

/** Only a text after `|` has the lines of the document; in quotes it may have any. */
function placeInside(
  root: ParsedNode,
  path: Path,
  text: string,
  place: (offset: number) => Place,
  line: number,
  column: number,
): Place {
  const node = nodeAt(root, path)
  const start = place(offsetOf(root, path, 'value'))
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL') return start
  const [from, , end] = node.range
  const body = text.slice(text.indexOf('\n', from) + 1, end)
  // What was taken off the first line that is not empty was taken off all of them.
  const written = /^[ \t]*\S/m.exec(body)?.[0].length ?? 1
  const kept = /^[ \t]*\S/m.exec(String(node.value))?.[0].length ?? 1
  return { file: start.file, line: start.line + line, column: column + written - kept }
}

function nodeAt(root: ParsedNode, path: Path): ParsedNode | null {
  let node: ParsedNode | null = root
  for (const step of path) {
    if (isMap(node)) node = pairsOf(node).get(step)?.value ?? null
    else if (isSeq(node) && typeof step === 'number')
      node = (node.items[step] as ParsedNode | undefined) ?? null
    else return null
  }
  return node
}
