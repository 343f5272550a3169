import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { readDocument, readDocuments } from './read.ts'
import type { Path, Source } from './source.ts'

/** The same text, and the same after a comment, which no JSON has: the one reader and the other. */
function bothWays(text: string): readonly [Source, Source] {
  const [json, yaml] = [readDocument(text, 'a.json'), readDocument(`# a comment\n${text}`, 'a.json')]
  if (!json.ok || !yaml.ok) throw new Error(JSON.stringify([text, json, yaml]))
  return [json.value, yaml.value]
}

function* pathsOf(value: unknown, path: Path = []): Iterable<Path> {
  yield path
  yield [...path, 'no such member']
  if (Array.isArray(value)) {
    yield [...path, value.length]
    for (const [i, item] of value.entries()) yield* pathsOf(item, [...path, i])
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) yield* pathsOf(member, [...path, key])
  }
}

const someText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('1.10', 'null', '#', '- a'),
)
const { json: someJson } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    someText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(someText, tie('json'), { maxKeys: 4 }),
  ),
}))

describe('JSON is read as the YAML that it is', () => {
  it('with the same values at the same places', () => {
    const root = fc.oneof(
      fc.array(someJson, { maxLength: 4 }),
      fc.dictionary(someText, someJson, { maxKeys: 4 }),
    )
    fc.assert(
      fc.property(root, fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        fc.pre(!text.includes('"__proto__"'))
        const [json, yaml] = bothWays(text)
        expect(json.value).toEqual(yaml.value)
        for (const path of pathsOf(json.value)) {
          for (const part of ['key', 'value'] as const) {
            const { line, column } = json.place(path, part)
            expect({ file: 'a.json', line: line + 1, column }, path.join('.')).toEqual(yaml.place(path, part))
          }
        }
      }),
      runs(400),
    )
  })

  it.each([
    ['1.10', '1.10'],
    ['1.0', '1.0'],
    ['-0', '-0'],
    ['1e3', '1e3'],
    ['9007199254740993', '9007199254740993'],
    ['-12', -12],
    ['0', 0],
  ])('the number %s is %j', (written, value) => {
    const [json, yaml] = bothWays(`{"a": ${written}}`)
    expect([json.value, yaml.value]).toEqual([{ a: value }, { a: value }])
  })

  it.each([
    ['a name twice', '{"a": 1, "a": 2}', 'written twice'],
    ['a name that objects take for something else', '{"__proto__": 1}', 'no name may be __proto__'],
    ['an end too early', '{"a": [1, 2', ''],
    ['too deep', `${'['.repeat(300)}${']'.repeat(300)}`, 'nested too deeply'],
    ['two', '{"a": 1}\n---\n{"b": 2}', 'one document is expected'],
  ])('%s is refused as before', (_, text, message) => {
    const read = readDocument(text, 'a.json')
    expect(read.ok ? 'read' : read.problem[0]?.message).toContain(message)
    expect(read.ok).toBe(false)
  })

  it.each([
    ['a comment at the end', '{"a": 1} # so'],
    ['a comma too many', '{"a": [1, 2,],}'],
    ['names without quotes', '{a: 1}'],
    ['a mark at the beginning', '\uFEFF{"a": 1}'],
    ['space around it', '\n\t {"a": 1}\r\n'],
  ])('%s does no harm', (_, text) => {
    expect(readDocument(text, 'a.json').ok).toBe(true)
  })

  it('as one of several, too', () => {
    const read = [...readDocuments('{"a": 1}\n---\nb: 2\n', 'a.yaml')]
    expect(read.map((each) => (each.ok ? each.value.value : undefined))).toEqual([{ a: 1 }, { b: 2 }])
    const [only] = readDocuments('[{"a": 1.10}]', 'a.json')
    expect(only?.ok && only.value.value).toEqual([{ a: '1.10' }])
  })

  it('tells no more than it read, whatever it is given', () => {
    const odd = fc.string({
      unit: fc.constantFrom(...'{}[]",:\\u0019.eE+-truefalsn \n\t'.split('')),
      maxLength: 30,
    })
    fc.assert(
      fc.property(odd, (text) => {
        const read = readDocument(`{${text}}`, 'a.json')
        let parsed: unknown
        try {
          parsed = JSON.parse(`{${text}}`)
        } catch {
          return
        }
        // Whatever a strict parser takes is read, but for names that are written twice.
        if (!read.ok) expect(read.problem[0]?.message).toContain('written twice')
        else expect(Object.keys(read.value.value as object)).toEqual(Object.keys(parsed as object))
      }),
      runs(2000),
    )
  })
})
