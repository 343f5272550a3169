import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { numbered } from './numbered.ts'
import type { Scheme } from './scheme.ts'
import { template } from './template.ts'
import { compareVersions, lineDistance, type Version } from './version.ts'

const made = template({
  form: 'v{core}[-{theirs}]-re.{marker}[-{ours}]',
  fields: {
    core: { type: 'core' },
    theirs: { type: 'pre' },
    marker: { type: 'number' },
    ours: { type: 'pre' },
  },
  order: ['core', 'theirs', 'marker', 'ours'],
})
if (!made.ok) throw new Error(made.problem.message)

const number = fc.integer({ min: 0, max: 12 }).map(String)
const identifier = fc.oneof(number, fc.constantFrom('rc', 'a', 're', 'rerc', '0a', '99999999999999999999'))
const pre = fc.option(fc.array(identifier, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')))
const dashed = (part: string | null): string => (part === null ? '' : `-${part}`)

const templated = fc
  .tuple(fc.tuple(number, number, number), pre, number, pre)
  .map(([core, theirs, marker, ours]) => `${core.join('.')}${dashed(theirs)}-re.${marker}${dashed(ours)}`)

const suffix = fc.option(fc.tuple(fc.constantFrom('alpha', 'beta'), fc.option(number)))
const withSuffix = (found: [string, string | null] | null): string =>
  found === null ? '' : `-${found[0]}${found[1] ?? ''}`

const counted = fc
  .tuple(number, number, suffix)
  .map(([major, minor, found]) => `${major}.${minor}${withSuffix(found)}`)

const schemes: readonly [string, Scheme, fc.Arbitrary<string>][] = [
  ['template', made.value, templated],
  ['numbered', numbered({ numbers: 2, suffixes: ['alpha', 'beta'] }), counted],
]

describe.each(schemes)('%s', (_, scheme, text) => {
  const parsed = (written: string): Version => {
    const version = scheme.parse(written)
    if (!version.ok) throw new Error(`${written}: ${version.problem.expected}`)
    return version.value
  }
  // `-re.` right after the core is the marker's, whatever the writer meant.
  const version = text.filter((written) => scheme.parse(written).ok)
  const three = fc
    .tuple(version, version, version)
    .map((texts) => texts.map(parsed) as [Version, Version, Version])

  it('what is written canonically is read as itself, with or without a v', () => {
    fc.assert(
      fc.property(version, (written) => {
        expect(parsed(written).text).toBe(written)
        expect(parsed(`v${written}`)).toEqual(parsed(written))
      }),
      runs(1000),
    )
  })

  it('either way round gives the opposite answer, and only equal texts are equal', () => {
    fc.assert(
      fc.property(three, ([a, b]) => {
        expect(compareVersions(a, a)).toBe(0)
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0)
        expect(compareVersions(a, b) === 0).toBe(a.text === b.text)
      }),
      runs(1000),
    )
  })

  it('it is transitive, and lines agree with it', () => {
    fc.assert(
      fc.property(three, (versions) => {
        const [a, b, c] = [...versions].sort(compareVersions) as [Version, Version, Version]
        expect(compareVersions(a, b)).toBeLessThanOrEqual(0)
        expect(compareVersions(b, c)).toBeLessThanOrEqual(0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
        expect(lineDistance(a.line, c.line) ?? 0).toBeLessThanOrEqual(0)
      }),
      runs(1000),
    )
  })

  it('a text is read, or it is said at which character reading stopped', () => {
    const broken = fc
      .tuple(text, fc.nat(), fc.constantFrom('', '0', '.', '-', '+', 'v', 'x', ' ', '-re.', '-rc'), fc.nat(3))
      .map(([written, at, inserted, removed]) => {
        const offset = at % (written.length + 1)
        return written.slice(0, offset) + inserted + written.slice(offset + removed)
      })
    fc.assert(
      fc.property(fc.oneof(broken, fc.string()), (written) => {
        const read = scheme.parse(written)
        if (read.ok) return
        expect(read.problem.text).toBe(written)
        expect(read.problem.expected).not.toBe('')
        expect(read.problem.at).toBeGreaterThanOrEqual(0)
        expect(read.problem.at).toBeLessThanOrEqual(written.length)
      }),
      runs(2000),
    )
  })
})

/* Nothing is timed: a reader that goes back over what it has read does not come to an end here. */
describe('a million characters are read in one go', () => {
  const many = (piece: string): string => piece.repeat(Math.ceil(1_000_000 / piece.length))
  it.each(
    ['9', '0', '.', '-', 'v', '-re.', '1.', 'rc.', '-rc', 'a'].flatMap((piece) =>
      ['', '1.0.0', '1.0.0-', '1.0.0-rc.', '1.0.0-re.1-', '1.0alpha'].map((start) => [start, piece] as const),
    ),
  )('%j and many %j', (start, piece) => {
    for (const [, scheme] of schemes) {
      const read = scheme.parse(start + many(piece))
      expect(read.ok || read.problem.at >= 0).toBe(true)
    }
  })
})
