import { fail, ok } from '../base/index.ts'
import { readDocument } from '../document/index.ts'
import type { InterfaceText } from './change.ts'
import { type CompareFormat, nothing } from './format.ts'
import {
  bodyOf,
  type Operation,
  operationsOf,
  type Parameter,
  parametersOf,
  responsesOf,
} from './openapi-read.ts'
import { SchemaComparer } from './schema-compare.ts'
import type { Direction } from './schema-effect.ts'
import { inside } from './schema-objects.ts'
import { isMembers, own, type SchemaDocument, type SchemaNode } from './schema-read.ts'
import { changesOf } from './schema-result.ts'
import { readSide } from './sides.ts'
import { Teller } from './teller.ts'

/**
 * Compares two descriptions of an HTTP interface, OpenAPI 3.0 and 3.1, for those who call it: what they send must still be
 * accepted, and what they get must still be what they know. https://spec.openapis.org/oas/v3.1.0
 */
export const compareOpenApi: CompareFormat = (old, young) => {
  const sides = readSide(old, young, apiIn)
  if (!sides.ok) return { ...nothing, problems: sides.problem }
  const documents = sides.value
  const teller = new Teller('openapi', { old: documents.old.source, new: documents.new.source })
  const comparer = new SchemaComparer(documents)
  const comparing = { documents, teller, comparer }
  const notes: string[] = []
  comparePaths(comparing)
  for (const side of [documents.old, documents.new]) {
    if (isMembers(side.source.value) && isMembers(own(side.source.value, 'webhooks')))
      notes.push('webhooks are not compared')
  }
  return {
    changes: [...teller.changes, ...changesOf(comparer, 'openapi', documents)],
    problems: [],
    notes: [...new Set(notes)],
  }
}

function apiIn({ text, file }: InterfaceText) {
  const read = readDocument(text, file)
  if (!read.ok) return read
  const { value } = read.value
  const version = isMembers(value) ? own(value, 'openapi') : undefined
  if (typeof version === 'string' && version.startsWith('3.'))
    return ok<SchemaDocument>({ source: read.value, isRefAlone: version.startsWith('3.0') })
  const isOlder = isMembers(value) && own(value, 'swagger') !== undefined
  return fail([
    {
      place: read.value.place(isOlder ? ['swagger'] : []),
      message: 'this is no description in OpenAPI 3',
      help: isOlder ? 'OpenAPI 2 has to be converted first' : 'expected `openapi: 3.…` at its top',
    },
  ])
}

interface Comparing {
  readonly documents: { readonly old: SchemaDocument; readonly new: SchemaDocument }
  readonly teller: Teller
  readonly comparer: SchemaComparer
}

function comparePaths(comparing: Comparing): void {
  const { documents, teller } = comparing
  const [before, after] = [operationsOf(documents.old), operationsOf(documents.new)]
  for (const [key, a] of before) {
    const b = after.get(key)
    if (b !== undefined) {
      compareOperation(a, b, comparing)
      continue
    }
    const isGone = ![...after.values()].some(({ template }) => template === a.template)
    teller.tell(isGone ? 'path-removed' : 'operation-removed', a.name, 'breaking', { old: a.node.path })
  }
  for (const [key, b] of after) {
    if (before.has(key)) continue
    const isFresh = ![...before.values()].some(({ template }) => template === b.template)
    teller.tell(isFresh ? 'path-added' : 'operation-added', b.name, 'compatible', { new: b.node.path })
  }
}

function compareOperation(a: Operation, b: Operation, comparing: Comparing): void {
  const { documents, teller } = comparing
  const name = b.name
  const at = { old: a.node.path, new: b.node.path }
  if (a.id !== b.id)
    // Generated clients name their functions by it.
    teller.tell('operation-renamed', name, 'compatible', { before: a.id, after: b.id, ...at })
  if (a.isDeprecated !== b.isDeprecated)
    teller.tell(b.isDeprecated ? 'deprecated' : 'restored', name, 'compatible', at)
  if (a.words !== b.words) teller.tell('description-changed', name, 'documentation', at)
  if (a.security !== b.security)
    teller.tell('security-changed', name, b.security === '[]' ? 'compatible' : 'breaking', {
      before: a.security,
      after: b.security,
      ...at,
    })
  if (a.callbacks !== b.callbacks)
    teller.tell('other-changed', name, 'unknown', { after: 'callbacks', ...at })
  compareParameters(name, parametersOf(documents.old, a), parametersOf(documents.new, b), comparing)
  compareBodies(name, a, b, comparing)
  compareResponses(name, a, b, comparing)
}

function compareParameters(
  operation: string,
  before: ReadonlyMap<string, Parameter>,
  after: ReadonlyMap<string, Parameter>,
  { teller, comparer }: Comparing,
): void {
  for (const [key, a] of before) {
    const b = after.get(key)
    const path = `${operation} ${a.name}`
    if (b === undefined) {
      teller.tell('parameter-removed', path, 'breaking', { old: a.node.path })
      continue
    }
    const at = { old: a.node.path, new: b.node.path }
    if (a.isRequired !== b.isRequired)
      teller.tell(
        b.isRequired ? 'parameter-required' : 'parameter-optional',
        path,
        b.isRequired ? 'breaking' : 'compatible',
        at,
      )
    if (a.style !== b.style)
      teller.tell('encoding-changed', path, 'breaking', { before: a.style, after: b.style, ...at })
    if (a.isDeprecated !== b.isDeprecated)
      teller.tell(b.isDeprecated ? 'deprecated' : 'restored', path, 'compatible', at)
    if (a.description !== b.description)
      teller.tell('description-changed', path, 'documentation', {
        before: a.description,
        after: b.description,
        ...at,
      })
    comparer.compareNodes(a.schema, b.schema, { path, direction: 'input' })
  }
  for (const [key, b] of after) {
    if (before.has(key)) continue
    teller.tell(
      b.isRequired ? 'required-parameter-added' : 'parameter-added',
      `${operation} ${b.name}`,
      b.isRequired ? 'breaking' : 'compatible',
      { new: b.node.path },
    )
  }
}

function compareBodies(operation: string, a: Operation, b: Operation, comparing: Comparing): void {
  const { documents, teller } = comparing
  const [before, after] = [bodyOf(documents.old, a), bodyOf(documents.new, b)]
  const path = `${operation} request.body`
  if (before === undefined && after === undefined) return
  if (before === undefined || after === undefined) {
    const isBreaking = before !== undefined || after?.isRequired === true
    teller.tell(
      before === undefined ? 'body-added' : 'body-removed',
      path,
      isBreaking ? 'breaking' : 'compatible',
      {
        old: before?.node.path,
        new: after?.node.path,
      },
    )
    return
  }
  if (before.isRequired !== after.isRequired)
    teller.tell(
      after.isRequired ? 'parameter-required' : 'parameter-optional',
      path,
      after.isRequired ? 'breaking' : 'compatible',
      { old: before.node.path, new: after.node.path },
    )
  compareContent(path, before.content, after.content, 'input', comparing)
}

function compareResponses(operation: string, a: Operation, b: Operation, comparing: Comparing): void {
  const { documents, teller, comparer } = comparing
  const [before, after] = [responsesOf(documents.old, a), responsesOf(documents.new, b)]
  for (const [status, was] of before) {
    const is = after.get(status)
    const path = `${operation} response ${status}`
    if (is === undefined) {
      // An error that no longer comes breaks nobody who handled it.
      const isAnswer = /^(2|default)/i.test(status)
      teller.tell('response-removed', path, isAnswer ? 'breaking' : 'compatible', { old: was.node.path })
      continue
    }
    if (was.description !== is.description)
      teller.tell('description-changed', path, 'documentation', {
        before: was.description,
        after: is.description,
        old: was.node.path,
        new: is.node.path,
      })
    compareContent(`${path} body`, was.content, is.content, 'output', comparing)
    for (const [name, header] of was.headers) {
      const same = is.headers.get(name)
      if (same === undefined)
        teller.tell('field-removed', `${path} header ${name}`, 'breaking', { old: header.path })
      else comparer.compareNodes(header, same, { path: `${path} header ${name}`, direction: 'output' })
    }
    for (const [name, header] of is.headers)
      if (!was.headers.has(name))
        teller.tell('field-added', `${path} header ${name}`, 'compatible', { new: header.path })
  }
  for (const [status, is] of after)
    if (!before.has(status))
      teller.tell('response-added', `${operation} response ${status}`, 'compatible', { new: is.node.path })
}

function compareContent(
  path: string,
  before: ReadonlyMap<string, SchemaNode>,
  after: ReadonlyMap<string, SchemaNode>,
  direction: Direction,
  { teller, comparer }: Comparing,
): void {
  // A schema that all media types of both sides share is told once.
  const isOne = before.size === 1 && after.size === 1
  for (const [type, a] of before) {
    const b = after.get(type)
    if (b === undefined) teller.tell('media-type-removed', inside(path, type), 'breaking', { old: a.path })
    else comparer.compareNodes(a, b, { path: isOne ? path : `${path}(${type})`, direction })
  }
  for (const [type, b] of after)
    if (!before.has(type)) teller.tell('media-type-added', inside(path, type), 'compatible', { new: b.path })
}
