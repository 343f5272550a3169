import type { InterfaceText } from './change.ts'
import { type GoField, type GoMethod, type GoSignature, type GoType, isExported } from './go-model.ts'
import { type GoToken, placeOf } from './go-tokens.ts'

/** Thrown inside the reader only: here the text is no declaration that is known. */
export class NotGo extends Error {
  readonly at: number
  constructor(expected: string, at: number) {
    super(expected)
    this.at = at
  }
}

export interface GoInterface {
  readonly methods: Map<string, GoMethod>
  readonly embeds: GoType[]
  readonly isSealed: boolean
}

const deepest = 200

/** Reads types: https://go.dev/ref/spec#Types */
export class GoTypeReader {
  protected position = 0
  protected readonly source: InterfaceText
  protected readonly tokens: readonly GoToken[]
  /** Paths of packages by the names that this file has for them. */
  protected readonly imports = new Map<string, string>()
  /** Names of type parameters, which may be called anything. */
  protected parameters: readonly string[] = []
  private depth = 0

  constructor(source: InterfaceText, tokens: readonly GoToken[]) {
    this.source = source
    this.tokens = tokens
  }

  protected get next(): GoToken {
    return this.tokens[this.position] ?? { kind: 'end', text: '', at: this.source.text.length }
  }

  protected peek(ahead: number): GoToken | undefined {
    return this.tokens[this.position + ahead]
  }

  protected isEnd(): boolean {
    return this.next.kind === 'end'
  }

  protected is(text: string): boolean {
    return this.next.kind !== 'text' && this.next.text === text
  }

  protected take(): GoToken {
    const token = this.next
    this.position++
    return token
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false
    this.position++
    return true
  }

  protected expect(text: string): void {
    if (!this.accept(text)) throw new NotGo(`"${text}"`, this.next.at)
  }

  protected name(): string {
    if (this.next.kind !== 'name') throw new NotGo('a name', this.next.at)
    return this.take().text
  }

  /** Past a bracket that is open here, with all that is inside it. */
  protected skipBrackets(): void {
    const closing: string[] = []
    do {
      const { kind, text } = this.take()
      if (kind === 'end') throw new NotGo('a closing bracket', this.next.at)
      if (kind !== 'mark') continue
      if (text === '(' || text === '[' || text === '{') closing.push(text)
      else if (text === ')' || text === ']' || text === '}') closing.pop()
    } while (closing.length > 0)
  }

  protected type(): GoType {
    if (++this.depth > deepest) throw new NotGo('a type that nests less', this.next.at)
    const read = this.plainType()
    this.depth--
    return read
  }

  private plainType(): GoType {
    if (this.accept('*')) return wrapped('*', this.type())
    if (this.accept('~')) return wrapped('~', this.type())
    if (this.accept('(')) {
      const inner = this.type()
      this.expect(')')
      return inner
    }
    if (this.accept('[')) {
      if (this.accept(']')) return wrapped('[]', this.type())
      const size = this.until(']')
      return wrapped(`[${size}]`, this.type())
    }
    if (this.accept('<-')) {
      this.expect('chan')
      return wrapped('<-chan ', this.type())
    }
    const word = this.name()
    switch (word) {
      case 'chan':
        return this.accept('<-') ? wrapped('chan<- ', this.type()) : wrapped('chan ', this.type())
      case 'map': {
        this.expect('[')
        const key = this.type()
        this.expect(']')
        const value = this.type()
        return { text: `map[${key.text}]${value.text}`, id: `map[${key.id}]${value.id}` }
      }
      case 'func':
        return signatureType(this.signature([]))
      case 'struct':
        return structType(this.fields())
      case 'interface':
        return interfaceType(this.interfaceBody())
      default:
        return this.namedType(word)
    }
  }

  private namedType(word: string): GoType {
    let [text, id] = [word, this.idOf(word)]
    if (this.accept('.')) {
      const name = this.name()
      text = `${word}.${name}`
      id = `${this.imports.get(word) ?? word}.${name}`
    }
    if (!this.accept('[')) return { text, id }
    const inner = this.list(']', () => this.type())
    return {
      text: `${text}[${inner.map((each) => each.text).join(', ')}]`,
      id: `${id}[${inner.map((each) => each.id).join(',')}]`,
    }
  }

  private idOf(word: string): string {
    const position = this.parameters.indexOf(word)
    // `any` is another name for the empty interface, `byte` and `rune` for numbers.
    const alias: Readonly<Record<string, string>> = { any: 'interface{}', byte: 'uint8', rune: 'int32' }
    return position >= 0 ? `$${position}` : Object.hasOwn(alias, word) ? (alias[word] ?? word) : word
  }

  /** The text up to a closing bracket, which is taken too. */
  private until(closing: string): string {
    const words: string[] = []
    while (!this.is(closing)) {
      if (this.next.kind === 'end') throw new NotGo(`"${closing}"`, this.next.at)
      words.push(this.take().text)
    }
    this.position++
    return words.join('')
  }

  private list<T>(closing: string, read: () => T): T[] {
    const found: T[] = []
    while (!this.accept(closing)) {
      found.push(read())
      if (!this.accept(',') && !this.is(closing)) throw new NotGo(`"," or "${closing}"`, this.next.at)
    }
    return found
  }

  /** Parameters and results, after the word `func` or the name of a method. */
  protected signature(typeParameters: readonly GoType[]): GoSignature {
    const { types: parameters, isVariadic } = this.parameterList()
    return { typeParameters, parameters, isVariadic, results: this.results() }
  }

  private results(): readonly GoType[] {
    if (this.is('(')) return this.parameterList().types
    const { kind, text } = this.next
    const begins = kind === 'name' || ['*', '[', '<-'].includes(text)
    return begins && kind !== 'text' ? [this.type()] : []
  }

  /** `(a, b int, c ...string)` or `(int, string)`: names count for nothing. */
  private parameterList(): { types: readonly GoType[]; isVariadic: boolean } {
    this.expect('(')
    let isVariadic = false
    const entries = this.list(')', () => {
      if (this.accept('...')) {
        isVariadic = true
        return { named: false, type: wrapped('...', this.type()) }
      }
      if (this.isNamedArray()) {
        this.position++
        return { named: true, type: this.type() }
      }
      const type = this.type()
      if (this.is(',') || this.is(')')) return { named: false, type }
      if (this.accept('...')) {
        isVariadic = true
        return { named: true, type: wrapped('...', this.type()) }
      }
      return { named: true, type: this.type() }
    })
    if (!entries.some(({ named }) => named)) return { types: entries.map(({ type }) => type), isVariadic }
    // With names, one type may stand for several of them, and comes last.
    const types: GoType[] = []
    let later: GoType = { text: '', id: '' }
    for (const { named, type } of entries.toReversed()) {
      if (named) later = type
      types.unshift(later)
    }
    return { types, isVariadic }
  }

  /** `value []byte` and `value [4]byte`, which begin like `Cache[Key]`: there nothing follows the bracket. */
  private isNamedArray(): boolean {
    if (this.next.kind !== 'name' || this.peek(1)?.text !== '[') return false
    if (['map', 'struct', 'interface', 'func', 'chan'].includes(this.next.text)) return false
    const start = this.position
    this.position++
    this.skipBrackets()
    const isLast = this.is(',') || this.is(')')
    this.position = start
    return !isLast
  }

  /** `[T any, K comparable]`: what they may be, with the names put aside. */
  protected typeParameters(): readonly GoType[] {
    if (!this.accept('[')) return []
    const start = this.position
    const names: string[] = []
    // First the names, since what one may be can speak of another.
    while (!this.is(']')) {
      names.push(this.name())
      if (this.accept(',')) continue
      this.constraint()
      this.accept(',')
    }
    this.parameters = names
    this.position = start
    const found: GoType[] = []
    let waiting = 0
    while (!this.accept(']')) {
      this.name()
      waiting++
      if (this.accept(',')) continue
      const constraint = this.constraint()
      for (; waiting > 0; waiting--) found.push(constraint)
      this.accept(',')
    }
    return found
  }

  private constraint(): GoType {
    const parts = [this.type()]
    while (this.accept('|')) parts.push(this.type())
    return joined(parts, ' | ')
  }

  /** The members of an interface, after the word. */
  protected interfaceBody(): GoInterface {
    this.expect('{')
    const methods = new Map<string, GoMethod>()
    const embeds: GoType[] = []
    let isSealed = false
    while (!this.accept('}')) {
      const { doc = '', at } = this.next
      if (this.next.kind === 'name' && this.peek(1)?.text === '(' && this.next.text !== 'func') {
        const name = this.name()
        const place = placeOf(this.source.text, this.source.file, at)
        const method = { signature: this.signature([]), place, doc }
        if (isExported(name)) methods.set(name, method)
        else isSealed = true
      } else embeds.push(this.constraint())
      if (!this.accept(';') && !this.is('}')) throw new NotGo('a new line', this.next.at)
    }
    return { methods, embeds, isSealed }
  }

  /** The members of a struct, after the word. */
  protected fields(): Map<string, GoField> {
    this.expect('{')
    const found = new Map<string, GoField>()
    while (!this.accept('}')) {
      const { doc = '', at } = this.next
      const place = placeOf(this.source.text, this.source.file, at)
      const names = this.fieldNames()
      const type = this.type()
      const tag = this.next.kind === 'text' ? this.take().text : ''
      for (const name of names) found.set(name, { type, tag, isEmbedded: false, place, doc })
      if (names.length === 0) {
        const own = type.text.replace(/^\*/, '').replace(/\[.*$/, '').replace(/^.*\./, '')
        found.set(own, { type, tag, isEmbedded: true, place, doc })
      }
      if (!this.accept(';') && !this.is('}')) throw new NotGo('a new line', this.next.at)
    }
    return found
  }

  /** None for what is embedded: a type that stands alone. */
  private fieldNames(): readonly string[] {
    const after = this.peek(1)
    const isAlone =
      this.next.kind !== 'name' ||
      after === undefined ||
      [';', '}', '.'].includes(after.text) ||
      after.kind === 'text' ||
      (after.text === '[' && this.isTypeArgument())
    if (isAlone) return []
    const names = [this.name()]
    while (this.accept(',')) names.push(this.name())
    return names
  }

  /** Whether `Name[…]` is embedded, and not a field that is an array: then nothing follows the bracket. */
  private isTypeArgument(): boolean {
    const start = this.position
    this.position++
    this.skipBrackets()
    const { text, kind } = this.next
    this.position = start
    return text === ';' || text === '}' || kind === 'text'
  }
}

const wrapped = (prefix: string, { text, id }: GoType): GoType => ({ text: prefix + text, id: prefix + id })

const joined = (parts: readonly GoType[], by: string): GoType => ({
  text: parts.map(({ text }) => text).join(by),
  id: parts.map(({ id }) => id).join(by),
})

export function signatureType({ parameters, results }: GoSignature): GoType {
  const [inside, outside] = [joined(parameters, ', '), joined(results, ', ')]
  const result = (text: string): string => (results.length > 1 ? ` (${text})` : text === '' ? '' : ` ${text}`)
  return {
    text: `func(${inside.text})${result(outside.text)}`,
    id: `func(${inside.id})${result(outside.id)}`,
  }
}

const structType = (fields: ReadonlyMap<string, GoField>): GoType => {
  const of = (part: 'text' | 'id'): string =>
    [...fields].map(([name, { type, tag }]) => `${name} ${type[part]} ${tag}`.trim()).join('; ')
  return { text: `struct{${of('text')}}`, id: `struct{${of('id')}}` }
}

const interfaceType = ({ methods, embeds }: GoInterface): GoType => {
  const of = (part: 'text' | 'id'): string =>
    [
      ...[...methods].map(([name, { signature }]) => name + signatureType(signature)[part].slice(4)).sort(),
      ...embeds.map((each) => each[part]),
    ].join('; ')
  return { text: `interface{${of('text')}}`, id: `interface{${of('id')}}` }
}
