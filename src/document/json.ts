import type { Path } from './source.ts'

/*
 * Programs print JSON, and much of it: what a cluster tells about itself is read a hundred times faster by a reader for
 * JSON than by one for YAML, of which JSON is a part. Whatever is not plain JSON is left to the YAML reader, which also
 * tells what is wrong with it.
 */

/** Where a value stands: a number for what has no members. */
type Spot = number | ObjectSpot | ArraySpot

interface ObjectSpot {
  readonly at: number
  readonly keys: readonly string[]
  readonly keysAt: readonly number[]
  readonly values: readonly Spot[]
}

interface ArraySpot {
  readonly at: number
  readonly items: readonly Spot[]
}

export interface JsonText {
  readonly value: unknown
  /** Offset of the value at a path, or of the member's name; of the nearest parent where there is none. */
  offsetOf(path: Path, part: 'key' | 'value'): number
}

/** The value of a text that is one JSON object or array; undefined for every other text. */
export function readJson(text: string, mostNodes: number, deepest: number): JsonText | undefined {
  const [only, another] = readJsonStream(text, mostNodes, deepest) ?? []
  return another === undefined ? only : undefined
}

/** The values of a text that is JSON objects and arrays one after the other; undefined for every other text. */
export function readJsonStream(
  text: string,
  mostNodes: number,
  deepest: number,
): readonly JsonText[] | undefined {
  const read = new JsonReader(text, mostNodes, deepest).readAll()
  return read?.map(({ value, spot }) => ({
    value,
    offsetOf: (path, part) => offsetOf(spot, path, part),
  }))
}

function offsetOf(root: Spot, path: Path, part: 'key' | 'value'): number {
  let spot = root
  let offset = startOf(root)
  for (const [depth, step] of path.entries()) {
    if (typeof spot === 'number') return offset
    const isLast = depth === path.length - 1
    let inner: Spot | undefined
    if ('keys' in spot) {
      const i = typeof step === 'string' ? spot.keys.indexOf(step) : -1
      if (isLast && part === 'key') return spot.keysAt[i] ?? offset
      inner = spot.values[i]
    } else inner = typeof step === 'number' ? spot.items[step] : undefined
    if (inner === undefined) return offset
    offset = startOf(inner)
    spot = inner
  }
  return offset
}

const startOf = (spot: Spot): number => (typeof spot === 'number' ? spot : spot.at)

/** Thrown inside only: the text is no JSON, or none that is read here. */
class NotJson extends Error {}

const quote = 0x22
const backslash = 0x5c
const firstPrintable = 0x20

const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

class JsonReader {
  private readonly text: string
  private readonly mostNodes: number
  private readonly deepest: number
  private at = 0
  private nodes = 0
  /** Where the value that was read last stands. */
  private spot: Spot = 0

  constructor(text: string, mostNodes: number, deepest: number) {
    this.text = text
    this.mostNodes = mostNodes
    this.deepest = deepest
  }

  readAll(): readonly { readonly value: unknown; readonly spot: Spot }[] | undefined {
    const found: { readonly value: unknown; readonly spot: Spot }[] = []
    this.skipSpace()
    try {
      do {
        const first = this.text[this.at]
        if (first !== '{' && first !== '[') return undefined
        this.nodes = 0
        const value = this.value(0)
        found.push({ value, spot: this.spot })
        this.skipSpace()
      } while (this.at < this.text.length)
      return found
    } catch (error) {
      if (error instanceof NotJson) return undefined
      throw error
    }
  }

  private value(depth: number): unknown {
    if (++this.nodes > this.mostNodes || depth > this.deepest) throw new NotJson()
    this.spot = this.at
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth)
      case '[':
        return this.array(depth)
      case '"':
        return this.string()
      case 't':
        return this.word('true', true)
      case 'f':
        return this.word('false', false)
      case 'n':
        return this.word('null', null)
      default:
        return this.number()
    }
  }

  private object(depth: number): unknown {
    const at = this.at++
    const members: Record<string, unknown> = {}
    const keys: string[] = []
    const keysAt: number[] = []
    const values: Spot[] = []
    this.skipSpace()
    if (!this.takes('}')) {
      do {
        this.skipSpace()
        keysAt.push(this.at)
        const key = this.string()
        // A name that is written twice, or that objects take for something else, is told by the other reader.
        if (key === '__proto__' || Object.hasOwn(members, key)) throw new NotJson()
        this.skipSpace()
        this.take(':')
        this.skipSpace()
        members[key] = this.value(depth + 1)
        keys.push(key)
        values.push(this.spot)
        this.skipSpace()
      } while (this.takes(','))
      this.take('}')
    }
    this.spot = { at, keys, keysAt, values }
    return members
  }

  private array(depth: number): unknown {
    const at = this.at++
    const list: unknown[] = []
    const items: Spot[] = []
    this.skipSpace()
    if (!this.takes(']')) {
      do {
        this.skipSpace()
        list.push(this.value(depth + 1))
        items.push(this.spot)
        this.skipSpace()
      } while (this.takes(','))
      this.take(']')
    }
    this.spot = { at, items }
    return list
  }

  private string(): string {
    const { text, at: start } = this
    this.take('"')
    let { at } = this
    let hasEscapes = false
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === quote) break
      // NaN, past the end, is not at least anything either.
      if (!(code >= firstPrintable)) throw new NotJson()
      if (code === backslash) {
        hasEscapes = true
        at++
      }
      at++
    }
    this.at = at + 1
    if (!hasEscapes) return text.slice(start + 1, at)
    try {
      return JSON.parse(text.slice(start, this.at)) as string
    } catch {
      throw new NotJson()
    }
  }

  /** As the YAML reader has it: only a number that is written back the same way is one, `1.10` stays a text. */
  private number(): number | string {
    numbers.lastIndex = this.at
    const source = numbers.exec(this.text)?.[0]
    if (source === undefined) throw new NotJson()
    this.at += source.length
    const value = Number(source)
    return Number.isSafeInteger(value) && String(value) === source ? value : source
  }

  private word<T>(written: string, value: T): T {
    if (!this.text.startsWith(written, this.at)) throw new NotJson()
    this.at += written.length
    return value
  }

  private skipSpace(): void {
    const { text } = this
    let { at } = this
    for (;;) {
      const code = text.charCodeAt(at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break
      at++
    }
    this.at = at
  }

  private takes(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  private take(character: string): void {
    if (!this.takes(character)) throw new NotJson()
  }
}
