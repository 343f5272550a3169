import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/base/index.ts'
import { check } from '../../src/check/index.ts'
import { importEndOfLife, type SupportPhase } from '../../src/import/index.ts'
import { running } from '../fuzz/mesh.ts'
import { runs } from '../fuzz/runs.ts'
import { builtFrom, notesOf, settings, sourcesOf } from './made.ts'

const read = (value: unknown, support: SupportPhase = 'security', file = 'pump.json') =>
  importEndOfLife(sourcesOf(JSON.stringify(value), file), { ...settings, support })

interface Cycle {
  readonly minor: number
  readonly patch: number
  /** A day, in days from the first one; over, not over, or not told. */
  readonly end: number | boolean | undefined
}

const first = '2026-01-01'
const cycle: fc.Arbitrary<Cycle> = fc.record({
  minor: fc.integer({ min: 0, max: 12 }),
  patch: fc.integer({ min: 0, max: 9 }),
  end: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.boolean(), fc.constant(undefined)),
})
const cycles = fc.uniqueArray(cycle, { minLength: 1, maxLength: 6, selector: ({ minor }) => minor })

const dayOf = (end: number): string => addDays(first, end)
const listOf = (all: readonly Cycle[]) =>
  all.map(({ minor, patch, end }) => ({
    cycle: `3.${minor}`,
    latest: `3.${minor}.${patch}`,
    ...(end !== undefined && { eol: typeof end === 'number' ? dayOf(end) : end }),
  }))
const productOf = (all: readonly Cycle[]) => ({
  schema_version: '1.2.0',
  result: {
    name: 'pump',
    label: 'Pump',
    releases: all.map(({ minor, patch, end }) => ({
      name: `3.${minor}`,
      latest: { name: `3.${minor}.${patch}`, date: '2025-12-01' },
      ...(end !== undefined && {
        isEol: typeof end === 'number' ? dayOf(end) < settings.asOf : end,
        ...(typeof end === 'number' && { eolFrom: dayOf(end) }),
      }),
    })),
  },
})

describe('the ends of support as a policy', () => {
  it('are those of the data, in both forms, for every release of a line', () => {
    fc.assert(
      fc.property(cycles, fc.nat(), fc.integer({ min: 0, max: 800 }), (all, pick, day) => {
        const told = all.filter(({ end }) => end !== undefined)
        for (const result of [read(listOf(all)), read(productOf(all))]) {
          expect(result.ok).toBe(told.length > 0)
          if (!result.ok) continue
          const policy = builtFrom(result)
          const one = all[pick % all.length] as Cycle
          const asOf = addDays(first, day)
          const fleet = running(`pump=3.${one.minor}.${pick % 20}`, policy)
          const last =
            one.end === true
              ? addDays(settings.asOf, -1)
              : typeof one.end === 'number'
                ? dayOf(one.end)
                : '9999-12-31'
          const expected = one.end === undefined ? 'unknown' : asOf <= last ? 'supported' : 'unsupported'
          expect(check(fleet, [policy], { asOf }).verdict.kind).toBe(expected)
          // Of lines that the data does not have nobody knows.
          expect(check(running('pump=3.13.0', policy), [policy], { asOf }).verdict.kind).toBe('unknown')
        }
      }),
      runs(100),
    )
  })

  it.each<[string, readonly (readonly [string, string])[], string, string]>([
    [
      'minors',
      [
        ['3.12', '3.12.4'],
        ['3.11', '3.11.9'],
      ],
      '3.12.0',
      '3.12',
    ],
    [
      'majors',
      [
        ['22', '22.11.0'],
        ['20', '20.18.1'],
      ],
      '22.1.5',
      '22',
    ],
    [
      'majors of two numbers',
      [
        ['17', '17.2'],
        ['16', '16.6'],
        ['9.6', '9.6.24'],
      ],
      '16.1',
      '16',
    ],
    [
      'four numbers',
      [
        ['8.2', '8.2.1.4'],
        ['8.1', '8.1.9.1'],
      ],
      '8.2.0.0',
      '8.2',
    ],
    [
      'one number',
      [
        ['131', '131'],
        ['130', '130'],
      ],
      '131',
      '131',
    ],
    ['a leading v', [['1.3', 'v1.3.2']], '1.3.0', '1.3'],
  ])('lines may be %s', (_, lines, version, line) => {
    const result = read(lines.map(([name, latest]) => ({ cycle: name, latest, eol: '2026-12-31' })))
    const policy = builtFrom(result)
    const parsed = policy.components.get('pump')?.scheme.parse(version)
    expect(parsed?.ok && parsed.value.line.label).toBe(line)
    expect(check(running(`pump=${version}`, policy), [policy], { asOf: '2026-12-31' }).verdict.kind).toBe(
      'supported',
    )
    expect(check(running(`pump=${version}`, policy), [policy], { asOf: '2027-01-01' }).verdict.kind).toBe(
      'unsupported',
    )
  })

  const phases = [
    {
      cycle: '3.2',
      latest: '3.2.4',
      support: '2026-06-30',
      eol: '2026-12-31',
      extendedSupport: '2027-12-31',
    },
    { cycle: '3.1', latest: '3.1.9', support: true, eol: false, extendedSupport: false },
    { cycle: '3.0', latest: '3.0.1', support: '2025-06-30', eol: '2025-12-31' },
  ]

  it.each<[SupportPhase, Record<string, string>]>([
    ['active', { '3.2': '2026-06-30', '3.0': '2025-06-30' }],
    ['security', { '3.2': '2026-12-31', '3.0': '2025-12-31' }],
    // `extendedSupport: false` says that there is none, so it is over as soon as the data is.
    ['extended', { '3.2': '2027-12-31', '3.1': '2026-08-30', '3.0': '2025-12-31' }],
  ])('may be those of %s support', (support, ends) => {
    expect(Object.fromEntries(builtFrom(read(phases, support)).catalogues.get('pump')?.ends ?? [])).toEqual(
      ends,
    )
  })

  it('says what is left out', () => {
    const odd = [
      { cycle: '3.2', latest: '3.2.4', eol: true, releaseDate: '2026-01-05' },
      { cycle: '22.04', latest: '22.04.5', eol: '2027-04-01' },
      { cycle: '3.1', eol: false },
      { cycle: '3.0', latest: '3.0.7', support: false },
    ]
    expect(notesOf(read(odd))).toEqual([
      '1:82 the cycle 22.04 is left out: 22.04.5 is no version of it that can be put in an order with the others',
      '1:138 the cycle 3.1 is left out: no release of it is told',
      '1:11 the support of 3.2 is over, since when is not told: the day before 2026-08-31 is written',
      '1:166 3.0 is left out: until when it has security support is not told',
      '1:1 until when 3.0 have active support is not carried over | --support active goes by that',
      '1:1 on which day 3.2 began is not carried over, as their first releases are not told | `catalogue update` takes releases from where they are published',
    ])
  })

  it.each<[string, unknown, string]>([
    ['an empty list', [], '1:1 the document is a list | expected something that is not empty'],
    ['no cycles', [{ cycle: '1.0' }], '1:11 the cycle 1.0 is left out: no release of it is told'],
    [
      'a graph',
      { nodes: [] },
      '1:1 this is nothing that endoflife.date tells of a product | expected a list of cycles, or a mapping with "result"',
    ],
    ['something else', { result: {} }, '1:11 "name" is missing | expected a text'],
  ])('%s is refused', (_, value, problem) => {
    const result = read(value)
    expect(result.ok).toBe(false)
    expect(notesOf(result)[0]).toBe(problem)
  })
})
