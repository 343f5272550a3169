import * as z from 'zod/mini'
import { type Diagnostic, fail, nearest, ok, type Result } from '../base/index.ts'
import { type Source, valueAt } from './source.ts'

type Issue = z.core.$ZodIssue

/**
 * Holds a document against a schema. Every difference becomes a diagnostic at the place where it stands, with
 * what was expected and, for a misspelt name or value, the nearest valid spelling.
 */
export function validate<T extends z.ZodMiniType>(
  schema: T,
  source: Source,
): Result<z.output<T>, readonly Diagnostic[]> {
  const parsed = z.safeParse(schema, source.value)
  if (parsed.success) return ok(parsed.data)
  const other = anotherKind(schema, source)
  if (other !== undefined) return fail([other])
  return fail(parsed.error.issues.flatMap((issue) => diagnose(issue, schema, source)))
}

/** A document of quite another kind: all else that is wrong with it is wrong for that reason. */
function anotherKind(schema: z.core.$ZodType, source: Source): Diagnostic | undefined {
  const written = valueAt(source.value, ['kind'])
  const kinds = discriminatorValues(schema, ['kind'], source.value)
  const isKind = typeof written === 'string' && /^[A-Za-z]+$/.test(written)
  if (!isKind || kinds.length !== 1 || kinds.includes(written)) return undefined
  // What is nearly right is a slip, and the rest may be as it should.
  if (nearest(written, kinds) !== undefined) return undefined
  return { place: source.place(['kind']), message: `this is a ${written}, not a ${kinds[0]}` }
}

function diagnose(issue: Issue, schema: z.core.$ZodType, source: Source): Diagnostic[] {
  const place = source.place(issue.path)
  const written = valueAt(source.value, issue.path)
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = namesAt(schema, issue.path, source.value)
      return issue.keys.map((key) => ({
        place: source.place([...issue.path, key], 'key'),
        message: `"${key}" is not known here`,
        help: suggest(key, known) ?? `one of: ${known.join(', ')}`,
      }))
    }
    case 'invalid_key': {
      const help = issue.issues.map(expectation)[0]
      const message = `"${String(issue.path.at(-1))}" is no valid name`
      return [{ place: source.place(issue.path, 'key'), message, ...(help !== undefined && { help }) }]
    }
    case 'invalid_value':
      return [oneOf(issue.path, written, issue.values.map(String), place)]
    case 'invalid_union': {
      const discriminator = issue.discriminator
      if (discriminator !== undefined) {
        const values = discriminatorValues(schema, issue.path, source.value)
        return [oneOf([...issue.path], valueAt(source.value, issue.path), values, place)]
      }
      // Of the alternatives, the one that went furthest into the value is the one that was meant.
      const deepest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? []
      if (depth(deepest) > 0) {
        return deepest.flatMap((inner) =>
          diagnose({ ...inner, path: [...issue.path, ...inner.path] }, schema, source),
        )
      }
      const apart = membersApart(issue.errors)
      if (apart !== undefined) {
        const message = `${subject(issue.path)} has ${apart.map((key) => `"${key}"`).join(' and ')}`
        return [{ place, message, help: 'they do not go together' }]
      }
      const expected = [...new Set(issue.errors.flatMap((branch) => branch.map(expectation)))]
      return [{ place, message: fault(issue.path, written), help: alternatives(expected) }]
    }
    default:
      return [{ place, message: fault(issue.path, written), help: expectation(issue) }]
  }
}

/** `expected A, or B`: the word once for all of them. */
const alternatives = ([first, ...others]: readonly string[]): string =>
  [first, ...others.map((each) => each.replace(/^expected /, ''))].join(', or ')

/** The members that keep a mapping from being any of the alternatives, where each of them belongs to one; undefined where it is not that. */
function membersApart(branches: readonly (readonly Issue[])[]): readonly string[] | undefined {
  const unknown = branches.map((issues) =>
    issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])),
  )
  const keys = [...new Set(unknown.flat())]
  const isApart =
    unknown.every((some) => some.length > 0) &&
    keys.every((key) => !unknown.every((some) => some.includes(key)))
  return isApart ? keys.reverse() : undefined
}

function oneOf(
  path: readonly PropertyKey[],
  written: unknown,
  values: readonly string[],
  place: Diagnostic['place'],
) {
  const guess = typeof written === 'string' ? suggest(written, values) : undefined
  return {
    ...(place && { place }),
    message: fault(path, written),
    help: guess ?? `one of: ${values.join(', ')}`,
  }
}

const suggest = (written: string, known: readonly string[]): string | undefined => {
  const guess = nearest(written, known)
  return guess === undefined ? undefined : `did you mean "${guess}"?`
}

const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length))

/** Only a member can be missing: an item of a list, or the document, is there or not asked for. */
const fault = (path: readonly PropertyKey[], written: unknown): string =>
  written === undefined && path.length > 0
    ? `"${String(path.at(-1))}" is missing`
    : `${subject(path)} is ${describe(written)}`

function subject(path: readonly PropertyKey[]): string {
  const name = path.findLast((step) => typeof step === 'string')
  if (name !== undefined) return `"${name}"`
  const last = path.at(-1)
  return last === undefined ? 'the document' : `item ${Number(last) + 1} of the document`
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      // Who says what is meant says more than its type.
      return `expected ${issue.message.startsWith('Invalid input') ? typeName(issue.expected) : issue.message}`
    case 'too_small':
      if (issue.origin === 'string' || (issue.origin === 'array' && issue.minimum === 1))
        return 'expected something that is not empty'
      return `expected at least ${issue.minimum}${issue.origin === 'array' ? ' items' : ''}`
    case 'too_big':
      return `expected at most ${issue.maximum}${issue.origin === 'array' ? ' items' : ''}`
    case 'invalid_format':
    case 'custom':
      return `expected ${issue.message}`
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`
    default:
      return issue.message
  }
}

function typeName(expected: string): string {
  const names: Record<string, string> = {
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    string: 'a text',
    int: 'a whole number',
    // Numbers with a fraction are read as texts, so whole ones are all there are.
    number: 'a whole number',
    boolean: 'true or false',
  }
  return names[expected] ?? expected
}

/** The names that the schema knows for the mapping at a path; of a union, those of the alternative in use. */
function namesAt(schema: z.core.$ZodType, path: readonly PropertyKey[], root: unknown): string[] {
  return [...new Set(schemasAt(schema, path, root).flatMap(memberNames))]
}

function memberNames(schema: z.core.$ZodType): string[] {
  const def = (schema as z.core.$ZodTypes)._zod.def
  return def.type === 'object' ? Object.keys(def.shape) : []
}

function discriminatorValues(schema: z.core.$ZodType, path: readonly PropertyKey[], root: unknown): string[] {
  const key = path.at(-1)
  const inner = schemasAt(schema, path.slice(0, -1), root, true)
  return inner.flatMap((option) => {
    const def = (option as z.core.$ZodTypes)._zod.def
    const member = def.type === 'object' ? def.shape[String(key)] : undefined
    return [...((member as z.core.$ZodTypes | undefined)?._zod.values ?? [])].map(String)
  })
}

function schemasAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  value: unknown,
  all = false,
): z.core.$ZodType[] {
  const def = (schema as z.core.$ZodTypes)._zod.def
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return schemasAt(def.innerType, path, value, all)
    case 'pipe':
      return schemasAt(def.in, path, value, all)
    case 'union':
      return unionOptions(def, value, all && path.length === 0).flatMap((option) =>
        schemasAt(option, path, value, all),
      )
    default:
      break
  }
  const [step, ...rest] = path
  if (step === undefined) return [schema]
  const child = valueAt(value, [step])
  if (def.type === 'array') return schemasAt(def.element, rest, child, all)
  if (def.type === 'record') return schemasAt(def.valueType, rest, child, all)
  if (def.type === 'object') {
    const member = def.shape[String(step)]
    return member === undefined ? [] : schemasAt(member, rest, child, all)
  }
  return []
}

function unionOptions(def: z.core.$ZodUnionDef, value: unknown, all: boolean): readonly z.core.$ZodType[] {
  const discriminator = (def as Partial<z.core.$ZodDiscriminatedUnionDef>).discriminator
  if (all || discriminator === undefined) return def.options
  const written = valueAt(value, [discriminator])
  return def.options.filter((option) => {
    const inner = (option as z.core.$ZodTypes)._zod.def
    const member = inner.type === 'object' ? inner.shape[discriminator] : undefined
    return (member as z.core.$ZodTypes | undefined)?._zod.values?.has(written as string) === true
  })
}
