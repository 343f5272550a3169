import { describe, expect, it } from 'vitest'
import { readDocument } from './read.ts'
import type { Path, Source } from './source.ts'

const sourceOf = (text: string): Source => {
  const read = readDocument(text, 'some.yaml')
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value
}

const readValue = (text: string): unknown => sourceOf(text).value

/** The problems as `line:column message`. */
const problemsOf = (text: string): string[] => {
  const read = readDocument(text, 'some.yaml')
  if (read.ok) throw new Error(JSON.stringify(read.value.value))
  return read.problem.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`)
}

describe('scalars stay as they were written', () => {
  it.each<[string, unknown]>([
    ['1.10', '1.10'],
    ['1.0', '1.0'],
    ['0.12', '0.12'],
    ['.5', '.5'],
    ['1.', '1.'],
    ['1.2.3', '1.2.3'],
    ['0x10', '0x10'],
    ['0o14', '0o14'],
    ['1e3', '1e3'],
    ['1E3', '1E3'],
    ['007', '007'],
    ['+1', '+1'],
    ['-0', '-0'],
    ['1_000', '1_000'],
    ['1:30', '1:30'],
    ['.inf', '.inf'],
    ['.nan', '.nan'],
    ['9007199254740992', '9007199254740992'],
    ['12345678901234567890', '12345678901234567890'],
    ['2026-03-19', '2026-03-19'],
    ['2026-03-19T00:00:00Z', '2026-03-19T00:00:00Z'],
    ['yes', 'yes'],
    ['on', 'on'],
    ['"1"', '1'],
    ["'1.10'", '1.10'],
    ['"true"', 'true'],
    ['|\n  1', '1\n'],
    ['0', 0],
    ['1', 1],
    ['-1', -1],
    ['9007199254740991', 9007199254740991],
    ['true', true],
    ['False', false],
    ['null', null],
    ['~', null],
    ['', null],
    ['!!str 1', '1'],
    ['!!int 1.10', '1.10'],
    ['!!float 1.10', '1.10'],
    ['!custom 1.10', '1.10'],
    ['!!timestamp 2026-03-19', '2026-03-19'],
    ['!!binary aGVsbG8=', 'aGVsbG8='],
    ['!!merge x', 'x'],
  ])('%j is read as %j', (written, value) => {
    expect(readValue(`version: ${written}`)).toEqual({ version: value })
  })

  it('a document cannot declare another YAML, in which versions are dates and names are merged', () => {
    const declared = '%YAML 1.1\n---\na: &a {on: 2026-03-19, n: 010, yes: no}\nb: {<<: *a, m: 1:30}\n'
    const a = { on: '2026-03-19', n: '010', yes: 'no' }
    expect(readValue(declared)).toEqual({ a, b: { '<<': a, m: '1:30' } })
  })

  it('JSON is read too', () => {
    expect(readValue('{"a": [1, "1.10", 1.10, null, {"b": "\\u00e4"}]}')).toEqual({
      a: [1, '1.10', '1.10', null, { b: 'ä' }],
    })
  })

  it.each([
    ['!!set {x, y}', { x: null, y: null }],
    ['!!omap [x: 1]', [{ x: 1 }]],
    ['!!pairs [x: 1]', [{ x: 1 }]],
  ])('%s is a plain collection', (written, value) => {
    expect(readValue(`a: ${written}`)).toEqual({ a: value })
  })
})

describe('names', () => {
  it.each<[string, unknown]>([
    ['1.10: a', { '1.10': 'a' }],
    ['007: a', { '007': 'a' }],
    ['true: a', { true: 'a' }],
    ['"a b": c', { 'a b': 'c' }],
    [': a', { '': 'a' }],
    ['<<: {a: 1}', { '<<': { a: 1 } }],
    ['1.0: a\n1: b', { '1.0': 'a', 1: 'b' }],
  ])('%j has the names %j', (text, value) => {
    expect(readValue(text)).toEqual(value)
  })

  it('names that every object has are names like any other', () => {
    const value = readValue('constructor: 1\ntoString: 2\nhasOwnProperty: 3')
    expect(Object.entries(value as object)).toEqual([
      ['constructor', 1],
      ['toString', 2],
      ['hasOwnProperty', 3],
    ])
  })
})

describe('aliases', () => {
  it.each<[string, unknown]>([
    ['a: &x [1, 2]\nb: *x', { a: [1, 2], b: [1, 2] }],
    ['a: &x 1.10\nb: *x', { a: '1.10', b: '1.10' }],
    // The anchor in force is the last one before the alias.
    ['a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    ['a: &x {b: &y 5}\nc: *y\nd: *x', { a: { b: 5 }, c: 5, d: { b: 5 } }],
  ])('%j is read as %j', (text, value) => {
    expect(readValue(text)).toEqual(value)
  })

  it.each([
    ['a: &x [*x]', '1:8 the alias *x contains itself'],
    ['&x a: &x {b: {c: [1, *x]}}', '1:22 the alias *x contains itself'],
    ['a: &x [&y [*x]]', '1:12 the alias *x contains itself'],
    ['a: *x', '1:4 the alias *x names no anchor'],
    ['a: *x\nb: &x 1', '1:4 the alias *x names no anchor'],
    ['*x : 1', '1:1 a name must be a plain text'],
  ])('%j is refused: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem])
  })

  it('a bomb of aliases is refused before it goes off', () => {
    const rows = Array.from({ length: 30 }, (_, i) => {
      const items = i === 0 ? '1' : `*x${i - 1}, *x${i - 1}`
      return `x${i}: &x${i} [${items}]`
    })
    expect(problemsOf(rows.join('\n')).join()).toMatch(
      /the document is too large once its aliases are replaced$/,
    )
  })

  it('a value behind an alias stands where the alias stands', () => {
    const source = sourceOf('a: &x {b: 1}\nc: *x')
    expect(source.place(['c', 'b'])).toEqual({ file: 'some.yaml', line: 2, column: 4 })
    expect(source.place(['a', 'b'])).toEqual({ file: 'some.yaml', line: 1, column: 11 })
  })
})

describe('what is no document', () => {
  it.each([
    ['', '1:1 the document is empty'],
    ['\n\n', '1:1 the document is empty'],
    ['# only a comment', '1:1 the document is empty'],
    ['\uFEFF', '1:1 the document is empty'],
    ['%YAML 1.2\n', '1:1 the document is empty'],
    ['a: 1\n---\nb: 2', '2:1 one document is expected here, not several'],
    ['a: 1\n...\n---\nb: 2', '3:1 one document is expected here, not several'],
    ['a: 1\nb: 2\na: 3', '3:1 the name "a" is written twice'],
    ['a: 1\n"a": 3', '2:1 the name "a" is written twice'],
    ['1: a\n"1": b', '2:1 the name "1" is written twice'],
    ['{a: 1, a: 2}', '1:8 the name "a" is written twice'],
    ['__proto__: {polluted: true}', '1:1 no name may be __proto__'],
    ['a: {b: [{"__proto__": 1}]}', '1:10 no name may be __proto__'],
    ['x:\n  b: 1\n  b: 2', '3:3 the name "b" is written twice'],
    ['[a, b]: c', '1:1 a name must be a plain text'],
    ['{a: 1}: c', '1:1 a name must be a plain text'],
    ['\ta: 1', '1:1 Tabs are not allowed as indentation'],
    ['a:\n\t- b', '2:1 Tabs are not allowed as indentation'],
    ['a: "b', '1:6 Missing closing "quote'],
    ['a: b: c', '1:4 Nested mappings are not allowed in compact mappings'],
  ])('%j is refused: %s', (text, problem) => {
    expect(problemsOf(text)[0]).toBe(problem)
  })

  it('a null is a value, which a schema may refuse', () => {
    expect(readValue('~')).toBeNull()
  })

  it.each([
    ['brackets', '['.repeat(20_000)],
    ['closed brackets', '['.repeat(202) + ']'.repeat(202)],
    ['braces', '{a: '.repeat(20_000)],
    ['dashes', '- '.repeat(20_000)],
    ['question marks', '? '.repeat(20_000)],
    ['colons', ': '.repeat(20_000)],
    ['lines', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['documents and brackets', `a: 1\n---\n${'['.repeat(20_000)}`],
  ])('%s nested too deeply are refused, and the reader lives on', (_, text) => {
    expect(problemsOf(text)[0]).toMatch(/^\d+:\d+ the document is nested too deeply$/)
  })

  it('a list in 200 others is not too deep', () => {
    expect(() => readValue('['.repeat(201) + ']'.repeat(201))).not.toThrow()
  })

  it('many names are not held against each other one by one', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`)
    expect(Object.keys(readValue(names.join('\n')) as object)).toHaveLength(names.length)
  })
})

describe('places', () => {
  const text = [
    'kind: Fleet', // 1
    'list:', // 2
    '  - name: a', // 3
    '    deep: { x: 1, y: [2, 3] }', // 4
    '  - name: b', // 5
    'empty:', // 6
    '"quoted name": z', // 7
    '1.10: v', // 8
  ]

  const paths: readonly (readonly [Path, 'key' | 'value', string])[] = [
    [[], 'value', '1:1'],
    [['kind'], 'value', '1:7'],
    [['kind'], 'key', '1:1'],
    [['list', 0], 'value', '3:5'],
    [['list', 0, 'name'], 'value', '3:11'],
    [['list', 0, 'deep', 'y', 1], 'value', '4:26'],
    [['list', 0, 'deep', 'y'], 'key', '4:19'],
    [['list', 1, 'name'], 'key', '5:5'],
    [['empty'], 'key', '6:1'],
    [['quoted name'], 'value', '7:16'],
    [['quoted name'], 'key', '7:1'],
    [['1.10'], 'value', '8:7'],
    // What is missing stands at its nearest parent.
    [['missing'], 'value', '1:1'],
    [['list', 1, 'missing'], 'value', '5:5'],
    [['list', 0, 'deep', 'missing', 'more'], 'value', '4:11'],
    [['list', 7], 'value', '3:3'],
    [['kind', 'inside'], 'value', '1:7'],
  ]

  for (const [ending, name] of [
    ['\n', 'LF'],
    ['\r\n', 'CRLF'],
  ] as const) {
    it.each(paths)(`with ${name}: the place of %j (%s) is %s`, (path, part, expected) => {
      const { line, column } = sourceOf(text.join(ending)).place(path, part)
      expect(`${line}:${column}`).toBe(expected)
    })
  }

  it('lines are counted right after what cannot be read', () => {
    const text = ['"a: b', 'c:', '  - { d: "e" }', '  - { f: "g", h: i }', '  - j: "k": l', ''].join('\n')
    const read = readDocument(text, 'some.yaml')
    const lines = text.split('\n')
    for (const { place } of read.ok ? [] : read.problem) {
      expect(place?.column).toBeLessThanOrEqual((lines[(place?.line ?? 0) - 1]?.length ?? -1) + 1)
    }
    expect(read.ok).toBe(false)
  })

  it('problems of CRLF texts stand in the same place as of LF texts', () => {
    const broken = 'a: 1\nb: 2\na: 3\n'
    expect(problemsOf(broken.replaceAll('\n', '\r\n'))).toEqual(problemsOf(broken))
  })

  it('a byte order mark is no part of the text', () => {
    expect(readValue('\uFEFFa: 1.10')).toEqual({ a: '1.10' })
    expect(sourceOf('\uFEFFa: 1\nb: 2').place(['b'])).toMatchObject({ line: 2, column: 4 })
    expect(sourceOf('\uFEFFa: 1').place(['a'])).toMatchObject({ line: 1, column: 4 })
  })

  it('the file is the one that was named', () => {
    expect(sourceOf('a: 1').file).toBe('some.yaml')
    expect(sourceOf('a: 1').place([]).file).toBe('some.yaml')
  })
})
