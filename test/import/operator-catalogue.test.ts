import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importOperatorCatalogue } from '../../src/import/index.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'
import { builtFrom, jumpVerdict, leads, notesOf, planned, settings, sourcesOf } from './made.ts'

/*
 * Channels of operator catalogues against what their format says of updates, told here once more and without any of the
 * product's code: an entry is reached from what it replaces, from what it skips and from its skipRange; what another entry
 * of the channel skips is no target.
 */

type Numbers = readonly [number, number, number]

interface Bound {
  readonly operator: '<' | '<=' | '>' | '>=' | '=' | '!='
  readonly version: Numbers
}

interface Entry {
  readonly version: Numbers
  readonly replaces: Numbers | undefined
  readonly skips: readonly Numbers[]
  /** Alternatives of conditions. */
  readonly range: readonly (readonly Bound[])[]
}

const text = (version: Numbers): string => version.join('.')
const nameOf = (version: Numbers): string => `pump.v${text(version)}`
const same = (a: Numbers, b: Numbers): boolean => text(a) === text(b)
const order = (a: Numbers, b: Numbers): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

const isIn = (version: Numbers, range: Entry['range']): boolean =>
  range.some((all) =>
    all.every(({ operator, version: bound }) => {
      const by = order(version, bound)
      return { '<': by < 0, '<=': by <= 0, '>': by > 0, '>=': by >= 0, '=': by === 0, '!=': by !== 0 }[
        operator
      ]
    }),
  )

const mayMove = (entries: readonly Entry[], from: Numbers, to: Numbers): boolean => {
  const entry = entries.find(({ version }) => same(version, to))
  if (entry === undefined || entries.some(({ skips }) => skips.some((each) => same(each, to)))) return false
  const { replaces, skips, range } = entry
  return (
    (replaces !== undefined && same(replaces, from)) ||
    skips.some((each) => same(each, from)) ||
    isIn(from, range)
  )
}

const number = fc.integer({ min: 0, max: 2 })
const numbers: fc.Arbitrary<Numbers> = fc.tuple(number, number, number)
const bound: fc.Arbitrary<Bound> = fc.record({
  operator: fc.constantFrom('<', '<=', '>', '>=', '=', '!='),
  version: numbers,
})
const entries: fc.Arbitrary<readonly Entry[]> = fc
  .uniqueArray(numbers, { minLength: 1, maxLength: 7, selector: text })
  .chain((versions) =>
    fc.tuple(
      ...versions.map((version) =>
        fc.record({
          version: fc.constant(version),
          replaces: fc.option(fc.constantFrom(...versions), { nil: undefined, freq: 3 }),
          skips: fc.oneof(
            { weight: 2, arbitrary: fc.constant([]) },
            fc.subarray([...versions], { maxLength: Math.min(2, versions.length) }),
          ),
          range: fc.oneof(
            { weight: 2, arbitrary: fc.constant([]) },
            fc.array(fc.array(bound, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
          ),
        }),
      ),
    ),
  )

/** Written as `opm render` would, in the ways that ranges may be spaced. */
function catalogueOf(list: readonly Entry[]): string {
  const channel = {
    schema: 'olm.channel',
    package: 'pump',
    name: 'stable',
    entries: list.map(({ version, replaces, skips, range }) => ({
      name: nameOf(version),
      ...(replaces !== undefined && { replaces: nameOf(replaces) }),
      ...(skips.length > 0 && { skips: skips.map(nameOf) }),
      ...(range.length > 0 && {
        skipRange: range
          .map((all) =>
            all.map((each, i) => `${each.operator}${i > 0 ? ' ' : ''}${text(each.version)}`).join(' '),
          )
          .join(' || '),
      }),
    })),
  }
  const bundles = list.map(({ version }) => ({
    schema: 'olm.bundle',
    package: 'pump',
    name: nameOf(version),
    properties: [
      { type: 'olm.gvk', value: { kind: 'Pump' } },
      { type: 'olm.package', value: { packageName: 'pump', version: text(version) } },
    ],
  }))
  const described = { schema: 'olm.package', name: 'pump', defaultChannel: 'stable' }
  return [described, channel, ...bundles].map((each) => JSON.stringify(each, null, 2)).join('\n')
}

const strangers: readonly Numbers[] = [
  [0, 0, 0],
  [1, 1, 1],
  [3, 0, 0],
]

describe('a channel as a policy', () => {
  it(
    'allows the moves that the format allows, and no others',
    () => {
      fc.assert(
        fc.property(entries, (list) => {
          const policy = builtFrom(importOperatorCatalogue(sourcesOf(catalogueOf(list)), settings))
          const known = list.map(({ version }) => version)
          for (const from of [...known, ...strangers]) {
            for (const to of known) {
              if (same(from, to)) continue
              const verdict = jumpVerdict(policy, text(from), text(to))
              const note = `${text(from)} → ${text(to)} in ${JSON.stringify(list)}`
              expect(verdict === 'supported', note).toBe(mayMove(list, from, to))
              // What no entry speaks of is no yes, and where it starts nobody knows what it is.
              const isKnown = known.some((each) => same(each, from))
              if (isKnown) expect(['supported', 'unsupported'], note).toContain(verdict)
            }
          }
        }),
        runs(80),
      )
    },
    timeoutMilliseconds,
  )

  it(
    'has a plan where its moves lead there without a detour',
    () => {
      fc.assert(
        fc.property(entries, fc.nat(), fc.nat(), (list, i, k) => {
          const policy = builtFrom(importOperatorCatalogue(sourcesOf(catalogueOf(list)), settings))
          const known = list.map(({ version }) => version)
          const [from, to] = [known[i % known.length] as Numbers, known[k % known.length] as Numbers]
          const nodes = known.map(text)
          const numbersOf = new Map(known.map((each) => [text(each), each]))
          // A plan never leads away from its target: it stays between start and end, and goes one way.
          const way = Math.sign(order(to, from))
          const isMove = (a: string, b: string): boolean => {
            const [start, end] = [numbersOf.get(a) as Numbers, numbersOf.get(b) as Numbers]
            const isOnWay = Math.sign(order(end, start)) === way && order(to, end) * way >= 0
            return isOnWay && mayMove(list, start, end)
          }
          const isThere = leads(nodes, isMove, text(from), text(to))
          const expected = same(from, to) ? 'nothing-to-do' : isThere ? 'plan' : 'impossible'
          expect(planned(policy, text(from), text(to)).outcome, JSON.stringify(list)).toBe(expected)
        }),
        runs(150),
      )
    },
    timeoutMilliseconds,
  )
})

const channel = (entry: string, more = ''): string => `
{ schema: olm.package, name: pump, defaultChannel: stable }
---
schema: olm.channel
package: pump
name: stable
entries:
  - name: pump.v1.0.0
  - ${entry}
---
{ schema: olm.bundle, package: pump, name: pump.v1.0.0, properties: [{ type: olm.package, value: { version: 1.0.0 } }] }
---
{ schema: olm.bundle, package: pump, name: pump.v1.1.0, properties: [{ type: olm.package, value: { version: 1.1.0 } }] }
${more}`

describe('what a catalogue leaves open', () => {
  const read = (text: string, more = {}) => importOperatorCatalogue(sourcesOf(text), { ...settings, ...more })

  it('is told: a bundle that is not there has the version in its name', () => {
    const result = read(channel('{ name: pump.v1.1.0, replaces: pump.v0.9.0 }'))
    expect(notesOf(result)).toEqual([
      '9:36 there is no bundle to tell these versions but their names: pump.v0.9.0 is 0.9.0',
    ])
    expect(jumpVerdict(builtFrom(result), '0.9.0', '1.1.0')).toBe('supported')
  })

  it('is told: without any bundle the names are all there is', () => {
    const entries = [{ name: 'pump.v1.0.0' }, { name: 'pump.v1.1.0', replaces: 'pump.v1.0.0' }]
    const alone = { schema: 'olm.channel', package: 'pump', name: 'stable', entries }
    const result = read(JSON.stringify(alone))
    expect(notesOf(result)).toEqual([
      '1:77 there is no bundle to tell these versions but their names: pump.v1.0.0 is 1.0.0, pump.v1.1.0 is 1.1.0',
    ])
    expect(jumpVerdict(builtFrom(result), '1.0.0', '1.1.0')).toBe('supported')
    const odd = { ...alone, entries: [...entries, { name: 'old-pump.v0.1.0' }] }
    expect(notesOf(read(JSON.stringify(odd))).at(-1)).toBe('1:68 no entry of stable has a version')
  })

  it('is told: nobody knows the version behind an odd name', () => {
    const result = read(channel('{ name: pump.v1.1.0, replaces: old-pump }'))
    expect(notesOf(result)).toEqual([
      '9:36 old-pump has no bundle here, so nobody knows its version: moves from and to it are left out',
    ])
    expect(jumpVerdict(builtFrom(result), '1.0.0', '1.1.0')).toBe('unsupported')
  })

  it('is told: a range that cannot be read', () => {
    const result = read(channel('{ name: pump.v1.1.0, skipRange: "~1.0" }'))
    expect(notesOf(result)).toEqual([
      '9:37 the skipRange "~1.0" of pump.v1.1.0 cannot be read at "~1.0": moves by it are left out',
    ])
  })

  it('is told: documents of other kinds', () => {
    const result = read(
      channel('{ name: pump.v1.1.0 }', '---\n{ schema: olm.deprecations, package: pump }\n'),
    )
    expect(notesOf(result)).toEqual(['15:1 1 of the schema olm.deprecations: nothing of it is carried over'])
  })

  it('is told: versions that differ only after the plus, from each of which the move must be allowed', () => {
    const twin = `---
{ schema: olm.bundle, package: pump, name: pump.v1.0.0-2, properties: [{ type: olm.package, value: { version: 1.0.0+2 } }] }
`
    const only = read(
      channel('{ name: pump.v1.1.0, replaces: pump.v1.0.0-2 }\n  - name: pump.v1.0.0-2', twin),
    )
    expect(notesOf(only)).toEqual([
      '10:11 1.0.0 and 1.0.0+2 have the same place in the order of versions: they are judged as 1.0.0+2 | a move from them is kept where it may be made from each',
    ])
    expect(jumpVerdict(builtFrom(only), '1.0.0', '1.1.0')).toBe('unsupported')
    const both = read(
      channel(
        '{ name: pump.v1.1.0, replaces: pump.v1.0.0-2, skips: [pump.v1.0.0] }\n  - name: pump.v1.0.0-2',
        twin,
      ),
    )
    expect(jumpVerdict(builtFrom(both), '1.0.0', '1.1.0')).toBe('supported')
  })

  it.each<[string, object, string, string]>([
    [
      'a package that is not there',
      { package: 'pomp' },
      '2:1 there is no package "pomp" | did you mean "pump"?',
      '',
    ],
    [
      'a channel that is not there',
      { channel: 'fast' },
      '2:52 pump has no channel "fast" | choose one with --channel: stable',
      '',
    ],
    [
      'no default channel',
      {},
      '2:1 pump names no default channel | choose one with --channel: stable, fast',
      '---\n{ schema: olm.channel, package: pump, name: fast, entries: [{ name: pump.v1.0.0 }] }\n',
    ],
  ])('%s', (_, more, expected, also) => {
    const text = channel('{ name: pump.v1.1.0 }', also)
    const plain = also === '' ? text : text.replace(/^.*defaultChannel.*$/m, '{ schema: x }')
    expect(notesOf(read(plain, more))).toEqual([expected])
  })
})
