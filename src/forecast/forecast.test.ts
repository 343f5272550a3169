import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { addDays } from '../base/index.ts'
import { parseShorthand, summarise } from '../fleet/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../policy/index.ts'
import { cadenceOf, estimate } from './cadence.ts'
import { type Forecast, forecast, type Prospect } from './forecast.ts'

/** A ferry line whose boats come every hundred days; `rules` and catalogue are what a case is about. */
function policyOf(rules: readonly string[], releases: readonly string[], more = ''): Policy {
  const text = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: ferry, title: Ferry }
sources: { book: { title: The ferry book, ref: here } }
schemes: { plain: { kind: semver } }
components: { boat: { title: Boat, scheme: plain }, pier: { title: Pier, scheme: plain } }
rules:
  - { id: skew, kind: window, of: boat, unit: line, behind: any, ahead: any, says: s, because: b, source: { in: book } }
${rules.map((rule, i) => `  - { id: r${i}, kind: support, of: boat, says: s, because: b, source: { in: book }, ${rule} }`).join('\n')}
catalogue:
  - of: [boat]
    ${more}
    releases:
${releases.map((release) => `      - { version: ${release} }`).join('\n')}
`
  const read = readPolicy(text, 'ferry.yaml', () => ({ ok: false, problem: 'none' }))
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  return built.value
}

/** Five lines, a hundred days apart, and a candidate that begins none. */
const hundred = [
  '1.0.0, date: 2025-01-01',
  '1.0.1, date: 2025-06-01',
  '1.1.0, date: 2025-04-11',
  '1.2.0, date: 2025-07-20',
  '1.3.0, date: 2025-10-28',
  '1.4.0, date: 2026-02-05',
  '1.5.0-rc.1, date: 2026-03-01',
]

function ahead(policy: Policy, fleet: string, asOf: string, within_days = 0, lead_days = 10): Forecast {
  const rows = fleet.split(' ').flatMap((word) => {
    const read = parseShorthand(word)
    if (!read.ok) throw new Error(word)
    return read.value
  })
  const schemes = new Map([...policy.components].map(([name, { scheme }]) => [name, scheme]))
  const summary = summarise({ policies: [], rows }, new Map([[policy.name, schemes]]))
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  return forecast({ summary: summary.value, policies: [policy], asOf, within_days, lead_days })
}

function told(prospect: Prospect | undefined): string {
  switch (prospect?.kind) {
    case undefined:
      return 'nothing'
    case 'ended':
      return `ended ${prospect.lastDay} ${prospect.basis.kind}`
    case 'ends':
      return `ends ${prospect.lastDay} ${prospect.basis.kind}, start ${prospect.startBy}`
    case 'estimated': {
      const { earliest, expected, latest } = prospect.on
      return `estimated ${[earliest, expected, latest].join(' ')}, start ${prospect.startBy}`
    }
    case 'undefined':
      return 'undefined'
    case 'unknown':
      return `unknown ${prospect.why}`
  }
}

describe('when a line leaves support', () => {
  const two = policyOf(['lines: 2'], hundred, 'asOf: 2026-02-10')
  const months = policyOf(['months: 12'], hundred)
  const recorded = policyOf(['recorded: true'], hundred)
  const both = policyOf(['lines: 2, months: 12'], hundred, 'asOf: 2026-02-10')
  const ends = policyOf(['months: 12'], hundred, 'ends: { "1.2": 2026-12-24 }')
  const editions = policyOf(['lines: 1, until: "2025-12-31"', 'lines: 3, from: "2026-01-01"'], hundred)

  it.each<[string, Policy, string, string, string]>([
    ['two lines after it', two, '1.2.0', '2026-02-10', 'ended 2026-02-04 replaced'],
    ['on its last day', two, '1.2.0', '2026-02-04', 'ends 2026-02-04 replaced, start 2026-01-25'],
    ['on the day after', two, '1.2.0', '2026-02-05', 'ended 2026-02-04 replaced'],
    ['asked of a day before', two, '1.0.1', '2025-05-01', 'ends 2025-07-19 replaced, start 2025-07-09'],
    [
      'one more to come',
      two,
      '1.3.0',
      '2026-02-10',
      'estimated 2026-05-16 2026-05-16 2026-05-16, start 2026-05-05',
    ],
    [
      'two more to come',
      two,
      '1.4.0',
      '2026-02-10',
      'estimated 2026-08-24 2026-08-24 2026-08-24, start 2026-08-13',
    ],
    [
      'newer than all that is known',
      two,
      '1.9.0',
      '2026-02-10',
      'estimated 2026-08-24 2026-08-24 2026-08-24, start 2026-08-13',
    ],
    ['so many months', months, '1.2.0', '2026-02-10', 'ends 2026-07-20 months, start 2026-07-10'],
    ['over', months, '1.0.1', '2026-02-10', 'ended 2026-01-01 months'],
    ['a line that nobody knows', months, '1.9.0', '2026-02-10', 'unknown no-dates'],
    ['a line of which no end is recorded', recorded, '1.2.0', '2026-02-10', 'unknown none-recorded'],
    ['whichever is longer: months', both, '1.2.0', '2026-02-10', 'ends 2026-07-20 months, start 2026-07-10'],
    [
      'whichever is longer: lines',
      both,
      '1.4.0',
      '2026-02-10',
      'estimated 2026-08-24 2026-08-24 2026-08-24, start 2026-08-13',
    ],
    [
      'what is recorded goes first',
      ends,
      '1.2.0',
      '2026-02-10',
      'ends 2026-12-24 recorded, start 2026-12-14',
    ],
    ['an edition', editions, '1.2.0', '2025-12-31', 'ended 2025-10-27 replaced'],
    [
      'the next edition',
      editions,
      '1.2.0',
      '2026-01-01',
      'estimated 2026-05-16 2026-05-16 2026-05-16, start 2026-05-05',
    ],
    ['no version', two, '?', '2026-02-10', 'unknown version'],
  ])('%s', (_, policy, version, asOf, expected) => {
    expect(told(ahead(policy, `boat=${version}`, asOf).outlooks[0]?.prospect)).toBe(expected)
  })

  it('is not guessed from too few lines', () => {
    const few = policyOf(['lines: 2'], hundred.slice(0, 3))
    expect(told(ahead(few, 'boat=1.1.0', '2025-08-01').outlooks[0]?.prospect)).toBe('unknown too-few-lines')
  })

  it('is undefined where no rule says it', () => {
    const none = policyOf([], hundred)
    expect(told(ahead(none, 'boat=1.1.0', '2026-02-10').outlooks[0]?.prospect)).toBe('undefined')
    const { outlooks, verdict } = ahead(two, 'boat=1.4.0 pier=1.0.0', '2026-02-10')
    expect(outlooks.map(({ component, prospect }) => [component, prospect.kind])).toEqual([
      ['boat', 'estimated'],
      ['pier', 'undefined'],
    ])
    expect(verdict).toBe('unknown')
  })
})

describe('the verdict', () => {
  const two = policyOf(['lines: 2'], hundred, 'asOf: 2026-02-10')
  const months = policyOf(['months: 12'], hundred)
  it.each<[string, Policy, string, string, number, string]>([
    ['everything in support', two, 'boat=1.4.0', '2026-02-10', 0, 'supported'],
    ['something is out', two, 'boat=1.4.0,1.2.0', '2026-02-10', 0, 'unsupported'],
    ['the day before the end', months, 'boat=1.2.0', '2026-02-10', 160, 'supported'],
    ['the day after the end', months, 'boat=1.2.0', '2026-02-10', 161, 'unsupported'],
    ['a guess within the horizon is no fact', two, 'boat=1.3.0', '2026-02-10', 100, 'unknown'],
    ['a guess beyond it', two, 'boat=1.3.0', '2026-02-10', 90, 'supported'],
    // What the catalogue did not see may have come long ago.
    ['an old catalogue', two, 'boat=1.3.0', '2026-09-01', 0, 'unknown'],
    ['out is out, whatever else is not known', two, 'boat=1.2.0,?', '2026-02-10', 0, 'unsupported'],
  ])('%s', (_, policy, fleet, asOf, within, verdict) => {
    expect(ahead(policy, fleet, asOf, within).verdict).toBe(verdict)
  })
})

describe('what follows', () => {
  const two = policyOf(['lines: 2'], hundred, 'asOf: 2026-02-10')

  it('counts what is alike once, over scopes, first what ends first', () => {
    const { outlooks } = ahead(two, 'boat@a=1.3.0x2 boat@b=1.3.0,1.1.0 boat@c=1.0.1', '2026-02-10')
    expect(outlooks.map(({ line, scopes, count }) => [line, scopes.join(), count])).toEqual([
      ['1.0', 'c', 1],
      ['1.1', 'b', 1],
      ['1.3', 'a,b', 3],
    ])
  })

  it('plans for the newest that is there on that day', () => {
    const way = ahead(two, 'boat=1.2.0x3', '2026-01-01').way
    expect(way?.wishes.targets.map(({ version }) => version.text)).toEqual(['1.3.0'])
    expect(way?.result.outcome).toBe('plan')
    expect(ahead(two, 'boat=1.4.0', '2026-02-10').way).toBeUndefined()
  })

  it('starts in time for what ends first', () => {
    expect(ahead(two, 'boat=1.3.0,1.4.0', '2026-02-10').startBy).toBe('2026-05-05')
    expect(ahead(two, 'boat=1.3.0', '2026-02-10', 0, 0).startBy).toBe('2026-05-15')
  })
})

describe('how often lines come', () => {
  const lines = fc
    .array(fc.integer({ min: 1, max: 400 }), { minLength: 3, maxLength: 12 })
    .map((intervals) => {
      const dates = ['2020-01-01']
      for (const gap of intervals) dates.push(addDays(dates.at(-1) ?? '', gap))
      const policy = policyOf(
        ['lines: 2'],
        dates.map((date, i) => `1.${i}.0, date: ${date}`),
      )
      const births = dates.flatMap((date, i) => {
        const release = policy.catalogues.get('boat')?.releases[i]
        return release === undefined ? [] : [{ line: release.version.line, version: release.version, date }]
      })
      return { intervals, births }
    })

  it('least, median and most are in that order and are days between lines', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 4 }), ({ intervals, births }, missing) => {
        const cadence = cadenceOf(births)
        if (cadence === undefined) throw new Error('no cadence')
        const recent = intervals.slice(-8)
        expect(cadence.least_days).toBe(Math.min(...recent))
        expect(cadence.most_days).toBe(Math.max(...recent))
        expect(recent.filter((gap) => gap <= cadence.median_days).length * 2).toBeGreaterThanOrEqual(
          recent.length - 1,
        )
        const { earliest, expected, latest } = estimate(cadence, missing, cadence.last.date)
        expect(earliest <= expected && expected <= latest).toBe(true)
        expect(earliest > cadence.last.date).toBe(true)
      }),
      runs(100),
    )
  })
})
