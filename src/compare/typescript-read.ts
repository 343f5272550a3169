import { type Diagnostic, fail, ok, type Place, type Result } from '../base/index.ts'
import type { InterfaceText } from './change.ts'
import { babel } from './typescript-load.ts'
import {
  signatureText,
  type TsEntry,
  type TsMember,
  type TsModule,
  type TsParameter,
  type TsSignature,
  type TsType,
} from './typescript-model.ts'

/** A node as the parser makes it, of which only what is asked for by name is trusted. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly loc: { readonly start: { readonly line: number; readonly column: number } }
  readonly leadingComments?: readonly { readonly value: string }[] | null
  readonly [member: string]: unknown
}

/** Reads what a module exports, from its declarations (`.d.ts`) or from its source. */
export function readTsModule(source: InterfaceText): Result<TsModule, readonly Diagnostic[]> {
  const { file, text } = source
  const isDeclaration = /\.d\.[cm]?ts$/.test(file)
  try {
    const { program } = babel().parse(text, {
      sourceType: 'module',
      plugins: [
        ['typescript', { dts: isDeclaration }],
        'decorators-legacy',
        ...(file.endsWith('x') ? (['jsx'] as const) : []),
      ],
    })
    const reader = new TsReader(source)
    reader.read((program as unknown as { readonly body: readonly Node[] }).body, '', false)
    return ok(reader.module())
  } catch (error) {
    const at =
      error instanceof SyntaxError && 'loc' in error ? (error.loc as Node['loc']['start']) : undefined
    if (at === undefined && !(error instanceof RangeError)) throw error
    const message = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : ''
    const place = { file, line: at?.line ?? 1, column: (at?.column ?? 0) + 1 }
    return fail([{ place, message: `this is no TypeScript: ${message}` }])
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value
const nodeAt = (node: Node, member: string): Node | undefined => {
  const value = node[member]
  return isNode(value) ? value : undefined
}
const nodesAt = (node: Node, member: string): readonly Node[] => {
  const value = node[member]
  return Array.isArray(value) ? value.filter(isNode) : []
}
const textAt = (node: Node | undefined, member: string): string | undefined => {
  const value = node?.[member]
  return typeof value === 'string' ? value : undefined
}

class TsReader {
  private readonly source: InterfaceText
  /** Everything that is declared, and the names by which it is exported. */
  private readonly declared = new Map<string, TsEntry>()
  private readonly exported = new Map<string, string>()
  private readonly notes = new Set<string>()

  constructor(source: InterfaceText) {
    this.source = source
  }

  module(): TsModule {
    const entries = new Map<string, TsEntry>()
    for (const [outside, inside] of this.exported) {
      const entry = this.declared.get(inside)
      if (entry !== undefined) entries.set(outside, entry)
    }
    // A file that exports nothing by name declares for everybody.
    if (this.exported.size === 0) for (const [name, entry] of this.declared) entries.set(name, entry)
    // What is inside a namespace is exported with it.
    for (const [name, entry] of this.declared) {
      const root = name.split('.')[0] ?? name
      for (const [outside, inside] of this.exported)
        if (name.includes('.') && inside === root) entries.set(outside + name.slice(root.length), entry)
    }
    return { entries, notes: [...this.notes] }
  }

  read(body: readonly Node[], prefix: string, isAll: boolean): void {
    for (const node of body) this.statement(node, prefix, isAll)
  }

  private statement(node: Node, prefix: string, isAll: boolean): void {
    switch (node.type) {
      case 'ExportNamedDeclaration': {
        const declaration = nodeAt(node, 'declaration')
        if (declaration !== undefined)
          for (const name of this.declaration(declaration, prefix, node)) this.export(name, name, prefix)
        this.specifiers(node, prefix)
        return
      }
      case 'ExportDefaultDeclaration': {
        const declaration = nodeAt(node, 'declaration')
        if (declaration === undefined) return
        const names = this.declaration(declaration, prefix, node)
        const [name] = names.length > 0 ? names : [textAt(declaration, 'name') ?? '']
        this.export('default', name ?? '', prefix)
        return
      }
      case 'ExportAllDeclaration': {
        const text = this.text(node)
        this.add(
          `* from ${textAt(nodeAt(node, 'source'), 'value')}`,
          { kind: 'reexport', text, ...this.common(node) },
          prefix,
        )
        return
      }
      case 'TSExportAssignment':
        this.export('=', textAt(nodeAt(node, 'expression'), 'name') ?? '', prefix)
        return
      default:
        for (const name of this.declaration(node, prefix, node)) if (isAll) this.export(name, name, prefix)
    }
  }

  private export(outside: string, inside: string, prefix: string): void {
    if (prefix === '') this.exported.set(outside, inside)
  }

  private add(name: string, entry: TsEntry, prefix: string): void {
    this.declared.set(prefix + name, entry)
    if (entry.kind === 'reexport') this.export(name, name, prefix)
  }

  private specifiers(node: Node, prefix: string): void {
    const from = textAt(nodeAt(node, 'source'), 'value')
    for (const specifier of nodesAt(node, 'specifiers')) {
      const named = nodeAt(specifier, 'exported')
      const outside = textAt(named, 'name') ?? textAt(named, 'value') ?? ''
      const inside = textAt(nodeAt(specifier, 'local'), 'name') ?? outside
      if (from === undefined) this.export(outside, inside, prefix)
      else
        this.add(
          outside,
          { kind: 'reexport', text: `${inside} from ${from}`, ...this.common(specifier) },
          prefix,
        )
    }
  }

  /** Takes up what a statement declares, and gives the names. */
  private declaration(node: Node, prefix: string, outer: Node): readonly string[] {
    const name = textAt(nodeAt(node, 'id'), 'name') ?? textAt(nodeAt(node, 'id'), 'value') ?? 'default'
    const common = this.common(outer)
    const add = (entry: TsEntry): readonly string[] => {
      this.add(name, entry, prefix)
      return [name]
    }
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'TSDeclareFunction': {
        const before = this.declared.get(prefix + name)
        const isOpen = before?.kind === 'function'
        // The one with the body is not seen from outside when there are overloads.
        if (isOpen && node.type === 'FunctionDeclaration') return [name]
        const overloads = [...(isOpen ? before.overloads : []), this.signature(node)]
        return add({ ...common, kind: 'function', overloads })
      }
      case 'ClassDeclaration':
        return add({
          ...common,
          kind: 'class',
          typeParameters: this.typeParameters(node),
          heritage: this.heritage(node),
          members: this.members(nodesAt(nodeAt(node, 'body') ?? node, 'body')),
          isAbstract: node.abstract === true,
        })
      case 'TSInterfaceDeclaration': {
        const before = this.declared.get(prefix + name)
        const own = this.members(nodesAt(nodeAt(node, 'body') ?? node, 'body'))
        const merged = before?.kind === 'interface' ? before : undefined
        return add({
          ...common,
          kind: 'interface',
          typeParameters: this.typeParameters(node),
          heritage: [...(merged?.heritage ?? []), ...this.heritage(node)],
          members: new Map([...(merged?.members ?? []), ...own]),
          isAbstract: false,
        })
      }
      case 'TSTypeAliasDeclaration':
        return add({
          ...common,
          kind: 'type',
          typeParameters: this.typeParameters(node),
          type: this.typeOf(nodeAt(node, 'typeAnnotation')) ?? { text: 'any', parts: ['any'] },
        })
      case 'TSEnumDeclaration':
        return add({ ...common, kind: 'enum', members: this.enumMembers(node) })
      case 'VariableDeclaration':
        return nodesAt(node, 'declarations').flatMap((each) => {
          const id = nodeAt(each, 'id')
          const called = textAt(id, 'name')
          if (id === undefined || called === undefined) return []
          this.add(called, { ...common, ...this.variable(id, nodeAt(each, 'init')) }, prefix)
          return [called]
        })
      case 'TSModuleDeclaration': {
        const body = nodeAt(node, 'body')
        const inner =
          body?.type === 'TSModuleDeclaration' ? [body] : body === undefined ? [] : nodesAt(body, 'body')
        for (const each of inner) this.inNamespace(each, `${prefix}${name}.`)
        return [name]
      }
      default:
        return []
    }
  }

  /** Of a namespace in a declaration file everything is exported. */
  private inNamespace(node: Node, prefix: string): void {
    const declaration = node.type === 'ExportNamedDeclaration' ? nodeAt(node, 'declaration') : node
    if (declaration !== undefined) this.declaration(declaration, prefix, node)
  }

  private variable(
    id: Node,
    init: Node | undefined,
  ):
    | { kind: 'function'; overloads: readonly TsSignature[] }
    | { kind: 'constant'; type: TsType | undefined } {
    const type = this.annotated(id)
    if (
      type === undefined &&
      (init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression')
    )
      return { kind: 'function', overloads: [this.signature(init)] }
    if (type === undefined) this.notes.add('types that are inferred are not compared')
    return { kind: 'constant', type }
  }

  private enumMembers(node: Node) {
    const list = [...nodesAt(node, 'members'), ...nodesAt(nodeAt(node, 'body') ?? node, 'members')]
    return new Map(
      list.map((member, i) => {
        const id = nodeAt(member, 'id')
        const init = nodeAt(member, 'initializer')
        const value = init === undefined ? `#${i}` : this.text(init)
        return [textAt(id, 'name') ?? textAt(id, 'value') ?? '', { ...this.common(member), value }] as const
      }),
    )
  }

  private heritage(node: Node): readonly string[] {
    const parent = nodeAt(node, 'superClass')
    const all = [...nodesAt(node, 'extends'), ...nodesAt(node, 'implements')].map((each) => this.text(each))
    return [...(parent === undefined ? [] : [this.text(parent)]), ...all]
  }

  private members(body: readonly Node[]): ReadonlyMap<string, TsMember> {
    const found = new Map<string, TsMember>()
    for (const node of body) {
      const { accessibility } = node
      const key = nodeAt(node, 'key')
      if (accessibility === 'private' || key?.type === 'PrivateName') continue
      const common = this.common(node)
      const isStatic = node.static === true
      const isProtected = accessibility === 'protected'
      const isOptional = node.optional === true
      const called =
        key === undefined ? undefined : (textAt(key, 'name') ?? textAt(key, 'value') ?? this.text(key))
      const name = called === undefined ? undefined : isStatic ? `static ${called}` : called
      switch (node.type) {
        case 'ClassMethod':
        case 'TSDeclareMethod':
        case 'TSMethodSignature': {
          if (name === undefined) break
          const isAccessor = node.kind === 'get' || node.kind === 'set'
          if (isAccessor) {
            const type = node.kind === 'get' ? this.result(node) : this.annotated(nodesAt(node, 'params')[0])
            const isReadonly = node.kind === 'get' && !found.has(name)
            found.set(name, { ...common, kind: 'field', type, isOptional, isReadonly, isStatic, isProtected })
            break
          }
          const before = found.get(name)
          const isOpen = before?.kind === 'method'
          if (isOpen && node.type === 'ClassMethod') break
          const overloads = [...(isOpen ? before.overloads : []), this.signature(node)]
          found.set(name, {
            ...common,
            kind: 'method',
            overloads,
            isOptional,
            isStatic,
            isProtected,
            isAbstract: node.abstract === true,
          })
          if (name === 'constructor') this.parameterProperties(node, found)
          break
        }
        case 'ClassProperty':
        case 'ClassAccessorProperty':
        case 'TSPropertySignature': {
          if (name === undefined) break
          const type = this.annotated(node)
          if (type === undefined) this.notes.add('types that are inferred are not compared')
          found.set(name, {
            ...common,
            kind: 'field',
            type,
            isOptional,
            isReadonly: node.readonly === true,
            isStatic,
            isProtected,
          })
          break
        }
        default:
          found.set(`(${this.text(node).replace(/[;,]$/, '')})`, { ...common, kind: 'nameless' })
      }
    }
    return found
  }

  /** `constructor(readonly name: string)` declares a field too. */
  private parameterProperties(node: Node, found: Map<string, TsMember>): void {
    for (const each of nodesAt(node, 'params')) {
      const inner = each.type === 'TSParameterProperty' ? nodeAt(each, 'parameter') : undefined
      const id = inner?.type === 'AssignmentPattern' ? nodeAt(inner, 'left') : inner
      const name = textAt(id, 'name')
      if (id === undefined || name === undefined || each.accessibility === 'private') continue
      found.set(name, {
        ...this.common(each),
        kind: 'field',
        type: this.annotated(id),
        isOptional: id.optional === true,
        isReadonly: each.readonly === true,
        isStatic: false,
        isProtected: each.accessibility === 'protected',
      })
    }
  }

  private signature(node: Node): TsSignature {
    const list = nodesAt(node, 'params').length > 0 ? nodesAt(node, 'params') : nodesAt(node, 'parameters')
    const result = this.result(node)
    if (result === undefined && node.kind !== 'constructor')
      this.notes.add('types that are inferred are not compared')
    return {
      typeParameters: this.typeParameters(node),
      // A leading `this` is no parameter.
      parameters: list.filter((each) => textAt(each, 'name') !== 'this').map((each) => this.parameter(each)),
      result,
    }
  }

  private result(node: Node): TsType | undefined {
    const annotation = nodeAt(node, 'returnType') ?? nodeAt(node, 'typeAnnotation')
    return annotation === undefined
      ? undefined
      : this.typeOf(nodeAt(annotation, 'typeAnnotation') ?? annotation)
  }

  private parameter(node: Node): TsParameter {
    if (node.type === 'TSParameterProperty') return this.parameter(nodeAt(node, 'parameter') ?? node)
    if (node.type === 'AssignmentPattern') {
      const left = nodeAt(node, 'left') ?? node
      return { type: this.annotated(left), isOptional: true, isRest: false }
    }
    if (node.type === 'RestElement')
      return {
        type: this.annotated(node) ?? this.annotated(nodeAt(node, 'argument')),
        isOptional: true,
        isRest: true,
      }
    return { type: this.annotated(node), isOptional: node.optional === true, isRest: false }
  }

  private annotated(node: Node | undefined): TsType | undefined {
    const annotation = node && nodeAt(node, 'typeAnnotation')
    return annotation && this.typeOf(nodeAt(annotation, 'typeAnnotation') ?? annotation)
  }

  private typeOf(node: Node | undefined): TsType | undefined {
    if (node === undefined) return undefined
    if (node.type === 'TSParenthesizedType') return this.typeOf(nodeAt(node, 'typeAnnotation'))
    if (node.type !== 'TSUnionType') {
      // What the parameters of a function are called means nothing.
      const text = node.type === 'TSFunctionType' ? signatureText(this.signature(node)) : this.text(node)
      return { text, parts: [text] }
    }
    const parts = nodesAt(node, 'types').flatMap((each) => this.typeOf(each)?.parts ?? [])
    return { text: parts.join(' | '), parts: [...new Set(parts)].sort() }
  }

  private typeParameters(node: Node): string {
    const list = nodeAt(node, 'typeParameters')
    return list === undefined ? '' : this.text(list)
  }

  private common(node: Node): { readonly place: Place; readonly doc: string } {
    const { line, column } = node.loc.start
    const comment = node.leadingComments?.at(-1)?.value ?? ''
    // Only what is written for documentation.
    const doc = comment.startsWith('*') ? comment.replace(/^[\s*]+|\s*\n\s*\*?\s?/g, '\n').trim() : ''
    return { place: { file: this.source.file, line, column: column + 1 }, doc }
  }

  /** A part of the text on one line, without comments and without white space where it means nothing. */
  private text({ start, end }: Node): string {
    return (
      this.source.text
        .slice(start, end)
        .replace(/\/\*[\s\S]*?\*\//g, ' ')
        .replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1 ')
        .replace(/\s+/g, ' ')
        .replace(/ ?([{}()[\]<>|&,;:?=]) ?/g, '$1')
        // Members of a type are set apart by either, and texts by either quote.
        .replace(/;/g, ',')
        .replace(/"([^"'\\]*)"/g, "'$1'")
        .replace(/,+([}\])>])/g, '$1')
        .replace(/,/g, ', ')
        .replace(/:/g, ': ')
        .trim()
    )
  }
}
