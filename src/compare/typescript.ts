import type { Place } from '../base/index.ts'
import type { ChangeClass, Concerned, InterfaceChange, InterfaceChangeKind } from './change.ts'
import { type CompareFormat, type CompareOptions, nothing } from './format.ts'
import { readSide } from './sides.ts'
import {
  parameterText,
  signatureText,
  type TsEntry,
  type TsMember,
  type TsModule,
  type TsSignature,
  type TsType,
} from './typescript-model.ts'
import { readTsModule } from './typescript-read.ts'

/**
 * Compares what two states of a TypeScript module export, for those who import it. Types are compared as they are
 * written: unions part by part, all others by their text. Where names stand in it that may be called otherwise and mean
 * the same, nobody can tell.
 */
export const compareTypeScript: CompareFormat = (old, young, options) => {
  const sides = readSide(old, young, readTsModule)
  if (!sides.ok) return { ...nothing, problems: sides.problem }
  const { old: before, new: after } = sides.value
  const comparer = new TsComparer(options)
  comparer.run(before, after)
  return { changes: comparer.changes, problems: [], notes: [...new Set([...before.notes, ...after.notes])] }
}

interface Detail {
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly concerns?: Concerned
}

type Places = readonly [Place | undefined, Place | undefined]

class TsComparer {
  readonly changes: InterfaceChange[] = []
  private readonly options: CompareOptions

  constructor(options: CompareOptions) {
    this.options = options
  }

  run(before: TsModule, after: TsModule): void {
    for (const [name, a] of before.entries) {
      const b = after.entries.get(name)
      if (b === undefined) this.tell(kindOf(a, 'removed'), name, 'breaking', [a.place, undefined])
      else {
        this.words(name, a, b)
        this.entry(name, a, b)
      }
    }
    for (const [name, b] of after.entries)
      if (!before.entries.has(name)) this.tell(kindOf(b, 'added'), name, 'compatible', [undefined, b.place])
  }

  private tell(
    kind: InterfaceChangeKind,
    path: string,
    as: ChangeClass,
    [old, young]: Places,
    { before, after, concerns }: Detail = {},
  ): void {
    this.changes.push({
      format: 'typescript',
      kind,
      path,
      class: as,
      ...(concerns !== undefined && { concerns }),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      places: { ...(old && { old }), ...(young && { new: young }) },
    })
  }

  private words(path: string, a: { doc: string; place: Place }, b: { doc: string; place: Place }): void {
    if (a.doc === b.doc) return
    const isOut = ({ doc }: { doc: string }): boolean => /(?:^|\n)\s*@deprecated\b/.test(doc)
    const places = [a.place, b.place] as const
    if (isOut(a) !== isOut(b)) this.tell(isOut(b) ? 'deprecated' : 'restored', path, 'compatible', places)
    this.tell('description-changed', path, 'documentation', places, { before: a.doc, after: b.doc })
  }

  private entry(name: string, a: TsEntry, b: TsEntry): void {
    const places = [a.place, b.place] as const
    if (a.kind === 'function' && b.kind === 'function') this.overloads(name, a.overloads, b.overloads, places)
    else if (
      (a.kind === 'class' || a.kind === 'interface') &&
      (b.kind === 'class' || b.kind === 'interface')
    ) {
      if (a.kind !== b.kind)
        this.tell('type-changed', name, a.kind === 'interface' ? 'compatible' : 'breaking', places, {
          before: a.kind,
          after: b.kind,
        })
      this.typeParameters(name, a.typeParameters, b.typeParameters, places)
      if (!a.isAbstract && b.isAbstract)
        this.tell('modifier-changed', name, 'breaking', places, { after: 'abstract' })
      if (a.isAbstract && !b.isAbstract)
        this.tell('modifier-changed', name, 'compatible', places, { before: 'abstract' })
      for (const each of a.heritage)
        if (!b.heritage.includes(each))
          this.tell('embedding-removed', name, 'breaking', places, { before: each })
      for (const each of b.heritage)
        if (!a.heritage.includes(each)) this.tell('embedding-added', name, 'unknown', places, { after: each })
      this.members(name, a, b)
    } else if (a.kind === 'enum' && b.kind === 'enum') {
      for (const [member, was] of a.members) {
        const is = b.members.get(member)
        const path = `${name}.${member}`
        if (is === undefined) this.tell('enum-value-removed', path, 'breaking', [was.place, b.place])
        else if (was.value !== is.value)
          this.tell('value-changed', path, 'breaking', [was.place, is.place], {
            before: was.value,
            after: is.value,
          })
      }
      for (const [member, is] of b.members)
        if (!a.members.has(member))
          this.tell('enum-value-added', `${name}.${member}`, 'compatible', [a.place, is.place])
    } else if (a.kind === 'type' && b.kind === 'type') {
      this.typeParameters(name, a.typeParameters, b.typeParameters, places)
      this.alias(name, a.type, b.type, places)
    } else if (a.kind === 'constant' && b.kind === 'constant') {
      const as = a.type && b.type && judged(a.type, b.type, 'given')
      if (as !== undefined)
        this.tell('type-changed', name, as, places, { before: a.type?.text, after: b.type?.text })
    } else if (a.kind === 'reexport' && b.kind === 'reexport') {
      if (a.text !== b.text)
        this.tell('type-changed', name, 'unknown', places, { before: a.text, after: b.text })
    } else {
      // A class is used as a type and as a value; from another file, nobody can tell what it is here.
      const as = a.kind === 'reexport' || b.kind === 'reexport' ? 'unknown' : 'breaking'
      this.tell('type-changed', name, as, places, { before: a.kind, after: b.kind })
    }
  }

  /** An alias of a union loses and gains parts; who gives such values misses those that are gone. */
  private alias(name: string, a: TsType, b: TsType, places: Places): void {
    if (a.parts.join() === b.parts.join()) return
    if (a.parts.length === 1 && b.parts.length === 1) {
      this.tell('type-changed', name, judged(a, b, 'both') ?? 'breaking', places, {
        before: a.text,
        after: b.text,
      })
      return
    }
    for (const part of a.parts)
      if (!b.parts.includes(part))
        this.tell('alternative-removed', name, 'breaking', places, { before: part })
    for (const part of b.parts)
      if (!a.parts.includes(part)) this.tell('alternative-added', name, 'compatible', places, { after: part })
  }

  private typeParameters(path: string, a: string, b: string, places: Places): void {
    if (a !== b) {
      // One more with a default changes nothing for those who do not name it.
      const isMore =
        a === '' ? everyHasDefault(b) : b.startsWith(a.slice(0, -1)) && everyHasDefault(b.slice(a.length - 1))
      this.tell('type-parameter-changed', path, isMore ? 'compatible' : 'breaking', places, {
        before: a,
        after: b,
      })
    }
  }

  private members(name: string, a: Extract<TsEntry, { kind: 'class' | 'interface' }>, b: typeof a): void {
    for (const [member, was] of a.members) {
      const is = b.members.get(member)
      const path = `${name}.${member}`
      if (is === undefined) {
        const kind =
          was.kind === 'method' ? 'method-removed' : was.kind === 'field' ? 'field-removed' : 'other-changed'
        this.tell(kind, path, was.kind === 'nameless' ? 'unknown' : 'breaking', [was.place, undefined])
        continue
      }
      this.words(path, was, is)
      this.member(path, was, is)
    }
    for (const [member, is] of b.members) {
      if (a.members.has(member)) continue
      const path = `${name}.${member}`
      if (is.kind === 'nameless') {
        this.tell('other-changed', path, 'unknown', [undefined, is.place])
        continue
      }
      // Users make objects of an interface, and classes that extend one that is not finished.
      const isOwed = !is.isOptional && (a.kind === 'interface' || (is.kind === 'method' && is.isAbstract))
      const isFelt = isOwed && this.options.implementedBy !== 'platform'
      const kind =
        is.kind === 'method' ? 'method-added' : isOwed && isFelt ? 'required-field-added' : 'field-added'
      this.tell(
        kind,
        path,
        isFelt ? 'breaking' : 'compatible',
        [undefined, is.place],
        isFelt ? { concerns: 'implementers' } : {},
      )
    }
  }

  private member(path: string, a: TsMember, b: TsMember): void {
    const places = [a.place, b.place] as const
    if (a.kind === 'nameless' || b.kind === 'nameless') return
    if (a.isOptional !== b.isOptional)
      this.tell(b.isOptional ? 'field-optional' : 'field-required', path, 'breaking', places, {
        concerns: b.isOptional ? 'readers' : 'implementers',
      })
    if (a.isProtected !== b.isProtected)
      this.tell('modifier-changed', path, b.isProtected ? 'breaking' : 'compatible', places, {
        before: a.isProtected ? 'protected' : 'public',
        after: b.isProtected ? 'protected' : 'public',
      })
    if (a.kind === 'method' && b.kind === 'method') {
      if (a.isAbstract !== b.isAbstract)
        this.tell('modifier-changed', path, b.isAbstract ? 'breaking' : 'compatible', places, {
          before: a.isAbstract ? 'abstract' : 'with a body',
          after: b.isAbstract ? 'abstract' : 'with a body',
        })
      this.overloads(path, a.overloads, b.overloads, places)
    } else if (a.kind === 'field' && b.kind === 'field') {
      if (a.isReadonly !== b.isReadonly)
        this.tell('access-changed', path, b.isReadonly ? 'breaking' : 'compatible', places, {
          before: a.isReadonly ? 'readonly' : 'writable',
          after: b.isReadonly ? 'readonly' : 'writable',
        })
      const as = a.type && b.type && judged(a.type, b.type, b.isReadonly ? 'given' : 'both')
      if (as !== undefined)
        this.tell('field-type-changed', path, as, places, { before: a.type?.text, after: b.type?.text })
    }
    // `get(): T` and `get: () => T` are nearly the same to callers.
    else this.tell('type-changed', path, 'unknown', places, { before: a.kind, after: b.kind })
  }

  private overloads(
    path: string,
    a: readonly TsSignature[],
    b: readonly TsSignature[],
    places: Places,
  ): void {
    const [was] = a
    const [is] = b
    if (a.length === 1 && b.length === 1 && was !== undefined && is !== undefined) {
      this.signature(path, was, is, places)
      return
    }
    const texts = (all: readonly TsSignature[]): readonly string[] => all.map(signatureText)
    // Another overload may take what this one took.
    for (const text of texts(a))
      if (!texts(b).includes(text))
        this.tell('alternative-removed', path, 'unknown', places, { before: text })
    for (const text of texts(b))
      if (!texts(a).includes(text))
        this.tell('alternative-added', path, 'compatible', places, { after: text })
  }

  private signature(path: string, a: TsSignature, b: TsSignature, places: Places): void {
    this.typeParameters(path, a.typeParameters, b.typeParameters, places)
    const count = Math.max(a.parameters.length, b.parameters.length)
    for (let i = 0; i < count; i++) {
      const [was, is] = [a.parameters[i], b.parameters[i]]
      const detail = { before: was && parameterText(was), after: is && parameterText(is) }
      if (was === undefined && is !== undefined)
        this.tell(
          is.isOptional ? 'parameter-added' : 'required-parameter-added',
          path,
          is.isOptional ? 'compatible' : 'breaking',
          places,
          detail,
        )
      else if (was !== undefined && is === undefined)
        this.tell('parameter-removed', path, 'breaking', places, detail)
      else if (was !== undefined && is !== undefined) {
        if (was.isOptional !== is.isOptional)
          this.tell(
            is.isOptional ? 'parameter-optional' : 'parameter-required',
            path,
            is.isOptional ? 'compatible' : 'breaking',
            places,
            detail,
          )
        const as = was.type && is.type && judged(was.type, is.type, 'taken')
        if (as !== undefined || was.isRest !== is.isRest)
          this.tell('parameter-type-changed', path, as ?? 'breaking', places, detail)
      }
    }
    const as = a.result && b.result && judged(a.result, b.result, 'given')
    if (as !== undefined)
      this.tell('result-type-changed', path, as, places, { before: a.result?.text, after: b.result?.text })
  }
}

const everyHasDefault = (text: string): boolean =>
  text
    .replace(/^[<,\s]+|>$/g, '')
    .split(', ')
    .every((each) => each.includes('='))

/** Names that mean the same in every module. */
const builtin = new Set([
  ...['string', 'number', 'boolean', 'bigint', 'symbol', 'object', 'null', 'undefined', 'void', 'never'],
  ...['true', 'false', 'Array', 'ReadonlyArray', 'Promise', 'Map', 'Set', 'Record', 'Partial', 'Readonly'],
  ...['Date', 'Error', 'Uint8Array', 'Buffer', 'Function', 'Pick', 'Omit', 'AsyncIterable', 'Iterable'],
])

/** How a change of a written type is felt where values are taken from users, given to them, or both. */
function judged(a: TsType, b: TsType, use: 'taken' | 'given' | 'both'): ChangeClass | undefined {
  if (a.parts.join() === b.parts.join()) return undefined
  const isMore = a.parts.every((part) => b.parts.includes(part))
  const isLess = b.parts.every((part) => a.parts.includes(part))
  if ((isMore && use === 'taken') || (isLess && use === 'given')) return 'compatible'
  if (isMore || isLess) return 'breaking'
  const any = (type: TsType): boolean => type.text === 'any' || type.text === 'unknown'
  if (any(b) && use === 'taken') return 'compatible'
  if (any(a) || any(b)) return 'unknown'
  const names = (type: TsType): readonly string[] =>
    type.text.replace(/'[^']*'|"[^"]*"/g, '').match(/[A-Za-z_$][\w$]*/g) ?? []
  const [left, right] = [names(a), names(b)]
  const differing = [
    ...left.filter((name) => !right.includes(name)),
    ...right.filter((name) => !left.includes(name)),
  ]
  return differing.some((name) => !builtin.has(name)) ? 'unknown' : 'breaking'
}

function kindOf({ kind }: TsEntry, change: 'added' | 'removed'): InterfaceChangeKind {
  switch (kind) {
    case 'function':
      return `function-${change}`
    case 'constant':
      return `constant-${change}`
    case 'class':
    case 'interface':
    case 'enum':
    case 'type':
    case 'reexport':
      return `type-${change}`
  }
}
