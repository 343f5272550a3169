import { canonicalJson, type Diagnostic } from '../base/index.ts'
import { type Path, readDocuments, type Source } from '../document/index.ts'
import type { InterfaceChange, InterfaceText } from './change.ts'
import { type CompareFormat, nothing } from './format.ts'
import { isMembers, type Members, own } from './schema-read.ts'
import { Teller } from './teller.ts'

/*
 * Descriptions of components that are configured by name and value: a type, a name, a version, what they are capable of,
 * and the fields that a manifest may set. Users write the fields, so a field that is gone, newly required, or accepts
 * less breaks their manifests.
 */

interface Described {
  readonly name: string
  readonly source: Source
  readonly value: Members
}

/** Compares all descriptions of components of two sets of files, by type, name and version. */
export const compareComponentMetadata: CompareFormat = (old, young) => {
  const [before, after] = [describedIn(old), describedIn(young)]
  const changes: InterfaceChange[] = []
  for (const [name, a] of before.found) {
    const b = after.found.get(name)
    const teller = new Teller('component-metadata', { old: a.source, new: b?.source })
    if (b === undefined) teller.tell('interface-removed', name, 'breaking', { old: [] })
    else compareOne(a, b, teller)
    changes.push(...teller.changes)
  }
  for (const [name, b] of after.found) {
    if (before.found.has(name)) continue
    const teller = new Teller('component-metadata', { old: undefined, new: b.source })
    teller.tell('interface-added', name, 'compatible', { new: [] })
    changes.push(...teller.changes)
  }
  return { ...nothing, changes, problems: [...before.problems, ...after.problems] }
}

export const isComponentMetadata = (value: unknown): boolean =>
  isMembers(value) &&
  typeof own(value, 'type') === 'string' &&
  typeof own(value, 'name') === 'string' &&
  Object.hasOwn(value, 'version') &&
  ['metadata', 'authenticationProfiles', 'capabilities', 'schemaVersion'].some((name) =>
    Object.hasOwn(value, name),
  ) &&
  !Object.hasOwn(value, 'kind') &&
  !Object.hasOwn(value, 'properties')

function describedIn(texts: readonly InterfaceText[]) {
  const found = new Map<string, Described>()
  const problems: Diagnostic[] = []
  for (const { text, file } of texts) {
    for (const read of readDocuments(text, file)) {
      if (!read.ok) problems.push(...read.problem)
      else if (isMembers(read.value.value) && isComponentMetadata(read.value.value)) {
        const { value } = read.value
        const name = `${own(value, 'type')}.${own(value, 'name')} ${own(value, 'version')}`
        found.set(name, { name, source: read.value, value })
      }
    }
  }
  return { found, problems }
}

function compareOne(a: Described, b: Described, teller: Teller): void {
  const [status, next] = [textOf(a.value, 'status'), textOf(b.value, 'status')]
  if (status !== next)
    teller.tell('status-changed', `${b.name} status`, 'compatible', {
      before: status,
      after: next,
      old: ['status'],
      new: ['status'],
    })
  for (const member of ['title', 'description', 'urls'])
    if (canonicalJson(own(a.value, member) ?? null) !== canonicalJson(own(b.value, member) ?? null))
      teller.tell('description-changed', `${b.name} ${member}`, 'documentation', {
        old: [member],
        new: [member],
      })
  compareCapabilities(a, b, teller)
  compareFields(`${b.name}`, fieldsOf(a.value, ['metadata']), fieldsOf(b.value, ['metadata']), teller)
  compareProfiles(a, b, teller)
}

const textOf = (members: Members, name: string): string | undefined => {
  const value = own(members, name)
  return value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? value
      : canonicalJson(value)
}

const listOf = (members: Members, name: string): readonly unknown[] => {
  const list = own(members, name)
  return Array.isArray(list) ? list : []
}

function compareCapabilities(a: Described, b: Described, teller: Teller): void {
  const [before, after] = [a, b].map(({ value }) => listOf(value, 'capabilities').map(String))
  const places = { old: ['capabilities'], new: ['capabilities'] }
  for (const name of before ?? [])
    if (!after?.includes(name))
      teller.tell('capability-removed', `${b.name} capabilities`, 'breaking', { before: name, ...places })
  for (const name of after ?? [])
    if (!before?.includes(name))
      teller.tell('capability-added', `${b.name} capabilities`, 'compatible', { after: name, ...places })
}

/** A way to authenticate has a title and fields of its own; builtin ones are only named. */
function compareProfiles(a: Described, b: Described, teller: Teller): void {
  const profiles = ({ value }: Described) =>
    new Map(
      ['authenticationProfiles', 'builtinAuthenticationProfiles'].flatMap((list) =>
        listOf(value, list).flatMap((each, i) => {
          const name = isMembers(each) ? (textOf(each, 'title') ?? textOf(each, 'name')) : undefined
          return name === undefined || !isMembers(each)
            ? []
            : [[name, { each, path: [list, i] as Path }] as const]
        }),
      ),
    )
  const [before, after] = [profiles(a), profiles(b)]
  for (const [name, was] of before) {
    const is = after.get(name)
    const path = `${b.name} profile "${name}"`
    if (is === undefined) teller.tell('profile-removed', path, 'breaking', { old: was.path })
    else
      compareFields(
        path,
        fieldsOf(was.each, [...was.path, 'metadata']),
        fieldsOf(is.each, [...is.path, 'metadata']),
        teller,
      )
  }
  for (const [name, is] of after)
    if (!before.has(name))
      teller.tell('profile-added', `${b.name} profile "${name}"`, 'compatible', { new: is.path })
}

interface Field {
  readonly name: string
  readonly value: Members
  readonly path: Path
}

function fieldsOf(members: Members, path: Path): ReadonlyMap<string, Field> {
  return new Map(
    listOf(members, 'metadata').flatMap((value, i) => {
      const name = isMembers(value) ? textOf(value, 'name') : undefined
      // Names of such fields are read without regard to case.
      return name === undefined || !isMembers(value)
        ? []
        : [[name.toLowerCase(), { name, value, path: [...path, i] }] as const]
    }),
  )
}

function compareFields(
  holder: string,
  before: ReadonlyMap<string, Field>,
  after: ReadonlyMap<string, Field>,
  teller: Teller,
): void {
  for (const [key, a] of before) {
    const b = after.get(key)
    const path = `${holder} metadata.${a.name}`
    if (b === undefined) teller.tell('field-removed', path, 'breaking', { old: a.path })
    else compareField(path, a, b, teller)
  }
  for (const [key, b] of after) {
    if (before.has(key)) continue
    const path = `${holder} metadata.${b.name}`
    if (isRequired(b)) teller.tell('required-field-added', path, 'breaking', { new: b.path })
    else teller.tell('field-added', path, 'compatible', { new: b.path })
  }
}

const isRequired = ({ value }: Field): boolean =>
  own(value, 'required') === true || own(value, 'required') === 'true'

function compareField(path: string, a: Field, b: Field, teller: Teller): void {
  const places = { old: a.path, new: b.path }
  if (isRequired(a) !== isRequired(b))
    teller.tell(
      isRequired(b) ? 'field-required' : 'field-optional',
      path,
      isRequired(b) ? 'breaking' : 'compatible',
      places,
    )
  const type = (field: Field): string => textOf(field.value, 'type') ?? 'string'
  if (type(a) !== type(b))
    teller.tell('field-type-changed', path, type(b) === 'string' ? 'compatible' : 'breaking', {
      before: type(a),
      after: type(b),
      ...places,
    })
  const [was, is] = [textOf(a.value, 'default'), textOf(b.value, 'default')]
  if (was !== is)
    teller.tell(
      was === undefined ? 'default-added' : is === undefined ? 'default-removed' : 'default-changed',
      path,
      was === undefined ? 'compatible' : 'breaking',
      { before: was, after: is, ...places },
    )
  compareAllowed(path, a, b, teller)
  const isGone = (field: Field): boolean => own(field.value, 'deprecated') === true
  if (isGone(a) !== isGone(b)) teller.tell(isGone(b) ? 'deprecated' : 'restored', path, 'compatible', places)
  const words = ({ value }: Field): string =>
    canonicalJson(
      ['description', 'example', 'url', 'sensitive', 'binding'].map((name) => own(value, name) ?? null),
    )
  if (words(a) !== words(b))
    teller.tell('description-changed', path, 'documentation', {
      before: textOf(a.value, 'description'),
      after: textOf(b.value, 'description'),
      ...places,
    })
}

function compareAllowed(path: string, a: Field, b: Field, teller: Teller): void {
  const places = { old: a.path, new: b.path }
  const [before, after] = [a, b].map(({ value }) =>
    Array.isArray(own(value, 'allowedValues')) ? listOf(value, 'allowedValues').map(String) : undefined,
  )
  if (before === undefined && after !== undefined)
    teller.tell('constraint-tightened', path, 'breaking', { after: `one of ${after.join(', ')}`, ...places })
  if (before !== undefined && after === undefined)
    teller.tell('constraint-loosened', path, 'compatible', {
      before: `one of ${before.join(', ')}`,
      ...places,
    })
  if (before === undefined || after === undefined) return
  for (const value of before)
    if (!after.includes(value))
      teller.tell('enum-value-removed', path, 'breaking', { before: value, ...places })
  for (const value of after)
    if (!before.includes(value))
      teller.tell('enum-value-added', path, 'compatible', { after: value, ...places })
}
