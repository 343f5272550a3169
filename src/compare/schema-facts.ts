import { canonicalJson } from '../base/index.ts'
import {
  child,
  closureText,
  flatten,
  isMembers,
  type Members,
  type Operand,
  own,
  type SchemaNode,
} from './schema-read.ts'

/*
 * What a schema demands, gathered from all that has to hold. Only what is listed here is understood; every other
 * keyword is kept as a text, and where two texts differ nobody can tell what that means.
 */

/** Numbers are told apart by what JSON Schema tells apart. */
export const typeNames = ['null', 'boolean', 'integer', 'fraction', 'string', 'array', 'object'] as const
export type TypeName = (typeof typeNames)[number]

export interface BoundFact {
  readonly value: number
  readonly isExclusive: boolean
}

/** Bounds by name: which values they are about, and on which side they bound them. */
export const boundTable = {
  minimum: { of: ['integer', 'fraction'], side: 'lower' },
  maximum: { of: ['integer', 'fraction'], side: 'upper' },
  minLength: { of: ['string'], side: 'lower' },
  maxLength: { of: ['string'], side: 'upper' },
  minItems: { of: ['array'], side: 'lower' },
  maxItems: { of: ['array'], side: 'upper' },
  minProperties: { of: ['object'], side: 'lower' },
  maxProperties: { of: ['object'], side: 'upper' },
} as const satisfies Record<string, { of: readonly TypeName[]; side: 'lower' | 'upper' }>

export type BoundName = keyof typeof boundTable

export interface ObjectRules {
  readonly properties: ReadonlyMap<string, SchemaNode>
  readonly patterns: ReadonlyMap<string, SchemaNode>
  readonly additional: SchemaNode | undefined
}

export interface ArrayRules {
  readonly prefix: readonly SchemaNode[]
  readonly rest: SchemaNode | undefined
}

export interface Facts {
  readonly types: ReadonlySet<TypeName>
  /** The values that are accepted, by their canonical text; undefined where there is no list. */
  readonly values: ReadonlyMap<string, string> | undefined
  readonly bounds: ReadonlyMap<BoundName, BoundFact>
  readonly multiples: readonly number[]
  readonly patterns: ReadonlySet<string>
  readonly formats: ReadonlySet<string>
  readonly isUnique: boolean
  readonly required: ReadonlySet<string>
  readonly objects: readonly ObjectRules[]
  readonly arrays: readonly ArrayRules[]
  readonly anyOf: readonly (readonly SchemaNode[])[]
  readonly oneOf: readonly { readonly branches: readonly SchemaNode[]; readonly isTold: boolean }[]
  readonly nots: readonly SchemaNode[]
  /** Keywords whose meaning is not followed, with all that they say. */
  readonly opaque: ReadonlyMap<string, string>
  /** Rules in a language of their own. */
  readonly validations: ReadonlySet<string>
  readonly keepsUnknown: boolean
  readonly merge: string
  readonly outside: readonly string[]
  readonly notes: Notes
}

/** What does not decide whether a value is accepted. */
interface Notes {
  readonly default: { readonly value: unknown } | undefined
  readonly words: string
  readonly description: string | undefined
  readonly isDeprecated: boolean
  readonly access: 'readOnly' | 'writeOnly' | undefined
  readonly extensions: string
}

const words = new Set(['title', 'description', 'example', 'examples', '$comment', 'externalDocs', 'xml'])
/** Read elsewhere, or without a meaning of their own. */
const understood = new Set([
  ...['$schema', '$id', 'id', '$anchor', '$defs', 'definitions', '$ref', 'allOf', 'anyOf', 'oneOf', 'not'],
  ...['type', 'nullable', 'enum', 'const', 'format', 'pattern', 'multipleOf', 'uniqueItems', 'required'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems'],
  ...['maxItems', 'minProperties', 'maxProperties', 'properties', 'patternProperties', 'items'],
  ...['additionalProperties', 'prefixItems', 'additionalItems', 'default', 'deprecated', 'readOnly'],
  ...['writeOnly', 'discriminator'],
])
/** Extensions that clusters give a meaning to, whatever vendor's name stands before: `x-VENDOR-list-type`. */
const meaningful =
  /^x-[a-z0-9]+-(validations|preserve-unknown-fields|int-or-string|list-type|list-map-keys|map-type|embedded-resource)$/

function extension(members: Members, name: string): unknown {
  for (const key of Object.keys(members)) {
    if (key.startsWith('x-') && key.endsWith(name) && meaningful.exec(key)?.[1] === name) return members[key]
  }
  return undefined
}

const mergeKeywords = ['list-type', 'list-map-keys', 'map-type', 'embedded-resource'] as const

export function factsOf(operand: Operand): Facts {
  const { conjuncts, outside, isNever } = flatten(operand)
  let types: ReadonlySet<TypeName> = new Set(isNever ? [] : typeNames)
  let values: ReadonlyMap<string, string> | undefined
  const bounds = new Map<BoundName, BoundFact>()
  const multiples: number[] = []
  const sets = { patterns: new Set<string>(), formats: new Set<string>(), required: new Set<string>() }
  const objects: ObjectRules[] = []
  const arrays: ArrayRules[] = []
  const anyOf: SchemaNode[][] = []
  const oneOf: { branches: SchemaNode[]; isTold: boolean }[] = []
  const nots: SchemaNode[] = []
  const opaque = new Map<string, string>()
  const validations = new Set<string>()
  const merge: unknown[] = []
  let isUnique = false
  let keepsUnknown = false
  for (const { node, members } of conjuncts) {
    types = intersect(types, typesIn(members, opaque))
    for (const listed of valuesIn(members))
      values = values === undefined ? listed : new Map([...values].filter(([key]) => listed.has(key)))
    for (const [name, bound] of boundsIn(members)) bounds.set(name, tighter(name, bounds.get(name), bound))
    const multiple = numberIn(own(members, 'multipleOf'))
    if (multiple !== undefined) multiples.push(multiple)
    const { pattern, format, required } = members
    if (typeof pattern === 'string') sets.patterns.add(pattern)
    if (typeof format === 'string') sets.formats.add(format)
    if (Array.isArray(required)) for (const name of required) sets.required.add(String(name))
    if (own(members, 'uniqueItems') === true) isUnique = true
    if (extension(members, 'preserve-unknown-fields') === true) keepsUnknown = true
    const rules = objectRulesIn(node, members)
    if (rules !== undefined) objects.push(rules)
    const items = arrayRulesIn(node, members)
    if (items !== undefined) arrays.push(items)
    const any = branchesIn(node, members, 'anyOf')
    if (any.length > 0) anyOf.push(any)
    const one = branchesIn(node, members, 'oneOf')
    // A discriminator names the one branch that is meant.
    if (one.length > 0) oneOf.push({ branches: one, isTold: isMembers(own(members, 'discriminator')) })
    if (Object.hasOwn(members, 'not')) nots.push(child(node, 'not'))
    for (const rule of [extension(members, 'validations') ?? []].flat())
      if (isMembers(rule)) validations.add(String(own(rule, 'rule')))
    for (const name of mergeKeywords) {
      const value = extension(members, name)
      if (value !== undefined) merge.push([name, value])
    }
    for (const name of Object.keys(members)) {
      if (understood.has(name) || words.has(name) || name.startsWith('x-')) continue
      const said = closureText(operand.document, child(node, name))
      opaque.set(name, `${opaque.get(name) ?? ''}${said}`)
    }
    const discriminator = own(members, 'discriminator')
    if (discriminator !== undefined) opaque.set('discriminator', canonicalJson(discriminator))
  }
  return {
    types: values === undefined ? types : intersect(types, typesOfValues(values)),
    values,
    bounds,
    multiples,
    ...sets,
    isUnique,
    objects,
    arrays,
    anyOf,
    oneOf,
    nots,
    opaque,
    validations,
    keepsUnknown,
    merge: merge.length === 0 ? '' : canonicalJson(merge),
    outside,
    notes: notesIn(conjuncts.map(({ members }) => members)),
  }
}

const intersect = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...a].filter((each) => b.has(each)))

function typesIn(members: Members, opaque: Map<string, string>): ReadonlySet<TypeName> {
  if (extension(members, 'int-or-string') === true) return new Set(['integer', 'string'])
  const written = own(members, 'type')
  if (written === undefined) return new Set(typeNames)
  const found = new Set<TypeName>()
  for (const each of [written].flat()) {
    if (each === 'number') found.add('integer').add('fraction')
    else if (typeNames.some((name) => name === each) && each !== 'fraction') found.add(each as TypeName)
    else opaque.set('type', canonicalJson(written))
  }
  if (own(members, 'nullable') === true) found.add('null')
  // Of a type that is none, nothing is known.
  return opaque.has('type') ? new Set(typeNames) : found
}

function valuesIn(members: Members): readonly ReadonlyMap<string, string>[] {
  const found: ReadonlyMap<string, string>[] = []
  const list = own(members, 'enum')
  if (Array.isArray(list)) found.push(new Map(list.map((value) => [canonicalJson(value), valueText(value)])))
  if (Object.hasOwn(members, 'const')) {
    const value = members.const
    found.push(new Map([[canonicalJson(value), valueText(value)]]))
  }
  return found
}

export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : canonicalJson(value)

function typesOfValues(values: ReadonlyMap<string, string>): ReadonlySet<TypeName> {
  return new Set(
    [...values.keys()].flatMap((key): TypeName[] => {
      const value: unknown = JSON.parse(key)
      if (value === null) return ['null']
      if (Array.isArray(value)) return ['array']
      if (typeof value === 'number') return [Number.isInteger(value) ? 'integer' : 'fraction']
      // A number with a fraction is kept as it was written, and then it looks like a text.
      if (typeof value === 'string')
        return value.trim() !== '' && Number.isFinite(Number(value))
          ? ['string', 'fraction', 'integer']
          : ['string']
      return [typeof value === 'boolean' ? 'boolean' : 'object']
    }),
  )
}

/** A number, also one with a fraction, which is kept as it was written. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

function boundsIn(members: Members): readonly (readonly [BoundName, BoundFact])[] {
  const found: [BoundName, BoundFact][] = []
  for (const name of Object.keys(boundTable) as BoundName[]) {
    const value = numberIn(own(members, name))
    const exclusive = own(members, name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum')
    const isNumber = name === 'minimum' || name === 'maximum'
    if (value !== undefined && !(value === 0 && boundTable[name].side === 'lower' && !isNumber))
      found.push([name, { value, isExclusive: isNumber && exclusive === true }])
    const beyond = isNumber ? numberIn(exclusive) : undefined
    if (beyond !== undefined) found.push([name, { value: beyond, isExclusive: true }])
  }
  return found
}

/** Which of two bounds leaves less. */
export function isTighter(name: BoundName, a: BoundFact, b: BoundFact): boolean {
  if (a.value === b.value) return a.isExclusive && !b.isExclusive
  return boundTable[name].side === 'lower' ? a.value > b.value : a.value < b.value
}

const tighter = (name: BoundName, a: BoundFact | undefined, b: BoundFact): BoundFact =>
  a !== undefined && isTighter(name, a, b) ? a : b

function objectRulesIn(node: SchemaNode, members: Members): ObjectRules | undefined {
  const names = ['properties', 'patternProperties', 'additionalProperties']
  if (!names.some((name) => Object.hasOwn(members, name))) return undefined
  const additional = own(members, 'additionalProperties')
  return {
    properties: nodesIn(node, members, 'properties'),
    patterns: nodesIn(node, members, 'patternProperties'),
    additional:
      additional === undefined || additional === true || isEmpty(additional)
        ? undefined
        : child(node, 'additionalProperties'),
  }
}

const isEmpty = (value: unknown): boolean => isMembers(value) && Object.keys(value).length === 0

function nodesIn(node: SchemaNode, members: Members, keyword: string): ReadonlyMap<string, SchemaNode> {
  const map = own(members, keyword)
  if (!isMembers(map)) return new Map()
  return new Map(Object.keys(map).map((name) => [name, child(node, keyword, name)]))
}

function arrayRulesIn(node: SchemaNode, members: Members): ArrayRules | undefined {
  const { items, prefixItems } = members
  const list = (keyword: string, value: readonly unknown[]) =>
    [...value.keys()].map((i) => child(node, keyword, i))
  if (Array.isArray(prefixItems))
    return { prefix: list('prefixItems', prefixItems), rest: ruleOf(node, members, 'items') }
  if (Array.isArray(items))
    return { prefix: list('items', items), rest: ruleOf(node, members, 'additionalItems') }
  if (items === undefined) return undefined
  return { prefix: [], rest: ruleOf(node, members, 'items') }
}

const ruleOf = (node: SchemaNode, members: Members, name: string): SchemaNode | undefined =>
  own(members, name) === undefined ? undefined : child(node, name)

const listIn = (members: Members, name: string): readonly unknown[] => {
  const list = own(members, name)
  return Array.isArray(list) ? list : []
}

const branchesIn = (node: SchemaNode, members: Members, name: string): SchemaNode[] =>
  [...listIn(members, name).keys()].map((i) => child(node, name, i))

function notesIn(all: readonly Members[]): Notes {
  const withDefault = all.find((members) => Object.hasOwn(members, 'default'))
  const is = (name: string): boolean => all.some((members) => own(members, name) === true)
  const said = all.map((members) =>
    Object.fromEntries(Object.entries(members).filter(([name]) => words.has(name))),
  )
  const extra = all.map((members) =>
    Object.fromEntries(
      Object.entries(members).filter(([name]) => name.startsWith('x-') && !meaningful.test(name)),
    ),
  )
  const description = all.map((members) => own(members, 'description')).find((each) => each !== undefined)
  return {
    default: withDefault && { value: withDefault.default },
    words: canonicalJson(said.filter((each) => Object.keys(each).length > 0)),
    description: typeof description === 'string' ? description : undefined,
    isDeprecated: is('deprecated'),
    access: is('readOnly') ? 'readOnly' : is('writeOnly') ? 'writeOnly' : undefined,
    extensions: canonicalJson(extra.filter((each) => Object.keys(each).length > 0)),
  }
}
