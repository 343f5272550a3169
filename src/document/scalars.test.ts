import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { placeText } from '../base/index.ts'
import { parseScalarPath, type ScalarStep } from './scalar-path.ts'
import { findScalar } from './scalars.ts'

const pathOf = (text: string): readonly ScalarStep[] => {
  const path = parseScalarPath(text)
  if (!path.ok) throw new Error(path.problem)
  return path.value
}

const find = (text: string, path: string, where: Readonly<Record<string, string>> = {}) =>
  findScalar(text, 'made.yaml', {
    path: pathOf(path),
    where: Object.entries(where).map(([each, value]) => [pathOf(each), value] as const),
  })

function replaced(text: string, path: string, value: string, where = {}): string {
  const found = find(text, path, where)
  if (!found.ok) throw new Error(found.problem.message)
  const made = found.value.replace(value)
  if (!made.ok) throw new Error(made.problem.message)
  return made.value
}

describe('a value that is replaced', () => {
  it.each([
    ['plain', 'image: a:1.0\n', 'image', 'a:2.0', 'image: a:2.0\n'],
    [
      'with a comment',
      'image:   a:1.0   # {"policy": x}\nother: 1\n',
      'image',
      'a:2.0',
      'image:   a:2.0   # {"policy": x}\nother: 1\n',
    ],
    ['in single quotes', "v: '1.0'", 'v', "it's", "v: 'it''s'"],
    ['in double quotes', 'v: "1.0" \n', 'v', 'a"b', 'v: "a\\"b" \n'],
    ['in JSON', '{"v":"1.0","w":[1]}', 'v', '2.0', '{"v":"2.0","w":[1]}'],
    ['with lines that end as elsewhere', 'a: 1\r\nv: x1\r\nb: 2\r\n', 'v', 'x2', 'a: 1\r\nv: x2\r\nb: 2\r\n'],
    ['after a byte order mark', '\uFEFFv: x1\n', 'v', 'x2', '\uFEFFv: x2\n'],
    ['with an anchor and a tag', 'v: &a !!str x1\nw: *a\n', 'v', 'x2', 'v: &a !!str x2\nw: *a\n'],
    ['a number that would be another one', 'v: 1.9\n', 'v', '1.10', 'v: "1.10"\n'],
    ['a whole number', 'v: 9\n', 'v', '10', 'v: 10\n'],
    ['a text that would be a number', 'v: x\n', 'v', '10', 'v: "10"\n'],
    ['a text that would be a truth to some', 'v: x\n', 'v', 'yes', 'v: "yes"\n'],
    ['a text that would be a mapping', 'v: x\n', 'v', 'a: b', 'v: "a: b"\n'],
    ['a text that would end a list', '[a, x]\n', '[1]', 'b, c]', '[a, "b, c]"]\n'],
    ['a text that would begin a comment', 'v: x\n', 'v', 'a #b', 'v: "a #b"\n'],
    ['a text of several lines', 'v: a\n  b\nw: 1\n', 'v', 'c', 'v: c\nw: 1\n'],
    [
      'an item by a member',
      'c:\n- name: a\n  v: 1.0.0\n- name: b\n  v: 1.0.0\n',
      'c[name=b].v',
      '2.0.0',
      'c:\n- name: a\n  v: 1.0.0\n- name: b\n  v: 2.0.0\n',
    ],
  ])('%s', (_, text, path, value, expected) => {
    expect(replaced(text, path, value)).toBe(expected)
  })

  it('in the document that is meant', () => {
    const text = 'kind: A\nv: x1\n---\nkind: B\nv: x1 # here\n---\n# nothing\n'
    expect(replaced(text, 'v', 'x2', { kind: 'B' })).toBe(
      'kind: A\nv: x1\n---\nkind: B\nv: x2 # here\n---\n# nothing\n',
    )
  })

  it.each([
    [
      'several documents that have it',
      'v: 1\n---\nv: 2\n',
      'v',
      {},
      '3:4 several documents have v | say which one by "where"',
    ],
    ['no document that is meant', 'v: 1\n', 'v', { kind: 'B' }, '1:1 no document in it has kind: B'],
    ['nothing', '# only this\n', 'v', {}, '1:1 the file is empty'],
    ['a slip', 'spec:\n  image: a\n', 'spec.imege', {}, '2:3 spec has no "imege" | did you mean "image"?'],
    ['a name twice', 'v: 1\nv: 2\n', 'v', {}, '1:1 the document has "v" twice'],
    ['no such item', 'c: [{ name: a }]\n', 'c[name=b].v', {}, '1:4 there is no c[name=b]'],
    ['two such items', 'c: [{ n: a }, { n: a }]\n', 'c[n=a].v', {}, '1:4 there are 2 of c[n=a]'],
    ['a mapping', 'v: { a: 1 }\n', 'v', {}, '1:4 v is no single value'],
    ['nothing at all', 'v:\n', 'v', {}, '1:3 v is no single value'],
    ['no list', 'v: x\n', 'v[0]', {}, '1:4 v is no list'],
    [
      'another part',
      'a: &x 1.0.0\nv: *x\n',
      'v',
      {},
      '2:4 *x repeats another part: v has no text of its own',
    ],
    [
      'below another part',
      'a: &x { v: 1 }\nb: *x\n',
      'b.v',
      {},
      '2:4 *x repeats another part: nothing below b is its own',
    ],
    ['a block', 'v: |\n  1.0\n', 'v', {}, '1:4 v is a block of text: write it in one line'],
    ['no YAML', 'v: [1\n', 'v', {}, /^\d:\d+ Flow sequence/],
  ])('not where there is %s', (_, text, path, where, expected) => {
    const found = find(text, path, where)
    if (found.ok) throw new Error(`found ${found.value.text}`)
    const { place, message, help } = found.problem
    const told = `${place ? placeText(place).replace('made.yaml:', '') : ''} ${message}${help ? ` | ${help}` : ''}`
    if (typeof expected === 'string') expect(told).toBe(expected)
    else expect(told).toMatch(expected)
  })

  it.each(['', 'a\nb', 'a\u0000', '\u2028'])('not by %j', (value) => {
    const found = find('v: 1\n', 'v')
    expect(found.ok && found.value.replace(value).ok).toBe(false)
  })
})

/* Random documents whose every scalar is known: whichever is replaced, every byte outside it stays. */

interface Made {
  readonly text: string
  readonly spots: readonly { readonly path: string; readonly start: number; readonly end: number }[]
}

const space = fc.constantFrom('', ' ', '  ', '\t')
const note = fc.constantFrom('', ' # a note', '  # {"$policy": "x"}', ' #')
const scalar = fc.oneof(
  fc.constantFrom('1.0.0', 'v1', 'registry.example/hub:1.2.3', '7', '1.10', 'true', '~x', '北'),
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/).map((text) => `'${text}'`),
  fc.stringMatching(/^[ -~]{1,8}$/).map((text) => JSON.stringify(text)),
  fc.constantFrom('{ }', '"a\\tb"').filter((each) => each !== '{ }'),
)
const end = fc.constantFrom('\n', '\r\n', '\n\n', '\n# between\n')

const block: fc.Arbitrary<Made> = fc
  .tuple(
    fc.constantFrom('\uFEFF', '', '# head\n', '---\n'),
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
    fc.infiniteStream(fc.tuple(scalar, space, note, end, fc.nat(3))),
  )
  .map(([head, names, stream]) => {
    let text = head
    const spots: { path: string; start: number; end: number }[] = []
    const next = () => stream.next().value as [string, string, string, string, number]
    const put = (path: string, lead: string): void => {
      const [value, gap, comment, newline] = next()
      text += `${lead} ${gap}`
      spots.push({ path, start: text.length, end: text.length + value.length })
      text += value + (comment === '' ? gap : comment) + newline
    }
    for (const name of names) {
      const [, , comment, newline, shape] = next()
      if (shape === 0) put(name, `${name}:`)
      else if (shape === 1) {
        text += `${name}:${comment}${newline}`
        for (const inner of ['x', 'y']) put(`${name}.${inner}`, `  ${inner}:`)
      } else if (shape === 2) {
        text += `${name}:${comment}${newline}`
        for (const i of [0, 1]) {
          text += `- name: n${i}\n`
          put(`${name}[name=n${i}].v`, '  v:')
        }
      } else {
        text += `${name}: [`
        const [value] = next()
        spots.push({ path: `${name}[0]`, start: text.length, end: text.length + value.length })
        text += `${value} , z ]${comment}${newline}`
      }
    }
    return { text, spots }
  })

const value = fc.oneof(
  fc.constantFrom(
    '2.0.0',
    'registry.example/hub:v2',
    '1.10',
    '8',
    'yes',
    "it's",
    '- a',
    '#x',
    'a: b',
    '{',
    '*x',
    '&y',
    '!z',
  ),
  fc.stringMatching(/^[ -~]{1,12}$/).filter((text) => text.trim() === text),
)

describe('a random document', () => {
  it('keeps every byte outside the value that is replaced', () => {
    fc.assert(
      fc.property(block, fc.nat(), value, ({ text, spots }, pick, wanted) => {
        const spot = spots[pick % spots.length]!
        const made = replaced(text, spot.path, wanted)
        expect(made.startsWith(text.slice(0, spot.start))).toBe(true)
        expect(made.endsWith(text.slice(spot.end))).toBe(true)
        const again = find(made, spot.path)
        expect(again.ok && again.value.text).toBe(wanted)
        for (const other of spots) {
          if (other === spot) continue
          const [before, after] = [find(text, other.path), find(made, other.path)]
          expect(after.ok && after.value.text).toBe(before.ok && before.value.text)
        }
      }),
      runs(1000),
    )
  })
})
