import { describe, expect, it } from 'vitest'
import { editDocument, type Insertion } from './edit.ts'

const rows = (...flow: string[]) => flow.map((text) => ({ flow: text }))
const at = (number: number, more: Partial<Insertion>): Insertion => ({
  at: number,
  toPrevious: [],
  apart: [],
  toNext: [],
  ...more,
})

function edited(text: string, change: (editor: ReturnType<typeof open>) => unknown): string {
  const editor = open(text)
  change(editor)
  return editor.text()
}

function open(text: string) {
  const editor = editDocument(text, 'some.yaml')
  if (!editor.ok) throw new Error(JSON.stringify(editor.problem))
  return editor.value
}

describe('items go into a list', () => {
  it.each([
    ['before the first', 'a:\n  - 1\n', at(0, { toNext: rows('0') }), 'a:\n  - 0\n  - 1\n'],
    ['after the last', 'a:\n  - 1\n', at(1, { toPrevious: rows('2') }), 'a:\n  - 1\n  - 2\n'],
    ['at the end of a text that is open', 'a:\n  - 1', at(1, { toPrevious: rows('2') }), 'a:\n  - 1\n  - 2'],
    ['without an indent', 'a:\n- 1\nb: 2\n', at(1, { toPrevious: rows('2') }), 'a:\n- 1\n- 2\nb: 2\n'],
    ['apart', 'a:\n  - 1\n', at(0, { apart: [rows('3', '2')] }), 'a:\n  - 3\n  - 2\n\n  - 1\n'],
    [
      'between two blocks',
      'a:\n  - 4\n\n  - 1\n',
      at(1, { toPrevious: rows('3'), apart: [rows('2')], toNext: rows('1.5') }),
      'a:\n  - 4\n  - 3\n\n  - 2\n\n  - 1.5\n  - 1\n',
    ],
    [
      'between neighbours that stood together',
      'a:\n  - 4\n  - 1\n',
      at(1, { apart: [rows('2')] }),
      'a:\n  - 4\n\n  - 2\n\n  - 1\n',
    ],
    [
      'above the comment of the one after',
      'a:\n  # of one\n  - 1 # one\n',
      at(0, { toNext: rows('2') }),
      'a:\n  - 2\n  # of one\n  - 1 # one\n',
    ],
    [
      'below a comment that stands apart',
      'a:\n  # of all\n\n  - 1\n',
      at(0, { toNext: rows('2') }),
      'a:\n  # of all\n\n  - 2\n  - 1\n',
    ],
    [
      'after a mapping of several lines',
      'a:\n  - b: 1\n    c: |\n      x\n\n  - b: 2\n',
      at(1, { toPrevious: rows('3') }),
      'a:\n  - b: 1\n    c: |\n      x\n  - 3\n\n  - b: 2\n',
    ],
    [
      'with the line ends of the text',
      'a:\r\n  - 1\r\n',
      at(1, { toPrevious: rows('2') }),
      'a:\r\n  - 1\r\n  - 2\r\n',
    ],
    ['in one line', 'a: [1, 3]\n', at(1, { toNext: rows('2') }), 'a: [1, 2, 3]\n'],
    ['at the end of one line', 'a: [1]\n', at(1, { toPrevious: rows('2') }), 'a: [1, 2]\n'],
    [
      'in several lines',
      'a: [\n  1,\n  3,\n]\n',
      at(1, { toNext: rows('2') }),
      'a: [\n  1,\n  2,\n  3,\n]\n',
    ],
    ['at the end of several', 'a: [\n  1,\n]\n', at(1, { toPrevious: rows('2') }), 'a: [\n  1,\n  2,\n]\n'],
    [
      'where there was none',
      'a: []\nb: 1\n',
      at(0, { apart: [rows('2'), rows('1')] }),
      'a:\n  - 2\n\n  - 1\nb: 1\n',
    ],
    ['where there was none, in braces', 'x: { a: [] }\n', at(0, { apart: [rows('2')] }), 'x: { a: [2] }\n'],
    [
      'after a mark of byte order',
      '\uFEFFa:\n  - 1\n',
      at(0, { toNext: rows('0') }),
      '\uFEFFa:\n  - 0\n  - 1\n',
    ],
  ] as const)('%s', (_, text, insertion, expected) => {
    const path = text.startsWith('x') ? ['x', 'a'] : ['a']
    expect(edited(text, (editor) => expect(editor.insert(path, insertion, true).ok).toBe(true))).toBe(
      expected,
    )
  })

  it('which may have several lines', () => {
    const insertion = at(1, { apart: [[{ flow: '{ b: 2 }', block: ['b: 2', 'c:', '', '  - 1'] }]] })
    expect(edited('a:\n  - b: 1\n', (editor) => editor.insert(['a'], insertion, true))).toBe(
      'a:\n  - b: 1\n\n  - b: 2\n    c:\n\n      - 1\n',
    )
  })
})

describe('members are set', () => {
  it.each([
    ['{ a: 1, b: 2 } # kept', 'a', '3.0.0', '{ a: 3.0.0, b: 2 } # kept'],
    ['{ a: 1 }', 'a', '3', '{ a: "3" }'],
    ['{ a: "1", b: 2 }', 'a', '3', '{ a: "3", b: 2 }'],
    ["{ a: '1', b: 2 }", 'a', '3', '{ a: "3", b: 2 }'],
    ['{ a: 1, b: 2 }', 'c', 'x', '{ a: 1, c: x, b: 2 }'],
    ['{ a: {x: 1}, b: 2 }', 'c', 'x', '{ a: {x: 1}, c: x, b: 2 }'],
    ['a: 1 # one\nb: 2\n', 'c', 'x', 'a: 1 # one\nc: x\nb: 2\n'],
    ['a:\n  - 1\n\nb: 2\n', 'c', 'x', 'a:\n  - 1\nc: x\n\nb: 2\n'],
    ['a: |\n  one\nb: 2\n', 'a', 'x', 'a: x\nb: 2\n'],
    ['a: 1', 'c', '1.10', 'a: 1\nc: "1.10"'],
    ['{"a": 1}', 'c', 'x', '{"a": 1, "c": "x"}'],
  ] as const)('%j', (text, name, value, expected) => {
    expect(edited(text, (editor) => expect(editor.setMember([], name, value, ['a']).ok).toBe(true))).toBe(
      expected,
    )
  })

  it.each([
    ['a: [1]\n', ['a'], 'a mapping is expected'],
    ['b: &b {x: 1}\na: *b\n', ['a'], '*b repeats another part, write it out'],
    ['a: {}\n', ['a'], 'there is no member to put it after'],
  ] as const)('or it is said why not: %j', (text, path, problem) => {
    expect(open(text).setMember(path, 'c', 'x', ['a'])).toEqual({ ok: false, problem })
    expect(open(text).text()).toBe(text)
  })
})
