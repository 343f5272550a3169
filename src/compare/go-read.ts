import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import type { InterfaceText } from './change.ts'
import { type GoEntry, type GoMethod, type GoPackage, type GoType, isExported } from './go-model.ts'
import { placeOf, tokensOf } from './go-tokens.ts'
import { GoTypeReader, NotGo } from './go-types.ts'

/** Reads the declarations of a package from its files; bodies of functions are passed over. */
export function readGoPackage(texts: readonly InterfaceText[]): Result<GoPackage, readonly Diagnostic[]> {
  const entries = new Map<string, GoEntry>()
  const methods = new Map<string, Map<string, GoMethod>>()
  const problems: Diagnostic[] = []
  for (const source of texts) {
    if (source.file.endsWith('_test.go')) continue
    const tokens = tokensOf(source)
    if (!tokens.ok) {
      problems.push(...tokens.problem)
      continue
    }
    try {
      new GoReader(source, tokens.value, entries, methods).read()
    } catch (error) {
      if (!(error instanceof NotGo)) throw error
      problems.push({
        place: placeOf(source.text, source.file, error.at),
        message: 'this declaration cannot be read',
        help: `expected ${error.message} here`,
      })
    }
  }
  return problems.length > 0 ? fail(problems) : ok({ entries, methods, notes: [] })
}

class GoReader extends GoTypeReader {
  private readonly entries: Map<string, GoEntry>
  private readonly methods: Map<string, Map<string, GoMethod>>

  constructor(
    source: InterfaceText,
    tokens: ConstructorParameters<typeof GoTypeReader>[1],
    entries: Map<string, GoEntry>,
    methods: Map<string, Map<string, GoMethod>>,
  ) {
    super(source, tokens)
    this.entries = entries
    this.methods = methods
  }

  read(): void {
    this.expect('package')
    this.name()
    this.accept(';')
    while (!this.isEnd()) {
      const { doc = '' } = this.next
      const word = this.name()
      switch (word) {
        case 'import':
          this.group(() => this.importOne())
          break
        case 'type':
          this.group((own) => this.typeOne(own || doc))
          break
        case 'const':
          this.constants(doc)
          break
        case 'var':
          this.group((own) => this.variable(own || doc))
          break
        case 'func':
          this.func(doc)
          break
        default:
          throw new NotGo('import, type, const, var or func', this.next.at)
      }
      if (!this.accept(';') && !this.isEnd()) throw new NotGo('a new line', this.next.at)
    }
  }

  /** One declaration, or several in brackets. */
  private group(read: (doc: string) => void): void {
    if (!this.accept('(')) {
      read('')
      return
    }
    while (!this.accept(')')) {
      read(this.next.doc ?? '')
      if (!this.accept(';') && !this.is(')')) throw new NotGo('a new line', this.next.at)
    }
  }

  private importOne(): void {
    const alias = this.next.kind === 'name' ? this.name() : this.accept('.') ? '.' : undefined
    if (this.next.kind !== 'text') throw new NotGo('the path of a package', this.next.at)
    const path = this.take().text.slice(1, -1)
    // By custom a package is called like the last part of its path, versions aside.
    const own = path
      .replace(/\/v\d+$/, '')
      .replace(/\.v\d+$/, '')
      .replace(/^.*\//, '')
      .replace(/^go-|[.-]go$/g, '')
    this.imports.set(alias ?? own, path)
  }

  private place(at: number) {
    return placeOf(this.source.text, this.source.file, at)
  }

  private typeOne(doc: string): void {
    const place = this.place(this.next.at)
    const name = this.name()
    this.parameters = []
    const typeParameters = this.isTypeParameters() ? this.typeParameters() : []
    const isAlias = this.accept('=')
    const common = { place, doc }
    let entry: GoEntry
    if (!isAlias && this.is('interface')) {
      this.take()
      entry = { ...common, kind: 'interface', typeParameters, ...this.interfaceBody() }
    } else if (!isAlias && this.is('struct')) {
      this.take()
      const fields = new Map([...this.fields()].filter(([field]) => isExported(field)))
      entry = { ...common, kind: 'struct', typeParameters, fields }
    } else entry = { ...common, kind: 'type', typeParameters, type: this.type(), isAlias }
    this.parameters = []
    // Also what is not exported: exported interfaces may embed it.
    this.entries.set(name, entry)
  }

  /** `type T[P any] …` against `type T [5]int` and `type T []int`. */
  private isTypeParameters(): boolean {
    const [inner, after] = [this.peek(1), this.peek(2)]
    if (!this.is('[') || inner?.kind !== 'name') return false
    return after !== undefined && after.text !== ']' && !['+', '-', '*', '/'].includes(after.text)
  }

  private func(doc: string): void {
    const { at } = this.next
    this.parameters = []
    const receiver = this.is('(') ? this.receiver() : undefined
    const place = this.place(this.is('(') ? at : this.next.at)
    const name = this.name()
    const typeParameters = this.is('[') ? this.typeParameters() : []
    const signature = this.signature(typeParameters)
    if (this.is('{')) this.skipBrackets()
    this.parameters = []
    if (!isExported(name)) return
    const common = { place, doc }
    if (receiver === undefined) this.entries.set(name, { ...common, kind: 'function', signature })
    else {
      const own = this.methods.get(receiver.type) ?? new Map<string, GoMethod>()
      own.set(name, { ...common, signature, isByPointer: receiver.isByPointer })
      this.methods.set(receiver.type, own)
    }
  }

  private receiver(): { readonly type: string; readonly isByPointer: boolean } {
    this.expect('(')
    const words: string[] = []
    while (!this.is(')')) {
      if (this.next.kind === 'end') throw new NotGo('")"', this.next.at)
      words.push(this.take().text)
    }
    this.expect(')')
    const isByPointer = words.includes('*')
    const bracket = words.indexOf('[')
    const plain = bracket < 0 ? words : words.slice(0, bracket)
    if (bracket >= 0) this.parameters = words.slice(bracket + 1).filter((word) => /^[\p{L}_]/u.test(word))
    return { type: plain.at(-1) ?? '', isByPointer }
  }

  /** In a list of constants a line without a value repeats the one above it, counted on. */
  private constants(doc: string): void {
    let index = 0
    let above: { type: GoType | undefined; values: readonly string[] } = { type: undefined, values: [] }
    this.group((own) => {
      const place = this.place(this.next.at)
      const names = this.names()
      const type = this.is('=') || this.is(';') || this.is(')') ? undefined : this.type()
      if (this.accept('=')) above = { type, values: this.expressions() }
      for (const [i, name] of names.entries()) {
        const value = (above.values[i] ?? '').replace(/\biota\b/g, String(index))
        if (isExported(name))
          this.entries.set(name, {
            kind: 'constant',
            type: type ?? above.type,
            value,
            place,
            doc: own || doc,
          })
      }
      index++
    })
  }

  private variable(doc: string): void {
    const place = this.place(this.next.at)
    const names = this.names()
    const type = this.is('=') ? undefined : this.type()
    const values = this.accept('=') ? this.expressions() : []
    for (const [i, name] of names.entries())
      if (isExported(name))
        this.entries.set(name, { kind: 'variable', type, value: values[i] ?? '', place, doc })
  }

  private names(): string[] {
    const names = [this.name()]
    while (this.accept(',')) names.push(this.name())
    return names
  }

  /** Expressions up to the end of the declaration, as texts. */
  private expressions(): readonly string[] {
    const found: string[] = []
    let words: string[] = []
    while (!this.is(';') && !this.is(')') && this.next.kind !== 'end') {
      if (this.accept(',')) {
        found.push(words.join(' '))
        words = []
      } else if (['(', '[', '{'].includes(this.next.text) && this.next.kind === 'mark') {
        const start = this.position
        this.skipBrackets()
        words.push(
          this.tokens
            .slice(start, this.position)
            .map(({ text }) => text)
            .join(' '),
        )
      } else words.push(this.take().text)
    }
    return [...found, words.join(' ')].map(tidy)
  }
}

/** Words of an expression set as one would write them. */
const tidy = (text: string): string => text.replace(/ ?([.()[\]{}]) ?/g, '$1').replace(/ ,/g, ',')
