import {
  type CST,
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import { readDocument } from './read.ts'
import type { Path } from './source.ts'
import { flowText, quotedText, type Writable } from './write.ts'

/** What stands between two neighbours of a list, or at one of its ends. */
export interface Insertion {
  /** The number of the item that it comes before; the length of the list for its end. */
  readonly at: number
  /** Items that follow the one before without a gap. */
  readonly toPrevious: readonly Item[]
  /** Items that stand apart from both neighbours, block by block. */
  readonly apart: readonly (readonly Item[])[]
  /** Items that the one after follows without a gap. */
  readonly toNext: readonly Item[]
}

/** An item as it is written: in one line, or as the lines of a block. */
export interface Item {
  readonly flow: string
  readonly block?: readonly string[]
}

/**
 * A document to be changed in a few places. What no change touches keeps every character: comments, order, quotes, blank
 * lines, line ends. Changes are collected, and made by `text`; each answers with the reason when it cannot be made.
 */
export interface Editor {
  /** Whether the text is JSON and has to stay so. */
  readonly isJson: boolean
  /** Whether the text of a value is in quotes; undefined where there is none. */
  isQuoted(path: Path): boolean | undefined
  /** The names of the members of a mapping; none where there is no mapping. */
  membersOf(path: Path): readonly string[]
  /** Whether a blank line stands before an item of a list. */
  hasGapBefore(path: Path, item: number): boolean
  /** Sets a member of a mapping; one that it lacks comes after the last of `after` that it has. */
  setMember(path: Path, name: string, value: Writable, after: readonly string[]): Result<void, string>
  /** Inserts items into a list. With `isSpaced`, blank lines set blocks apart. */
  insert(path: Path, insertion: Insertion, isSpaced: boolean): Result<void, string>
  /** The text with all changes made. */
  text(): string
}

interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Opens a YAML or JSON text for changes. */
export function editDocument(written: string, file: string): Result<Editor, readonly Diagnostic[]> {
  const source = readDocument(written, file)
  if (!source.ok) return source
  const text = written.replace(/^\uFEFF/, '')
  const options = {
    schema: 'core',
    resolveKnownTags: false,
    uniqueKeys: false,
    keepSourceTokens: true,
  } as const
  const document = parseDocument(text, options)
  const [error] = document.errors
  if (error !== undefined || !(document instanceof Document) || document.contents === null)
    return fail([{ place: source.value.place([]), message: 'the document cannot be changed' }])
  return ok(new TextEditor(text, written.length > text.length, document.contents as ParsedNode))
}

class TextEditor implements Editor {
  readonly isJson: boolean
  private readonly written: string
  private readonly hasMark: boolean
  private readonly root: ParsedNode
  private readonly newline: string
  private readonly splices: Splice[] = []

  constructor(written: string, hasMark: boolean, root: ParsedNode) {
    this.written = written
    this.hasMark = hasMark
    this.root = root
    this.newline = written.includes('\r\n') ? '\r\n' : '\n'
    this.isJson = isJson(written)
  }

  text(): string {
    // Changes at one place stay in the order in which they were made: sorting is stable.
    const splices = [...this.splices].sort((a, b) => a.start - b.start)
    let made = ''
    let at = 0
    for (const { start, end, text } of splices) {
      made += this.written.slice(at, start) + text
      at = end
    }
    return (this.hasMark ? '\uFEFF' : '') + made + this.written.slice(at)
  }

  isQuoted(path: Path): boolean | undefined {
    const node = this.node(path)
    return isScalar(node) ? node.type !== 'PLAIN' : undefined
  }

  membersOf(path: Path): readonly string[] {
    const map = this.node(path)
    return isMap(map) ? map.items.flatMap(({ key }) => (isScalar(key) ? [nameOf(key)] : [])) : []
  }

  hasGapBefore(path: Path, item: number): boolean {
    const list = this.node(path)
    if (!isSeq(list) || list.flow === true || item === 0) return false
    return this.hasBlankLine(this.lineEndOf(list, item - 1), this.headOf(list, item - 1, item))
  }

  setMember(path: Path, name: string, value: Writable, after: readonly string[]): Result<void, string> {
    const map = this.node(path)
    if (!isMap(map)) return fail(this.unwritable(map, 'a mapping'))
    const pair = pairOf(map, name)
    if (pair !== undefined) return this.replaceValue(pair, value)
    const [last] = [...after].reverse().flatMap((each) => pairOf(map, each) ?? [])
    const before = (last?.value ?? undefined) as ParsedNode | undefined
    if (last === undefined || before === undefined) return fail('there is no member to put it after')
    const member = `${this.isJson ? quotedText(name) : name}: ${flowText(value, this.isJson)}`
    if (map.flow === true) this.splice(before.range[1], before.range[1], `, ${member}`)
    else {
      const indent = this.columnOf((last.key as ParsedNode).range[0])
      this.insertLines(this.lineEnd(contentEnd(before)), [' '.repeat(indent) + member])
    }
    return ok(undefined)
  }

  insert(path: Path, { at, toPrevious, apart, toNext }: Insertion, isSpaced: boolean): Result<void, string> {
    const list = this.node(path)
    const all = [...toPrevious, ...apart.flat(), ...toNext]
    if (!isSeq(list)) return fail(this.unwritable(list, 'a list'))
    if (list.flow === true) {
      const isWhole = list.items.length === 0 && this.canBecomeBlock(path, list)
      if (!isWhole) return this.insertInFlow(list, at, all)
      const indent = this.indentBelow(path)
      const blocks = [toPrevious, ...apart, toNext].filter((block) => block.length > 0)
      const lines = blocks.flatMap((block, i) => [
        ...(isSpaced && i > 0 ? [''] : []),
        ...block.flatMap((item) => this.itemLines(item, indent)),
      ])
      const [start, end] = rangeOf(list)
      this.splice(this.textEnd(start), end, this.newline + lines.join(this.newline))
      return ok(undefined)
    }
    const indent = this.columnOf(this.dashOf(list, at < list.items.length ? at : at - 1))
    const lines = (items: readonly Item[]): string[] => items.flatMap((item) => this.itemLines(item, indent))
    const gap = isSpaced ? [''] : []
    const isEnd = at >= list.items.length
    const previousEnd = at === 0 ? undefined : this.lineEndOf(list, at - 1)
    if (isEnd) {
      const more = apart.flatMap((block) => [...gap, ...lines(block)])
      this.insertLines(previousEnd ?? 0, [...lines(toPrevious), ...more, ...lines(toNext)])
      return ok(undefined)
    }
    const head = this.headOf(list, at - 1, at)
    const isApart = previousEnd === undefined || this.hasBlankLine(previousEnd, head)
    if (previousEnd !== undefined && toPrevious.length > 0) this.insertLines(previousEnd, lines(toPrevious))
    this.insertLines(head, [
      ...(apart.length > 0 && !isApart ? gap : []),
      ...apart.flatMap((block) => [...lines(block), ...gap]),
      ...(previousEnd === undefined ? lines(toPrevious) : []),
      ...lines(toNext),
    ])
    return ok(undefined)
  }

  private insertInFlow(list: YAMLSeq, at: number, items: readonly Item[]): Result<void, string> {
    const texts = items.map(({ flow }) => flow)
    const next = list.items[at] as ParsedNode | undefined
    const previous = list.items[at - 1] as ParsedNode | undefined
    const near = next ?? previous
    if (near === undefined) {
      const end = rangeOf(list)[1] - 1
      this.splice(end, end, texts.join(', '))
      return ok(undefined)
    }
    const [start, end] = near.range
    const column = this.columnOf(start)
    const lead = this.written.slice(start - column, start)
    const between = `,${lead.trim() === '' ? this.newline + lead : ' '}`
    if (next !== undefined) this.splice(start, start, texts.map((text) => text + between).join(''))
    else this.splice(end, end, texts.map((text) => between + text).join(''))
    return ok(undefined)
  }

  private replaceValue({ value }: Pair, written: Writable): Result<void, string> {
    if (!isScalar(value) && !isAlias(value))
      return fail(this.unwritable(value as Node | null, 'a single value'))
    const range = value.range
    if (!range) return fail('there is no text to replace')
    const isQuoted = isScalar(value) && value.type?.startsWith('QUOTE') === true
    const text =
      isQuoted && typeof written === 'string' ? quotedText(written) : flowText(written, this.isJson)
    const isBlock = isScalar(value) && (value.type === 'BLOCK_LITERAL' || value.type === 'BLOCK_FOLDED')
    this.splice(range[0], range[1], isBlock ? text + this.newline : text)
    return ok(undefined)
  }

  private splice(start: number, end: number, text: string): void {
    this.splices.push({ start, end, text })
  }

  /** Whole lines, at the beginning of a line or the end of the text. */
  private insertLines(at: number, lines: readonly string[]): void {
    if (lines.length === 0) return
    const isOpen = at > 0 && this.written[at - 1] !== '\n'
    const text = lines.join(this.newline)
    this.splice(at, at, isOpen ? this.newline + text : text + this.newline)
  }

  private itemLines({ flow, block }: Item, indent: number): string[] {
    const [first = '', ...rest] = block ?? [flow]
    const lead = ' '.repeat(indent)
    return [`${lead}- ${first}`, ...rest.map((line) => (line === '' ? '' : `${lead}  ${line}`))]
  }

  private node(path: Path): Node | null {
    let node: Node | null = this.root
    for (const step of path) {
      if (isMap(node)) node = (pairOf(node, String(step))?.value ?? null) as Node | null
      else if (isSeq(node) && typeof step === 'number') node = (node.items[step] ?? null) as Node | null
      else return null
    }
    return node
  }

  private unwritable(node: Node | null, expected: string): string {
    return isAlias(node) ? `*${node.source} repeats another part, write it out` : `${expected} is expected`
  }

  /** An empty list `[]` in a line of its own, below a member of a block mapping. */
  private canBecomeBlock(path: Path, list: YAMLSeq): boolean {
    const parent = this.node(path.slice(0, -1))
    const [start, end] = rangeOf(list)
    const rest = this.written.slice(end, this.lineEnd(end)).trim()
    const isPlain = this.written.slice(start, end).replace(/\s/g, '') === '[]'
    const hasParts = list.anchor !== undefined || list.tag !== undefined
    return isMap(parent) && parent.flow !== true && rest === '' && isPlain && !hasParts
  }

  /** Where the dashes of a list go that stands below the member at a path. */
  private indentBelow(path: Path): number {
    const parent = this.node(path.slice(0, -1))
    const pair = isMap(parent) ? pairOf(parent, String(path.at(-1))) : undefined
    const key = pair?.key as ParsedNode | undefined
    return this.columnOf(key?.range[0] ?? 0) + 2
  }

  /** Back over the spaces before an offset. */
  private textEnd(at: number): number {
    let end = at
    while (this.written[end - 1] === ' ') end--
    return end
  }

  private columnOf(offset: number): number {
    return offset - (this.written.lastIndexOf('\n', offset - 1) + 1)
  }

  /** The beginning of the next line, or the end of the text. */
  private lineEnd(offset: number): number {
    // A block of text ends where the next line begins.
    if (offset > 0 && this.written[offset - 1] === '\n') return offset
    const at = this.written.indexOf('\n', offset)
    return at < 0 ? this.written.length : at + 1
  }

  private dashOf(list: YAMLSeq, item: number): number {
    const token = list.srcToken as CST.BlockSequence | undefined
    const dash = token?.items[item]?.start.find(({ type }) => type === 'seq-item-ind')
    return dash?.offset ?? (list.items[item] as ParsedNode).range[0]
  }

  /** The end of the line in which an item ends. */
  private lineEndOf(list: YAMLSeq, item: number): number {
    return this.lineEnd(contentEnd(list.items[item] as ParsedNode))
  }

  /** Where an item begins with the comments right above it: those speak of it, and stay with it. */
  private headOf(list: YAMLSeq, previous: number, item: number): number {
    const least = previous < 0 ? 0 : this.lineEndOf(list, previous)
    const dash = this.dashOf(list, item)
    let start = dash - this.columnOf(dash)
    while (start > least) {
      const before = this.written.lastIndexOf('\n', start - 2) + 1
      if (before < least || !/^[ \t]*#/.test(this.written.slice(before, start))) break
      start = before
    }
    return start
  }

  /** Between two beginnings of lines. */
  private hasBlankLine(start: number, end: number): boolean {
    const lines = this.written.slice(start, end).split('\n').slice(0, -1)
    return lines.some((line) => line.trim() === '')
  }
}

const rangeOf = (node: Node): readonly [number, number, number] => node.range ?? [0, 0, 0]

/** Where the text of a node ends: of a mapping or list in block style, with its last value. */
function contentEnd(node: ParsedNode): number {
  if (!isCollection(node) || node.flow === true) return node.range[1]
  const last = node.items.at(-1)
  const value = (
    isMap(node) ? ((last as Pair | undefined)?.value ?? (last as Pair | undefined)?.key) : last
  ) as ParsedNode | null | undefined
  return value ? contentEnd(value) : node.range[1]
}

const pairOf = (map: YAMLMap, name: string): Pair | undefined =>
  map.items.find(({ key }) => isScalar(key) && nameOf(key) === name)

const nameOf = (key: Scalar): string => String(key.source ?? key.value)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
