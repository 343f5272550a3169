import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/*
 * What the versioning guide of UXP demands of tags and branches, guarantee by guarantee: histories as tables, judged on the
 * command line. Every case tells the findings that it must have, and has no others.
 */

const folder = mkdtempSync(join(tmpdir(), 'interlock-tags-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** A table of tags: one a line, `TAG BRANCH [DAY] [CROSSPLANE INSIDE]`; the day stays until another one is told. */
function table(history: string, isUpstream = false): string {
  // Under the text of today, and before there was a promise on how soon minors follow.
  let day = '2021-10-01'
  const rows = history
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => {
      const [tag = '', branch = '', ...rest] = line.split(/\s+/)
      const date = rest.find((word) => /^\d{4}-/.test(word))
      day = date ?? day
      const inside = rest.find((word) => word !== date) ?? /^v\d+\.\d+\.\d+/.exec(tag)?.[0] ?? ''
      return [tag, day, branch, ...(isUpstream ? [] : [inside])].join(',')
    })
  const file = join(folder, `${++files}.csv`)
  writeFileSync(file, `tag,date,branch${isUpstream ? '' : ',crossplane'}\n${rows.join('\n')}\n`)
  return file
}

interface Answer {
  readonly verdict: string
  readonly scoreboard: readonly { readonly rule: string; readonly [score: string]: unknown }[]
  readonly findings: readonly {
    readonly rule: string
    readonly severity: string
    readonly tag: string | null
    readonly branch: string | null
    readonly expected: readonly string[]
  }[]
}

function lint(history: string, options = '', upstream?: string): Answer {
  const more = upstream === undefined ? [] : ['--upstream', table(upstream, true)]
  const asked = ['release', 'lint', '--policy', 'uxp', '--history', table(history), ...more]
  const { out, err } = interlock([...asked, ...words(options), '--format', 'json'])
  expect(err).toBe('')
  return JSON.parse(out) as Answer
}

/** The findings on the last tag, as `rule severity: expected`. */
function onLast(history: string, options = '', upstream?: string): string[] {
  const last = history
    .trim()
    .split(/\s*\n\s*/)
    .at(-1)
    ?.split(/\s+/)[0]
  return lint(history, options, upstream)
    .findings.filter(({ tag }) => tag === last)
    .map(
      ({ rule, severity, expected }) =>
        `${rule.replace('uxp/', '')} ${severity}${expected.length > 0 ? `: ${expected.join(' or ')}` : ''}`,
    )
    .sort()
}

describe('guarantees, each kept and broken', () => {
  const candidate = (tag: string, branch: string): string => `${tag}-uprc.0 ${branch}\n${tag} ${branch}`

  it.each([
    ['U11 on main there is -up.1 and nothing after it', 'v1.4.0-rc.0-up.1 main', []],
    [
      'U11 a candidate of its own is no tag for main',
      'v1.7.0-up.1-uprc.0 main',
      ['g1 error: v1.7.0-rc.N-up.1', 'g2 error: v1.7.0-rc.N-up.1'],
    ],
    ['U11 nor is -up.0', 'v1.4.0-rc.0-up.0 main', ['g1 error: v1.4.0-rc.0-up.1']],
    ['U11 which it was before the text changed', 'v1.4.0-rc.0-up.0 main 2021-08-05', []],
    ['U11 when -up.1 was wrong', 'v1.4.0-rc.0-up.1 main 2021-08-05', ['g1 error: v1.4.0-rc.0-up.0']],
    ['U12 on main the Crossplane is vX.Y.0-rc.Z', 'v1.5.0-rc.0-up.1 main', []],
    [
      'U12 not a released one',
      'v1.9.0-up.1-rc.1 main',
      [
        'g1 error: v1.9.0-rc.N-up.1',
        'g2 error: v1.9.0-rc.N-up.1',
        'own-candidates warning: v1.9.0-up.1-uprc.1',
      ],
    ],
    ['U12 nor a candidate of a patch', 'v1.5.1-rc.0-up.1 main', ['g2 error: v1.5.0-rc.0-up.1']],
    ['U13 on a release branch it is released', candidate('v1.2.2-up.1', 'release-1.2'), []],
    ['U13 never a candidate', 'v1.2.2-rc.0-up.1 release-1.2', ['g3 error: v1.2.2-up.1']],
    [
      'U14 patches of Crossplane may be left out',
      `${candidate('v1.2.3-up.1', 'release-1.2')}\n${candidate('v1.2.5-up.1', 'release-1.2')}`,
      [],
    ],
    ['U15 a release has had a candidate', 'v1.2.2-up.1 release-1.2', ['g5 error: v1.2.2-up.1-uprc.0']],
    [
      'U15 a candidate of another marker is none of it',
      'v1.2.2-up.1-uprc.0 release-1.2\nv1.2.2-up.2 release-1.2',
      ['g5 error: v1.2.2-up.2-uprc.0', 'g8 error: v1.2.2-up.1'],
    ],
    ['U15 a misspelt one is', 'v1.2.2-up.1-rc.0 release-1.2\nv1.2.2-up.1 release-1.2', []],
    ['U16 a candidate may be tagged on a release branch', 'v1.2.2-up.1-uprc.0 release-1.2', []],
    [
      'U16 not on main',
      'v1.2.2-up.4-uprc.0 main',
      ['g1 error: v1.2.0-rc.N-up.1', 'g2 error: v1.2.0-rc.N-up.1'],
    ],
    [
      'U17 after a release the marker goes on',
      `${candidate('v1.2.2-up.1', 'release-1.2')}\nv1.2.2-up.2-uprc.0 release-1.2`,
      [],
    ],
    [
      'U17 by one',
      `${candidate('v1.2.2-up.1', 'release-1.2')}\nv1.2.2-up.3-uprc.0 release-1.2`,
      ['g7 error: v1.2.2-up.2-uprc.0'],
    ],
    [
      'U17 not at all is not enough',
      `${candidate('v1.2.2-up.1', 'release-1.2')}\nv1.2.2-up.1-uprc.1 release-1.2`,
      ['g7 error: v1.2.2-up.2-uprc.1'],
    ],
    [
      'U18 another Crossplane begins with -up.1',
      `${candidate('v1.2.2-up.1', 'release-1.2')}\nv1.2.3-up.1-uprc.0 release-1.2`,
      [],
    ],
    [
      'U18 with nothing else',
      `${candidate('v1.2.2-up.1', 'release-1.2')}\nv1.2.3-up.2-uprc.0 release-1.2`,
      ['g8 error: v1.2.3-up.1-uprc.0'],
    ],
    [
      'U18 -up.0 is wrong',
      'v1.3.0-up.0-uprc.0 release-1.3\nv1.3.0-up.0 release-1.3',
      ['g8 error: v1.3.0-up.1'],
    ],
    [
      'U18 and was right when it was cut',
      'v1.3.0-up.0-uprc.0 release-1.3 2021-07-28\nv1.3.0-up.0 release-1.3',
      [],
    ],
    [
      'U18 what is out is out, wherever it was tagged',
      'v1.4.0-up.1-uprc.0 release-1.4\nv1.4.0-up.1 main\nv1.4.0-up.2-uprc.0 release-1.4',
      [],
    ],
    [
      'U19 equal markers of two branches say nothing of each other',
      `${candidate('v1.2.2-up.1', 'release-1.2')}\n${candidate('v1.3.0-up.1', 'release-1.3')}`,
      [],
    ],
    [
      'U21 what is released is on the branch of its minor',
      candidate('v1.3.0-up.1', 'release-1.2'),
      ['released-from-own-branch error: release-1.3'],
    ],
    [
      'U23 a release with a candidate inside is none',
      'v1.4.0-rc.0-up.1 release-1.4',
      ['g3 error: v1.4.0-up.1'],
    ],
    [
      'U24 after a release the next candidate comes',
      `${candidate('v1.2.2-up.1', 'release-1.2')}\nv1.2.3-up.1 release-1.2`,
      ['candidate-after-release warning: v1.2.3-up.1-uprc.0', 'g5 error: v1.2.3-up.1-uprc.0'],
    ],
  ] as const)('%s', (_, history, expected) => {
    expect(onLast(history)).toEqual(expected)
  })
})

describe('what is embedded, and what upstream has', () => {
  const upstream = `
    v1.2.1 release-1.2 2021-07-01
    v1.2.2 release-1.2 2021-08-01
    v1.5.0-rc.0 main 2021-08-02
    v1.2.3 release-1.2 2021-11-01
  `
  it.each([
    ['U20 main goes with the newest candidate', 'v1.5.0-rc.0-up.1 main', []],
    [
      'U20 not with an older one',
      'v1.4.0-rc.0-up.1 main',
      ['crossplane-exists note', 'main-tracks-crossplane error: v1.5.0-rc.0-up.1'],
    ],
    ['U22 a release branch goes with the newest patch', 'v1.2.2-up.1-uprc.0 release-1.2', []],
    [
      'U22 not with an older one',
      'v1.2.1-up.1-uprc.0 release-1.2',
      ['release-tracks-crossplane error: v1.2.2-up.1-uprc.0'],
    ],
    ['U22 what upstream releases later does not count', 'v1.2.2-up.1-uprc.0 release-1.2 2021-10-31', []],
    [
      'U3 a patch that upstream does not have is told',
      'v1.2.9-up.1-uprc.0 release-1.2',
      ['crossplane-exists note'],
    ],
    [
      'U2 what is inside has the numbers of the tag',
      'v1.2.2-up.1-uprc.0 release-1.2 v1.2.1',
      ['embeds-crossplane error: v1.2.1-up.1-uprc.0'],
    ],
  ] as const)('%s', (_, history, expected) => {
    expect(onLast(history, '', upstream).filter((one) => !one.startsWith('g'))).toEqual(
      expected.filter((one) => !one.startsWith('g')),
    )
  })

  it('U21 a branch that upstream does not have is a finding of its own', () => {
    const history = 'v1.2.2-up.1-uprc.0 release-1.2\nv1.9.0-up.1-uprc.0 release-1.9'
    const { findings } = lint(history, '', upstream)
    expect(findings.filter(({ tag }) => tag === null)).toMatchObject([
      { rule: 'uxp/branches-mirror-crossplane', severity: 'error', branch: 'release-1.9' },
    ])
  })

  it('U20, U22 without upstream these rules are not asked, and that is told', () => {
    const { scoreboard } = lint('v1.4.0-rc.0-up.1 main')
    const unasked = scoreboard.filter(({ asked }) => asked === false).map(({ rule }) => rule)
    expect(unasked).toEqual([
      'uxp/crossplane-exists',
      'uxp/main-tracks-crossplane',
      'uxp/release-tracks-crossplane',
      'uxp/branches-mirror-crossplane',
    ])
  })
})

describe('tags that are no versions', () => {
  it.each([
    [
      'U4, U8, U11, U12 a dot where a dash belongs',
      'v1.15.0-up.1.rc.3 main',
      [
        'g1 error: v1.15.0-rc.N-up.1',
        'g2 error: v1.15.0-rc.N-up.1',
        'own-candidates warning: v1.15.0-up.1-uprc.3',
        'version-form error: v1.15.0-up.1-uprc.3',
      ],
    ],
    ['U1 no marker at all', 'v1.2.0-rc main', ['version-form error']],
    [
      'U4 build metadata',
      'v1.3.0+up.2 release-1.3',
      ['g8 error: v1.3.0-up.1', 'g5 error: v1.3.0-up.2-uprc.0', 'version-form error: v1.3.0-up.2'],
    ],
    ['U4 a leading zero', 'v1.3.0-up.01 release-1.3', ['version-form error']],
    ['U9 both kinds of candidate', 'v1.4.0-rc.0-up.1-uprc.0 main', ['version-form error']],
  ] as const)('%s', (_, history, expected) => {
    expect(onLast(history)).toEqual([...expected].sort())
  })
})

describe('the worked history of the diagram', () => {
  // Of no known order between branches; on each branch as drawn. One tag of main is drawn three times.
  const diagram = `
    v1.2.0-rc.0-up.1 main
    v1.2.0-up.1-uprc.0 release-1.2
    v1.2.0-up.1 release-1.2
    v1.2.0-up.2-uprc.0 release-1.2
    v1.3.0-rc.0-up.1 main
    v1.3.0-rc.1-up.1 main
    v1.3.0-up.1-uprc.0 release-1.3
    v1.3.0-up.1 release-1.3
    v1.3.0-up.2-uprc.0 release-1.3
    v1.4.0-rc.0-up.1 main
    v1.4.0-rc.1-up.1 main
    v1.4.0-rc.1-up.1 main
    v1.4.0-rc.1-up.1 main
    v1.2.2-up.1-rc.0 release-1.2
    v1.2.2-up.1 release-1.2
    v1.2.2-up.2-uprc.0 release-1.2
    v1.5.0-rc.0-up.1 main
  `
  const { findings, scoreboard, verdict } = lint(diagram)

  it('U8 breaks nothing but the advice on candidates, once', () => {
    expect(findings.map(({ rule, severity, tag, expected }) => [rule, severity, tag, expected])).toEqual([
      ['uxp/own-candidates', 'warning', 'v1.2.2-up.1-rc.0', ['v1.2.2-up.1-uprc.0']],
    ])
    expect(verdict).toBe('supported')
  })

  it('U11, U12, U13, U15, U17, U18, U24 obeys each guarantee as often as it applies', () => {
    const obeyed = scoreboard.flatMap(({ rule, obeyed, violated, unknown, legacy, notApplicable }) => {
      expect(legacy, rule).toBe(rule === 'uxp/minor-within-two-weeks' ? 2 : 0)
      const sum = [obeyed, violated, unknown, legacy, notApplicable].reduce(
        (a, b) => Number(a) + Number(b),
        0,
      )
      if (rule !== 'uxp/branches-mirror-crossplane') expect(sum, rule).toBe(17)
      return Number(obeyed) > 0 ? [[rule.replace('uxp/', ''), obeyed]] : []
    })
    expect(Object.fromEntries(obeyed)).toEqual({
      'version-form': 17,
      'own-candidates': 16,
      g1: 8,
      g2: 8,
      g3: 9,
      g5: 3,
      'candidate-in-release': 3,
      g7: 3,
      g8: 6,
      'embeds-crossplane': 17,
      'released-from-own-branch': 3,
      'candidate-after-release': 3,
    })
  })

  it('U17 read word for word it breaks the count at the new Crossplane', () => {
    const literal = lint(`${diagram}\nv1.2.3-up.1-uprc.0 release-1.2`, '--reading g7=literal')
    expect(literal.findings.filter(({ rule }) => rule === 'uxp/g7')).toEqual([])
    const released = diagram.replace(
      'v1.2.2-up.1-rc.0 release-1.2',
      'v1.2.0-up.2 release-1.2\nv1.2.2-up.1-rc.0 release-1.2',
    )
    expect(
      lint(released, '--reading g7=literal').findings.filter(({ rule }) => rule === 'uxp/g7'),
    ).toMatchObject([{ tag: 'v1.2.2-up.1-rc.0', expected: ['v1.2.2-up.3-rc.0'] }])
    expect(lint(released).findings.filter(({ rule }) => rule === 'uxp/g7')).toEqual([])
  })
})

it.each([
  ['U14', 'uxp/g4', 'not every patch of Crossplane becomes a release of UXP'],
  ['U16', 'uxp/g6', 'a version on a release branch may end in -uprc.X'],
  ['U19', 'uxp/g9', 'equal markers of two Crossplane versions or branches mean nothing'],
])('%s a permission is explained, never judged: %s', (_, rule, says) => {
  const { out, code } = interlock(words(`explain ${rule}`))
  expect({ code, says: out.replace(/\s+/g, ' ').includes(says) }).toEqual({ code: 0, says: true })
})
