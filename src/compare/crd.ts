import { canonicalJson, type Diagnostic } from '../base/index.ts'
import { readDocuments, type Source } from '../document/index.ts'
import type { InterfaceText } from './change.ts'
import { type Compared, type CompareFormat, nothing } from './format.ts'
import { SchemaComparer } from './schema-compare.ts'
import { child, isMembers, type Members, own, type SchemaNode } from './schema-read.ts'
import { changesOf } from './schema-result.ts'
import { Teller } from './teller.ts'

/*
 * Definitions of custom resources, as clusters take them (CustomResourceDefinition, apiextensions v1). Users write what they
 * describe and read its status back.
 */

interface Definition {
  readonly name: string
  readonly source: Source
  readonly spec: Members
  readonly versions: ReadonlyMap<string, SchemaNode>
}

/** Compares all custom resource definitions of two sets of files, whichever file each is in. */
export const compareCrds: CompareFormat = (old, young) => {
  const [before, after] = [definitionsIn(old), definitionsIn(young)]
  const changes: Compared['changes'][number][] = []
  for (const [name, a] of before.found) {
    const b = after.found.get(name)
    if (b !== undefined) changes.push(...compareOne(a, b))
    else {
      const teller = new Teller('crd', { old: a.source, new: undefined })
      teller.tell('interface-removed', name, 'breaking', { old: ['metadata', 'name'] })
      changes.push(...teller.changes)
    }
  }
  for (const [name, b] of after.found) {
    if (before.found.has(name)) continue
    const teller = new Teller('crd', { old: undefined, new: b.source })
    teller.tell('interface-added', name, 'compatible', { new: ['metadata', 'name'] })
    changes.push(...teller.changes)
  }
  return { ...nothing, changes, problems: [...before.problems, ...after.problems] }
}

function definitionsIn(texts: readonly InterfaceText[]) {
  const found = new Map<string, Definition>()
  const problems: Diagnostic[] = []
  for (const { text, file } of texts) {
    for (const read of readDocuments(text, file)) {
      if (!read.ok) {
        problems.push(...read.problem)
        continue
      }
      for (const definition of definitionsOf(read.value)) found.set(definition.name, definition)
    }
  }
  return { found, problems }
}

export const isCrd = (value: unknown): boolean =>
  isMembers(value) && own(value, 'kind') === 'CustomResourceDefinition'

function definitionsOf(source: Source): readonly Definition[] {
  const { value } = source
  if (!isMembers(value) || !isCrd(value)) return []
  const metadata = own(value, 'metadata')
  const name = isMembers(metadata) ? own(metadata, 'name') : undefined
  const written = own(value, 'spec')
  const spec = isMembers(written) ? written : {}
  const root: SchemaNode = { value, path: [] }
  const list = own(spec, 'versions')
  const versions = new Map<string, SchemaNode>()
  for (const i of Array.isArray(list) ? list.keys() : []) {
    const node = child(root, 'spec', 'versions', i)
    const called = isMembers(node.value) ? own(node.value, 'name') : undefined
    if (typeof called === 'string') versions.set(called, node)
  }
  return [{ name: typeof name === 'string' ? name : '(unnamed)', source, spec, versions }]
}

const at = (value: unknown, ...steps: readonly string[]): unknown => {
  let current = value
  for (const step of steps) current = isMembers(current) ? own(current, step) : undefined
  return current
}

const shown = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : canonicalJson(value)

function compareOne(a: Definition, b: Definition) {
  const teller = new Teller('crd', { old: a.source, new: b.source })
  const fixed = [
    ['scope-changed', ['scope']],
    ['type-changed', ['group']],
    ['type-changed', ['names', 'kind']],
    ['type-changed', ['names', 'plural']],
    ['type-changed', ['names', 'listKind']],
  ] as const
  for (const [kind, path] of fixed) {
    const [before, after] = [shown(at(a.spec, ...path)), shown(at(b.spec, ...path))]
    if (before === after) continue
    // Kinds of lists are made from the kind where they are not written.
    const isMinor = path.at(-1) === 'listKind' && (before === undefined || after === undefined)
    teller.tell(kind, `${b.name} spec.${path.join('.')}`, isMinor ? 'compatible' : 'breaking', {
      before,
      after,
      old: ['spec', ...path],
      new: ['spec', ...path],
    })
  }
  for (const list of ['shortNames', 'categories']) {
    const [before, after] = [namesIn(at(a.spec, 'names', list)), namesIn(at(b.spec, 'names', list))]
    const path = `${b.name} spec.names.${list}`
    const places = { old: ['spec', 'names', list], new: ['spec', 'names', list] }
    for (const name of before)
      if (!after.includes(name)) teller.tell('name-removed', path, 'breaking', { before: name, ...places })
    for (const name of after)
      if (!before.includes(name)) teller.tell('name-added', path, 'compatible', { after: name, ...places })
  }
  if (canonicalJson(at(a.spec, 'conversion') ?? null) !== canonicalJson(at(b.spec, 'conversion') ?? null))
    teller.tell('other-changed', `${b.name} spec.conversion`, 'unknown', {
      before: shown(at(a.spec, 'conversion', 'strategy')),
      after: shown(at(b.spec, 'conversion', 'strategy')),
      old: ['spec', 'conversion'],
      new: ['spec', 'conversion'],
    })
  const schemas = [...versionChanges(a, b, teller)]
  return [...teller.changes, ...schemas]
}

const namesIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

function versionChanges(a: Definition, b: Definition, teller: Teller) {
  const documents = {
    old: { source: a.source, isRefAlone: true, fillsDefaults: true },
    new: { source: b.source, isRefAlone: true, fillsDefaults: true },
  }
  const comparer = new SchemaComparer(documents)
  for (const [version, was] of a.versions) {
    const is = b.versions.get(version)
    const path = `${b.name} ${version}`
    const isServed = (node: SchemaNode): boolean => at(node.value, 'served') !== false
    if (is === undefined) {
      // What nobody could ask for is missed by nobody.
      teller.tell('version-removed', path, isServed(was) ? 'breaking' : 'compatible', { old: was.path })
      continue
    }
    const places = { old: was.path, new: is.path }
    if (isServed(was) !== isServed(is))
      teller.tell(
        isServed(is) ? 'version-served' : 'version-not-served',
        path,
        isServed(is) ? 'compatible' : 'breaking',
        places,
      )
    if (at(was.value, 'storage') !== at(is.value, 'storage') && at(is.value, 'storage') === true)
      // Users see the same; what is stored has to be migrated before the older version can go.
      teller.tell('storage-version-changed', path, 'compatible', places)
    const [old, young] = [at(was.value, 'deprecated') === true, at(is.value, 'deprecated') === true]
    if (old !== young) teller.tell(young ? 'deprecated' : 'restored', path, 'compatible', places)
    compareSubresources(path, was, is, teller)
    const [left, right] = [
      at(was.value, 'additionalPrinterColumns'),
      at(is.value, 'additionalPrinterColumns'),
    ]
    if (canonicalJson(left ?? null) !== canonicalJson(right ?? null))
      teller.tell('column-changed', path, 'compatible', {
        old: [...was.path, 'additionalPrinterColumns'],
        new: [...is.path, 'additionalPrinterColumns'],
      })
    compareSchemas(path, was, is, comparer)
  }
  for (const [version, is] of b.versions)
    if (!a.versions.has(version))
      teller.tell('version-added', `${b.name} ${version}`, 'compatible', { new: is.path })
  return changesOf(comparer, 'crd', documents)
}

function compareSubresources(path: string, was: SchemaNode, is: SchemaNode, teller: Teller): void {
  for (const name of ['status', 'scale']) {
    const [before, after] = [at(was.value, 'subresources', name), at(is.value, 'subresources', name)]
    if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) continue
    const places = { old: [...was.path, 'subresources'], new: [...is.path, 'subresources'] }
    // With the status apart, whoever wrote it together with the rest no longer does.
    const kind = before === undefined ? 'subresource-added' : 'subresource-removed'
    const isHarmless = before === undefined && name === 'scale'
    teller.tell(kind, `${path} ${name}`, isHarmless ? 'compatible' : 'breaking', places)
  }
}

/** The status is read by users, and all the rest is written by them. */
function compareSchemas(path: string, was: SchemaNode, is: SchemaNode, comparer: SchemaComparer): void {
  const schemaOf = (node: SchemaNode): SchemaNode => child(node, 'schema', 'openAPIV3Schema')
  const without = (node: SchemaNode): SchemaNode => {
    if (!isMembers(node.value)) return node
    const { properties, required, ...rest } = node.value
    if (!isMembers(properties)) return node
    const { status: _, ...others } = properties
    const names = Array.isArray(required) ? { required: required.filter((name) => name !== 'status') } : {}
    return { value: { ...rest, ...names, properties: others }, path: node.path }
  }
  const [a, b] = [schemaOf(was), schemaOf(is)]
  comparer.compareNodes(without(a), without(b), { path, direction: 'input' })
  const [before, after] = [child(a, 'properties', 'status'), child(b, 'properties', 'status')]
  if (before.value !== undefined || after.value !== undefined)
    comparer.compareNodes(before, after, { path: `${path} status`, direction: 'output' })
}
