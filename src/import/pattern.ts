import { fail, ok, type Result } from '../base/index.ts'

/*
 * Regular expressions as update graphs use them to name releases. Their own program matches in linear time whatever the
 * pattern; an expression of JavaScript may take for ever on one that somebody else wrote. So they are matched here, by
 * following all ways through the pattern at once.
 */

/** Whether a pattern is found anywhere in a text. */
export type Pattern = (text: string) => boolean

type Test = (character: string) => boolean

type Node =
  | { readonly kind: 'one'; readonly test: Test }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'all' | 'either'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number }

/** A state of the machine: what has to come next, or ways that need nothing. */
type State =
  | { readonly kind: 'one'; readonly test: Test; readonly next: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number[] }
  | { readonly kind: 'found' }

/** Beyond so many states a pattern is refused: repetitions of repetitions. */
const mostStates = 5_000

/** Reads a pattern; the problem is the part of it that is not known here. */
export function patternOf(text: string): Result<Pattern, string> {
  const parser = new Parser(text)
  const node = parser.parse()
  if (node === undefined) return fail(parser.problem)
  const states: State[] = [{ kind: 'found' }]
  const start = compile(node, 0, states)
  return start === undefined ? fail('it is too large') : ok((value) => isFound(states, start, value))
}

class Parser {
  problem = ''
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  parse(): Node | undefined {
    const node = this.either(0)
    if (node !== undefined && this.at < this.text.length) return this.stop(this.at)
    return node
  }

  private stop(at: number): undefined {
    if (this.problem === '') this.problem = `"${this.text.slice(at, at + 12)}"`
    return undefined
  }

  private either(depth: number): Node | undefined {
    const parts: Node[] = []
    do {
      const part = this.sequence(depth)
      if (part === undefined) return undefined
      parts.push(part)
    } while (this.takes('|'))
    return { kind: 'either', parts }
  }

  private sequence(depth: number): Node | undefined {
    const parts: Node[] = []
    while (this.at < this.text.length && !'|)'.includes(this.text[this.at] ?? '')) {
      const part = this.repeated(depth)
      if (part === undefined) return undefined
      parts.push(part)
    }
    return { kind: 'all', parts }
  }

  private repeated(depth: number): Node | undefined {
    let part = this.atom(depth)
    while (part !== undefined) {
      const start = this.at
      const [whole, sign, least = '0', comma, most] =
        /^(?:([*+?])|\{(\d{1,4})(,)?(\d{1,4})?\})/.exec(this.text.slice(start)) ?? []
      if (whole === undefined) return part
      this.at += whole.length
      // What is taken first makes no difference to whether there is a match.
      this.takes('?')
      const [low, high] =
        sign === undefined
          ? [
              Number(least),
              most !== undefined ? Number(most) : comma === undefined ? Number(least) : undefined,
            ]
          : ({ '*': [0, undefined], '+': [1, undefined], '?': [0, 1] }[sign] ?? [0, undefined])
      if (high !== undefined && low !== undefined && high < low) return this.stop(start)
      part = { kind: 'repeat', part, least: low ?? 0, most: high ?? Number.POSITIVE_INFINITY }
    }
    return undefined
  }

  private atom(depth: number): Node | undefined {
    const start = this.at
    const character = this.text[this.at++] ?? ''
    switch (character) {
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '.':
        return { kind: 'one', test: (one) => one !== '\n' }
      case '(': {
        if (depth > 50) return this.stop(start)
        const isOdd = this.text[this.at] === '?' && this.text[this.at + 1] !== ':'
        if (isOdd) return this.stop(start)
        if (this.takes('?')) this.takes(':')
        const inner = this.either(depth + 1)
        return inner === undefined || this.takes(')') ? inner : this.stop(start)
      }
      case '[':
        return this.set(start)
      case '\\': {
        const test = this.escaped()
        return test === undefined ? this.stop(start) : { kind: 'one', test }
      }
      case '*':
      case '+':
      case '?':
      case '{':
        return this.stop(start)
      default:
        return { kind: 'one', test: (one) => one === character }
    }
  }

  /** What may stand after a backslash: a class of characters, or a sign that is meant as it is. */
  private escaped(): Test | undefined {
    const character = this.text[this.at++] ?? ''
    switch (character) {
      case 'd':
        return isDigit
      case 'D':
        return (one) => !isDigit(one)
      case 'w':
        return isWord
      case 'W':
        return (one) => !isWord(one)
      case 's':
        return (one) => /\s/.test(one)
      case 'S':
        return (one) => /\S/.test(one)
      default:
        return /^[^A-Za-z0-9]$/.test(character) ? (one) => one === character : undefined
    }
  }

  private set(start: number): Node | undefined {
    const isNot = this.takes('^')
    const tests: Test[] = []
    for (let isFirst = true; isFirst || this.text[this.at] !== ']'; isFirst = false) {
      const from = this.text[this.at++]
      if (from === undefined || from === '[') return this.stop(start)
      if (from === '\\') {
        const test = this.escaped()
        if (test === undefined) return this.stop(start)
        tests.push(test)
      } else if (this.text[this.at] === '-' && this.text[this.at + 1] !== ']') {
        const to = this.text[this.at + 1]
        this.at += 2
        if (to === undefined || to === '\\' || to < from) return this.stop(start)
        tests.push((one) => one >= from && one <= to)
      } else tests.push((one) => one === from)
    }
    this.at++
    return { kind: 'one', test: (one) => tests.some((test) => test(one)) !== isNot }
  }

  private takes(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }
}

const isDigit: Test = (one) => one >= '0' && one <= '9'
const isWord: Test = (one) => /^\w$/.test(one)

/** The state at which a node begins that is followed by another state; undefined when there are too many. */
function compile(node: Node, next: number, states: State[]): number | undefined {
  const add = (state: State): number | undefined =>
    states.length >= mostStates ? undefined : states.push(state) - 1
  switch (node.kind) {
    case 'one':
      return add({ kind: 'one', test: node.test, next })
    case 'start':
    case 'end':
      return add({ kind: node.kind, next })
    case 'all': {
      let first: number | undefined = next
      for (const part of [...node.parts].reverse()) {
        first = compile(part, first, states)
        if (first === undefined) return undefined
      }
      return first
    }
    case 'either': {
      const starts = node.parts.map((part) => compile(part, next, states))
      const known = starts.flatMap((start) => start ?? [])
      return known.length < starts.length ? undefined : add({ kind: 'fork', next: known })
    }
    case 'repeat': {
      const { part, least, most } = node
      let first: number | undefined = next
      if (most === Number.POSITIVE_INFINITY) {
        const ways: number[] = [next]
        first = add({ kind: 'fork', next: ways })
        const again: number | undefined = first === undefined ? undefined : compile(part, first, states)
        if (again === undefined) return undefined
        ways.push(again)
      }
      for (let i = least; i < most && most !== Number.POSITIVE_INFINITY; i++) {
        const inner: number | undefined = first === undefined ? undefined : compile(part, first, states)
        first = inner === undefined ? undefined : add({ kind: 'fork', next: [inner, next] })
        if (first === undefined) return undefined
      }
      for (let i = 0; i < least; i++) {
        first = first === undefined ? undefined : compile(part, first, states)
      }
      return first
    }
  }
}

function isFound(states: readonly State[], start: number, text: string): boolean {
  let current = new Set<number>()
  for (let at = 0; at <= text.length; at++) {
    // Anywhere in the text it may begin.
    current.add(start)
    const next = new Set<number>()
    for (const i of current) {
      const state = states[i]
      if (state === undefined) continue
      switch (state.kind) {
        case 'found':
          return true
        case 'fork':
          for (const way of state.next) current.add(way)
          break
        case 'start':
          if (at === 0) current.add(state.next)
          break
        case 'end':
          if (at === text.length) current.add(state.next)
          break
        case 'one':
          if (at < text.length && state.test(text[at] ?? '')) next.add(state.next)
          break
      }
    }
    current = next
  }
  return false
}
