import fc from 'fast-check'
import oracle from 'semver'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { semver } from './semver.ts'
import { compareVersions, lineDistance, type Version } from './version.ts'

const scheme = semver()

const parsed = (text: string): Version => {
  const version = scheme.parse(text)
  if (!version.ok) throw new Error(text)
  return version.value
}

/** Few values, so that equal ones meet; and the sizes at which doubles stop being exact. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('9007199254740990', '9007199254740991') },
)

const longNumber = fc.oneof(
  number,
  fc.constantFrom('9007199254740992', '9007199254740993', '99999999999999999999', '100000000000000000000'),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^[0-9]{14,40}$/)).map(([a, b]) => `${a}${b}`),
)

const identifier = fc.oneof(
  longNumber,
  fc.constantFrom('a', 'b', 'alpha', 'beta', 'rc', 'rc1', 'dev', 'DEV', '-', '--', '0a', 'a-b', '-1'),
  fc.stringMatching(/^[0-9A-Za-z-]{0,4}[A-Za-z-]$/),
)

const version = fc
  .tuple(
    fc.tuple(number, number, number),
    fc.option(fc.array(identifier, { minLength: 1, maxLength: 4 })),
    fc.option(fc.array(fc.stringMatching(/^[0-9A-Za-z-]{1,4}$/), { minLength: 1, maxLength: 2 })),
  )
  .map(([core, prerelease, build]) =>
    [
      core.join('.'),
      prerelease === null ? '' : `-${prerelease.join('.')}`,
      build === null ? '' : `+${build.join('.')}`,
    ].join(''),
  )

/** Texts that are nearly versions: one character more, less or other. */
const nearly = fc
  .tuple(
    version,
    fc.nat(),
    fc.constantFrom('', '0', '.', '-', '+', 'v', 'x', ' ', '_', '00', '..'),
    fc.nat(2),
  )
  .map(([text, at, inserted, removed]) => {
    const offset = at % (text.length + 1)
    return text.slice(0, offset) + inserted + text.slice(offset + removed)
  })

describe('against node-semver', () => {
  it('whatever it accepts strictly is accepted, with the same reading', () => {
    fc.assert(
      fc.property(fc.oneof(version, nearly), (text) => {
        // It trims what it is given; here a space is no part of a version.
        const theirs = text === text.trim() ? oracle.parse(text) : null
        if (theirs === null) return
        const ours = scheme.parse(text)
        expect(ours.ok, text).toBe(true)
        if (!ours.ok) return
        expect(ours.value.line.label).toBe(`${theirs.major}.${theirs.minor}`)
        expect(ours.value.isPrerelease).toBe(theirs.prerelease.length > 0)
      }),
      runs(1000),
    )
  })

  it('two versions are ordered alike, numeric identifiers of any length included', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [left, right] = [oracle.parse(a), oracle.parse(b)]
        if (left === null || right === null) return
        // It keeps a long numeric identifier as a text and compares those as doubles: only exact ones can be held
        // against it. The rest is the next test's.
        const isExact = [...left.prerelease, ...right.prerelease].every(
          (id) => !/^\d+$/.test(String(id)) || Number.isSafeInteger(Number(id)),
        )
        if (!isExact) return
        expect(Math.sign(compareVersions(parsed(a), parsed(b))), `${a} to ${b}`).toBe(
          oracle.compare(left, right),
        )
      }),
      runs(1000),
    )
  })

  it('long numeric identifiers are ordered as numbers', () => {
    fc.assert(
      fc.property(longNumber, longNumber, (a, b) => {
        const [left, right] = [BigInt(a), BigInt(b)]
        const order = compareVersions(parsed(`1.0.0-${a}`), parsed(`1.0.0-${b}`))
        expect(Math.sign(order)).toBe(left < right ? -1 : left > right ? 1 : 0)
      }),
      runs(1000),
    )
  })
})

describe('the order is total', () => {
  const three = fc
    .tuple(version, version, version)
    .map(([a, b, c]) => [parsed(a), parsed(b), parsed(c)] as const)

  it('either way round gives the opposite answer, and each version equals itself', () => {
    fc.assert(
      fc.property(three, ([a, b]) => {
        expect(compareVersions(a, a)).toBe(0)
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0)
      }),
      runs(1000),
    )
  })

  it('it is transitive, also through equal versions', () => {
    fc.assert(
      fc.property(three, (versions) => {
        const [a, b, c] = [...versions].sort(compareVersions) as [Version, Version, Version]
        expect(compareVersions(a, b)).toBeLessThanOrEqual(0)
        expect(compareVersions(b, c)).toBeLessThanOrEqual(0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
      }),
      runs(1000),
    )
  })

  it('distances of lines agree with the order of versions and add up', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        const [ab, bc, ac] = [
          lineDistance(a.line, b.line),
          lineDistance(b.line, c.line),
          lineDistance(a.line, c.line),
        ]
        if (ab === undefined || bc === undefined) return
        expect(ac).toBe(ab + bc)
        if (ab !== 0) expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(ab))
      }),
      runs(1000),
    )
  })
})

/*
 * A million characters of everything that a careless reader would go back over. Nothing is timed: a reader whose
 * time grows with the square of the length does not come to an end within the suite's own time limit.
 */
describe('a million characters are read in one go', () => {
  const length = 1_000_000
  const many = (piece: string): string => piece.repeat(Math.ceil(length / piece.length))

  it.each([
    ['digits of a core number', many('9'), 0],
    ['zeros of a core number', many('0'), 0],
    ['dots', many('.'), 0],
    ['dashes', many('-'), 0],
    ['letters v', many('v'), 1],
    ['numbers and dots', many('1.'), 5],
    ['dots after a core', `1.0.0${many('.')}`, 5],
    ['dots in a pre-release', `1.0.0-${many('.')}`, 6],
    ['padded identifiers', `1.0.0-${many('00.')}0`, 6],
    ['a padded identifier after many that hold its text', `1.0.0-${many('a00.')}00`, 1_000_006],
    ['dashes and an end that does not belong', `1.0.0-${many('-')}_`, 1_000_006],
    ['plus signs', `1.0.0${many('+')}`, 6],
  ])('%s: no version, and it says where', (_, text, at) => {
    const version = scheme.parse(text)
    expect(version.ok ? 'a version' : version.problem.at).toBe(at)
  })

  it.each([
    ['a numeric identifier', `1.0.0-${many('9')}`],
    ['dashes', `1.0.0-${many('-')}`],
    ['text identifiers', `1.0.0-${many('a.')}a`],
    ['numeric identifiers', `1.0.0-${many('0.')}0`],
    ['identifiers too long for a double', `1.0.0-${many('99999999999999999999.')}0`],
    ['a build', `1.0.0+${many('0')}`],
    ['build identifiers', `1.0.0+${many('0.')}0`],
    ['a development word that never ends', `1.0.0-dev${many('-dev')}`],
  ])('%s: a version, equal to itself', (_, text) => {
    const version = parsed(text)
    expect(version.text.length).toBeGreaterThanOrEqual(length)
    expect(compareVersions(version, parsed(text))).toBe(0)
  })

  it.each([
    ['digits', many('9')],
    ['dots', many('.')],
    ['numbers and dots', many('1.')],
    ['letters v', many('v')],
  ])('%s: no line', (_, text) => {
    expect(scheme.parseLine(text).ok).toBe(false)
  })
})
