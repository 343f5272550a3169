import { canonicalJson } from '../base/index.ts'
import { type Path, type Source, valueAt } from '../document/index.ts'

/*
 * JSON Schema as it is written, and what it refers to. The dialects differ in little that matters for a comparison:
 * drafts 4 to 2020-12, OpenAPI 3.0 and 3.1, and the schemas of custom resources are read by one reader.
 */

/** A document with schemas in it. */
export interface SchemaDocument {
  readonly source: Source
  /** Older dialects ignore whatever stands beside a `$ref`. */
  readonly isRefAlone: boolean
  /** Whoever stores such data fills in defaults before anything is asked of it, so what has one is never missing. */
  readonly fillsDefaults?: boolean
}

/** A schema as it stands in a document. */
export interface SchemaNode {
  readonly value: unknown
  readonly path: Path
}

/** Schemas of one document that hold together; none at all accept everything. */
export interface Operand {
  readonly document: SchemaDocument
  readonly nodes: readonly SchemaNode[]
}

export type Members = Readonly<Record<string, unknown>>

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const child = ({ value, path }: SchemaNode, ...steps: Path): SchemaNode => ({
  value: valueAt(value, steps),
  path: [...path, ...steps],
})

export const pointerOf = ({ path }: SchemaNode): string =>
  `#${path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`

/** Which schemas an operand is made of: equal keys, equal meaning. */
export const keyOf = ({ nodes }: Operand): string => [...new Set(nodes.map(pointerOf))].sort().join(' & ')

/** What a `$ref` of this document leads to; undefined for another document's, and where it leads nowhere. */
export function resolve({ source }: SchemaDocument, ref: string): SchemaNode | undefined {
  if (!ref.startsWith('#')) return undefined
  if (ref === '#') return { value: source.value, path: [] }
  if (!ref.startsWith('#/')) return undefined
  let value = source.value
  const path: PropertyKey[] = []
  for (const step of ref.slice(2).split('/')) {
    const name = decoded(step)
    const key = Array.isArray(value) ? Number(name) : name
    value = valueAt(value, [key])
    if (value === undefined) return undefined
    path.push(key)
  }
  return { value, path }
}

function decoded(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

/** A schema without what it refers to: one of those that all have to hold. */
export interface Conjunct {
  readonly node: SchemaNode
  readonly members: Members
}

export interface Flat {
  readonly conjuncts: readonly Conjunct[]
  /** References that lead out of the document, or nowhere. */
  readonly outside: readonly string[]
  /** Some part is the schema `false`: nothing is accepted. */
  readonly isNever: boolean
}

/** All that has to hold: `allOf` and references followed. What refers to itself adds nothing. */
export function flatten({ document, nodes }: Operand): Flat {
  const conjuncts: Conjunct[] = []
  const outside: string[] = []
  let isNever = false
  const seen = new Set<string>()
  const visit = (node: SchemaNode): void => {
    const { value } = node
    if (value === false) isNever = true
    if (!isMembers(value)) return
    const pointer = pointerOf(node)
    if (seen.has(pointer)) return
    seen.add(pointer)
    const ref = own(value, '$ref')
    if (typeof ref === 'string') {
      const target = resolve(document, ref)
      if (target === undefined) outside.push(ref)
      else visit(target)
      if (document.isRefAlone) return
    }
    conjuncts.push({ node, members: value })
    const all = own(value, 'allOf')
    if (Array.isArray(all)) for (const i of all.keys()) visit(child(node, 'allOf', i))
  }
  for (const node of nodes) visit(node)
  return { conjuncts, outside: [...new Set(outside)].sort(), isNever }
}

/** A member that the document wrote itself. */
export const own = (members: Members, name: string): unknown =>
  Object.hasOwn(members, name) ? members[name] : undefined

const sameInstance = ['allOf', 'anyOf', 'oneOf'] as const
const sameInstanceOne = ['not', 'if', 'then', 'else'] as const

/** Whether schemas say something of a member of an object, in whatever branch: what its writers know of. */
export interface Declared {
  readonly names: ReadonlySet<string>
  readonly patterns: readonly string[]
  /** Something is said of all names that are not declared. */
  readonly isAny: boolean
}

export function isDeclared({ names, patterns, isAny }: Declared, name: string): boolean {
  return isAny || names.has(name) || patterns.some((pattern) => matchesName(pattern, name) !== false)
}

/** Undefined for a pattern that cannot be read. */
export function matchesName(pattern: string, name: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return undefined
  }
}

export function declaredNames({ document, nodes }: Operand): Declared {
  const names = new Set<string>()
  const patterns = new Set<string>()
  let isAny = false
  const seen = new Set<string>()
  const visit = (node: SchemaNode): void => {
    if (!isMembers(node.value)) return
    const pointer = pointerOf(node)
    if (seen.has(pointer)) return
    seen.add(pointer)
    const { value } = node
    const properties = own(value, 'properties')
    if (isMembers(properties)) for (const name of Object.keys(properties)) names.add(name)
    const named = own(value, 'patternProperties')
    if (isMembers(named)) for (const pattern of Object.keys(named)) patterns.add(pattern)
    const rest = own(value, 'additionalProperties')
    // True and no more is as good as silence.
    if (rest !== undefined && rest !== true && !(isMembers(rest) && Object.keys(rest).length === 0))
      isAny = true
    const ref = own(value, '$ref')
    const target = typeof ref === 'string' ? resolve(document, ref) : undefined
    if (target !== undefined) visit(target)
    for (const keyword of sameInstance) {
      const list = own(value, keyword)
      if (Array.isArray(list)) for (const i of list.keys()) visit(child(node, keyword, i))
    }
    for (const keyword of sameInstanceOne) if (Object.hasOwn(value, keyword)) visit(child(node, keyword))
    for (const keyword of ['dependentSchemas', 'dependencies']) {
      const map = own(value, keyword)
      if (isMembers(map)) for (const name of Object.keys(map)) visit(child(node, keyword, name))
    }
  }
  for (const node of nodes) visit(node)
  return { names, patterns: [...patterns], isAny }
}

/** A text that is equal for two schemas only if they are, with all that they refer to. */
export function closureText(document: SchemaDocument, node: SchemaNode): string {
  const texts = new Map<string, string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each)
    else if (isMembers(value)) {
      for (const [name, each] of Object.entries(value)) {
        if (name === '$ref' && typeof each === 'string' && !texts.has(each)) {
          const target = resolve(document, each)
          texts.set(each, target === undefined ? '' : canonicalJson(target.value))
          if (target !== undefined) visit(target.value)
        } else visit(each)
      }
    }
  }
  visit(node.value)
  const refs = [...texts].sort(([a], [b]) => (a < b ? -1 : 1))
  return canonicalJson([node.value ?? null, refs])
}
