import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareInterfaces, compareJsonSchema } from '../../src/compare/index.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'

/*
 * What a comparison of schemas promises, held against a validator that shares no code with it: when nothing is called
 * breaking or unknown, every value that was valid stays valid. Values speak only of names that the older schema declares,
 * which is what the comparison assumes of whoever writes them.
 */

type Schema = boolean | { readonly [keyword: string]: unknown }

const names = ['a', 'b', 'c'] as const
const name = fc.constantFrom(...names)
const scalar = fc.constantFrom<unknown>(null, true, 0, 1, 2, 3, 'x', 'yy', '')
const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object')
const small = fc.integer({ min: 0, max: 3 })

const { schema } = fc.letrec<{ schema: Schema; object: Schema }>((tie) => {
  const inner = tie('schema')
  const keyword = fc.oneof(
    fc.record({ type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })) }),
    fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 4, selector: JSON.stringify }) }),
    fc.record({ const: scalar }),
    fc.record({ minimum: small }),
    fc.record({ maximum: small }),
    fc.record({ exclusiveMinimum: small }),
    fc.record({ multipleOf: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ minLength: small }),
    fc.record({ maxLength: small }),
    fc.record({ pattern: fc.constantFrom('^x', 'y$', '.') }),
    fc.record({ minItems: small }),
    fc.record({ maxItems: small }),
    fc.record({ uniqueItems: fc.boolean() }),
    fc.record({ items: inner }),
    fc.record({ prefixItems: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
    fc.record({ contains: inner }),
    fc.record({ required: fc.uniqueArray(name, { maxLength: 2 }) }),
    fc.record({ properties: fc.dictionary(name, inner, { maxKeys: 3, noNullPrototype: true }) }),
    fc.record({ additionalProperties: fc.oneof(fc.boolean(), inner) }),
    fc.record({
      patternProperties: fc.dictionary(fc.constantFrom('^a', '[bc]'), inner, {
        maxKeys: 1,
        noNullPrototype: true,
      }),
    }),
    fc.record({ minProperties: small }),
    fc.record({ anyOf: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: inner }),
    fc.record({ if: inner, else: inner }),
    fc.record({ dependentRequired: fc.constant({ a: ['b'] }) }),
    fc.record({ $ref: fc.constantFrom('#/$defs/a', '#/$defs/b') }),
  )
  const keywords = fc.array(keyword, { maxLength: 3 }).map((all): Schema => Object.assign({}, ...all))
  return {
    object: fc
      .dictionary(name, inner, { maxKeys: 3, noNullPrototype: true })
      .map((properties) => ({ type: 'object', properties })),
    schema: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constant<Schema>({}),
      { arbitrary: keywords, weight: 4 },
      { arbitrary: tie('object'), weight: 2 },
      fc.boolean(),
    ),
  }
})

const document = fc
  .tuple(schema, schema, schema)
  .map(([root, a, b]) => ({ ...(typeof root === 'boolean' ? { allOf: [root] } : root), $defs: { a, b } }))

/** Another document that differs in a few places, as releases do. */
const edited = (from: Schema): fc.Arbitrary<Schema> =>
  fc
    .array(fc.tuple(fc.nat(), fc.constantFrom('drop', 'swap', 'add'), schema), { minLength: 1, maxLength: 3 })
    .map((edits) => {
      const copy = structuredClone(from)
      for (const [at, what, other] of edits) {
        const spots = schemasIn(copy)
        const spot = spots[at % spots.length]
        if (spot === undefined) continue
        const keys = Object.keys(spot).filter((key) => key !== '$defs')
        const key = keys[at % Math.max(1, keys.length)]
        if (what === 'drop' && key !== undefined) delete spot[key]
        else if (typeof other === 'object') {
          const [first] = Object.keys(other)
          if (first !== undefined && (what === 'add' || Object.hasOwn(spot, first)))
            spot[first] = structuredClone(other[first])
        }
      }
      return copy
    })

type Spot = Record<string, unknown>

/** Every schema inside a document that is an object. */
function schemasIn(value: unknown): Spot[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const found: Spot[] = [value as Spot]
  for (const [key, each] of Object.entries(value)) {
    if (['items', 'contains', 'not', 'if', 'else', 'additionalProperties'].includes(key))
      found.push(...schemasIn(each))
    else if (['properties', 'patternProperties', '$defs'].includes(key))
      for (const inner of Object.values(each as object)) found.push(...schemasIn(inner))
    else if (['anyOf', 'oneOf', 'allOf', 'prefixItems'].includes(key))
      for (const inner of each as unknown[]) found.push(...schemasIn(inner))
  }
  return found
}

const instance = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

/** Whether an instance speaks only of names that the schema declares, wherever it says nothing of others. */
function isDeclared(schemas: readonly unknown[], value: unknown, root: Spot): boolean {
  const here = atSameInstance(schemas, root)
  if (Array.isArray(value))
    return value.every((each, i) =>
      isDeclared(
        here
          .flatMap((each) => [
            (each.prefixItems as unknown[] | undefined)?.[i] ?? each.items ?? [],
            each.contains ?? [],
          ])
          .flat(),
        each,
        root,
      ),
    )
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, each]) => {
    const about = here.flatMap((schema) => {
      const { properties = {}, patternProperties = {}, additionalProperties: rest } = schema
      const declared = Object.hasOwn(properties as object, key) ? [(properties as Spot)[key]] : []
      const matching = Object.entries(patternProperties as Spot).flatMap(([pattern, inner]) =>
        new RegExp(pattern, 'u').test(key) ? [inner] : [],
      )
      const said = [...declared, ...matching]
      // True and no more is as good as silence.
      const isSilent = rest === undefined || rest === true || JSON.stringify(rest) === '{}'
      return said.length > 0 || isSilent ? said : [rest]
    })
    return about.length > 0 && isDeclared(about, each, root)
  })
}

function atSameInstance(schemas: readonly unknown[], root: Spot): Spot[] {
  const found = new Set<Spot>()
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null || found.has(schema as Spot)) return
    const spot = schema as Spot
    found.add(spot)
    if (typeof spot.$ref === 'string') visit((root.$defs as Spot)[spot.$ref.slice(-1)])
    for (const key of ['allOf', 'anyOf', 'oneOf'])
      for (const each of (spot[key] as unknown[] | undefined) ?? []) visit(each)
    for (const key of ['not', 'if', 'else']) visit(spot[key])
  }
  for (const schema of schemas) visit(schema)
  return [...found]
}

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })

const compared = (old: unknown, young: unknown) =>
  compareJsonSchema(
    [{ file: 'old.json', text: JSON.stringify(old) }],
    [{ file: 'new.json', text: JSON.stringify(young) }],
    {},
  )

/** What both say of a value; undefined where the validator fails, as on schemas that are nothing but themselves. */
function validated(before: (value: unknown) => unknown, after: (value: unknown) => unknown, value: unknown) {
  try {
    return { before: before(value), after: after(value) }
  } catch {
    return undefined
  }
}

/** The same schemas as what an interface over HTTP answers. */
const comparedAnswers = (old: unknown, young: unknown) => {
  const side = (value: unknown) => {
    const { $defs, ...schema } = value as Spot
    const content = { 'application/json': { schema } }
    const paths = { '/x': { get: { responses: { 200: { description: 'ok', content } } } } }
    return { texts: [{ file: 'api.json', text: JSON.stringify({ openapi: '3.1.0', paths, $defs }) }] }
  }
  return compareInterfaces(side(old), side(young))
}

describe('schemas', () => {
  // The validator lets an empty list pass `contains` where `prefixItems` stands beside it.
  const isJudgedRightly = (pair: readonly unknown[]): boolean => {
    const text = JSON.stringify(pair)
    return !(text.includes('"contains"') && text.includes('"prefixItems"'))
  }
  const worlds = document
    .chain((old) => fc.tuple(fc.constant(old), fc.oneof(edited(old), document)))
    .filter(isJudgedRightly)

  it(
    'what is called compatible keeps every value valid',
    () => {
      let quiet = 0
      let tried = 0
      fc.assert(
        fc.property(worlds, fc.array(instance, { minLength: 20, maxLength: 40 }), ([old, young], values) => {
          const { changes, problems } = compared(old, young)
          expect(problems).toEqual([])
          if (changes.some((change) => change.class === 'breaking' || change.class === 'unknown')) return
          quiet++
          let before: (value: unknown) => unknown
          let after: (value: unknown) => unknown
          try {
            before = ajv.compile(old)
            after = ajv.compile(young as object)
          } catch {
            return
          }
          for (const value of values) {
            const answers = validated(before, after, value)
            if (answers?.before !== true || !isDeclared([old], value, old)) continue
            tried++
            expect(answers.after, JSON.stringify({ old, young, value, changes })).toBe(true)
          }
        }),
        runs(2000),
      )
      // The property says nothing where everything is called breaking.
      expect(quiet).toBeGreaterThan(300)
      expect(tried).toBeGreaterThan(1000)
    },
    timeoutMilliseconds,
  )

  it(
    'what is called compatible gives readers nothing that they cannot read',
    () => {
      let tried = 0
      fc.assert(
        fc.property(worlds, fc.array(instance, { minLength: 20, maxLength: 40 }), ([old, young], values) => {
          const { changes } = comparedAnswers(old, young)
          if (changes.some((change) => change.class === 'breaking' || change.class === 'unknown')) return
          let before: (value: unknown) => unknown
          let after: (value: unknown) => unknown
          try {
            before = ajv.compile(old)
            after = ajv.compile(young as object)
          } catch {
            return
          }
          for (const value of values) {
            const answers = validated(before, after, value)
            if (answers?.after !== true || !isDeclared([young], value, young as Spot)) continue
            tried++
            expect(answers.before, JSON.stringify({ old, young, value, changes })).toBe(true)
          }
        }),
        runs(2000),
      )
      expect(tried).toBeGreaterThan(1000)
    },
    timeoutMilliseconds,
  )

  it(
    'a document is equal to itself',
    () => {
      fc.assert(
        fc.property(document, (one) => {
          expect(compared(one, one).changes).toEqual([])
        }),
        runs(500),
      )
    },
    timeoutMilliseconds,
  )
})
