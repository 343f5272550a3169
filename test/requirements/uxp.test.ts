import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interlock, root, words } from '../cli/command.ts'

/*
 * What the versioning guide of UXP demands of a version, line by line, asked on the command line. What it demands
 * of branches and of the order in which tags are made is no matter of versions and not asked here.
 */

interface Row {
  /** The line, and what it says of this case. */
  readonly line: string
  readonly ask: string
  readonly code: 0 | 1 | 2 | 3
  /** What the answer has to say. */
  readonly says?: readonly string[]
  /** What it must not say. */
  readonly never?: string
}

const advised = 'advised against'

const explain = (version: string): string => `version explain --policy uxp ${version}`

const valid = (line: string, version: string, ...says: string[]): Row => ({
  line,
  ask: explain(version),
  code: 0,
  says,
  never: advised,
})
const advisedAgainst = (line: string, version: string, ...says: string[]): Row => ({
  line,
  ask: explain(version),
  code: 0,
  says: [advised, ...says],
})
const invalid = (line: string, version: string, ...says: string[]): Row => ({
  line,
  ask: explain(version),
  code: 1,
  says: ['no version of Universal Crossplane', ...says],
})
const check = (line: string, fleet: string, code: 0 | 1 | 3, ...says: string[]): Row => ({
  line,
  ask: `check --policy uxp ${fleet}`,
  code,
  says,
})
const before = (line: string, a: string, b: string, ...says: string[]): Row => ({
  line,
  ask: `version compare --policy uxp ${a} ${b}`,
  code: 0,
  says: [`${a} < ${b}`, ...says],
})
const otherwise = 'SemVer tools (npm, Helm) have it otherwise: >'

const format: readonly Row[] = [
  valid('U1 a release', 'v1.3.0-up.2', 'release', '1.3.0', 'line'),
  valid('U1 the leading v may be left out', '1.3.0-up.2'),
  valid('U1 a segment before', 'v1.4.0-rc.0-up.1'),
  valid('U1 a segment after', 'v1.4.0-up.1-uprc.0'),
  invalid('U1 without a marker', 'v1.3.0', '"-up."'),
  invalid('U1 with two numbers', 'v1.3-up.1', '"." and a patch number'),
  invalid('U1 a tag of old', 'v1.2.0-rc'),
  invalid('U1 a candidate behind a dot', 'v1.15.0-up.1.rc.3', 'did you mean v1.15.0-up.1-rc.3?'),
  valid('U2 the core is Crossplane', 'v1.3.0-up.2', 'Crossplane Version  v1.3.0'),
  check('U2 what is embedded comes along', 'uxp=1.9.0-up.3', 0, 'delivers crossplane 1.9.0'),
  check('U4 a marker with leading zeros does not run either', 'uxp=v1.3.0-up.01', 1, 'uxp/version-form'),
  check('U8 is warned of where it runs', 'uxp=v1.4.0-up.1-rc.0', 0, 'uxp/own-candidates'),
  check('U9 nor do both at once', 'uxp=v1.4.0-rc.0-up.1-uprc.0', 1, 'uxp/version-form'),
  check('U2 another beside it is a finding', 'uxp=1.9.0-up.3 crossplane=1.9.1', 1, 'uxp/embedded-crossplane'),
  check(
    'U3 a Crossplane that upstream does not have is no violation',
    'uxp=1.3.9-up.1',
    0,
    'crossplane 1.3.9 is in no catalogue',
  ),
  check('U3 and comes along by its number', 'uxp=1.99.0-up.1', 0, 'delivers crossplane 1.99.0'),
  valid('U4 the marker is a number', 'v1.3.0-up.10', 'marker', '10'),
  invalid('U4 without leading zeros', 'v1.3.0-up.01', 'a number without leading zeros'),
  invalid('U4 of digits', 'v1.3.0-up.x', 'a number'),
  invalid('U4 and no build metadata', 'v1.3.0+up.2', 'build metadata', 'did you mean v1.3.0-up.2?'),
  before('U5 a marker counts in its core only', 'v1.2.0-up.9', 'v1.3.0-up.1', 'core decides'),
  valid(
    'U6 before -up is of Crossplane',
    'v1.4.0-rc.0-up.1',
    'Crossplane Version  v1.4.0-rc.0',
    'pre-release',
  ),
  valid('U7 after it is of UXP', 'v1.4.0-up.1-uprc.0', 'Crossplane Version  v1.4.0\n', 'pre-release'),
  advisedAgainst('U8 which begins with up', 'v1.4.0-up.1-rc.0', 'begins with "up"'),
  advisedAgainst('U8 in the history, too', 'v1.16.0-up.1-rc.0', '2024-02-29'),
  valid('U8 Crossplane may call its own as it likes', 'v1.4.0-rc.0-up.1'),
  invalid('U9 never both', 'v1.4.0-rc.0-up.1-uprc.0', 'exclude each other'),
  valid(
    'U10 three terms',
    'v1.2.2-up.3',
    'UXP Version         v1.2.2-up.3',
    'Crossplane Version  v1.2.2\n',
    'Components Marker   -up.3',
  ),
]

const order: readonly Row[] = [
  before('AMB-U-e a candidate of Crossplane', 'v1.4.0-rc.0-up.1', 'v1.4.0-up.1', 'upstreamPre decides'),
  before('AMB-U-e a candidate of UXP', 'v1.4.0-up.1-uprc.0', 'v1.4.0-up.1', otherwise),
  before('AMB-U-e and the next marker', 'v1.2.2-up.4-uprc.0', 'v1.2.2-up.5', otherwise),
  before('AMB-U-e and any marker', 'v1.2.2-up.4-uprc.0', 'v1.2.2-up.99', otherwise),
  before('AMB-U-e numbers of candidates', 'v1.4.0-rc.9-up.1', 'v1.4.0-rc.10-up.1', otherwise),
  before('AMB-U-e markers', 'v1.3.0-up.9', 'v1.3.0-up.10'),
  {
    line: 'AMB-U-e a candidate behind a dot has no place in the order',
    ask: 'version compare --policy uxp v1.15.0-up.1.rc.3 v1.15.0-up.1',
    code: 2,
  },
  {
    line: 'AMB-U-e a Crossplane is no UXP, and is not set against one',
    ask: 'version compare --policy uxp v1.3.0-up.2 v1.3.0',
    code: 2,
  },
  check(
    'AMB-U-e a move goes up although SemVer ranges leave both ends out',
    'uxp=1.3.1-up.1 --to 1.4.0-up.1',
    0,
  ),
]

const moves: readonly Row[] = [
  check('U25 nothing breaks within a major', 'uxp=1.19.3-up.1,1.20.5-up.1', 0),
  check('U25 between majors it may', 'uxp=1.20.5-up.1,2.0.0-up.1', 1, 'uxp/one-major'),
  check('U26 a marker is no patch: nothing is promised of it', 'uxp=1.15.5-up.1 --to 1.15.5-up.2', 0),
  check('U26 nor is one needed', 'uxp=1.15.5-up.1 --to 1.16.2-up.2', 0),
  check(
    'Crossplane goes one minor at a time',
    'uxp=1.18.5-up.1 --to 1.20.5-up.1',
    1,
    'uxp/one-minor-per-upgrade',
  ),
  {
    line: 'and there is a way',
    ask: 'plan --policy uxp uxp=1.18.5-up.1 --to 1.20.5-up.1',
    code: 0,
    says: ['1.18.5-up.1 → 1.19.3-up.1 → 1.20.5-up.1'],
  },
]

describe.each([
  ['format', format],
  ['order', order],
  ['moves', moves],
] as const)('%s', (_, rows) => {
  it.each(rows)('$line: $ask', ({ ask, code, says = [], never }) => {
    const answer = interlock(words(ask))
    expect(answer.code, answer.out + answer.err).toBe(code)
    for (const said of says) expect(answer.out).toContain(said)
    if (never !== undefined) expect(answer.out).not.toContain(never)
    const tooWide = answer.out.split('\n').filter((line) => line.length > 80)
    expect(ask.startsWith('version') ? tooWide : []).toEqual([])
  })
})

describe('the whole history', () => {
  const catalogue = readFileSync(join(root, 'policies/uxp/catalogue.yaml'), 'utf8')
  const tags = [...catalogue.matchAll(/version: (\S+-up\.[^,\s]+)/g)].map(([, text]) => `v${text}`)

  it('is sorted from the standard input as the catalogue lists it, newest first', () => {
    const { code, out, err } = interlock(words('version sort --policy uxp -'), {
      stdin: [...tags].sort().join('\n'),
    })
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n').reverse()).toEqual(tags)
    expect(tags).toHaveLength(102)
    // Said beside the answer: what is read on from a pipe is versions only.
    expect(err).toContain('1.7.0-up.1-uprc.0 before 1.7.0-up.1')
    expect(err).toMatch(/SemVer tools .* turn 7 neighbour pairs round/)
  })

  it('is sorted as JSON without a word beside it', () => {
    const { out, err } = interlock(
      words('version sort --policy uxp --format json v1.4.0-up.1 v1.4.0-up.1-uprc.0'),
    )
    expect(JSON.parse(out)).toEqual(['v1.4.0-up.1-uprc.0', 'v1.4.0-up.1'])
    expect(err).toBe('')
  })

  it('tags that are no versions are refused, each with its place', () => {
    const { code, out, err } = interlock(words('version sort --policy uxp v1.2.0-rc v1.3.0-up.0'))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('"v1.2.0-rc" is no version of Universal Crossplane')
  })
})

describe('U10 as JSON', () => {
  it('every part has its name', () => {
    const { out } = interlock(words('version explain --policy uxp --format json v1.2.2-up.3 v1.3.0+up.2'))
    expect(JSON.parse(out)).toMatchObject([
      {
        written: 'v1.2.2-up.3',
        valid: true,
        fields: { core: '1.2.2', marker: '3' },
        terms: {
          'UXP Version': 'v1.2.2-up.3',
          'Crossplane Version': 'v1.2.2',
          'Components Marker': '-up.3',
        },
      },
      { written: 'v1.3.0+up.2', valid: false, at: 6, meant: 'v1.3.0-up.2' },
    ])
  })
})

describe('U27 how long a line is supported is left undefined', () => {
  it('so no rule says it, and the policy says so', () => {
    const policy = readFileSync(join(root, 'policies/uxp/policy.yaml'), 'utf8')
    expect(policy).not.toContain('kind: support')
    expect(policy).toContain('how long a line is supported, as UXP leaves that undefined')
  })

  it('and a forecast answers that it is undefined, which is no yes', () => {
    const { code, out } = interlock(words('forecast --policy uxp uxp=v1.14.0-up.1'))
    expect(code).toBe(3)
    expect(out).toContain('undefined by the policy')
  })
})

describe('wrong commands', () => {
  it.each([
    ['version sort --policy uxp', 2],
    ['version sort v1', 2],
    ['version sort --policy uxp -', 2],
    ['version explain --policy uxp --component crossplan 1.2.3', 2],
    ['version explain --policy uxp --component crossplane 1.2.3', 0],
    ['version compare --policy uxp v1.3.0-up.1', 2],
    ['version explain --policy no-such-policy 1', 2],
    ['version', 2],
  ])('%s', (ask, code) => {
    const answer = interlock(words(ask))
    expect(answer.code, answer.out + answer.err).toBe(code)
    if (code === 2) expect(answer.err).not.toBe('')
  })
})
