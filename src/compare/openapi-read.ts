import { canonicalJson } from '../base/index.ts'
import {
  child,
  closureText,
  isMembers,
  type Members,
  own,
  resolve,
  type SchemaDocument,
  type SchemaNode,
} from './schema-read.ts'

/* What a description in OpenAPI 3 says of each operation, references followed. */

export interface Operation {
  /** `POST /v1/invoke/{id}` */
  readonly name: string
  /** The path without the names of its parameters: they may be called anything. */
  readonly template: string
  readonly node: SchemaNode
  readonly item: SchemaNode
  readonly id: string | undefined
  readonly isDeprecated: boolean
  readonly words: string
  readonly security: string
  readonly callbacks: string
}

export interface Parameter {
  /** `query limit` */
  readonly name: string
  readonly node: SchemaNode
  readonly isRequired: boolean
  readonly isDeprecated: boolean
  readonly style: string
  readonly description: string | undefined
  readonly schema: SchemaNode
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

const members = ({ value }: SchemaNode): Members => (isMembers(value) ? value : {})
const textIn = (from: Members, name: string): string | undefined => {
  const value = own(from, name)
  return typeof value === 'string' ? value : undefined
}

/** A node, or what it refers to, through as many references as there are different ones. */
function followed(document: SchemaDocument, node: SchemaNode): SchemaNode {
  const seen = new Set<string>()
  let current = node
  for (;;) {
    const ref = textIn(members(current), '$ref')
    if (ref === undefined || seen.has(ref)) return current
    seen.add(ref)
    const target = resolve(document, ref)
    if (target === undefined) return current
    current = target
  }
}

/** Operations by method and path; `{id}` and `{name}` at the same position are one. */
export function operationsOf(document: SchemaDocument): ReadonlyMap<string, Operation> {
  const found = new Map<string, Operation>()
  const root: SchemaNode = { value: document.source.value, path: [] }
  const paths = child(root, 'paths')
  for (const path of Object.keys(members(paths))) {
    const item = followed(document, child(paths, path))
    const template = path.replace(/\{[^}]*\}/g, '{}')
    for (const method of methods) {
      const node = child(item, method)
      if (!isMembers(node.value)) continue
      const operation = node.value
      found.set(`${method} ${template}`, {
        name: `${method.toUpperCase()} ${path}`,
        template,
        node,
        item,
        id: textIn(operation, 'operationId'),
        isDeprecated: own(operation, 'deprecated') === true,
        words: canonicalJson(
          [own(operation, 'summary'), own(operation, 'description')].map((each) => each ?? null),
        ),
        security: canonicalJson(own(operation, 'security') ?? own(members(root), 'security') ?? []),
        callbacks: Object.hasOwn(operation, 'callbacks')
          ? closureText(document, child(node, 'callbacks'))
          : '',
      })
    }
  }
  return found
}

/** Parameters of an operation and its path; those of the path itself are told apart by position. */
export function parametersOf(
  document: SchemaDocument,
  { item, node, name }: Operation,
): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>()
  const inPath = [...name.matchAll(/\{([^}]*)\}/g)].map(([, each]) => each)
  for (const holder of [item, node]) {
    const list = own(members(holder), 'parameters')
    if (!Array.isArray(list)) continue
    for (const i of list.keys()) {
      const at = followed(document, child(holder, 'parameters', i))
      const from = members(at)
      const place = textIn(from, 'in') ?? 'query'
      const called = textIn(from, 'name') ?? ''
      const position = inPath.indexOf(called)
      found.set(place === 'path' ? `path ${position}` : `${place} ${called.toLowerCase()}`, {
        name: `${place} ${called}`,
        node: at,
        isRequired: own(from, 'required') === true || place === 'path',
        isDeprecated: own(from, 'deprecated') === true,
        style: canonicalJson(
          ['style', 'explode', 'allowReserved', 'allowEmptyValue'].map((key) => own(from, key) ?? null),
        ),
        description: textIn(from, 'description'),
        schema: schemaOf(at),
      })
    }
  }
  return found
}

/** The schema of a parameter or header: its own, or that of the one content that it has. */
function schemaOf(node: SchemaNode): SchemaNode {
  const content = child(node, 'content')
  const [type] = Object.keys(members(content))
  return type === undefined ? child(node, 'schema') : child(content, type, 'schema')
}

export function bodyOf(document: SchemaDocument, { node }: Operation) {
  if (!isMembers(own(members(node), 'requestBody'))) return undefined
  const body = followed(document, child(node, 'requestBody'))
  return { node: body, isRequired: own(members(body), 'required') === true, content: contentOf(body) }
}

const contentOf = (node: SchemaNode): ReadonlyMap<string, SchemaNode> => {
  const content = child(node, 'content')
  return new Map(Object.keys(members(content)).map((type) => [type, child(content, type, 'schema')]))
}

export function responsesOf(document: SchemaDocument, { node }: Operation) {
  const all = child(node, 'responses')
  return new Map(
    Object.keys(members(all)).map((status) => {
      const response = followed(document, child(all, status))
      const headers = child(response, 'headers')
      return [
        status,
        {
          node: response,
          description: textIn(members(response), 'description'),
          content: contentOf(response),
          headers: new Map(
            Object.keys(members(headers)).map((name) => [
              name.toLowerCase(),
              schemaOf(followed(document, child(headers, name))),
            ]),
          ),
        },
      ] as const
    }),
  )
}
