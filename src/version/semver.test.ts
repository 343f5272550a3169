import { describe, expect, it } from 'vitest'
import { type SemverOptions, semver } from './semver.ts'
import { compareLines, compareVersions, type Line, lineDistance, partsOf, type Version } from './version.ts'

const plain = semver()

const parsed = (text: string, options?: SemverOptions): Version => {
  const version = semver(options).parse(text)
  if (!version.ok) throw new Error(`${text}: ${version.problem.expected} at ${version.problem.at}`)
  return version.value
}

const lineOf = (text: string, options?: SemverOptions): Line => {
  const line = semver(options).parseLine(text)
  if (!line.ok) throw new Error(`${text}: ${line.problem.expected}`)
  return line.value
}

/** The examples that semver.org publishes with its regular expression (FAQ, regex101.com/r/vkijKf/1). */
const publishedValid = [
  '0.0.4',
  '1.2.3',
  '10.20.30',
  '1.1.2-prerelease+meta',
  '1.1.2+meta',
  '1.1.2+meta-valid',
  '1.0.0-alpha',
  '1.0.0-beta',
  '1.0.0-alpha.beta',
  '1.0.0-alpha.beta.1',
  '1.0.0-alpha.1',
  '1.0.0-alpha0.valid',
  '1.0.0-alpha.0valid',
  '1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay',
  '1.0.0-rc.1+build.1',
  '2.0.0-rc.1+build.123',
  '1.2.3-beta',
  '10.2.3-DEV-SNAPSHOT',
  '1.2.3-SNAPSHOT-123',
  '1.0.0',
  '2.0.0',
  '1.1.7',
  '2.0.0+build.1848',
  '2.0.1-alpha.1227',
  '1.0.0-alpha+beta',
  '1.2.3----RC-SNAPSHOT.12.9.1--.12+788',
  '1.2.3----R-S.12.9.1--.12+meta',
  '1.2.3----RC-SNAPSHOT.12.9.1--.12',
  '1.0.0+0.build.1-rc.10000aaa-kk-0.1',
  '1.0.0-0A.is.legal',
]

const publishedInvalid = [
  '1',
  '1.2',
  '1.2.3-0123',
  '1.2.3-0123.0123',
  '1.1.2+.123',
  '+invalid',
  '-invalid',
  '-invalid+invalid',
  '-invalid.01',
  'alpha',
  'alpha.beta',
  'alpha.beta.1',
  'alpha.1',
  'alpha+beta',
  'alpha_beta',
  'alpha.',
  'alpha..',
  'beta',
  '1.0.0-alpha_beta',
  '-alpha.',
  '1.0.0-alpha..',
  '1.0.0-alpha..1',
  '1.0.0-alpha...1',
  '1.0.0-alpha....1',
  '1.0.0-alpha.....1',
  '1.0.0-alpha......1',
  '1.0.0-alpha.......1',
  '01.1.1',
  '1.01.1',
  '1.1.01',
  '1.2.3.DEV',
  '1.2-SNAPSHOT',
  '1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788',
  '1.2-RC-SNAPSHOT',
  '-1.0.3-gamma+b7718',
  '+justmeta',
  '9.8.7+meta+meta',
  '9.8.7-whatever+meta+meta',
  '99999999999999999999999.999999999999999999.99999999999999999----RC-SNAPSHOT.12.09.1--------------------------------..12',
]

describe('the grammar of SemVer 2.0.0', () => {
  it.each(publishedValid)('%s is a version', (text) => {
    expect(parsed(text).text).toBe(text)
  })

  it.each(publishedInvalid)('%s is no version', (text) => {
    expect(plain.parse(text).ok).toBe(false)
  })

  // The one published example that is refused: distances have to be exact.
  it('99999999999999999999999.999999999999999999.99999999999999999 is refused for its size alone', () => {
    const text = '99999999999999999999999.999999999999999999.99999999999999999'
    expect(plain.parse(text)).toEqual({
      ok: false,
      problem: { text, at: 0, expected: 'a major number of at most 9007199254740991' },
    })
  })

  it.each([
    ['v1.2.3', '1.2.3'],
    ['v1.2.3-rc.1+build', '1.2.3-rc.1+build'],
    ['1.2.3+v9', '1.2.3+v9'],
    ['9007199254740991.0.0', '9007199254740991.0.0'],
    ['0.0.0', '0.0.0'],
  ])('%s is written %s', (written, text) => {
    expect(parsed(written).text).toBe(text)
  })
})

describe('a problem says where reading stopped and what should stand there', () => {
  it.each([
    ['', 0, 'a major number'],
    ['v', 1, 'a major number'],
    ['vv1.0.0', 1, 'a major number'],
    ['V1.0.0', 0, 'a major number'],
    [' 1.0.0', 0, 'a major number'],
    ['x1.0.0', 0, 'a major number'],
    ['1', 1, '"." and a minor number'],
    ['1.', 2, 'a minor number'],
    ['1.2', 3, '"." and a patch number'],
    ['1.2.', 4, 'a patch number'],
    ['1..3', 2, 'a minor number'],
    ['1.x.0', 2, 'a minor number'],
    ['1,2,3', 1, '"." and a minor number'],
    ['01.0.0', 0, 'a major number without leading zeros'],
    ['v01.0.0', 1, 'a major number without leading zeros'],
    ['1.00.0', 2, 'a minor number without leading zeros'],
    ['1.00.0-dev-x', 2, 'a minor number without leading zeros'],
    ['1.0.007', 4, 'a patch number without leading zeros'],
    ['1.9007199254740992.0', 2, 'a minor number of at most 9007199254740991'],
    ['1.2.3.4', 5, '"-", "+" or the end of the version'],
    ['1.2.3 ', 5, '"-", "+" or the end of the version'],
    ['1.2.3rc1', 5, '"-", "+" or the end of the version'],
    ['1.2.3-', 6, 'a pre-release identifier'],
    ['1.2.3-a..b', 8, 'a pre-release identifier'],
    ['1.2.3-a.', 8, 'a pre-release identifier'],
    ['1.2.3-+b', 6, 'a pre-release identifier'],
    ['1.2.3-a_b', 7, '".", "+" or the end of the version'],
    ['1.2.3-ä', 6, 'a pre-release identifier'],
    ['1.2.3-01', 6, 'a numeric identifier without leading zeros'],
    ['1.2.3-a.01', 8, 'a numeric identifier without leading zeros'],
    ['1.2.3-a01.01', 10, 'a numeric identifier without leading zeros'],
    ['1.2.3-001.00', 6, 'a numeric identifier without leading zeros'],
    ['1.2.3+', 6, 'a build identifier'],
    ['1.2.3+a..b', 8, 'a build identifier'],
    ['1.2.3+a+b', 7, '"-", "+" or the end of the version'],
    ['1.2.3\n', 5, '"-", "+" or the end of the version'],
  ])('%j stops at %i, where %s is expected', (text, at, expected) => {
    expect(plain.parse(text)).toEqual({ ok: false, problem: { text, at, expected } })
  })
})

describe('precedence', () => {
  /** Each list ascends strictly. The first two are the specification's own (item 11). */
  const ascending = [
    '1.0.0 2.0.0 2.1.0 2.1.1',
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0',
    '1.9.0 1.10.0 1.11.0',
    '0.12.9 1.0.0-0 1.0.0',
    '1.0.0-0 1.0.0-9 1.0.0-10 1.0.0-999999999999999 1.0.0-1000000000000000 1.0.0-9007199254740993 1.0.0-a',
    '1.0.0-9007199254740992 1.0.0-9007199254740993 1.0.0-90071992547409930',
    '1.0.0-- 1.0.0-0a 1.0.0-A 1.0.0-a',
    '1.0.0-a.a 1.0.0-a.a.0 1.0.0-a.b 1.0.0-aa',
    '1.0.0-rc1 1.0.0-rc10 1.0.0-rc2',
  ]

  it.each(ascending)('%s', (list) => {
    const versions = list.split(' ').map((text) => parsed(text))
    for (const [i, a] of versions.entries()) {
      for (const [j, b] of versions.entries()) {
        expect(Math.sign(compareVersions(a, b)), `${a.text} to ${b.text}`).toBe(Math.sign(i - j))
      }
    }
  })

  it.each([
    ['1.0.0+a', '1.0.0+b'],
    ['1.0.0', '1.0.0+b'],
    ['1.0.0-rc.1+5', '1.0.0-rc.1'],
    ['v1.0.0', '1.0.0'],
  ])('%s and %s have the same place', (a, b) => {
    expect(compareVersions(parsed(a), parsed(b))).toBe(0)
  })

  it('build metadata stays in the text', () => {
    expect(parsed('v1.0.0+linux.5').text).toBe('1.0.0+linux.5')
  })
})

describe('pre-releases and development builds', () => {
  it.each([
    ['1.16.0-dev-abc123', undefined, true],
    ['1.16.0-dev', undefined, true],
    ['1.16.0-dev.3+dirty', undefined, true],
    ['v1.16.0-dev-abc123', undefined, true],
    ['1.16.0-devel', undefined, false],
    ['1.16.0-rc.dev', undefined, false],
    ['1.16.0-rc-dev', undefined, false],
    ['1.16.0+dev', undefined, false],
    ['1.16.0', undefined, false],
    ['1.16.0-dev', [], false],
    ['1.16.0-snapshot.7', ['snapshot', 'local'], true],
    ['1.16.0-dev', ['snapshot'], false],
  ])('%s with the words %j is a development build: %s', (text, development, expected) => {
    expect(parsed(text, development && { development }).isDevelopment).toBe(expected)
  })

  it.each([
    ['1.0.0', false],
    ['1.0.0+rc', false],
    ['1.0.0-0', true],
    ['1.0.0-dev-x', true],
  ])('%s is a pre-release: %s', (text, expected) => {
    expect(parsed(text).isPrerelease).toBe(expected)
  })
})

describe('lines', () => {
  const joined: SemverOptions = { joined: [['0.12', '1.0']] }
  const chained: SemverOptions = {
    joined: [
      ['1.3', '2.0'],
      ['0.12', '1.0'],
    ],
  }
  const late: SemverOptions = { joined: [['0.12', '1.3']] }
  const majors: SemverOptions = { line: 'major' }

  it.each([
    ['1.2', '1.2', undefined, 0],
    ['1.3', '1.2', undefined, 1],
    ['1.0', '1.9', undefined, -9],
    ['1.0', '0.12', undefined, undefined],
    ['1.0', '0.12', joined, 1],
    ['0.12', '1.0', joined, -1],
    ['0.11', '1.0', joined, -2],
    ['1.4', '0.10', joined, 7],
    ['0.13', '1.0', joined, undefined],
    ['0.13', '0.12', joined, undefined],
    ['0.14', '0.13', joined, 1],
    ['2.0', '1.0', joined, undefined],
    ['2.1', '2.0', joined, 1],
    ['2.0', '1.3', chained, 1],
    ['2.0', '0.12', chained, 5],
    ['2.2', '0.11', chained, 8],
    ['1.4', '2.0', chained, undefined],
    ['1.4', '0.12', chained, undefined],
    ['1.3', '0.12', late, 1],
    ['1.4', '0.12', late, 2],
    ['1.2', '0.12', late, undefined],
    ['1.2', '1.3', late, undefined],
    ['1.2', '1.0', late, 2],
    ['3', '1', majors, 2],
    ['0', '1', majors, -1],
  ])('%s is ahead of %s, with %j, by %s', (a, b, options, distance) => {
    expect(lineDistance(lineOf(a, options), lineOf(b, options))).toBe(distance)
  })

  it.each([
    ['0.12', '1.0', -1],
    ['0.13', '1.0', -1],
    ['1.10', '1.9', 1],
    ['1.2', '1.2', 0],
  ])('the order of %s and %s is %i, whether or not they have a distance', (a, b, order) => {
    expect(Math.sign(compareLines(lineOf(a, joined), lineOf(b, joined)))).toBe(order)
  })

  it.each([
    ['1.2.3', undefined, '1.2', '1'],
    ['v0.12.0-rc.1', undefined, '0.12', '0'],
    ['1.2.3', majors, '1', '1'],
  ])('%s with %j is of line %s and major %s', (text, options, line, major) => {
    const version = parsed(text, options)
    expect([version.line.label, version.major.label]).toEqual([line, major])
  })

  it('majors are counted without gaps, joined or not', () => {
    expect(lineDistance(parsed('3.0.0', joined).major, parsed('0.5.0', joined).major)).toBe(3)
  })

  it.each([
    ['1', undefined, 1, '"." and a minor number'],
    ['v1', undefined, 2, '"." and a minor number'],
    ['1.2', majors, 1, 'the end: lines are majors'],
    ['v1.2', majors, 2, 'the end: lines are majors'],
    ['', undefined, 0, 'the name of a line, such as 1.2'],
    ['1.2.3', undefined, 0, 'the name of a line, such as 1.2'],
    ['01.2', undefined, 0, 'the name of a line, such as 1.2'],
    ['1.x', undefined, 0, 'the name of a line, such as 1.2'],
  ])('%j with %j is no line: at %i, %s is expected', (text, options, at, expected) => {
    expect(semver(options).parseLine(text)).toEqual({ ok: false, problem: { text, at, expected } })
  })

  it.each<[SemverOptions['joined'], string]>([
    [[['1.0', '0.12']], 'line 1.0 cannot be joined backwards'],
    [[['1.0', '1.2']], 'line 1.0 cannot be joined backwards'],
    [
      [
        ['0.12', '1.0'],
        ['0.13', '1.0'],
      ],
      'major 1 is joined twice',
    ],
    [
      [
        ['0.12', '1.0'],
        ['0.13', '2.0'],
      ],
      'major 0 is joined to two others',
    ],
    [
      [
        ['0.12', '1.3'],
        ['1.2', '2.0'],
      ],
      'line 1.2 comes before the line at which major 1 is joined',
    ],
    [[['0', '1.0']], 'a line is written MAJOR.MINOR, not "0"'],
    [[['0.12', '1.0.0']], 'a line is written MAJOR.MINOR, not "1.0.0"'],
    [[['0.012', '1.0']], 'a line is written MAJOR.MINOR, not "0.012"'],
  ])('the joins %j are refused: %s', (joins, message) => {
    expect(() => semver({ joined: joins ?? [] })).toThrow(message)
  })
})

it.each([
  ['1.2.3', { core: '1.2.3' }],
  ['1.2.3-rc.1', { core: '1.2.3', pre: 'rc.1' }],
  ['1.2.3-a-b.1+c-d', { core: '1.2.3', pre: 'a-b.1', build: 'c-d' }],
  ['1.2.3+c', { core: '1.2.3', build: 'c' }],
])('%s has parts, and is written as they say', (text, parts) => {
  const scheme = semver()
  const version = scheme.parse(text)
  expect(version.ok && partsOf(version.value)).toEqual(parts)
  expect(scheme.write(parts)).toBe(text)
})

describe('what a vendor adds to a release', () => {
  const vendors = { vendors: ['k3s', 'gke', 'eks'] }

  it.each([
    ['1.30.4+k3s1', '1.30.4'],
    ['v1.30.4+k3s10', '1.30.4'],
    ['1.27.3-gke.100', '1.27.3'],
    ['1.28.5-eks-5e0fdde', '1.28.5'],
    ['1.28.5-eks', '1.28.5'],
    ['1.31.0-rc.1+k3s1', '1.31.0-rc.1'],
  ])('%s is a build of %s', (text, release) => {
    const version = parsed(text, vendors)
    expect(version.vendorOf).toBe(release)
    expect(version.isPrerelease).toBe(release.includes('-rc'))
    expect(compareVersions(version, parsed(release, vendors))).toBeGreaterThan(0)
    expect(version.line.label).toBe(parsed(release).line.label)
  })

  it.each([
    ['1.30.4+k3s9', '1.30.4+k3s10'],
    ['1.27.3-gke.99', '1.27.3-gke.100'],
    ['1.30.4+k3s9', '1.30.5'],
    ['1.30.4-rc.1', '1.30.4+k3s1'],
    ['1.30.4', '1.30.4-gke.1'],
  ])('%s comes before %s', (first, then) => {
    expect(compareVersions(parsed(first, vendors), parsed(then, vendors))).toBeLessThan(0)
  })

  it.each(['1.30.4-gkex.1', '1.30.4-k', '1.30.4-rc.1', '1.30.4-1.k3s'])('%s stays a pre-release', (text) => {
    expect(parsed(text, vendors)).toMatchObject({ isPrerelease: true })
    expect(parsed(text, vendors).vendorOf).toBeUndefined()
  })

  it('is a pre-release, or nothing, where the vendor is not known', () => {
    expect(parsed('1.27.3-gke.100').isPrerelease).toBe(true)
    expect(compareVersions(parsed('1.30.4+k3s1'), parsed('1.30.4+k3s2'))).toBe(0)
  })
})
