import { describe, expect, it } from 'vitest'
import { type NumberedOptions, numbered } from './numbered.ts'
import { compareVersions, lineDistance, type Version } from './version.ts'

const suffixes = ['alpha', 'beta']
const one = numbered({ suffixes })
const two = numbered({ numbers: 2, suffixes })
const bare = numbered()

const parsed = (text: string, scheme = one): Version => {
  const version = scheme.parse(text)
  if (!version.ok) throw new Error(`${text}: ${version.problem.expected}`)
  return version.value
}

describe('what is read', () => {
  it.each([
    ['v1', bare, '1', '1', false],
    ['12', bare, '12', '12', false],
    ['v1', one, '1', '1', false],
    ['v1alpha1', one, '1alpha1', '1', true],
    ['v1-alpha1', one, '1alpha1', '1', true],
    ['v2beta', one, '2beta', '2', true],
    ['v1.0', two, '1.0', '1', false],
    ['v1.0-alpha1', two, '1.0-alpha1', '1', true],
    ['v1.0alpha1', two, '1.0-alpha1', '1', true],
    ['v1.0alpha', two, '1.0-alpha', '1', true],
    ['v2.0-beta2', two, '2.0-beta2', '2', true],
  ] as const)('%s', (text, scheme, canonical, line, isPrerelease) => {
    const version = parsed(text, scheme)
    expect(version).toMatchObject({
      text: canonical,
      line: { label: line },
      major: { label: line },
      isPrerelease,
    })
    expect(parsed(version.text, scheme)).toEqual(version)
  })

  it('what is not final has a word of its own, where the scheme has one', () => {
    const scheme = numbered({ numbers: 2, suffixes, called: 'experimental' })
    expect(parsed('v1.0alpha', scheme).called).toBe('experimental')
    expect(parsed('v1.0', scheme).called).toBeUndefined()
    expect(parsed('v1.0alpha', two).called).toBeUndefined()
  })

  it('a longer word is meant where it begins like a shorter one', () => {
    const scheme = numbered({ suffixes: ['pre', 'preview'] })
    expect(compareVersions(parsed('v1pre9', scheme), parsed('v1preview1', scheme))).toBeLessThan(0)
  })

  it('lines are majors', () => {
    expect(lineDistance(parsed('v3').line, parsed('v1alpha1').line)).toBe(2)
    expect(two.parseLine('v1')).toMatchObject({ ok: true })
    expect(two.parseLine('v1.0')).toMatchObject({ ok: false })
  })
})

describe('the order', () => {
  it.each([
    ['v1alpha v1alpha1 v1alpha2 v1alpha10 v1beta1 v1beta2 v1 v2alpha1 v2 v10', one],
    ['v1.0alpha v1.0-alpha1 v1.0-alpha2 v1.0-beta1 v1.0 v1.1-alpha1 v1.1 v1.10 v2.0', two],
    ['v0 v1 v2 v10', bare],
  ])('%s', (text, scheme) => {
    const versions = text.split(' ').map((each) => parsed(each, scheme))
    expect([...versions].reverse().sort(compareVersions)).toEqual(versions)
  })
})

describe('what is no version, and where reading stopped', () => {
  const suffixed: NumberedOptions = { suffixes }
  it.each([
    ['', {}, 0, 'a major number'],
    ['v', {}, 1, 'a major number'],
    ['v01', {}, 1, 'a major number without leading zeros'],
    ['v1.0', {}, 2, 'the end of the version'],
    ['v1alpha1', {}, 2, 'the end of the version'],
    ['v1', { numbers: 2 }, 2, '"." and a minor number'],
    ['v1.', { numbers: 2 }, 3, 'a minor number'],
    ['v1.0.0', { numbers: 2 }, 4, 'the end of the version'],
    ['v1gamma', suffixed, 2, '"alpha", "beta", the end of the version'],
    ['v1-gamma', suffixed, 2, '"alpha", "beta", the end of the version'],
    ['v1-', suffixed, 3, '"alpha", "beta", the end of the version'],
    ['v1alpha01', suffixed, 7, 'a number after "alpha", or the end of the version without leading zeros'],
    ['v1alpha-1', suffixed, 7, 'a number after "alpha", or the end of the version'],
    ['v1alpha1x', suffixed, 8, 'the end of the version'],
    ['9007199254740992', {}, 0, 'a major number of at most 9007199254740991'],
  ] as const)('%j with %j', (text, options, at, expected) => {
    expect(numbered(options).parse(text)).toEqual({ ok: false, problem: { text, at, expected } })
  })
})
