import { describe, expect, it } from 'vitest'
import { meshRows } from '../../test/fuzz/mesh.ts'
import { RowReader } from './rows.ts'

const readLines = (lines: readonly string[]) => {
  const reader = new RowReader('rows.ndjson')
  for (const line of lines) reader.line(line)
  return reader.end()
}

const rowsOf = (...lines: readonly string[]) => {
  const read = readLines(lines)
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value
}

/** The diagnostics as `line:column message | help`. */
const problemsOf = (...lines: readonly string[]): string[] => {
  const read = readLines(lines)
  if (read.ok) throw new Error('it was read')
  return read.problem.map(
    ({ place, message, help }) => `${place?.line}:${place?.column} ${message} | ${help}`,
  )
}

const hub = (rest = ''): string => `{"component":"hub","version":"1.2.0"${rest}}`

describe('lines become rows', () => {
  it('with every column', () => {
    expect(rowsOf(...meshRows)).toEqual([
      {
        scope: 'default',
        component: 'hub',
        version: '1.2.0',
        count: 1,
        instances: ['hub-1'],
        place: { file: 'rows.ndjson', line: 1, column: 1 },
      },
      {
        policy: 'mesh',
        scope: 'eu',
        component: 'leaf',
        version: '1.1.0',
        count: 40,
        instances: [],
        place: { file: 'rows.ndjson', line: 2, column: 1 },
      },
      {
        scope: 'default',
        component: 'leaf',
        version: '',
        count: 1,
        name: 'edge',
        frozen: true,
        instances: ['leaf-7'],
        place: { file: 'rows.ndjson', line: 3, column: 1 },
      },
    ])
  })

  it.each([
    ['"1.10"', '1.10'],
    ['" 1.2.3 "', '1.2.3'],
    ['7', '7'],
    ['null', ''],
    ['""', ''],
  ])('the version %s is kept as %j', (written, version) => {
    expect(rowsOf(`{"component":"hub","version":${written}}`)[0]?.version).toBe(version)
  })

  it('alike ones are counted, and the first names are kept to show', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => hub(`,"id":"h${i}"`))
    expect(rowsOf(...lines, hub(',"count":500'))).toMatchObject([
      { count: 1500, instances: ['h0', 'h1', 'h2'] },
    ])
  })

  it.each([
    ['scope', hub(), hub(',"scope":"eu"')],
    ['version', hub(), hub().replace('1.2.0', '1.2.1')],
    ['policy', hub(), hub(',"policy":"mesh"')],
    ['name', hub(), hub(',"name":"edge"')],
    ['freeze', hub(), hub(',"frozen":true')],
    [
      'component and version, where one holds a line break',
      '{"component":"a\\nb","version":"c"}',
      '{"component":"a","version":"b\\nc"}',
    ],
  ])('another %s is another row', (_, a, b) => {
    expect(rowsOf(a, b, a)).toMatchObject([{ count: 2 }, { count: 1 }])
  })

  it('empty lines, spaces, line ends and a byte order mark do no harm, and count as lines', () => {
    const rows = rowsOf(`\uFEFF${hub()}\r`, '', '  ', `  ${hub(',"scope":"eu"')}  `)
    expect(rows.map(({ place }) => place?.line)).toEqual([1, 4])
  })

  it('no lines are no rows', () => {
    expect(rowsOf()).toEqual([])
  })
})

describe('a line that is wrong says so with its number', () => {
  const example = 'write one object a line: {"component":"…","version":"…"}'

  it.each([
    ['hub 1.2.0', `1:1 this line is no JSON object | ${example}`],
    [hub().slice(0, -1), `1:1 this line is no JSON object | ${example}`],
    ['[]', '1:1 this line is no JSON object | write one object a line'],
    ['5', '1:1 this line is no JSON object | write one object a line'],
    ['null', '1:1 this line is no JSON object | write one object a line'],
    ['{"version":"1.0.0"}', '1:1 "component" is not as expected | expected a text'],
    [
      '{"componet":"hub","version":"1.0.0"}',
      '1:1 "component" is not as expected | did you mean it by "componet"?',
    ],
    ['{"component":"hub"}', '1:1 "version" is not as expected | expected a text'],
    ['{"component":"hub","version":1.5}', '1:1 "version" is not as expected | expected a text'],
    [hub(',"count":0'), '1:1 "count" is not as expected | expected a whole number of at least 1'],
    [hub(',"count":"3"'), '1:1 "count" is not as expected | expected a whole number of at least 1'],
    [hub(',"frozen":"yes"'), '1:1 "frozen" is not as expected | expected true or false'],
    [hub(',"id":7'), '1:1 "id" is not as expected | expected a text'],
    [hub(',"scop":"eu"'), '1:38 "scop" is no column | did you mean "scope"?'],
    [
      hub(',"colour":"red"'),
      '1:38 "colour" is no column | one of: policy, scope, component, version, count, id, name, frozen, target, labels',
    ],
    [hub(',"__proto__":1'), expect.stringMatching(/^1:38 "__proto__" is no column/)],
    // The name stands there with an escape.
    [hub(',"s\\u0063op":1'), '1:1 "scop" is no column | did you mean "scope"?'],
    [hub(',"a\\"b":1'), expect.stringMatching(/^1:38 "a"b" is no column/)],
  ])('%s', (line, problem) => {
    expect(problemsOf(line)).toEqual([problem])
  })

  it('good lines between broken ones do not hide them', () => {
    expect(problemsOf(hub(), 'x', hub(), 'y').map((text) => text.split(' ')[0])).toEqual(['2:1', '4:1'])
  })

  it('past twenty nobody reads on', () => {
    expect(problemsOf(...Array.from({ length: 1000 }, () => 'x'))).toHaveLength(20)
  })
})
