import type { Place } from '../base/index.ts'
import type { ChangeClass, Concerned, InterfaceChange, InterfaceChangeKind } from './change.ts'
import { type CompareFormat, type CompareOptions, nothing } from './format.ts'
import {
  type GoEntry,
  type GoField,
  type GoMethod,
  type GoPackage,
  type GoSignature,
  type GoType,
  isExported,
} from './go-model.ts'
import { readGoPackage } from './go-read.ts'
import { signatureType } from './go-types.ts'

/**
 * Compares two states of a Go package, for those who import it. What is compatible is what Go's own tool calls so
 * (golang.org/x/exp/apidiff), but for one thing: a new method of an interface breaks those who implement it, and there
 * may be none.
 */
export const compareGo: CompareFormat = (old, young, options) => {
  const [before, after] = [readGoPackage(old), readGoPackage(young)]
  if (!before.ok || !after.ok)
    return {
      ...nothing,
      problems: [...(before.ok ? [] : before.problem), ...(after.ok ? [] : after.problem)],
    }
  const comparer = new GoComparer(before.value, after.value, options)
  comparer.run()
  return { ...nothing, changes: comparer.changes }
}

interface Detail {
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly concerns?: Concerned
}

class GoComparer {
  readonly changes: InterfaceChange[] = []
  private readonly old: GoPackage
  private readonly new: GoPackage
  private readonly options: CompareOptions

  constructor(old: GoPackage, young: GoPackage, options: CompareOptions) {
    this.old = old
    this.new = young
    this.options = options
  }

  run(): void {
    for (const [name, a] of this.old.entries) {
      if (!isExported(name)) continue
      const b = this.new.entries.get(name)
      if (b === undefined) this.tell(removedKind[a.kind], name, 'breaking', [a.place, undefined])
      else {
        this.words(name, a, b)
        this.entry(name, a, b)
      }
    }
    for (const [name, b] of this.new.entries)
      if (isExported(name) && !this.old.entries.has(name))
        this.tell(addedKind[b.kind], name, 'compatible', [undefined, b.place])
    for (const type of new Set([...this.old.methods.keys(), ...this.new.methods.keys()]))
      if (isExported(type)) this.methods(type)
  }

  private tell(
    kind: InterfaceChangeKind,
    path: string,
    as: ChangeClass,
    [old, young]: readonly [Place | undefined, Place | undefined],
    { before, after, concerns }: Detail = {},
  ): void {
    this.changes.push({
      format: 'go',
      kind,
      path,
      class: as,
      ...(concerns !== undefined && { concerns }),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      places: { ...(old && { old }), ...(young && { new: young }) },
    })
  }

  private words(path: string, a: GoEntry | GoMethod | GoField, b: GoEntry | GoMethod | GoField): void {
    if (a.doc === b.doc) return
    const isOut = ({ doc }: { readonly doc: string }): boolean => /^Deprecated:/m.test(doc)
    const places = [a.place, b.place] as const
    if (isOut(a) !== isOut(b)) this.tell(isOut(b) ? 'deprecated' : 'restored', path, 'compatible', places)
    this.tell('description-changed', path, 'documentation', places, { before: a.doc, after: b.doc })
  }

  private entry(name: string, a: GoEntry, b: GoEntry): void {
    const places = [a.place, b.place] as const
    if ('typeParameters' in a && 'typeParameters' in b)
      this.typeParameters(name, a.typeParameters, b.typeParameters, places)
    if (a.kind === 'function' && b.kind === 'function') this.signature(name, a.signature, b.signature, places)
    else if (a.kind === 'interface' && b.kind === 'interface') this.interface(name, a, b)
    else if (a.kind === 'struct' && b.kind === 'struct') this.fields(name, a.fields, b.fields)
    else if (a.kind === 'type' && b.kind === 'type') {
      if (a.type.id !== b.type.id || a.isAlias !== b.isAlias)
        this.tell('type-changed', name, 'breaking', places, { before: a.type.text, after: b.type.text })
    } else if (a.kind === 'constant' && b.kind === 'constant') {
      if (a.type?.id !== b.type?.id)
        this.tell('type-changed', name, 'breaking', places, { before: a.type?.text, after: b.type?.text })
      if (a.value !== b.value)
        this.tell('value-changed', name, 'breaking', places, { before: a.value, after: b.value })
    } else if (a.kind === 'variable' && b.kind === 'variable') this.variable(name, a, b)
    else this.tell('type-changed', name, 'breaking', places, { before: a.kind, after: b.kind })
  }

  private variable(
    name: string,
    a: Extract<GoEntry, { kind: 'variable' }>,
    b: Extract<GoEntry, { kind: 'variable' }>,
  ): void {
    const places = [a.place, b.place] as const
    if (a.type !== undefined && b.type !== undefined) {
      if (a.type.id !== b.type.id)
        this.tell('type-changed', name, 'breaking', places, { before: a.type.text, after: b.type.text })
      return
    }
    // Where the type is not written it follows from the value: from the same function, the same type.
    const head = (value: string): string => /^(?:& ?)?[\w. ]*(?=[({])|^["`'\d]/.exec(value)?.[0] ?? value
    if (a.type !== b.type || head(a.value) !== head(b.value))
      this.tell('type-changed', name, 'unknown', places, {
        before: a.type?.text ?? a.value,
        after: b.type?.text ?? b.value,
      })
  }

  private typeParameters(
    path: string,
    a: readonly GoType[],
    b: readonly GoType[],
    places: readonly [Place, Place],
  ): void {
    const text = (all: readonly GoType[], part: 'id' | 'text'): string =>
      all.map((each) => each[part]).join(', ')
    if (text(a, 'id') !== text(b, 'id'))
      this.tell('type-parameter-changed', path, 'breaking', places, {
        before: text(a, 'text'),
        after: text(b, 'text'),
      })
  }

  private interface(
    name: string,
    a: Extract<GoEntry, { kind: 'interface' }>,
    b: Extract<GoEntry, { kind: 'interface' }>,
  ): void {
    const [before, after] = [flatten(a, this.old), flatten(b, this.new)]
    const places = [a.place, b.place] as const
    for (const [method, { method: was, via }] of before.methods) {
      const is = after.methods.get(method)
      const path = `${name}.${method}`
      // What another interface brings along is told there, as long as it is still embedded.
      if (via !== undefined && (is?.via === via || (is === undefined && after.vias.has(via)))) continue
      if (is === undefined) this.tell('method-removed', path, 'breaking', [was.place, b.place])
      else {
        this.words(path, was, is.method)
        this.signature(path, was.signature, is.method.signature, [was.place, is.method.place])
      }
    }
    // Where nobody else can implement it, more methods break nobody.
    const isSafe = this.options.implementedBy === 'platform' || b.isSealed || a.isSealed
    const as: ChangeClass = isSafe ? 'compatible' : 'breaking'
    for (const [method, { method: is, via }] of after.methods) {
      if (before.methods.has(method) || (via !== undefined && before.vias.has(via))) continue
      this.tell('method-added', `${name}.${method}`, as, [a.place, is.place], {
        after: signatureType(is.signature).text,
        ...(!isSafe && { concerns: 'implementers' }),
      })
    }
    for (const each of before.others)
      if (!after.others.some(({ id }) => id === each.id))
        this.tell('embedding-removed', name, 'breaking', places, { before: each.text })
    for (const each of after.others)
      if (!before.others.some(({ id }) => id === each.id))
        this.tell('embedding-added', name, as, places, {
          after: each.text,
          ...(!isSafe && { concerns: 'implementers' }),
        })
    if (a.isSealed && !b.isSealed)
      this.tell('modifier-changed', name, 'compatible', places, { after: 'can be implemented elsewhere' })
    if (!a.isSealed && b.isSealed)
      this.tell(
        'modifier-changed',
        name,
        this.options.implementedBy === 'platform' ? 'compatible' : 'breaking',
        places,
        {
          after: 'can no longer be implemented elsewhere',
          concerns: 'implementers',
        },
      )
  }

  private fields(type: string, a: ReadonlyMap<string, GoField>, b: ReadonlyMap<string, GoField>): void {
    for (const [name, was] of a) {
      const is = b.get(name)
      const path = `${type}.${name}`
      if (is === undefined) {
        this.tell('field-removed', path, 'breaking', [was.place, undefined], { before: was.type.text })
        continue
      }
      const places = [was.place, is.place] as const
      this.words(path, was, is)
      if (was.type.id !== is.type.id || was.isEmbedded !== is.isEmbedded)
        this.tell('field-type-changed', path, 'breaking', places, {
          before: was.type.text,
          after: is.type.text,
        })
      if (was.tag !== is.tag)
        // What is written and read by it has other names now.
        this.tell('encoding-changed', path, 'breaking', places, { before: was.tag, after: is.tag })
    }
    for (const [name, is] of b)
      if (!a.has(name))
        this.tell('field-added', `${type}.${name}`, 'compatible', [undefined, is.place], {
          after: is.type.text,
        })
  }

  private methods(type: string): void {
    const [before, after] = [this.old.methods.get(type), this.new.methods.get(type)]
    // Where the type itself is gone, so are its methods, and where it is new they come with it.
    if (!this.old.entries.has(type) || !this.new.entries.has(type)) return
    for (const [name, was] of before ?? []) {
      const is = after?.get(name)
      const path = `${type}.${name}`
      if (is === undefined) {
        this.tell('method-removed', path, 'breaking', [was.place, undefined])
        continue
      }
      this.words(path, was, is)
      this.signature(path, was.signature, is.signature, [was.place, is.place])
      if (was.isByPointer !== is.isByPointer)
        this.tell(
          'modifier-changed',
          path,
          is.isByPointer === true ? 'breaking' : 'compatible',
          [was.place, is.place],
          {
            before: was.isByPointer === true ? 'by pointer' : 'by value',
            after: is.isByPointer === true ? 'by pointer' : 'by value',
          },
        )
    }
    for (const [name, is] of after ?? [])
      if (before?.has(name) !== true)
        this.tell('method-added', `${type}.${name}`, 'compatible', [undefined, is.place])
  }

  private signature(path: string, a: GoSignature, b: GoSignature, places: readonly [Place, Place]): void {
    this.typeParameters(path, a.typeParameters, b.typeParameters, places)
    const ids = (types: readonly GoType[]): string => types.map(({ id }) => id).join(', ')
    const texts = (types: readonly GoType[]): string => types.map(({ text }) => text).join(', ')
    if (ids(a.results) !== ids(b.results))
      this.tell('result-type-changed', path, 'breaking', places, {
        before: texts(a.results) || 'nothing',
        after: texts(b.results) || 'nothing',
      })
    const { parameters: before } = a
    const { parameters: after } = b
    if (ids(before) === ids(after)) return
    let start = 0
    while (start < Math.min(before.length, after.length) && before[start]?.id === after[start]?.id) start++
    let end = 0
    while (
      end < Math.min(before.length, after.length) - start &&
      before.at(-1 - end)?.id === after.at(-1 - end)?.id
    )
      end++
    const [gone, come] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
    for (let i = 0; i < Math.max(gone.length, come.length); i++) {
      const [was, is] = [gone[i], come[i]]
      // One name from two packages is told with their paths.
      const part = was?.text === is?.text ? 'id' : 'text'
      const detail = { before: was?.[part], after: is?.[part] }
      if (was !== undefined && is !== undefined)
        this.tell('parameter-type-changed', path, 'breaking', places, detail)
      else if (was !== undefined) this.tell('parameter-removed', path, 'breaking', places, detail)
      // Calls go on without it, but the function is of another type.
      else
        this.tell(
          is?.text.startsWith('...') ? 'parameter-added' : 'required-parameter-added',
          path,
          'breaking',
          places,
          detail,
        )
    }
  }
}

interface Flattened {
  readonly methods: ReadonlyMap<string, { readonly method: GoMethod; readonly via: string | undefined }>
  /** Interfaces of the same package that are embedded, and those of other packages. */
  readonly vias: ReadonlySet<string>
  readonly others: readonly GoType[]
}

/** All methods of an interface, with those of the interfaces of the package that it embeds. */
function flatten(entry: Extract<GoEntry, { kind: 'interface' }>, { entries }: GoPackage): Flattened {
  const methods = new Map(
    [...entry.methods].map(([name, method]) => [name, { method, via: undefined as string | undefined }]),
  )
  const vias = new Set<string>()
  const others: GoType[] = []
  const visit = (embeds: readonly GoType[], via: string | undefined): void => {
    for (const embed of embeds) {
      const inner = entries.get(embed.id)
      if (inner?.kind !== 'interface') {
        others.push(embed)
        continue
      }
      if (vias.has(embed.id)) continue
      vias.add(embed.id)
      // What is not exported has no place of its own in the answer.
      const from = via ?? (isExported(embed.id) ? embed.id : undefined)
      for (const [name, method] of inner.methods)
        if (!methods.has(name)) methods.set(name, { method, via: from })
      visit(inner.embeds, from)
    }
  }
  visit(entry.embeds, undefined)
  return { methods, vias, others }
}

const addedKind = {
  function: 'function-added',
  interface: 'type-added',
  struct: 'type-added',
  type: 'type-added',
  constant: 'constant-added',
  variable: 'constant-added',
} as const

const removedKind = {
  function: 'function-removed',
  interface: 'type-removed',
  struct: 'type-removed',
  type: 'type-removed',
  constant: 'constant-removed',
  variable: 'constant-removed',
} as const
