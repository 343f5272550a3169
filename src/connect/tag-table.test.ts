import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { readTagTable } from './tag-table.ts'

const table = (...lines: string[]) => readTagTable(`${lines.join('\n')}\n`, 'tags.csv', ['chart'])

const told = (...lines: string[]): string[] => {
  const read = table(...lines)
  if (!read.ok)
    return read.problem.map(
      ({ place, message, help }) =>
        `${place?.line}: ${message}${help === undefined ? '' : ` (${help.split('\n')[0]})`}`,
    )
  return read.value.tags.map(({ name, date, branches, commit, reads }) =>
    [name, date, branches?.join(' '), commit, reads.get('chart')].map((text) => text ?? '-').join(' '),
  )
}

describe('a table of tags', () => {
  it.each([
    [
      'columns in any order, and what the policy reads',
      ['branch,tag,chart,date', 'main,v1.0.0,1.0.0,2024-01-02'],
      ['v1.0.0 2024-01-02 main - 1.0.0'],
    ],
    ['what is embedded under another name', ['tag,embedded_chart', 'v1.0.0,1.0.0'], ['v1.0.0 - - - 1.0.0']],
    ['only tags', ['tag', 'v1', 'v2'], ['v1 - - - -', 'v2 - - - -']],
    [
      'ordered by day, and on one day as they stand',
      ['tag,date', 'b,2024-02-01', 'c,2024-02-01', 'a,2024-01-01'],
      ['a 2024-01-01 - - -', 'b 2024-02-01 - - -', 'c 2024-02-01 - - -'],
    ],
    [
      'times within a day',
      ['tag,date', 'b,2024-02-01T12:00:00Z', 'a,2024-02-01T11:00:00+01:00'],
      ['a 2024-02-01 - - -', 'b 2024-02-01 - - -'],
    ],
    [
      'quotes, comments, a byte order mark',
      ['\ufefftag,branch', '# a word', '"v1.0.0","a,b"'],
      ['v1.0.0 - a,b - -'],
    ],
    [
      'nothing',
      [''],
      ['1: there is no tag in it (expected the columns tag, date, branch, commit, annotated, signed)'],
    ],
    [
      'no column tag',
      ['date', '2024-01-01'],
      [
        '1: there is no column "tag" (the first line names the columns: tag, date, branch, commit, annotated, signed)',
        '2: this row has no tag',
      ],
    ],
    [
      'a column misspelt',
      ['tag,brnch', 'v1,main'],
      ['1: "brnch" is no column of a table of tags (did you mean "branch"?)'],
    ],
    ['a column twice', ['tag,tag', 'v1,v1'], ['1: there are two columns "tag"']],
    ['no tag in a row', ['tag,date', ',2024-01-01'], ['2: this row has no tag']],
    [
      'a day that is none',
      ['tag,date', 'v1,2024-02-30'],
      ['2: "2024-02-30" is no day (expected a day as 2026-03-19, or a time as 2026-03-19T12:00:00Z)'],
    ],
    ['a row too long', ['tag', 'v1,x'], ['2: this row has 2 fields, and the header 1']],
    [
      'a flag that says nothing',
      ['tag,signed', 'v1,perhaps'],
      ['2: "perhaps" says nothing of signed (write true or false)'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(told(...lines)).toEqual(expected)
  })

  it('tells what tags are like', () => {
    const read = table('tag,annotated,signed', 'a,true,false', 'b,no,', 'c,,yes', 'd,,')
    expect(read.ok && read.value.tags.map(({ object }) => object)).toEqual([
      { isAnnotated: true, isSigned: false },
      { isAnnotated: false, isSigned: false },
      { isAnnotated: true, isSigned: true },
      undefined,
    ])
  })

  it('reads any text without breaking', () => {
    const piece = fc.constantFrom(
      'tag',
      'date',
      'branch',
      ',',
      '\n',
      '"',
      'v1.0.0',
      '2024-01-01',
      '#',
      ' ',
      '\r\n',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (any) => {
        const read = readTagTable(any, 'tags.csv', ['chart'])
        if (!read.ok) expect(read.problem.length).toBeGreaterThan(0)
      }),
      runs(100),
    )
  })
})
