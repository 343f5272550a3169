import { fail, ok, type Result } from '../base/index.ts'
import { fieldsIn, type Piece, type PlainPiece, parseForm, renderForm } from './form.ts'
import type { Field, FieldType, ParseProblem, Scheme } from './scheme.ts'

import { identifierKey, isDigit, type LinePlaces, linePlaces, parseLineName } from './semver.ts'
import type { Advice, KeyPart, Line, Version } from './version.ts'

/** A field that a version is ordered by, or may be. */
export type TemplateField = Field & { readonly type: OrderedType }
type OrderedType = Exclude<FieldType, 'build'>

/** A form of versions that a policy makes up. */
export interface TemplateOptions {
  /** `v{core}[-{pre}]-up.{marker}`; a `v` at its beginning may be left out of versions. */
  readonly form: string
  readonly fields: Readonly<Record<string, TemplateField>>
  /** The fields that versions are ordered by, most significant first. The first one names the line. */
  readonly order: readonly string[]
  readonly line?: 'minor' | 'major'
  /** Lists of fields of which at most one may be present. */
  readonly single?: readonly (readonly string[])[]
  /** What parts are called: forms of the same fields, by name. */
  readonly terms?: Readonly<Record<string, string>>
  readonly development?: readonly string[]
  /** Forms that people write by mistake: what is written so is no version, but what was meant is known. */
  readonly mistakes?: readonly string[]
}

/** What is wrong with a template itself, and in which of its members. */
export interface TemplateProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly help?: string
}

/**
 * Versions of a form of their own. Reading never goes back: a part in brackets is there when the text goes on
 * like it, and where what comes after it begins alike, the longer beginning decides. A `pre` that is absent sorts
 * after any that is present, as a release does after its candidates.
 */
export function template(options: TemplateOptions): Result<Scheme, TemplateProblem> {
  const { line = options.fields[options.order[0] ?? '']?.type === 'number' ? 'major' : 'minor' } = options
  const form = checkedForm(options.form, ['form'])
  if (!form.ok) return form
  const fault =
    fieldFault(options, form.value) ?? orderFault({ ...options, line }) ?? formFault(options, form.value)
  if (fault !== undefined) return fail(fault)
  const terms: [string, readonly Piece[]][] = []
  for (const [name, text] of Object.entries(options.terms ?? {})) {
    const term = checkedForm(text, ['terms', name])
    if (!term.ok) return term
    const stranger = fieldsIn(term.value).find((field) => !Object.hasOwn(options.fields, field.name))
    if (stranger !== undefined)
      return fail({ path: ['terms', name], message: `"${stranger.name}" is no field of this scheme` })
    terms.push([name, term.value])
  }
  const mistakes: (readonly Piece[])[] = []
  for (const [i, text] of (options.mistakes ?? []).entries()) {
    const path = ['mistakes', i]
    const mistake = checkedForm(text, path)
    if (!mistake.ok) return mistake
    const fault = mistakeFault(options, form.value, mistake.value)
    if (fault !== undefined) return fail({ ...fault, path })
    mistakes.push(mistake.value)
  }
  const places = linePlaces({ line })
  const reader: Reader = {
    form: form.value,
    fields: new Map(Object.entries(options.fields)),
    order: options.order,
    single: options.single ?? [],
    terms,
    places,
    development: new Set(options.development ?? ['dev']),
  }
  return ok({
    name: 'template',
    order: options.order,
    parts: reader.fields,
    write: (parts) => renderForm(form.value, new Map(Object.entries(parts))),
    parse: (text) => parseTemplate(text, reader),
    readTerm: (term, text) => {
      const pieces = terms.find(([name]) => name === term)?.[1]
      const read = pieces && readForm(text, reader, pieces)
      if (pieces === undefined || read?.ok !== true) return undefined
      return Object.fromEntries(fieldsIn(pieces).map(({ name }) => [name, read.value.get(name)?.text]))
    },
    parseMistaken: (text) => {
      for (const mistake of mistakes) {
        const read = parseTemplate(text, reader, mistake)
        if (read.ok) return read.value
      }
      return undefined
    },
    parseLine: (text) => parseLineName(text, places),
  })
}

function checkedForm(text: string, path: TemplateProblem['path']): Result<readonly Piece[], TemplateProblem> {
  const form = parseForm(text)
  if (form.ok) return form
  const { at, expected } = form.problem
  return fail({
    path,
    message: `"${text}" is no form of versions`,
    help: `expected ${expected} at character ${at + 1}`,
  })
}

function fieldFault(
  { fields, single }: TemplateOptions,
  form: readonly Piece[],
): TemplateProblem | undefined {
  const used = fieldsIn(form).map(({ name }) => name)
  const stranger = used.find((name) => !Object.hasOwn(fields, name))
  if (stranger !== undefined)
    return {
      path: ['form'],
      message: `"${stranger}" is no field of this scheme`,
      help: 'name it under "fields"',
    }
  const twice = used.find((name, i) => used.indexOf(name) !== i)
  if (twice !== undefined) return { path: ['form'], message: `"${twice}" stands twice in the form` }
  for (const [name, { type, prefix }] of Object.entries(fields)) {
    if (!used.includes(name)) return { path: ['fields', name], message: `the form has no {${name}}` }
    if (prefix !== undefined && type !== 'pre')
      return { path: ['fields', name, 'prefix'], message: 'only a field of the type pre has a prefix' }
  }
  for (const [i, names] of (single ?? []).entries()) {
    const unknown = names.find((name) => !Object.hasOwn(fields, name))
    if (unknown !== undefined)
      return { path: ['single', i], message: `"${unknown}" is no field of this scheme` }
  }
  return undefined
}

/** Whether what is written by mistake can be read, and said rightly. */
function mistakeFault(
  options: TemplateOptions,
  form: readonly Piece[],
  mistake: readonly Piece[],
): TemplateProblem | undefined {
  const used = fieldsIn(mistake).map(({ name }) => name)
  const stranger = used.find((name) => !Object.hasOwn(options.fields, name))
  if (stranger !== undefined) return { path: [], message: `"${stranger}" is no field of this scheme` }
  const twice = used.find((name, i) => used.indexOf(name) !== i)
  if (twice !== undefined) return { path: [], message: `"${twice}" stands twice in the form` }
  const always = form.flatMap((piece) => (piece.kind === 'field' ? [piece.name] : []))
  const lost = always.find((name) => !used.includes(name))
  if (lost !== undefined) return { path: [], message: `without {${lost}} nobody can tell what was meant` }
  return formFault(options, mistake)
}

function orderFault({ form, fields, order, line }: TemplateOptions): TemplateProblem | undefined {
  const unknown = order.findIndex((name) => !Object.hasOwn(fields, name))
  if (unknown >= 0)
    return { path: ['order', unknown], message: `"${order[unknown]}" is no field of this scheme` }
  const twice = order.findIndex((name, i) => order.indexOf(name) !== i)
  if (twice >= 0) return { path: ['order', twice], message: `"${order[twice]}" stands twice in the order` }
  const [first = ''] = order
  const parsed = parseForm(form)
  const isAlways = parsed.ok && parsed.value.some((piece) => piece.kind === 'field' && piece.name === first)
  const type = fields[first]?.type
  if (!isAlways || type === undefined || type === 'pre') {
    return {
      path: ['order', 0],
      message: 'the first field of the order names the line',
      help: 'expected a core or a number that is not in brackets',
    }
  }
  return type === 'number' && line === 'minor'
    ? { path: ['line'], message: 'a number has no minor', help: 'write line: major' }
    : undefined
}

/** Whether any text can be read in one go: each piece must tell where the one before it ends. */
function formFault({ fields }: TemplateOptions, form: readonly Piece[]): TemplateProblem | undefined {
  const complain = (message: string, at: number): TemplateProblem => ({
    path: ['form'],
    message,
    help: `at character ${at + 1}`,
  })
  for (const [i, piece] of form.entries()) {
    if (piece.kind === 'optional') {
      if (piece.pieces[0]?.kind !== 'literal')
        return complain('a part in brackets must begin with text of its own', piece.at)
      if (fieldsIn(piece.pieces).length === 0)
        return complain('a part in brackets must hold a field', piece.at)
      const next = leadsAfter(form, i)
      if (next.includes(leadOf(piece) ?? ''))
        return complain('this part cannot be told from what follows: they begin alike', piece.at)
    }
    const plain: readonly PlainPiece[] = piece.kind === 'optional' ? piece.pieces : [piece]
    for (const [k, own] of plain.entries()) {
      if (own.kind !== 'field') continue
      const inner = plain[k + 1]
      const after = inner === undefined ? leadsAfter(form, i) : [inner.kind === 'literal' ? inner.text : '']
      if (after.some((lead) => canBelong(fields[own.name]?.type ?? 'pre', lead)))
        return complain(`where {${own.name}} ends cannot be told`, own.at)
    }
  }
  return undefined
}

/** How the text may go on after a piece: with a part in brackets, or what comes when there is none. */
function leadsAfter(form: readonly Piece[], index: number): string[] {
  const leads: string[] = []
  for (const piece of form.slice(index + 1)) {
    leads.push(leadOf(piece) ?? '')
    if (piece.kind !== 'optional') break
  }
  return leads
}

const leadOf = (piece: Piece): string | undefined => {
  const first = piece.kind === 'optional' ? piece.pieces[0] : piece
  return first?.kind === 'literal' ? first.text : undefined
}

/** Whether a text could be the continuation of a field: then the field would swallow it. */
function canBelong(type: OrderedType, lead: string): boolean {
  const code = lead.charCodeAt(0)
  return lead === '' || isDigit(code) || (type === 'pre' && (isLetter(code) || lead[0] === '.'))
}

interface Reader {
  readonly form: readonly Piece[]
  readonly fields: ReadonlyMap<string, TemplateField>
  readonly order: readonly string[]
  readonly single: readonly (readonly string[])[]
  readonly terms: readonly (readonly [string, readonly Piece[]])[]
  readonly places: LinePlaces
  readonly development: ReadonlySet<string>
}

/** A field as it was read: its text, where it stands, and what it sorts by. */
interface Value {
  readonly text: string
  readonly at: number
  readonly key: readonly KeyPart[]
}

function parseTemplate(text: string, reader: Reader, form = reader.form): Result<Version, ParseProblem> {
  const values = readForm(text, reader, form)
  return values.ok ? ok(versionOf(values.value, reader)) : values
}

function readForm(
  text: string,
  reader: Reader,
  form: readonly Piece[],
): Result<ReadonlyMap<string, Value>, ParseProblem> {
  const values = new Map<string, Value>()
  let at = 0
  for (const [i, piece] of form.entries()) {
    const next = leadsAfter(form, i)
    if (piece.kind === 'optional' && !isTaken(text, at, leadOf(piece) ?? '', next)) continue
    const plain = piece.kind === 'optional' ? piece.pieces : [piece]
    for (const own of plain) {
      if (own.kind === 'literal') {
        // Only at the very beginning: users write v1.2.3 and 1.2.3 alike.
        const written =
          at === 0 && i === 0 && own.text.startsWith('v') && text[0] !== 'v' ? own.text.slice(1) : own.text
        const same = sharedLength(text, at, written)
        if (same < written.length)
          return fail({ text, at: at + same, expected: expectedAt(form, i, written, same) })
        at += written.length
        continue
      }
      const { type } = reader.fields.get(own.name) as TemplateField
      const value = fieldReaders[type](text, at)
      if (!value.ok) return fail({ text, ...value.problem })
      values.set(own.name, value.value)
      at += value.value.text.length
    }
  }
  if (at < text.length) {
    const last = form.at(-1)
    const more = last?.kind === 'optional' ? `${JSON.stringify(leadOf(last))} or ` : ''
    return fail({ text, at, expected: `${more}the end of the version` })
  }
  for (const names of reader.single) {
    const present = names.filter((name) => values.has(name))
    const [first, second] = present
    if (first === undefined || second === undefined) continue
    const expected = `no ${second}: ${first} and ${second} exclude each other`
    return fail({ text, at: values.get(second)?.at ?? 0, expected })
  }
  return ok(values)
}

/** A part in brackets is read when the text begins like it, and not (longer) like what follows. */
function isTaken(text: string, at: number, lead: string, next: readonly string[]): boolean {
  return (
    text.startsWith(lead, at) &&
    !next.some((other) => other.length > lead.length && text.startsWith(other, at))
  )
}

function sharedLength(text: string, at: number, written: string): number {
  let same = 0
  while (same < written.length && text[at + same] === written[same]) same++
  return same
}

function expectedAt(form: readonly Piece[], index: number, written: string, same: number): string {
  if (same > 0) return JSON.stringify(written.slice(same))
  const before = form[index - 1]
  const lead = before?.kind === 'optional' ? leadOf(before) : undefined
  const isTold = lead === undefined || written.startsWith(lead)
  return isTold ? JSON.stringify(written) : `${JSON.stringify(lead)} or ${JSON.stringify(written)}`
}

function versionOf(values: ReadonlyMap<string, Value>, reader: Reader): Version {
  const key: KeyPart[] = []
  const ordered = new Map<string, string>()
  const advice: Advice[] = []
  let isPrerelease = false
  let isDevelopment = false
  for (const name of [...reader.order, ...reader.fields.keys()]) {
    if (ordered.has(name)) continue
    const value = values.get(name)
    const { type, prefix } = reader.fields.get(name) as TemplateField
    // Absent: after all candidates for a pre, before everything for a number.
    if (reader.order.includes(name)) key.push(...(value?.key ?? [type === 'pre' ? 1 : -1]))
    if (value === undefined) continue
    ordered.set(name, value.text)
    if (type !== 'pre') continue
    isPrerelease = true
    isDevelopment ||= reader.development.has(value.text.split('.')[0] ?? '')
    if (prefix !== undefined) advice.push(...prefixAdvice(value, prefix))
  }
  const text = renderForm(reader.form, ordered)
  const [major = 0, minor = 0] = key as number[]
  const majors: Line = { label: `${major}`, order: [major], chain: 'majors', index: major }
  return {
    text: text.startsWith('v') ? text.slice(1) : text,
    line: reader.places(major, minor),
    major: majors,
    isPrerelease,
    isDevelopment,
    key,
    fields: Object.fromEntries(ordered),
    ...(reader.terms.length > 0 && {
      terms: Object.fromEntries(reader.terms.map(([name, form]) => [name, renderForm(form, ordered)])),
    }),
    ...(advice.length > 0 && { advice }),
  }
}

function prefixAdvice({ text, at }: Value, prefix: string): Advice[] {
  const found: Advice[] = []
  let offset = at
  for (const identifier of text.split('.')) {
    if (!isNumeric(identifier) && !identifier.startsWith(prefix))
      found.push({ at: offset, expected: `an identifier that begins with "${prefix}"` })
    offset += identifier.length + 1
  }
  return found
}

type FieldReader = (
  text: string,
  at: number,
) => Result<Value, { readonly at: number; readonly expected: string }>

const readNumber =
  (what: string): FieldReader =>
  (text, at) => {
    let end = at
    while (isDigit(text.charCodeAt(end))) end++
    if (end === at) return fail({ at, expected: what })
    if (text[at] === '0' && end > at + 1) return fail({ at, expected: `${what} without leading zeros` })
    const value = Number(text.slice(at, end))
    if (value > Number.MAX_SAFE_INTEGER)
      return fail({ at, expected: `${what} of at most ${Number.MAX_SAFE_INTEGER}` })
    return ok({ text: text.slice(at, end), at, key: [value] })
  }

const coreNumbers = ['major', 'minor', 'patch'].map((name) => [name, readNumber(`a ${name} number`)] as const)

const fieldReaders: Readonly<Record<OrderedType, FieldReader>> = {
  number: readNumber('a number'),
  core: (text, at) => {
    const key: KeyPart[] = []
    let end = at
    for (const [name, read] of coreNumbers) {
      if (key.length > 0) {
        if (text[end] !== '.') return fail({ at: end, expected: `"." and a ${name} number` })
        end++
      }
      const number = read(text, end)
      if (!number.ok) return number
      key.push(...number.value.key)
      end += number.value.text.length
    }
    return ok({ text: text.slice(at, end), at, key })
  },
  pre: (text, at) => {
    const key: KeyPart[] = []
    let end = at
    for (;;) {
      const start = end
      while (isDigit(text.charCodeAt(end)) || isLetter(text.charCodeAt(end))) end++
      if (end === start) return fail({ at: end, expected: 'a pre-release identifier' })
      const identifier = text.slice(start, end)
      if (identifier.length > 1 && identifier[0] === '0' && isNumeric(identifier))
        return fail({ at: start, expected: 'a numeric identifier without leading zeros' })
      key.push(identifierKey(identifier))
      if (text[end] !== '.') break
      end++
    }
    // 0 as against the 1 of an absent one; -1 ends the list, before any longer one.
    return ok({ text: text.slice(at, end), at, key: [0, ...key, -1] })
  },
}

const isNumeric = (identifier: string): boolean => /^\d+$/.test(identifier)

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
