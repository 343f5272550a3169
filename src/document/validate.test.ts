import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { readDocument } from './read.ts'
import { validate } from './validate.ts'

const text = () => z.string().check(z.minLength(1))
const name = () => z.string().check(z.regex(/^[a-z]+$/, 'a name of lower-case letters'))

const circle = z.strictObject({ kind: z.literal('circle'), radius: z.int().check(z.minimum(1)) })
const square = z.strictObject({
  kind: z.literal('square'),
  side: z.union([text(), z.int()]),
  corners: z.optional(z.array(z.enum(['round', 'sharp'])).check(z.minLength(2))),
  inner: z.optional(z.strictObject({ colour: text() })),
})

/** One member for each thing that can be wrong. */
const schema = z.strictObject({
  title: text(),
  size: z.optional(z.enum(['small', 'large'])),
  flag: z.optional(z.boolean()),
  number: z.optional(z.int().check(z.minimum(2), z.maximum(5))),
  pair: z.optional(z.tuple([z.string(), z.string()])),
  list: z.optional(z.array(text()).check(z.minLength(1))),
  names: z.optional(z.record(name(), z.strictObject({ ref: z.string() }))),
  shapes: z._default(z.array(z.discriminatedUnion('kind', [circle, square])), []),
  bound: z.optional(z.union([z.int().check(z.minimum(0)), z.literal('any')])),
  when: z.optional(z.record(z.string(), z.union([z.string(), z.array(z.string())]))),
  asks: z.optional(
    z.union([
      z.strictObject({ run: text(), match: z.optional(text()) }),
      z.strictObject({ url: text(), match: z.optional(text()) }),
    ]),
  ),
})

const validated = (document: string) => {
  const source = readDocument(document, 'some.yaml')
  if (!source.ok) throw new Error(JSON.stringify(source.problem))
  return validate(schema, source.value)
}

/** The diagnostics as `line:column message | help`. */
const diagnosticsOf = (document: string): string[] => {
  const read = validated(document)
  if (read.ok) return []
  return read.problem.map(
    ({ place, message, help }) => `${place?.line}:${place?.column} ${message} | ${help}`,
  )
}

const withTitle = (rest: string): string => `title: a\n${rest}`

const members = 'title, size, flag, number, pair, list, names, shapes, bound, when, asks'

describe('the whole document', () => {
  it.each([
    ['x', '1:1 the document is "x" | expected a mapping'],
    ['5', '1:1 the document is 5 | expected a mapping'],
    ['[]', '1:1 the document is a list | expected a mapping'],
    ['~', '1:1 the document is empty | expected a mapping'],
  ])('%j: %s', (document, diagnostic) => {
    expect(diagnosticsOf(document)).toEqual([diagnostic])
  })
})

describe('one member', () => {
  it.each([
    ['size: smal', '2:7 "size" is "smal" | did you mean "small"?'],
    ['size: huge', '2:7 "size" is "huge" | one of: small, large'],
    ['size: 1', '2:7 "size" is 1 | one of: small, large'],
    ['size: [small]', '2:7 "size" is a list | one of: small, large'],
    ['size:', '2:6 "size" is empty | one of: small, large'],
    ['flag: yes', '2:7 "flag" is "yes" | expected true or false'],
    ['flag: {}', '2:7 "flag" is a mapping | expected true or false'],
    ['number: 1', '2:9 "number" is 1 | expected at least 2'],
    ['number: 9', '2:9 "number" is 9 | expected at most 5'],
    ['number: 2.5', '2:9 "number" is "2.5" | expected a whole number'],
    ['number: three', '2:9 "number" is "three" | expected a whole number'],
    ['number: 99999999999999999999', '2:9 "number" is "99999999999999999999" | expected a whole number'],
    ['list: x', '2:7 "list" is "x" | expected a list'],
    ['list: []', '2:7 "list" is a list | expected something that is not empty'],
    ['list: [a, ""]', '2:11 "list" is "" | expected something that is not empty'],
    ['list:\n  - a\n  - 5', '4:5 "list" is 5 | expected a text'],
    ['pair: [a]', '2:7 "pair" is a list | expected at least 2 items'],
    ['pair: [a, b, c]', '2:7 "pair" is a list | expected at most 2 items'],
    ['pair: [a, 1]', '2:11 "pair" is 1 | expected a text'],
    ['names: [a]', '2:8 "names" is a list | expected a mapping'],
    ['names: { Bad: { ref: x } }', '2:10 "Bad" is no valid name | expected a name of lower-case letters'],
    ['names: { ok: { ref: 5 } }', '2:21 "ref" is 5 | expected a text'],
    [`size: ${'x'.repeat(100)}`, `2:7 "size" is "${'x'.repeat(56)}… | one of: small, large`],
  ])('%j: %s', (rest, diagnostic) => {
    expect(diagnosticsOf(withTitle(rest))).toEqual([diagnostic])
  })
})

describe('names that are missing or not known', () => {
  it.each([
    ['size: small', ['1:1 "title" is missing | expected a text']],
    [
      'tittle: a',
      ['1:1 "title" is missing | expected a text', '1:1 "tittle" is not known here | did you mean "title"?'],
    ],
    ['title: a\nzzz: 1', [`2:1 "zzz" is not known here | one of: ${members}`]],
    ['title: a\nconstructor: 1', [`2:1 "constructor" is not known here | one of: ${members}`]],
    [
      'title: a\nnames:\n  one: { ref: x }\n  two: { reff: x }',
      ['4:8 "ref" is missing | expected a text', '4:10 "reff" is not known here | did you mean "ref"?'],
    ],
    [
      'title: a\nsizes: small\nflags: true',
      [
        '2:1 "sizes" is not known here | did you mean "size"?',
        '3:1 "flags" is not known here | did you mean "flag"?',
      ],
    ],
  ])('%j: %j', (document, diagnostics) => {
    expect(diagnosticsOf(document)).toEqual(diagnostics)
  })
})

describe('alternatives', () => {
  it.each([
    ['bound: -1', ['2:8 "bound" is -1 | expected at least 0']],
    ['bound: anny', ['2:8 "bound" is "anny" | expected a whole number, or "any"']],
    ['bound: [1]', ['2:8 "bound" is a list | expected a whole number, or "any"']],
    ['when: { a: 1 }', ['2:12 "a" is 1 | expected a text, or a list']],
    ['asks: { run: a, url: b }', ['2:7 "asks" has "run" and "url" | they do not go together']],
    ['asks: { run: a, mtch: b }', ['2:17 "mtch" is not known here | did you mean "match"?']],
    // The alternative that went furthest into the value is the one that was meant.
    ['when: { a: [b, 1] }', ['2:16 "a" is 1 | expected a text']],
  ])('%j: %j', (rest, diagnostics) => {
    expect(diagnosticsOf(withTitle(rest))).toEqual(diagnostics)
  })
})

describe('alternatives that a member tells apart', () => {
  it.each([
    ['1', ['3:5 "shapes" is 1 | expected a mapping']],
    ['{}', ['3:5 "kind" is missing | one of: circle, square']],
    ['{ kind: cirle }', ['3:13 "kind" is "cirle" | did you mean "circle"?']],
    ['{ kind: blob }', ['3:13 "kind" is "blob" | one of: circle, square']],
    ['{ kind: 1 }', ['3:13 "kind" is 1 | one of: circle, square']],
    ['{ kind: circle }', ['3:5 "radius" is missing | expected a whole number']],
    ['{ kind: circle, radius: 0 }', ['3:29 "radius" is 0 | expected at least 1']],
    ['{ kind: square }', ['3:5 "side" is missing | expected a text, or a whole number']],
    // Only the names of the alternative in use are offered.
    ['{ kind: circle, radius: 1, side: 2 }', ['3:32 "side" is not known here | one of: kind, radius']],
    ['{ kind: circle, radius: 1, sid: 2 }', ['3:32 "sid" is not known here | one of: kind, radius']],
    ['{ kind: square, side: 1, sides: 2 }', ['3:30 "sides" is not known here | did you mean "side"?']],
    ['{ kind: square, side: 1, corners: [round] }', ['3:39 "corners" is a list | expected at least 2 items']],
    [
      '{ kind: square, side: "", corners: [round, shap] }',
      [
        '3:27 "side" is "" | expected something that is not empty',
        '3:48 "corners" is "shap" | did you mean "sharp"?',
      ],
    ],
    [
      '{ kind: square, side: 1, inner: { color: red } }',
      [
        '3:37 "colour" is missing | expected a text',
        '3:39 "color" is not known here | did you mean "colour"?',
      ],
    ],
  ])('%s: %j', (shape, diagnostics) => {
    expect(diagnosticsOf(withTitle(`shapes:\n  - ${shape}`))).toEqual(diagnostics)
  })
})

it('many members that are wrong are found without looking through all of them for each', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`)
  expect(diagnosticsOf(withTitle(names.join('\n')))).toHaveLength(names.length)
})

describe('a document that fits', () => {
  it('gets the defaults of what it leaves out', () => {
    expect(validated('title: a')).toEqual({ ok: true, value: { title: 'a', shapes: [] } })
  })

  it('keeps numbers and texts apart', () => {
    const read = validated(
      withTitle('shapes:\n  - { kind: square, side: 1.10 }\n  - { kind: square, side: 1 }'),
    )
    expect(read.ok && read.value.shapes).toEqual([
      { kind: 'square', side: '1.10' },
      { kind: 'square', side: 1 },
    ])
  })
})
