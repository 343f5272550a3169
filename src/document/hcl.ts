import { type Diagnostic, fail, ok } from '../base/index.ts'
import type { ReadOne } from './read.ts'
import { deepest, type Member, numberOrText, placesIn, sourceOfTree, type Tree, tooDeep } from './tree.ts'

/*
 * HCL, version 1: `name = value`, blocks with labels, lists, heredocs and three kinds of comments. It is read into
 * what the same would be in JSON: `Kind "label" { … }` is { Kind: { label: { … } } }, and a name that is written
 * several times holds a list. `${…}` is kept as it is written: what it stands for is not in the text.
 *
 * Written here because what npm has gives no positions, or is a Go program compiled to megabytes.
 */

/** Where reading stopped, and why. Thrown inside this file alone. */
class Stop extends Error {
  readonly at: number
  readonly help: string | undefined

  constructor(at: number, message: string, help?: string) {
    super(message)
    this.at = at
    this.help = help
  }
}

/** Reads one HCL document; the first mistake is told with its place and what was expected. */
export function readHcl(written: string, file: string): ReadOne {
  const text = written.replace(/^\uFEFF/, '')
  try {
    return ok(sourceOfTree(text, file, new Reader(text).document(), 'hcl'))
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop
    const place = placesIn(text, file)(stop.at)
    const found: Diagnostic = { place, message: stop.message, ...(stop.help && { help: stop.help }) }
    return fail([found])
  }
}

const space = /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const name = /[\p{L}_][\p{L}\p{N}_.:-]*/uy
const number = /[-+]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.])/y
const heredoc = /<<(-?)([\p{L}\p{N}_]+)[ \t]*\r?\n/uy
const variable = /\$(?:\{[^{}\n]*\}|[A-Za-z_]\w*)/y
const plain = /[^"\\$\n]+/y

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '"': '"',
  '\\': '\\',
}

class Reader {
  private readonly text: string
  private at = 0
  /** Lists that stand for a name written several times, apart from those that were written as lists. */
  private readonly repeated = new Set<Tree>()

  constructor(text: string) {
    this.text = text
  }

  document(): Tree {
    const members = new Map<string, Member>()
    this.members(members, undefined, 0)
    return { kind: 'mapping', at: 0, members }
  }

  /** Reads members up to the brace that closes them, or to the end of the text. */
  private members(into: Map<string, Member>, opened: number | undefined, depth: number): void {
    if (depth > deepest) throw new Stop(this.at, tooDeep)
    for (;;) {
      this.skip()
      if (this.at >= this.text.length) {
        if (opened === undefined) return
        throw new Stop(opened, 'this { is never closed', 'expected a } before the end')
      }
      if (this.text[this.at] === '}') {
        if (opened === undefined) throw new Stop(this.at, 'this } closes nothing', 'expected a name')
        this.at++
        return
      }
      this.member(into, depth)
      this.skip()
      if (this.text[this.at] === ',') this.at++
    }
  }

  private member(into: Map<string, Member>, depth: number): void {
    const labels = [this.label()]
    for (;;) {
      this.skip()
      const next = this.text[this.at]
      if (next === '=') {
        const [only, another] = labels
        if (another !== undefined || only === undefined)
          throw new Stop(this.at, 'a value has one name', 'expected a { after a block and its labels')
        this.at++
        this.skip()
        this.add(into, only.name, { at: only.at, value: this.value(depth + 1) })
        return
      }
      if (next === '{') break
      if (labels.length > deepest) throw new Stop(this.at, tooDeep)
      labels.push(this.label('expected = and a value, a label, or {'))
    }
    const opened = this.at++
    const members = new Map<string, Member>()
    this.members(members, opened, depth + labels.length)
    // From the inside out: the body is what the last label holds.
    let value: Tree = { kind: 'mapping', at: opened, members }
    for (const { name, at } of labels.slice(1).reverse()) {
      value = { kind: 'mapping', at, members: new Map([[name, { at, value }]]) }
    }
    const [first] = labels
    if (first !== undefined) this.add(into, first.name, { at: first.at, value })
  }

  private add(into: Map<string, Member>, name: string, member: Member): void {
    const known = into.get(name)
    if (known === undefined) into.set(name, member)
    else if (known.value.kind === 'list' && this.repeated.has(known.value))
      known.value.items.push(member.value)
    else {
      const list: Tree = { kind: 'list', at: known.at, items: [known.value, member.value] }
      this.repeated.add(list)
      known.value = list
    }
  }

  private label(help = 'expected a name'): { readonly name: string; readonly at: number } {
    const at = this.at
    const found = this.text[at] === '"' ? this.quoted() : this.take(name)?.[0]
    if (found === undefined) throw new Stop(at, `${this.shown()} is not expected here`, help)
    // Schemas look past it in silence, and nobody means it well.
    if (found === '__proto__') throw new Stop(at, `no name may be ${found}`)
    return { name: found, at }
  }

  private value(depth: number): Tree {
    if (depth > deepest) throw new Stop(this.at, tooDeep)
    const at = this.at
    switch (this.text[at]) {
      case '{': {
        this.at++
        const members = new Map<string, Member>()
        this.members(members, at, depth)
        return { kind: 'mapping', at, members }
      }
      case '[':
        this.at++
        return { kind: 'list', at, items: this.items(at, depth) }
      case '"':
        return { kind: 'value', at, value: this.quoted() }
      case '<':
        return { kind: 'value', at, value: this.heredoc() }
      default:
        return { kind: 'value', at, value: this.bare() }
    }
  }

  private items(opened: number, depth: number): Tree[] {
    const items: Tree[] = []
    for (;;) {
      this.skip()
      if (this.at >= this.text.length)
        throw new Stop(opened, 'this [ is never closed', 'expected a ] before the end')
      if (this.text[this.at] === ']') {
        this.at++
        return items
      }
      items.push(this.value(depth + 1))
      this.skip()
      if (this.text[this.at] === ',') this.at++
      else if (this.at < this.text.length && this.text[this.at] !== ']')
        throw new Stop(this.at, `${this.shown()} is not expected here`, 'expected , or ]')
    }
  }

  private bare(): unknown {
    const written = this.take(number)?.[0]
    if (written !== undefined) return numberOrText(written)
    // No HCL, but what is replaced in the text before it is read as such: `port = ${PORT}`.
    const replaced = this.take(variable)?.[0]
    if (replaced !== undefined) return replaced
    const at = this.at
    const word = this.take(name)?.[0]
    if (word === 'true') return true
    if (word === 'false') return false
    this.at = at
    throw new Stop(at, `${this.shown()} is no value`, 'expected a quoted text, a number, true, false, [ or {')
  }

  private quoted(): string {
    const opened = this.at++
    const parts: string[] = []
    for (;;) {
      const some = this.take(plain)?.[0]
      if (some !== undefined) parts.push(some)
      const next = this.text[this.at]
      if (next === '"') {
        this.at++
        return parts.join('')
      }
      if (next === undefined || next === '\n')
        throw new Stop(opened, 'this text is never closed', 'expected a " before the end of the line')
      if (next === '\\') parts.push(this.escape())
      else if (this.text.startsWith('${', this.at)) parts.push(this.interpolation(opened))
      else {
        parts.push(next)
        this.at++
      }
    }
  }

  private escape(): string {
    const at = this.at
    const letter = this.text[at + 1] ?? ''
    const simple = escapes[letter]
    if (simple !== undefined) {
      this.at += 2
      return simple
    }
    const code = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3}))/y
    code.lastIndex = at
    const found = code.exec(this.text)
    const [, four, eight, two, octal] = found ?? []
    const point =
      octal === undefined ? Number.parseInt(four ?? eight ?? two ?? '', 16) : Number.parseInt(octal, 8)
    if (found === null || !(point <= 0x10ffff))
      throw new Stop(at, `\\${letter} is no escape`, 'expected one of \\n \\t \\" \\\\ \\uXXXX')
    this.at = code.lastIndex
    return String.fromCodePoint(point)
  }

  /** As it is written, to the brace that closes it; texts inside it may hold braces and quotes of their own. */
  private interpolation(opened: number): string {
    const from = this.at
    let depth = 0
    let isQuoted = false
    for (; this.at < this.text.length; this.at++) {
      const next = this.text[this.at]
      if (next === '\\') this.at++
      else if (next === '"') isQuoted = !isQuoted
      else if (!isQuoted && next === '{') depth++
      else if (!isQuoted && next === '}' && --depth === 0) {
        this.at++
        return this.text.slice(from, this.at)
      }
    }
    throw new Stop(opened, 'this text is never closed', 'expected a } that ends ${')
  }

  private heredoc(): string {
    const opened = this.at
    const [, dash, end = ''] = this.take(heredoc) ?? []
    if (dash === undefined) throw new Stop(opened, `${this.shown()} is no value`, 'expected << and a word')
    const lines: string[] = []
    while (this.at < this.text.length) {
      const stop = this.text.indexOf('\n', this.at)
      const to = stop < 0 ? this.text.length : stop
      const line = this.text.slice(this.at, to).replace(/\r$/, '')
      this.at = to + 1
      if (line.trim() === end) {
        // The end of the line belongs to what follows.
        this.at = to
        return heredocText(lines, dash === '-' ? indentOf(line) : '')
      }
      lines.push(line)
    }
    throw new Stop(opened, `this text is never closed`, `expected a line that is ${end}`)
  }

  private skip(): void {
    while (this.take(space) !== undefined);
    if (this.text.startsWith('/*', this.at))
      throw new Stop(this.at, 'this comment is never closed', 'expected */ before the end')
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return undefined
    this.at = pattern.lastIndex
    return found
  }

  /** What stands here, for a message. */
  private shown(): string {
    if (this.at >= this.text.length) return 'the end'
    const word = /\S{1,20}/uy
    word.lastIndex = this.at
    return `"${word.exec(this.text)?.[0] ?? this.text[this.at]}"`
  }
}

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? ''

/** With `<<-` the indent of the closing word is taken off every line, where every line has it. */
function heredocText(lines: readonly string[], indent: string): string {
  const isIndented = lines.every((line) => line === '' || line.startsWith(indent))
  return lines.map((line) => `${isIndented ? line.slice(indent.length) : line}\n`).join('')
}
