import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { fits } from '../fuzz/json-schema.ts'
import { runs } from '../fuzz/runs.ts'
import { interlock, words } from './command.ts'
import { sarifSchema } from './sarif-schema.ts'
import { elementsOf } from './xml.ts'

/* The lint of tags on the command line: exit codes, what is judged, waivers, and the formats that pipelines read. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-release-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

function file(content: string, name = `${++files}.csv`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const tags = 'test/cli/fixtures/tags.csv'
const upstream = 'test/cli/fixtures/upstream-tags.csv'
const lint = (rest: string, stdin = '') =>
  interlock(words(`release lint --policy uxp ${rest}`), { stdin, today: '2026-06-15' })
const table = (...rows: string[]): string => file(`tag,date,branch,crossplane\n${rows.join('\n')}\n`)

const upstreamTable = (...rows: string[]): string => file(`tag,date,branch\n${rows.join('\n')}\n`)

const candidate = 'v1.4.0-up.1-uprc.0,2021-10-01,release-1.4,v1.4.0'
const release = 'v1.4.0-up.1,2021-10-05,release-1.4,v1.4.0'
const kept = table(candidate, release)

interface Document {
  readonly verdict: string
  readonly tags: number
  readonly earlier: number
  readonly notes: readonly string[]
  readonly findings: readonly {
    readonly rule: string
    readonly tag: string | null
    readonly severity: string
  }[]
}
const json = (rest: string): Document => JSON.parse(lint(`${rest} --format json`).out) as Document

describe('exit codes', () => {
  const ownPatch = table('v1.4.7-up.1-uprc.0,2021-10-20,release-1.4,v1.4.7')
  const light = table('v1.4.0-up.1-rc.0,2021-10-01,release-1.4,v1.4.0')
  it.each([
    ['every rule was obeyed', `--history ${kept}`, 0, '✓ uxp'],
    ['what is only recommended', `--history ${light}`, 0, '! uxp'],
    ['what is only recommended, and that fails too', `--history ${light} --strict`, 1, '! uxp'],
    ['what is only information', `--history ${ownPatch} --upstream ${upstream}`, 0, '✓ uxp'],
    ['some tag broke a rule', `--history ${tags}`, 1, '✗ uxp'],
    [
      'nothing is known of what is inside',
      `--history ${table('v1.4.0-rc.0-up.1,2021-10-01,main')}`,
      3,
      '? uxp',
    ],
    ['no branch is known', `--history ${table('v1.4.0-rc.0-up.1,2021-10-01,,v1.4.0')}`, 3, '? uxp'],
    ['no tag', `--history ${table()}`, 3, '? uxp   0 tags'],
    ['only tags from before', `--history ${tags} --since 2025-01-01`, 3, '? uxp   0 tags'],
  ])('%s', (_, rest, code, says) => {
    const answer = lint(rest)
    expect([answer.code, answer.out.split('\n')[0]], answer.out).toEqual([
      code,
      expect.stringContaining(says),
    ])
  })

  it.each([
    ['tags given twice', `--repo . --history ${tags}`, 'tags were given twice', '--repo DIR'],
    ['no such table', '--history none.csv', 'none.csv', ''],
    ['no repository', `--repo ${folder}`, `${folder} is no repository that can be read`, ''],
    ['no such folder', '--repo nowhere', 'nowhere is no repository that can be read', ''],
    ['a file instead of a repository', `--repo ${kept}`, 'is no repository that can be read', ''],
    [
      'a misspelt tag',
      `--history ${tags} --since v1.4.0-up1`,
      '"v1.4.0-up1" is no tag',
      'did you mean "v1.4.0-up.1"?',
    ],
    [
      'no tag and no day',
      `--history ${tags} --since 2021-13-01`,
      'is no tag of this history and no day',
      'help:',
    ],
    [
      'a misspelt component',
      `--history ${tags} --component uxq`,
      'is released in no repository',
      'did you mean "uxp"?',
    ],
    [
      'a component of elsewhere',
      `--history ${tags} --component crossplane`,
      'is released in no repository',
      'one of: uxp',
    ],
    [
      'a misspelt column',
      `--history ${file('tag,brnch\nv1,main\n')}`,
      '"brnch" is no column',
      'did you mean "branch"?',
    ],
    [
      'no such format',
      `--history ${tags} --format html`,
      "argument 'html' is invalid",
      'text, json, markdown, sarif, junit',
    ],
    ['no such waivers', `--history ${tags} --waivers none.yaml`, 'none.yaml', ''],
  ])('wrong input: %s', (_, rest, message, help) => {
    const { code, out, err } = lint(rest)
    expect([code, out], err).toEqual([2, ''])
    expect(err.replace(/\s+/g, ' ')).toContain(message)
    expect(err.replace(/\s+/g, ' ')).toContain(help)
  })

  it.each([
    ['without repositories', 'kubernetes', 'the policy kubernetes knows no repository'],
    ['that is not there', 'uxq', 'did you mean "uxp"?'],
  ])('a policy %s', (_, policy, message) => {
    const { code, err } = interlock(words(`release lint --policy ${policy} --history ${tags}`))
    expect([code, err.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(message)])
  })

  it('of a policy with several repositories one is named', () => {
    const text = `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { log: { title: The log, ref: here } }
schemes: { plain: { kind: semver } }
components: { mill: { title: Mill, scheme: plain }, wheel: { title: Wheel, scheme: plain } }
repositories: [{ of: [mill] }, { of: [wheel], tag: "wheel-{version}" }]
rules: [{ id: form, kind: form, of: [mill], says: so, source: { in: log }, because: so }]
`
    const policy = file(text, 'mill.yaml')
    const asked = (more: string) =>
      interlock(words(`release lint --policy ${policy} --history ${file('tag\nv1.0.0\n')} ${more}`))
    expect(asked('')).toMatchObject({
      code: 2,
      err: expect.stringContaining('name one with --component: mill, wheel'),
    })
    expect(asked('--component mill').code).toBe(0)
    expect(asked(`--component mill --upstream ${kept}`).err.replace(/\s+/g, ' ')).toContain(
      'takes nothing from upstream here, so --upstream says nothing',
    )
  })

  it('reads a table from standard input', () => {
    expect(lint('--history -', `tag,date,branch,crossplane\n${candidate}\n${release}\n`).code).toBe(0)
  })
})

describe('what is judged', () => {
  it.each([
    ['everything', '', 6, 0],
    ['from a tag on', '--since v1.4.0-up.1', 3, 3],
    ['from a day on', '--since 2021-10-05', 3, 3],
    ['from a day on which nothing was tagged', '--since 2021-10-06', 2, 4],
    ['from before all of them', '--since 2000-01-01', 6, 0],
  ])('%s', (_, since, judged, earlier) => {
    expect(json(`--history ${tags} ${since}`)).toMatchObject({ tags: judged, earlier })
  })

  it('what came before is still known', () => {
    const { findings, verdict } = json(`--history ${kept} --since ${release.split(',')[0]}`)
    expect([verdict, findings]).toEqual(['supported', []])
  })

  it('the text says how many are left out', () => {
    expect(lint(`--history ${tags} --since v1.4.0-up.1`).out.replace(/\s+/g, ' ')).toContain(
      '3 earlier tags not judged',
    )
  })

  it('shows the first findings of a rule, and all of them when asked', () => {
    const many = table(
      ...Array.from({ length: 30 }, (_, i) => `v1.4.${i}-up.1,2021-10-05,release-1.4,v1.4.${i}`),
    )
    const shown = (more: string): number =>
      lint(`--history ${many} ${more}`).out.match(/had no candidate before it/g)?.length ?? 0
    expect([shown(''), shown('--all')]).toEqual([8, 30])
    expect(lint(`--history ${many}`).out).toContain('… and 22 more: --all shows them')
  })
})

describe('what is not known is told once, with what would tell it', () => {
  const undated = file('tag,branch\nv1.4.0-up.1-uprc.0,release-1.4\nv1.4.0-up.1,release-1.4\n')
  const homeless = table(...Array.from({ length: 9 }, (_, i) => `v1.4.0-up.${i},2021-10-05,,v1.4.0`))
  it.each([
    ['days', undated, '2 tags have no known day', 'a column "date"'],
    ['branches', homeless, '9 tags have no known branch', 'a column "branch"'],
  ])('%s', (_, history, says, help) => {
    const text = lint(`--history ${history}`).out.replace(/\s+/g, ' ')
    expect(text).toContain(says)
    expect(text).toContain(help)
    expect(text).not.toContain('has no known day')
    expect(text).not.toContain('is on a branch that is not known')
    expect(lint(`--history ${history} --all`).out).toMatch(
      /has no known day|is on a branch that is not known/,
    )
  })
})

describe('waivers', () => {
  const waivers = (...rows: string[]): string =>
    file(
      `apiVersion: interlock.dev/v1alpha1\nkind: Waivers\nwaivers:\n${rows.map((row) => `  - { ${row} }\n`).join('')}`,
      `${++files}.yaml`,
    )
  const hasty = table(release)
  const row = (rule: string, subject: string, until: string): string =>
    `rule: uxp/${rule}, subject: ${subject}, reason: it was urgent, until: "${until}"`

  it.each([
    ['of the tag', row('g5', 'v1.4.0-up.1', '2026-12-31'), 0, 'waived until 2026-12-31: uxp/g5, v1.4.0-up.1'],
    [
      'of every tag',
      'rule: uxp/g5, reason: so, until: "2026-12-31"',
      0,
      'waived until 2026-12-31: uxp/g5 (so)',
    ],
    [
      'of another tag',
      row('g5', 'v1.4.0-up.2', '2026-12-31'),
      1,
      'nothing is left to waive for uxp/g5, v1.4.0-up.2',
    ],
    ['of another rule', row('g7', 'v1.4.0-up.1', '2026-12-31'), 1, 'nothing is left to waive for uxp/g7'],
    ['on its last day', row('g5', 'v1.4.0-up.1', '2026-06-15'), 0, 'waived until 2026-06-15'],
    ['whose day is over', row('g5', 'v1.4.0-up.1', '2026-06-14'), 1, 'ended on 2026-06-14'],
  ])('%s', (_, waiver, code, says) => {
    const answer = lint(`--history ${hasty} --waivers ${waivers(waiver)}`)
    expect(answer.code, answer.out).toBe(code)
    expect(answer.out.replace(/\s+/g, ' ')).toContain(says)
  })

  it('an expired one fails, even where nothing else does', () => {
    const expired = waivers(row('g5', 'v1.4.0-up.9', '2020-01-01'))
    expect(json(`--history ${kept} --waivers ${expired}`).findings).toEqual([])
    expect([lint(`--history ${kept}`).code, lint(`--history ${kept} --waivers ${expired}`).code]).toEqual([
      0, 1,
    ])
    const stillBroken = waivers(row('g5', 'v1.4.0-up.1', '2020-01-01'))
    expect(json(`--history ${hasty} --waivers ${stillBroken}`)).toMatchObject({
      verdict: 'unsupported',
      notes: [expect.stringContaining('decide again')],
    })
  })

  it('of a branch', () => {
    const more = `--history ${table('v1.4.0-up.1-uprc.0,2021-10-01,release-1.4,v1.4.0')} --upstream ${upstreamTable('v1.3.0,2021-10-01,main')}`
    const broken = json(more).findings.filter(({ severity }) => severity === 'error')
    expect(broken).toMatchObject([{ rule: 'uxp/branches-mirror-crossplane', tag: null }])
    const waived = waivers(row('branches-mirror-crossplane', 'release-1.4', '2026-12-31'))
    expect(json(`${more} --waivers ${waived}`).findings.map(({ severity }) => severity)).not.toContain(
      'error',
    )
  })

  it('a rule that is none is told', () => {
    const { code, err } = lint(`--history ${hasty} --waivers ${waivers(row('g55', 'x', '2026-12-31'))}`)
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean "uxp/g5"?')])
  })
})

describe('SARIF', () => {
  const sarif = (rest: string) => JSON.parse(lint(`${rest} --format sarif`).out) as Sarif

  interface Sarif {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
      readonly results: readonly {
        readonly ruleId: string
        readonly ruleIndex: number
        readonly level: string
        readonly partialFingerprints: Readonly<Record<string, string>>
      }[]
    }[]
  }

  it.each([
    ['findings of every severity', `--history ${tags} --upstream ${upstream}`],
    ['of a branch', `--history ${tags} --upstream ${upstreamTable('v1.4.0,2021-09-01,main')}`],
    ['nothing to say', `--history ${kept}`],
    ['no tag', `--history ${table()}`],
    ['odd names', `--history ${table('ä b#%<>&,2021-10-01,main')}`],
  ])('fits the standard: %s', (_, rest) => {
    const document = sarif(rest)
    expect(fits(sarifSchema, document)).toBe(true)
    const [run] = document.runs
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
  })

  it('has a result for every finding, each with a print of its own and its place', () => {
    const results = sarif(`--history ${tags} --upstream ${upstream}`).runs[0]?.results ?? []
    const { findings } = json(`--history ${tags} --upstream ${upstream}`)
    expect(results).toHaveLength(findings.length)
    expect(new Set(results.map((one) => JSON.stringify(one.partialFingerprints))).size).toBe(results.length)
    expect(new Set(results.map(({ level }) => level))).toEqual(new Set(['error', 'warning', 'note']))
    expect(results[0]).toMatchObject({
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: tags }, region: { startLine: 7 } },
          logicalLocations: [{ fullyQualifiedName: 'refs/tags/v1.15.0-up.1.rc.3' }],
        },
      ],
    })
  })
})

describe('JUnit', () => {
  const junit = (rest: string) => {
    const elements = elementsOf(lint(`${rest} --format junit`).out)
    return (name: string) => elements.filter((element) => element.name === name)
  }

  it('counts as its elements do: failures, errors, what was not asked, and what only is told', () => {
    const named = junit(`--history ${tags}`)
    const { findings } = json(`--history ${tags}`)
    const of = (severity: string): number => findings.filter((one) => one.severity === severity).length
    expect([named('failure').length, named('error').length, named('system-out').length]).toEqual([
      of('error'),
      of('unknown'),
      of('warning') + of('note'),
    ])
    const [all] = named('testsuites')
    const sum = (what: string): number =>
      named('testsuite').reduce((total, { attributes }) => total + Number(attributes[what]), 0)
    expect(all?.attributes).toMatchObject({
      tests: `${named('testcase').length}`,
      failures: `${named('failure').length}`,
      errors: `${named('error').length}`,
    })
    expect([sum('tests'), sum('failures'), sum('errors'), sum('skipped')]).toEqual(
      ['testcase', 'failure', 'error', 'skipped'].map((name) => named(name).length),
    )
  })

  it('what could not be asked is skipped, and asked with upstream', () => {
    expect(junit(`--history ${kept}`)('skipped')).toHaveLength(4)
    expect(junit(`--history ${kept} --upstream ${upstream}`)('skipped')).toHaveLength(0)
  })

  it('lets warnings fail with --strict', () => {
    const [loose, strict] = ['', '--strict'].map(
      (more) => junit(`--history ${tags} ${more}`)('failure').length,
    )
    expect(strict).toBeGreaterThan(loose ?? 0)
  })

  it('is XML, whatever tags are called', () => {
    const name = fc
      .string({ unit: 'binary', maxLength: 12 })
      .map((text) => text.replace(/["\r\n\0]|\p{Surrogate}/gu, ''))
    fc.assert(
      fc.property(name, (tag) => {
        const { out } = lint('--history - --format junit', `tag,branch\nv1.0.0-up.1,main\n"x${tag}",main\n`)
        expect(() => elementsOf(out)).not.toThrow()
      }),
      runs(60),
    )
  })
})

describe('Markdown', () => {
  it('is a scoreboard and a table of findings', () => {
    const { out } = lint(`--history ${tags} --format markdown`)
    expect(out).toMatch(/^## unsupported\n/)
    expect(out).toContain('- not asked without --upstream: uxp/crossplane-exists')
    const rows = out.split('\n').filter((line) => line.startsWith('|'))
    expect(new Set(rows.map((line) => line.replaceAll('\\|', '').split('|').length))).toEqual(new Set([8]))
  })

  it('has no table of findings where there is none', () => {
    const { out } = lint(`--history ${kept} --format markdown`)
    expect(out).toMatch(/^## supported\n/)
    expect(out).not.toContain('| finding |')
  })

  it('holds names with signs of tables', () => {
    const { out } = lint(`--history ${table('a|b`c,2021-10-01,main')} --format markdown`)
    const rows = out.split('\n').filter((line) => line.startsWith('| error'))
    expect(rows.map((line) => line.replaceAll('\\|', '').split('|').length)).toEqual([8])
  })
})

describe('JSON', () => {
  it('tells every finding with its source, and what was not asked', () => {
    const document = JSON.parse(lint(`--history ${tags} --format json`).out) as Record<string, unknown>
    expect(document).toMatchObject({
      kind: 'ReleaseLintResult',
      policy: 'uxp',
      verdict: 'unsupported',
      tags: 6,
      earlier: 0,
      ignored: 0,
      branches: 2,
      origin: tags,
      findings: expect.arrayContaining([
        expect.objectContaining({
          rule: 'uxp/g5',
          severity: 'error',
          tag: 'v1.4.0-up.2',
          branch: 'release-1.4',
          date: '2021-10-19',
          expected: ['v1.4.0-up.2-uprc.0'],
          file: tags,
          line: 6,
          reason: { kind: 'no-candidate' },
          source: expect.objectContaining({ says: 'a release has had a candidate' }),
        }),
      ]),
      scoreboard: expect.arrayContaining([
        expect.objectContaining({ rule: 'uxp/g5', obeyed: 1, violated: 1, asked: true }),
        expect.objectContaining({ rule: 'uxp/crossplane-exists', asked: false }),
      ]),
    })
  })
})
