import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../../src/check/index.ts'
import { importCompatibilityTable, type TableSettings } from '../../src/import/index.ts'
import { running } from '../fuzz/mesh.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'
import { builtFrom, notesOf, settings, sourcesOf } from './made.ts'

const read = (value: unknown, more: Partial<TableSettings> = {}) =>
  importCompatibilityTable(sourcesOf(JSON.stringify(value), 'pump.yaml'), {
    ...settings,
    isExact: false,
    ...more,
  })

type Numbers = readonly [number, number, number]

interface Row {
  readonly version: Numbers
  readonly kube: readonly number[]
}

const text = (version: Numbers): string => version.join('.')
const order = (a: Numbers, b: Numbers): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

const small = fc.integer({ min: 0, max: 2 })
const version: fc.Arbitrary<Numbers> = fc.tuple(fc.integer({ min: 1, max: 2 }), small, small)
const table = fc.uniqueArray(fc.record({ version, kube: fc.subarray([30, 31, 32, 33]) }), {
  minLength: 1,
  maxLength: 6,
  selector: ({ version: each }) => text(each),
})

/** The row that speaks of a version: its own, or else the one before it in its line. */
function rowOf(rows: readonly Row[], asked: Numbers, isExact: boolean): Row | undefined {
  const before = rows.filter(({ version: each }) =>
    isExact
      ? order(each, asked) === 0
      : each[0] === asked[0] && each[1] === asked[1] && order(each, asked) <= 0,
  )
  return [...before].sort((a, b) => order(b.version, a.version))[0]
}

describe('a table as a policy', () => {
  it(
    'allows what its rows allow, and knows nothing of others',
    () => {
      fc.assert(
        fc.property(
          table,
          version,
          fc.integer({ min: 29, max: 34 }),
          fc.boolean(),
          fc.boolean(),
          (rows, asked, line, isExact, hasChart) => {
            const written = rows.map(({ version: each, kube }) => ({
              version: text(each),
              kube: kube.map((minor) => `1.${minor}`),
              ...(hasChart && { chart_version: text([each[0], each[1], each[2] + 5]) }),
            }))
            const result = read({ versions: written }, { isExact })
            const isTold = rows.some(({ kube }) => kube.length > 0)
            expect(result.ok).toBe(isTold || hasChart)
            if (!result.ok || !isTold) return
            const policy = builtFrom(result)
            const row = rowOf(rows, asked, isExact)
            const expected =
              row === undefined || row.kube.length === 0
                ? 'unknown'
                : row.kube.includes(line)
                  ? 'supported'
                  : 'unsupported'
            const fleet = running(`pump=${text(asked)} kube=1.${line}.4`, policy)
            expect(check(fleet, [policy]).verdict.kind, JSON.stringify({ rows, asked, line, isExact })).toBe(
              expected,
            )
          },
        ),
        runs(200),
      )
    },
    timeoutMilliseconds,
  )

  const whole = {
    name: 'Water Pump',
    versions: [
      {
        version: '2.1.0',
        kube: ['1.32'],
        chart_version: '5.0.0',
        requirements: [
          { name: 'valve', version: '1.4' },
          { name: 'pipe', version: '>= 2.0.0 <3.0.0' },
        ],
        incompatibilities: [
          { name: 'tank', version: '2.0' },
          { name: 'sieve', version: '< 1.1.0' },
        ],
      },
    ],
  }

  it.each([
    ['pump=2.1.0 kube=1.32.0 valve=1.4.0', 'supported'],
    ['pump=2.1.0 kube=1.32.0 valve=1.3.9', 'unsupported'],
    ['pump=2.1.3 kube=1.32.0 pipe=2.9.0', 'supported'],
    ['pump=2.1.3 kube=1.32.0 pipe=3.0.0', 'unsupported'],
    ['pump=2.1.0 kube=1.32.0 tank=2.0.7', 'unsupported'],
    ['pump=2.1.0 kube=1.32.0 tank=2.1.0', 'supported'],
    ['pump=2.1.0 kube=1.32.0 sieve=1.0.9', 'unsupported'],
    ['pump=2.1.0 kube=1.32.0 sieve=1.1.0', 'supported'],
    ['water-pump-chart=5.0.0 kube=1.32.0', 'supported'],
    ['water-pump-chart=5.0.0 kube=1.31.0', 'unsupported'],
    ['water-pump-chart=5.0.0 pump=2.0.0 kube=1.32.0', 'unsupported'],
    // The table is about what runs beside it: without that it says nothing.
    ['pump=2.1.0', 'unknown'],
  ])('of %s it says %s', (fleet, verdict) => {
    const policy = builtFrom(read(whole))
    expect(check(running(fleet, policy), [policy]).verdict.kind).toBe(verdict)
  })

  it('may be one of several', () => {
    const many = { addons: [{ name: 'valve', versions: [{ version: '9.0.0', kube: ['1.30'] }] }, whole] }
    const policy = builtFrom(read(many, { addOn: 'Water Pump' }))
    expect(policy.title).toBe('Water Pump')
    expect(notesOf(read(many))).toEqual([
      '1:11 which add-on is meant is not clear | choose one with --add-on: valve, Water Pump',
    ])
    expect(notesOf(read(many, { addOn: 'valv' }))).toEqual([
      '1:11 there is no add-on "valv" | did you mean "valve"?',
    ])
  })

  it('has ends of support, for which a rule asks where all lines have one', () => {
    const row = (text: string, eolAt?: string) => ({ version: text, kube: ['1.30'], ...(eolAt && { eolAt }) })
    const all = builtFrom(read({ versions: [row('1.1.0', '2026-10-01'), row('1.0.0', '2026-05-01')] }))
    const fleet = 'pump=1.0.0 kube=1.30.0'
    expect(check(running(fleet, all), [all], { asOf: '2026-05-01' }).verdict.kind).toBe('supported')
    expect(check(running(fleet, all), [all], { asOf: '2026-05-02' }).verdict.kind).toBe('unsupported')
    const some = read({ versions: [row('1.1.0'), row('1.0.0', '2026-05-01')] })
    expect(builtFrom(some).rules.map(({ kind }) => kind)).toEqual(['requires', 'silent'])
    expect(notesOf(some)).toEqual([
      '1:13 until when 1.1 have support is not told, so no rule asks for the ends of the others | they are in the catalogue',
    ])
  })

  it('says what is left out', () => {
    const odd = {
      versions: [
        { version: 'v2.2', kube: ['1.30'] },
        { version: '2.1.0', kube: ['1.30', "1.29'"], chart_version: 'next', images: ['x'], summary: null },
        { version: '2.1.0', kube: ['1.31'] },
        { version: '2.0.0', kube: [], eolAt: 'soon', chart_version: '1.0.0' },
        {
          version: '1.9.0',
          kube: ['1.29'],
          chart_version: '1.0.0',
          requirements: [{ name: 'valve', version: '~1' }],
        },
      ],
    }
    expect(notesOf(read(odd)).map((each) => each.replace(/^\d+:\d+ /, ''))).toEqual([
      '"v2.2" is no version: its row is left out',
      '2.1.0 has a row already: this one is left out',
      'the chart 1.0.0 is said to bring 1.9.0 and 2.0.0: the newer one is taken',
      '"next" is no version: what that chart brings is left out',
      '"soon" is no day: it is left out',
      `"1.29'" is no line such as 1.30: it is left out`,
      'with which lines 2.0.0 go is not told',
      '"~1" of valve cannot be read: it is left out',
      'images of its rows are not carried over',
    ])
  })
})
