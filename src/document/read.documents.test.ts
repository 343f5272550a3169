import { describe, expect, it } from 'vitest'
import { placeText } from '../base/index.ts'
import { readDocuments } from './read.ts'

/** Values of what was read, `line:column message` of what was not. */
const read = (text: string): unknown[] =>
  [...readDocuments(text, 'f')].map((one) =>
    one.ok
      ? one.value.value
      : one.problem.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`)[0],
  )

describe('the documents of a text', () => {
  it.each<[string, string, readonly unknown[]]>([
    ['nothing', '', []],
    ['comments', '# a\n---\n# b\n---\n', []],
    ['one', 'a: 1\n', [{ a: 1 }]],
    ['several', 'a: 1\n---\nb: 2\n...\n---\nc: 3\n', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ['empty ones between', '---\n---\na: 1\n---\n', [{ a: 1 }]],
    ['versions as they are written', 'a: 1.10\n', [{ a: '1.10' }]],
    ['a mark at the beginning', '\uFEFFa: 1\n', [{ a: 1 }]],
    ['JSON', '{"a": [1, "b"]}', [{ a: [1, 'b'] }]],
    ['JSON, one after the other', '{"a": 1}\n{\n"b": 2 }[]', [{ a: 1 }, { b: 2 }, []]],
    ['JSON that breaks off', '{"a": 1}\n{"b": 2', [expect.stringContaining('2:')]],
    [
      'one that is broken',
      'a: 1\n---\nb: 1\nb: 2\n---\nc: 3\n',
      [{ a: 1 }, '4:1 the name "b" is written twice', { c: 3 }],
    ],
    [
      'anchors, which end with their document',
      'a: &x 1\n---\nb: *x\n',
      [{ a: 1 }, expect.stringContaining('3:4')],
    ],
    [
      'one that is too deep',
      `${'['.repeat(300)}${']'.repeat(300)}\n---\na: 1\n`,
      [expect.stringContaining('too deeply'), { a: 1 }],
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it('know where they stand in the whole text', () => {
    const [, second] = [...readDocuments('a: 1\n---\nb:\n  c: 2\n', 'f')]
    expect(second?.ok && placeText(second.value.place(['b', 'c']))).toBe('f:4:6')
    const [, json] = [...readDocuments('{"a": 1}\n{"b": 2}', 'f')]
    expect(json?.ok && placeText(json.value.place(['b']))).toBe('f:2:7')
  })
})
