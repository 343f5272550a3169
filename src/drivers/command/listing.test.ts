import { describe, expect, it } from 'vitest'
import { listedIn, readListing } from './listing.ts'

type Written = Parameters<typeof readListing>[0]

const listing = (written: Partial<Written>, asksVersion = false) => {
  const problems: string[] = []
  const read = readListing({ run: ['x'], ...written } as Written, asksVersion, (path, message, help) =>
    problems.push(`${path.join('.')}: ${message}${help ? ` | ${help}` : ''}`),
  )
  return { read, problems }
}

const one = { id: 'a', version: '1.0.0', isReady: true }

describe('instances are read from what a command prints', () => {
  it.each<[string, Partial<Written>, string, unknown]>([
    ['a list', {}, '[{"id":"a","version":"1.0.0","ready":true}]', [one]],
    [
      'an object in each line',
      {},
      '{"id":"a","version":"1.0.0","ready":"yes"}\n\n{"id":"b"}\n',
      [one, { id: 'b', version: undefined, isReady: false }],
    ],
    ['nothing', {}, '', []],
    [
      'numbers',
      {},
      '[{"id":7,"version":2,"ready":0,"part":"p","trouble":"full"}]',
      [{ id: '7', version: '2', isReady: false, part: 'p', trouble: 'full' }],
    ],
    ['not a word of readiness', {}, '[{"id":"a","version":"1.0.0"}]', [one]],
    [
      'no version yet',
      {},
      '[{"id":"a","version":"","ready":false}]',
      [{ id: 'a', version: undefined, isReady: false }],
    ],
    [
      'inside of something',
      { items: '/items', fields: { id: '/meta/name', version: '/spec/v~1x' } },
      '{"items":[{"meta":{"name":"a"},"spec":{"v/x":"1.0.0"}}]}',
      [one],
    ],
    [
      'columns',
      { prints: 'lines', columns: ['-', 'id', 'version', 'ready'], ready: ['Up'] },
      'x  a\t1.0.0 up\n',
      [one],
    ],
    [
      'cells between commas',
      { prints: 'lines', columns: ['id', 'version'], separator: ',' },
      'a b , 1.0.0\n',
      [{ ...one, id: 'a b' }],
    ],
    [
      'lines that match',
      { prints: 'lines', match: '^(?<id>\\w+)@(?<version>\\S+)' },
      '# all\na@1.0.0\n',
      [one],
    ],
  ])('%s', (_, written, printed, expected) => {
    const { read, problems } = listing(written)
    expect(problems).toEqual([])
    expect(listedIn(printed, read)).toEqual(expected)
  })

  it.each<[string, Partial<Written>, string, string]>([
    ['no JSON', {}, 'Error: no', 'no JSON was printed: "Error: no"'],
    ['no list', { items: '/items' }, '{"items":{}}', 'there is no list at /items of what was printed'],
    ['no id', {}, '[{"version":"1"}]', 'an instance was printed without an id'],
    ['one twice', {}, '[{"id":"a"},{"id":"a"}]', 'the instance "a" was printed twice'],
    ['an id that is a mapping', {}, '[{"id":{}}]', '"id" of an instance is no text'],
    ['no objects', {}, '[1]', 'an instance was printed without an id'],
    ['a name that nobody wrote', { fields: { version: '/constructor/name' } }, '[{"id":"a"}]', ''],
  ])('%s', (_, written, printed, message) => {
    const { read } = listing(written)
    if (message !== '') expect(() => listedIn(printed, read)).toThrow(message)
    else expect(listedIn(printed, read)).toEqual([{ id: 'a', version: undefined, isReady: false }])
  })

  it.each<[string, Partial<Written>, string]>([
    ['columns of JSON', { columns: ['id'] }, 'columns: "columns" is for lines | add "prints: lines"'],
    [
      'a list in lines',
      { prints: 'lines', columns: ['id', 'version'], items: '/x' },
      'items: "items" is for JSON',
    ],
    ['lines of nothing', { prints: 'lines' }, ': nothing says how a line is read | add "columns" or "match"'],
    ['no id', { prints: 'lines', columns: ['version'] }, 'columns: no column is the id'],
    [
      'no group of an id',
      { prints: 'lines', match: '(?<version>.*)' },
      'match: the pattern has no group (?<id>…)',
    ],
    [
      'both',
      { prints: 'lines', match: '(?<id>.)(?<version>.)', columns: ['id', 'version'] },
      'match: lines are read by columns or by a pattern | keep one of them',
    ],
    [
      'another name of a group',
      { prints: 'lines', match: '(?<id>\\w+) (?<verson>.*)' },
      'match: a group is called "verson", which is nothing of an instance | did you mean (?<version>…)?',
    ],
    [
      'a group that is far from all',
      { prints: 'lines', match: '(?<id>\\w+) (?<zone>.*)' },
      'match: a group is called "zone", which is nothing of an instance | one of: id, version, ready, trouble, part',
    ],
    [
      'a pattern without a version',
      { prints: 'lines', match: '(?<id>\\w+)' },
      'match: the pattern has no group (?<version>…)',
    ],
    [
      'what only looks like a group',
      { prints: 'lines', match: '\\(?<id> (?<version>.)' },
      'match: the pattern has no group (?<id>…)',
    ],
    [
      'columns without a version',
      { prints: 'lines', columns: ['id', 'ready'] },
      'columns: no column is the version',
    ],
    [
      'a column twice',
      { prints: 'lines', columns: ['id', 'version', 'id'] },
      'columns: two columns are the id | write "-" for one of them',
    ],
    [
      'words of a column that there is not',
      { prints: 'lines', columns: ['id', 'version'], ready: ['up'] },
      'ready: no column says whether an instance serves | add "ready" to "columns"',
    ],
    [
      'what stands between columns of a pattern',
      { prints: 'lines', match: '(?<id>.)(?<version>.)', separator: ',' },
      'separator: it stands between columns, and a pattern has none | leave it out',
    ],
  ])('%s is refused', (_, written, problem) => {
    expect(listing(written).problems).toEqual([problem])
  })

  it.each([{ match: '(?<id>.)' }, { columns: ['id' as const] }])(
    'a list without versions is one where each is asked: %j',
    (written) => {
      expect(listing({ prints: 'lines', ...written }, true).problems).toEqual([])
    },
  )

  it('a pattern that is none is refused', () => {
    const { problems } = listing({ prints: 'lines', match: '(?<id>' })
    expect(problems[0]).toMatch(/^match: it is no regular expression/)
  })
})
