import { describe, expect, it } from 'vitest'
import { type Matrix, matrixHtml, matrixText, mergedMatrix } from './matrix.ts'
import { plainPaint } from './paint.ts'

/** A matrix from its drawing: a row per text, `+` supported, `-` unsupported, `~` untested, `?` unknown. */
function drawn(...rows: readonly string[]): Matrix {
  const verdicts = { '+': 'supported', '-': 'unsupported', '~': 'untested', '?': 'unknown' } as const
  const ends = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ label: `1.${i}`, version: `1.${i}.9` }))
  return {
    policy: { name: 'mesh', title: 'Mesh <2>' },
    of: 'leaf',
    against: 'hub',
    unit: 'line',
    rows: ends(rows.length),
    columns: ends(rows[0]?.length ?? 0),
    cells: rows.map((row) =>
      [...row].map((sign) => ({ verdict: verdicts[sign as keyof typeof verdicts], rules: [] })),
    ),
  }
}

const labels = ({ rows, columns }: Matrix): string =>
  `${rows.map(({ label }) => label).join(' ')} | ${columns.map(({ label }) => label).join(' ')}`

describe('neighbours that say the same are merged', () => {
  it.each([
    ['nothing alike', ['+-', '-+'], '1.0 1.1 | 1.0 1.1'],
    ['everything alike', ['++', '++'], '1.0–1.1 | 1.0–1.1'],
    ['rows', ['+-', '+-', '-+'], '1.0–1.1 1.2 | 1.0 1.1'],
    ['columns', ['++-', '--+'], '1.0 1.1 | 1.0–1.1 1.2'],
    ['only neighbours', ['+', '-', '+'], '1.0 1.1 1.2 | 1.0'],
    ['a doubt is not a no', ['?', '-', '~'], '1.0 1.1 1.2 | 1.0'],
  ])('%s', (_, rows, expected) => {
    expect(labels(mergedMatrix(drawn(...rows)))).toBe(expected)
  })

  it('a range says what it judged', () => {
    expect(mergedMatrix(drawn('+', '+')).rows).toEqual([{ label: '1.0–1.1', version: '1.0.9–1.1.9' }])
  })

  it('a range that is merged again keeps its ends', () => {
    const once = mergedMatrix(drawn('+', '+', '+'))
    expect(
      labels(
        mergedMatrix({
          ...once,
          rows: [...once.rows, { label: '1.3', version: '1.3.9' }],
          cells: [...once.cells, ...once.cells],
        }),
      ),
    ).toBe('1.0–1.3 | 1.0')
  })
})

describe('the text', () => {
  it('sets columns below each other that do not fit, and misses none', () => {
    const size = 40
    const rows = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, k) => (i <= k ? '+' : '-')).join(''),
    )
    const text = matrixText(drawn(...rows), plainPaint)
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    for (let k = 0; k < size; k++) expect(text).toMatch(new RegExp(`^ {4,}.*\\b1\\.${k}\\b`, 'm'))
  })

  it('explains the symbols that occur, and no others', () => {
    expect(matrixText(drawn('~?'), plainPaint)).toContain('\n  ~ untested   ? unknown\n')
    expect(matrixText(drawn('+'), plainPaint)).toContain('\n  ✓ supported\n')
  })
})

it('html keeps text what it is', () => {
  const html = matrixHtml(drawn('+-'))
  expect(html).toContain('<title>Mesh &lt;2&gt;: leaf with hub</title>')
  expect(html).not.toContain('<2>')
})
