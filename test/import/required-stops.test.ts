import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeDocument } from '../../src/document/index.ts'
import { importRequiredStops } from '../../src/import/index.ts'
import { buildPolicy, type Policy, policyOn, readPolicy } from '../../src/policy/index.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'
import { builtFrom, jumpVerdict, notesOf, planned, settings, sourcesOf } from './made.ts'

/*
 * Lists of required stops against what they mean, told here once more: no upgrade goes from before a stop to beyond it without
 * having been there, and every way through all stops is one.
 */

const read = (value: unknown) =>
  importRequiredStops(sourcesOf(JSON.stringify(value), 'upgrade_path.yml'), settings)

type Numbers = readonly [number, number, number]

interface World {
  readonly stops: readonly {
    readonly major: number
    readonly minor: number
    readonly isConditional: boolean
  }[]
  readonly releases: readonly Numbers[]
  /** Whether the conditional stops have to be made, where that is told. */
  readonly told: boolean | undefined
}

const text = (version: Numbers): string => version.join('.')
const major = fc.integer({ min: 1, max: 2 })
const minor = fc.integer({ min: 0, max: 5 })
const world: fc.Arbitrary<World> = fc.record({
  stops: fc.uniqueArray(fc.record({ major, minor, isConditional: fc.nat(3).map((n) => n === 0) }), {
    minLength: 1,
    maxLength: 5,
    selector: (stop) => `${stop.major}.${stop.minor}`,
  }),
  releases: fc.uniqueArray(fc.tuple(major, minor, fc.integer({ min: 0, max: 1 })), {
    minLength: 2,
    maxLength: 8,
    selector: text,
  }),
  told: fc.constantFrom(true, false, undefined),
})

const order = (a: Numbers, b: Numbers): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

/** The verdict on going there in one go. */
function verdictOf({ stops, told }: World, from: Numbers, to: Numbers): string {
  const passed = stops.filter(
    (stop) =>
      order(from, [stop.major, stop.minor, 0]) < 0 &&
      order(to, [stop.major, stop.minor, Number.POSITIVE_INFINITY]) > 0,
  )
  const counting = passed.filter(({ isConditional }) => !isConditional || told !== false)
  if (counting.some(({ isConditional }) => !isConditional || told === true)) return 'unsupported'
  return counting.length > 0 ? 'unknown' : 'supported'
}

/** The imported policy, with releases that the list itself does not know. */
function policyOf({ stops, releases, told }: World): Policy {
  const result = read(
    stops.map(({ isConditional, ...stop }, i) => ({
      ...stop,
      ...(isConditional
        ? { comments: 'Conditional stop: not for everybody.' }
        : i % 2 === 0 && { comments: 'Migrations take long.' }),
    })),
  )
  builtFrom(result)
  if (!result.ok) throw new Error('it was built')
  const catalogue = [{ of: ['pump'], releases: releases.map((version) => ({ version: text(version) })) }]
  const document = readPolicy(writeDocument({ ...result.value.policy, catalogue }), 'p', () => ({
    ok: false,
    problem: '',
  }))
  const built = document.ok ? buildPolicy(document.value.document) : document
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  const names = [...built.value.facts.keys()]
  return policyOn(built.value, {
    day: settings.asOf,
    facts: new Map(told === undefined ? [] : names.map((name) => [name, told])),
  })
}

describe('a list of stops as a policy', () => {
  it(
    'lets no upgrade past a stop, and all others',
    () => {
      fc.assert(
        fc.property(world, (made) => {
          const policy = policyOf(made)
          for (const from of made.releases) {
            for (const to of made.releases) {
              if (from === to) continue
              const note = `${text(from)} → ${text(to)} in ${JSON.stringify(made)}`
              const expected = order(from, to) > 0 ? 'supported' : verdictOf(made, from, to)
              expect(jumpVerdict(policy, text(from), text(to)), note).toBe(expected)
            }
          }
        }),
        runs(60),
      )
    },
    timeoutMilliseconds,
  )

  it(
    'has plans that make every stop on the way, where there are releases to stop at',
    () => {
      fc.assert(
        fc.property(world, fc.nat(), fc.nat(), (made, a, b) => {
          const policy = policyOf(made)
          const ends = [
            made.releases[a % made.releases.length],
            made.releases[b % made.releases.length],
          ] as const
          const [from, to] = [...ends].sort((x, y) => order(x as Numbers, y as Numbers)) as [Numbers, Numbers]
          const between = made.releases.filter((each) => order(each, from) > 0 && order(each, to) <= 0)
          const isReached = (...verdicts: readonly string[]): boolean => {
            const reached = [from]
            for (const each of [...between].sort(order)) {
              if (reached.some((before) => verdicts.includes(verdictOf(made, before, each))))
                reached.push(each)
            }
            return reached.some((each) => order(each, to) === 0)
          }
          const isSure = isReached('supported')
          const expected = isSure ? 'plan' : isReached('supported', 'unknown') ? 'unknown' : 'impossible'
          const note = `${text(from)} → ${text(to)} in ${JSON.stringify(made)}`
          const result = planned(policy, text(from), text(to))
          expect(result.outcome, note).toBe(order(from, to) === 0 ? 'nothing-to-do' : expected)
          if (result.outcome !== 'plan') return
          const visited = [
            from,
            ...result.stages.map((stage) => stage.to.text.split('.').map(Number) as unknown as Numbers),
          ]
          for (const stop of made.stops) {
            const isOnWay =
              order(from, [stop.major, stop.minor, 0]) < 0 && order(to, [stop.major, stop.minor, 99]) > 0
            const counts = !stop.isConditional || made.told !== false
            const isMade = visited.some((each) => each[0] === stop.major && each[1] === stop.minor)
            if (isOnWay && counts) expect(isMade, note).toBe(true)
          }
        }),
        runs(150),
      )
    },
    timeoutMilliseconds,
  )
})

describe('stops', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['lines with comments', [{ major: 15, minor: 11, comments: 'Long.' }], ['15.11.x']],
    ['texts', ['15.11', 'v16.3', '17.x'], ['15.11.x', '16.3.x', '17.x']],
    ['numbers', [17], ['17.x']],
    ['versions: those and later patches', ['16.3.9'], ['>=16.3.9 <16.4.0-0']],
    ['members', { all: ['16.7.10', '17.3.6'] }, ['>=16.7.10 <16.8.0-0', '>=17.3.6 <17.4.0-0']],
    ['out of order', ['16.3', '15.4', '15.11'], ['15.4.x', '15.11.x', '16.3.x']],
  ])('may be written as %s', (_, value, expected) => {
    const rule = builtFrom(read(value)).rules.find(({ kind }) => kind === 'stops')
    expect(rule?.kind === 'stops' && rule.stops.map(({ at }) => at.text)).toEqual(expected)
  })

  it('may be passed from a later patch of a stop', () => {
    const policy = builtFrom(read(['16.3.9']))
    expect(jumpVerdict(policy, '16.3.10', '16.7.0')).toBe('supported')
    expect(jumpVerdict(policy, '16.3.8', '16.7.0')).toBe('unsupported')
  })

  it('may be for some only, as they say themselves', () => {
    const result = read([
      { major: 17, minor: 1, comments: '[Conditional stop](https://x.example)' },
      { major: 17, minor: 3, conditional: true },
      { major: 17, minor: 5, comments: 'Unconditional.', conditional: false },
    ])
    expect([...builtFrom(result).facts]).toEqual([
      [
        'stop-17-1',
        { asks: 'Does this installation have to stop at 17.1.x? [Conditional stop](https://x.example)' },
      ],
      ['stop-17-3', { asks: 'Does this installation have to stop at 17.3.x?' }],
    ])
    expect(notesOf(result)[0]).toBe(
      '1:2 the stop 17.1.x is taken to depend on the installation, by what is said of it: it counts where the fact stop-17-1 is so',
    )
  })

  it.each<[string, unknown, string]>([
    ['no list', { path: [] }, '1:1 the document is a mapping | expected a list'],
    ['an empty list', [], '1:1 the document is a list | expected something that is not empty'],
    ['no version', ['next'], '1:2 "next" names no line or version: it is left out'],
    ['a line without a number', [{ minor: 3 }], '1:2 "major" is missing | expected a whole number'],
  ])('%s is refused', (_, value, problem) => {
    const result = read(value)
    expect(result.ok).toBe(false)
    expect(notesOf(result)[0]).toBe(problem)
  })

  it('that are listed twice are told', () => {
    expect(notesOf(read(['16.3', 'v16.3']))).toEqual(['1:9 the stop 16.3.x is listed twice'])
    const twice = read([{ major: 16, minor: 3, conditional: true }, '16.3'])
    expect(jumpVerdict(builtFrom(twice), '16.2.0', '16.4.0')).toBe('unsupported')
  })
})
