import { describe, expect, it } from 'vitest'
import { buildPolicy, type Policy, readPolicy } from '../policy/index.ts'
import { lintCatalogue } from './lint.ts'

/** A harbour whose cranes and ferries are released; `rule` and the releases of the crane are what a case is about. */
const harbour = (rule: string, cranes: string, more = ''): Policy => {
  const text = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: harbour, title: Harbour }
sources: { log: { title: The log, ref: here } }
schemes: { plain: { kind: semver } }
components: { crane: { title: Crane, scheme: plain }, ferry: { title: Ferry, scheme: plain } }
rules:
  - { id: rule, says: so, source: { in: log }, because: so, ${rule} }
  - id: pairs
    kind: table
    of: [crane, ferry]
    says: so
    source: { in: log }
    because: so
    asOf: "2024-06-30"
    rows: [{ crane: 1.0.0, ferry: 1.0.0 }, { crane: 1.1.0 }]
catalogue:
  - of: [crane]
    releases: [${cranes}]
${more}
`
  const read = readPolicy(text, 'harbour.yaml', () => ({ ok: false, problem: 'none' }))
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  if (!built.ok) throw new Error(built.problem.map(({ message, help }) => `${message}; ${help}`).join('\n'))
  return built.value
}

const crane = (version: string, date = '', more = ''): string =>
  `{ version: ${version}${date === '' ? '' : `, date: "${date}"`}${more} }`

/** What the rule finds, and how many releases fared how. */
const found = (rule: string, ...cranes: string[]) => foundIn(harbour(rule, cranes.join(', ')))

function foundIn(policy: Policy) {
  const { rules } = lintCatalogue(policy)
  return rules.flatMap(({ scores, findings }) => [
    Object.values(scores).join(' '),
    ...findings.map(({ severity, version, reason }) => `${severity} ${version} ${reason.kind}`),
  ])
}

const cadence = (more = '') => `kind: cadence, of: crane, unit: line, days: 30${more}`
const documented = (more = '') =>
  `kind: documented, of: [crane], bump: [major], pages: { notes: { title: N, ref: n }, guide: { title: G, ref: g } }${more}`
const promise = (bump: string, brings: string, more = '') =>
  `kind: promise, of: [crane], bump: [${bump}], brings: ${brings}${more}`
const listed = (more = '') => `kind: listed, of: crane, in: pairs${more}`
const company = (unit: string, more = '') => `kind: accompanied, of: crane, by: ferry, unit: ${unit}${more}`
const brings = (change: string) => `, brings: ${change}`

describe('each counts those that kept it, broke it, are unknown, and are of other days', () => {
  it.each([
    ['enough days', cadence(), ['1.0.0 2024-01-01', '1.1.0 2024-01-31'], ['1 0 0 0']],
    [
      'a day too few',
      cadence(),
      ['1.0.0 2024-01-02', '1.1.0 2024-01-31'],
      ['0 1 0 0', 'error 1.1.0 too-soon'],
    ],
    ['patches do not count', cadence(), ['1.0.0 2024-01-01', '1.0.1 2024-01-02'], ['0 0 0 0']],
    [
      'nor do candidates',
      cadence(),
      ['1.0.0 2024-01-01', '1.1.0-rc.1 2024-01-02', '1.1.0 2024-02-02'],
      ['1 0 0 0'],
    ],
    [
      'late patches of an older line do not count either',
      cadence(),
      ['1.0.0 2024-01-01', '1.1.0 2024-02-02', '1.0.1 2024-03-20', '1.2.0 2024-03-30'],
      ['2 0 0 0'],
    ],
    ['no day', cadence(), ['1.0.0 2024-01-01', '1.1.0'], ['0 0 1 0', 'unknown 1.1.0 no-date']],
    [
      'a day that is none',
      cadence(),
      ['1.0.0 2024-13-01', '1.1.0 2024-01-31'],
      ['0 0 1 0', 'unknown 1.1.0 no-date'],
    ],
    [
      'before the rule',
      cadence(', from: "2024-02-01"'),
      ['1.0.0 2024-01-01', '1.1.0 2024-01-02', '1.2.0 2024-02-01'],
      ['1 0 0 1'],
    ],
    [
      'after the rule',
      cadence(', until: "2024-02-01"'),
      ['1.0.0 2024-01-01', '1.1.0 2024-02-01', '1.2.0 2024-02-02'],
      ['1 0 0 1'],
    ],
    [
      'by the edition of its day',
      cadence(
        ', from: "2024-03-01", editions: [{ from: "2024-01-10", until: "2024-02-29", because: sooner, set: { days: 10 } }]',
      ),
      [
        '1.0.0 2024-01-01',
        '1.1.0 2024-01-09',
        '1.2.0 2024-01-19',
        '1.3.0 2024-01-20',
        '1.4.0 2024-03-10',
        '1.5.0 2024-03-25',
      ],
      ['2 2 0 1', 'error 1.5.0 too-soon', 'error 1.3.0 too-soon'],
    ],
    [
      'a rule that is advice',
      cadence(', strength: recommended'),
      ['1.0.0 2024-01-02', '1.1.0 2024-01-03'],
      ['0 1 0 0', 'warning 1.1.0 too-soon'],
    ],
  ])('cadence: %s', (_, rule, releases, expected) => {
    expect(found(rule, ...releases.map((one) => crane(one.split(' ')[0] ?? '', one.split(' ')[1])))).toEqual(
      expected,
    )
  })

  const both = ', documents: { notes: n, guide: g }'
  it.each([
    ['no new major', documented(), [crane('1.0.0'), crane('1.1.0')], ['0 0 0 0']],
    ['both there', documented(), [crane('1.0.0'), crane('2.0.0', '', both)], ['1 0 0 0']],
    ['the first release owes none', documented(), [crane('2.0.0')], ['0 0 0 0']],
    [
      'one is missing',
      documented(),
      [crane('1.0.0'), crane('2.0.0', '', ', documents: { notes: n }')],
      ['0 1 0 0', 'error 2.0.0 undocumented'],
    ],
    [
      'a change that breaks owes the same, whatever its number',
      documented(),
      [crane('1.0.0'), crane('1.0.1', '', brings('breaking'))],
      ['0 1 0 0', 'error 1.0.1 undocumented'],
    ],
    [
      'older than the rule',
      documented(', from: "2024-02-01"'),
      [crane('1.0.0'), crane('2.0.0', '2024-01-31')],
      ['0 0 0 1'],
    ],
    [
      'of no known day',
      documented(', from: "2024-02-01"'),
      [crane('1.0.0'), crane('2.0.0')],
      ['0 0 1 0', 'unknown 2.0.0 no-date'],
    ],
  ])('documented: %s', (_, rule, releases, expected) => {
    expect(found(rule, ...releases)).toEqual(expected)
  })

  it.each([
    ['nobody looked', promise('minor', 'compatible'), '1.1.0', '', ['0 0 0 0']],
    ['as much as may be', promise('minor', 'compatible'), '1.1.0', 'compatible', ['1 0 0 0']],
    ['less than may be', promise('minor', 'compatible'), '1.1.0', 'fixes', ['1 0 0 0']],
    ['more', promise('minor', 'compatible'), '1.1.0', 'breaking', ['0 1 0 0', 'error 1.1.0 brings-more']],
    [
      'more than fixes',
      promise('patch', 'fixes'),
      '1.0.1',
      'compatible',
      ['0 1 0 0', 'error 1.0.1 brings-more'],
    ],
    ['another number', promise('patch', 'fixes'), '1.1.0', 'breaking', ['0 0 0 0']],
    [
      'several numbers',
      promise('minor, patch', 'fixes'),
      '1.0.1',
      'breaking',
      ['0 1 0 0', 'error 1.0.1 brings-more'],
    ],
    [
      'for nothing, which is told',
      promise('major', 'breaking', ', gratuitous: note'),
      '2.0.0',
      'fixes',
      ['1 0 0 0', 'note 2.0.0 gratuitous'],
    ],
    [
      'for nothing, which is refused',
      promise('major', 'breaking', ', gratuitous: error'),
      '2.0.0',
      'fixes',
      ['0 1 0 0', 'error 2.0.0 gratuitous'],
    ],
    ['for nothing, which is fine', promise('major', 'breaking'), '2.0.0', 'fixes', ['1 0 0 0']],
    [
      'from where nothing is promised',
      promise('minor', 'compatible', ', exempt: [{ versions: <1.1.0, because: young }]'),
      '1.1.0',
      'breaking',
      ['0 0 0 0'],
    ],
    [
      'from elsewhere',
      promise('minor', 'compatible', ', exempt: [{ versions: <1.0.0, because: young }]'),
      '1.1.0',
      'breaking',
      ['0 1 0 0', 'error 1.1.0 brings-more'],
    ],
  ])('promise: %s', (_, rule, version, change, expected) => {
    expect(found(rule, crane('1.0.0'), crane(version, '', change === '' ? '' : brings(change)))).toEqual(
      expected,
    )
  })

  it.each([
    ['in a row', listed(), crane('1.0.0', '2024-01-01'), ['1 0 0 0']],
    ['in no row', listed(), crane('1.0.1', '2024-01-01'), ['0 1 0 0', 'error 1.0.1 no-row']],
    [
      'since the table was read',
      listed(),
      crane('1.2.0', '2024-07-01'),
      ['0 0 1 0', 'unknown 1.2.0 table-ends'],
    ],
    ['on that day', listed(), crane('1.2.0', '2024-06-30'), ['0 1 0 0', 'error 1.2.0 no-row']],
    ['some day', listed(), crane('1.2.0'), ['0 0 1 0', 'unknown 1.2.0 table-ends']],
    ['with what is asked', listed(', columns: [ferry]'), crane('1.0.0'), ['1 0 0 0']],
    ['without', listed(', columns: [ferry]'), crane('1.1.0'), ['0 1 0 0', 'error 1.1.0 row-lacks']],
    ['a candidate', listed(), crane('1.2.0-rc.1', '2024-01-01'), ['0 0 0 0']],
    [
      'out of the range',
      listed().replace('crane', '"crane >=2.0.0"'),
      crane('1.0.1', '2024-01-01'),
      ['0 0 0 0'],
    ],
  ])('listed: %s', (_, rule, release, expected) => {
    expect(found(rule, release)).toEqual(expected)
  })

  const ferries = (text: string) =>
    text === '' ? '' : `  - { of: [ferry], asOf: "2024-06-30", releases: [${text}] }`
  it.each([
    ['in the same line', company('line'), '{ version: 1.0.5 }', ['1.0.0', '1.0.1'], ['1 0 0 0']],
    [
      'in another',
      company('line'),
      '{ version: 1.1.0 }',
      ['1.0.0 2024-01-01'],
      ['0 1 0 0', 'error 1.0.0 unaccompanied'],
    ],
    ['of the same version', company('release'), '{ version: 1.0.0 }', ['1.0.0'], ['1 0 0 0']],
    [
      'of the same line only',
      company('release'),
      '{ version: 1.0.5 }',
      ['1.0.0 2024-01-01'],
      ['0 1 0 0', 'error 1.0.0 unaccompanied'],
    ],
    [
      'since the list was read',
      company('line'),
      '{ version: 1.0.0 }',
      ['1.1.0 2024-07-01'],
      ['0 0 1 0', 'unknown 1.1.0 list-ends'],
    ],
    ['by what no catalogue has', company('line'), '', ['1.0.0'], ['0 0 1 0', 'unknown 1.0.0 list-ends']],
    [
      'by a candidate',
      company('line'),
      '{ version: 1.0.0-rc.1 }',
      ['1.0.0 2024-01-01'],
      ['0 1 0 0', 'error 1.0.0 unaccompanied'],
    ],
    ['out of the range', company('line').replace('crane', '"crane >=2.0.0"'), '', ['1.0.0'], ['0 0 0 0']],
    ['before the rule', company('line', ', from: "2024-02-01"'), '', ['1.0.0 2024-01-01'], ['0 0 0 1']],
  ])('accompanied %s', (_, rule, others, releases, expected) => {
    const cranes = releases.map((one) => crane(one.split(' ')[0] ?? '', one.split(' ')[1]))
    expect(foundIn(harbour(rule, cranes.join(', '), ferries(others)))).toEqual(expected)
  })

  const recalled = ', status: recalled'
  it.each([
    ['with a way on', [crane('1.0.0', '', recalled), crane('1.0.1')], ['1 0 0 0', 'note 1.0.0 recalled']],
    ['without', [crane('1.0.0'), crane('1.0.1', '', recalled)], ['0 1 0 0', 'warning 1.0.1 recalled']],
  ])('status: recalled %s', (_, releases, expected) => {
    expect(found('kind: status, of: crane, refuse: [recalled]', ...releases)).toEqual(expected)
  })
})

it('tells where a release stands, worst first, then the newest', () => {
  const policy = harbour(
    listed(),
    [crane('1.0.1', '2024-01-01'), crane('1.0.2', '2024-02-01'), crane('1.9.0', '2024-08-01')].join(', '),
  )
  const findings = lintCatalogue(policy).rules.flatMap((one) => one.findings)
  expect(findings.map(({ version }) => version)).toEqual(['1.0.2', '1.0.1', '1.9.0'])
  expect(findings[0]?.place).toMatchObject({ file: 'harbour.yaml', line: 20 })
})

describe('a rule that cannot be made is told with what would do', () => {
  it.each([
    [listed().replace('pairs', 'piars'), 'did you mean "pairs"?'],
    [listed(', columns: [boat]'), '"boat" is no column of pairs; one of: crane, ferry'],
    [listed().replace('crane', 'carne'), 'did you mean "crane"?'],
    [company('line').replace('ferry', 'fery'), 'did you mean "ferry"?'],
    [cadence().replace('crane', 'carne'), 'did you mean "crane"?'],
    [cadence(', from: "2024-02-01", until: "2024-01-01"'), 'is before the first'],
    [documented().replace('[crane]', '[carne]'), 'did you mean "crane"?'],
    [promise('minor', 'fixes', ', exempt: [{ because: x }]'), 'say which releases are meant'],
    [
      promise('minor', 'fixes', ', exempt: [{ versions: "=>1", because: x }]'),
      'is no range of versions of crane',
    ],
    [
      promise(
        'minor',
        'fixes',
        ', counts: [{ id: a, interface: x, says: x }, { id: a, interface: x, says: x }]',
      ),
      'there is another change "a"',
    ],
    ['kind: definition, of: [carne]', 'did you mean "crane"?'],
  ])('%s', (rule, problem) => {
    expect(() => harbour(rule, crane('1.0.0'))).toThrow(problem)
  })
})
