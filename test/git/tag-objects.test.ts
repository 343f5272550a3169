import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openRepository, readHistory, readTagTable } from '../../src/connect/index.ts'
import { expectedText, tagSentence } from '../../src/explain/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../../src/policy/index.ts'
import { type History, lintHistory, openTags } from '../../src/tags/index.ts'
import { RepositoryBuilder, run } from './builder.ts'

/* Rules about what a tag is like and what stands inside, each with an invented policy of that one rule. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-objects-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const place = (): string => join(folder, `${++count}`)

function value<T>(result: { ok: true; value: T } | { ok: false; problem: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return result.value
}

/** A mill, its wheel that comes first, and one rule about the tags of the mill. */
function mill(rule: string, more: { readonly repository?: string; readonly releases?: string } = {}): Policy {
  const text = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { log: { title: The log, ref: here } }
schemes: { plain: { kind: semver } }
components: { mill: { title: Mill, scheme: plain }, wheel: { title: Wheel, scheme: plain } }
repositories:
  - of: [mill]
    branches: { main: main, line: "release/{line}", version: "release/v{version}" }
    home: [{ tags: released, branches: [version, line, main] }]
    ${more.repository ?? ''}
rules:
  - { id: rule, says: so, source: { in: log }, because: so, ${rule} }
catalogue:
  - of: [mill]
    releases: [${more.releases ?? ''}]
  - of: [wheel]
    releases: [{ version: 1.0.0, date: "2024-01-01" }, { version: 1.0.1, date: "2023-12-01" }, { version: 1.1.0 }]
`
  const read = value(readPolicy(text, 'mill.yaml', () => ({ ok: false, problem: 'none' })))
  return value(buildPolicy(read.document, { locate: read.locate }))
}

/** The scoreboard as `obeyed violated unknown not-applicable`, and what was found. */
function judged(policy: Policy, history: History): string[] {
  const [repository] = policy.repositories
  if (repository === undefined) throw new Error('no repository')
  return lintHistory(openTags(policy, repository, history)).rules.flatMap(({ scores, findings }) => [
    `${scores.obeyed} ${scores.violated} ${scores.unknown} ${scores.notApplicable}`,
    ...findings.map((finding) => {
      const expected = expectedText(finding)
      const told = `${finding.severity} ${tagSentence(finding)}`
      return expected === undefined ? told : `${told}; ${expected}`
    }),
  ])
}

function inGit(policy: Policy, build: (builder: RepositoryBuilder) => void): string[] {
  const builder = new RepositoryBuilder()
  build(builder)
  return judged(policy, historyAt(builder.write(place()), policy))
}

const historyAt = (path: string, { repositories }: Policy): History =>
  value(readHistory(value(openRepository(path)), repositories[0]?.reads ?? new Map()))

const inTable = (policy: Policy, table: string): string[] =>
  judged(policy, value(readTagTable(table, 'tags.csv', policy.repositories[0]?.reads.keys() ?? [])))

const tagged = (as: string): string => `kind: tagged, of: [mill], as: ${as}`

describe('what a tag is like', () => {
  const tags = (builder: RepositoryBuilder): void => {
    builder.commit('main', { date: '2024-01-01' })
    builder.tag('v1.0.0', 'main', { date: '2024-01-02', isSigned: true })
    builder.commit('main', { date: '2024-01-03' })
    builder.tag('v1.0.1', 'main', { date: '2024-01-04' })
    builder.commit('main', { date: '2024-01-05' })
    builder.tag('v1.0.2', 'main', { isLight: true })
  }
  it.each([
    ['annotated', ['2 1 0 0', 'error v1.0.2 on main (2024-01-05) is a light tag, not an annotated one']],
    [
      'signed',
      [
        '1 2 0 0',
        'error v1.0.2 on main (2024-01-05) has no signature',
        'error v1.0.1 on main (2024-01-04) has no signature',
      ],
    ],
    // A light tag has no name inside, and no catalogue knows where it stood.
    ['unmoved', ['2 0 0 1']],
  ])('%s', (as, expected) => {
    expect(inGit(mill(tagged(as)), tags)).toEqual(expected)
  })

  it('a signature counts also in a clone', () => {
    const builder = new RepositoryBuilder()
    tags(builder)
    const clone = place()
    run(folder, ['clone', '-q', builder.write(place()), clone])
    const policy = mill(tagged('signed'))
    expect(judged(policy, historyAt(clone, policy))[0]).toBe('1 2 0 0')
  })

  it('a tag that was renamed is told by the name inside', () => {
    const found = inGit(mill(tagged('unmoved')), (builder) => {
      builder.commit('main', { date: '2024-01-01' })
      builder.tag('v1.0.0', 'main', { date: '2024-01-02', innerName: 'v1.0.0-rc.1' })
    })
    expect(found).toEqual([
      '0 1 0 0',
      'error v1.0.0 on main (2024-01-02) was made as v1.0.0-rc.1 and put under this name later; expected v1.0.0-rc.1',
    ])
  })

  it.each([
    ['a table that tells', 'tag,annotated\nv1.0.0,yes\nv1.0.1,no\n', 'annotated', '1 1 0 0'],
    ['signed tags are annotated', 'tag,signed\nv1.0.0,yes\n', 'annotated', '1 0 0 0'],
    ['a table that tells nothing', 'tag\nv1.0.0\n', 'annotated', '0 0 1 0'],
    ['nor of signatures', 'tag\nv1.0.0\n', 'signed', '0 0 1 0'],
    ['annotated, and nobody knows whether signed', 'tag,annotated\nv1.0.0,yes\n', 'signed', '0 0 1 0'],
    ['light, so not signed', 'tag,annotated\nv1.0.0,no\n', 'signed', '0 1 0 0'],
    ['not signed, and nobody knows whether annotated', 'tag,signed\nv1.0.0,no\n', 'annotated', '0 0 1 0'],
  ])('%s', (_, table, as, expected) => {
    expect(inTable(mill(tagged(as)), table)[0]).toBe(expected)
  })
})

describe('tags that moved', () => {
  const recorded = (commit: string): Policy =>
    mill(tagged('unmoved'), { releases: `{ version: 1.0.0, commit: "${commit}" }` })
  const commit = '0123456789abcdef0123456789abcdef01234567'
  const other = 'fedcba9876543210fedcba9876543210fedcba98'

  it.each([
    ['it stands where the catalogue has it', commit, `tag,commit\nv1.0.0,${commit}\n`, ['1 0 0 0']],
    ['one of them is short', commit, 'tag,commit\nv1.0.0,0123456789ab\n', ['1 0 0 0']],
    [
      'it stands elsewhere',
      other,
      `tag,commit\nv1.0.0,${commit}\n`,
      ['0 1 0 0', 'error v1.0.0 was moved: it stood on fedcba987654, and stands on 0123456789ab'],
    ],
    ['nobody tells where it stands', commit, 'tag\nv1.0.0\n', ['0 0 0 1']],
    ['nobody recorded where it stood', commit, `tag,commit\nv1.1.0,${other}\n`, ['0 0 0 1']],
    [
      'a table tells of it twice',
      commit,
      `tag,commit,date\nv1.0.0,${commit},2024-01-01\nv1.0.0,${other},2024-02-01\n`,
      [
        '1 1 0 0',
        'error v1.0.0 (2024-02-01) was moved: it stood on 0123456789ab, and stands on fedcba987654',
      ],
    ],
    ['twice the same is no move', commit, `tag,commit\nv1.0.0,${commit}\nv1.0.0,${commit}\n`, ['2 0 0 0']],
  ])('%s', (_, known, table, expected) => {
    expect(inTable(recorded(known), table)).toEqual(expected)
  })

  it('in a repository the commit that a tag stands on counts, not the tag itself', () => {
    const builder = new RepositoryBuilder()
    builder.commit('main', { date: '2024-01-01' })
    builder.tag('v1.0.0', 'main', { date: '2024-01-02' })
    const path = builder.write(place())
    const head = run(path, ['rev-parse', 'main']).trim()
    const known = recorded(head)
    expect(judged(known, historyAt(path, known))).toEqual(['1 0 0 0'])
    const moved = recorded(other)
    expect(judged(moved, historyAt(path, moved))[0]).toBe('0 1 0 0')
  })
})

describe('what stands inside', () => {
  const reads = (places: string): { repository: string } => ({ repository: `reads: { chart: ${places} }` })
  const chart = '{ file: chart/Chart.yaml, pattern: "version: {value}" }'
  const binary = '{ file: version.go, pattern: "Base = \\"{value}\\"" }'
  const rule = (more = ''): string => `kind: embeds, of: [mill], reads: chart${more}`
  const withFiles = (policy: Policy, files: Readonly<Record<string, string>>): string[] =>
    inGit(policy, (builder) => {
      builder.commit('main', { date: '2024-01-01', files })
      builder.tag('v1.2.0', 'main', { date: '2024-01-02' })
    })
  const yaml = (version: string) => ({ 'chart/Chart.yaml': `name: mill\nversion: ${version}\n` })
  const go = (version: string) => ({ 'version.go': `const (\n\tBase = "${version}"\n)\n` })

  it.each([
    ['the version of the tag', chart, rule(), yaml('1.2.0'), ['1 0 0 0']],
    ['with a v', chart, rule(), yaml('v1.2.0'), ['1 0 0 0']],
    [
      'another version',
      chart,
      rule(),
      yaml('1.1.9'),
      ['0 1 0 0', 'error v1.2.0 on main (2024-01-02) has chart 1.1.9 inside, not 1.2.0; expected v1.1.9'],
    ],
    ['the same numbers', chart, rule(', with: numbers'), yaml('1.2.0-alpha'), ['1 0 0 0']],
    [
      'a version that is more than its numbers',
      chart,
      rule(),
      yaml('1.2.0-alpha'),
      [
        '0 1 0 0',
        'error v1.2.0 on main (2024-01-02) has chart 1.2.0-alpha inside, not 1.2.0; expected v1.2.0-alpha',
      ],
    ],
    ['no version at all', chart, rule(', with: numbers'), yaml('next'), ['0 1 0 0', expect.any(String)]],
    ['no file', chart, rule(), {}, ['0 0 1 0', 'unknown v1.2.0 on main (2024-01-02) tells no chart inside']],
    [
      'no file, where that is a fault',
      chart,
      rule(', missing: error'),
      {},
      ['0 1 0 0', 'error v1.2.0 on main (2024-01-02) tells no chart inside'],
    ],
    ['the second of two places', `[${binary}, ${chart}]`, rule(), yaml('1.2.0'), ['1 0 0 0']],
    [
      'the first of two places',
      `[${binary}, ${chart}]`,
      rule(),
      { ...yaml('9.9.9'), ...go('1.2.0') },
      ['1 0 0 0'],
    ],
    [
      'a first place that has nothing',
      `[${binary}, ${chart}]`,
      rule(),
      { ...yaml('1.2.0'), ...go('') },
      ['1 0 0 0'],
    ],
  ] as const)('%s', (_, places, embeds, files, expected) => {
    expect(withFiles(mill(embeds, reads(places)), files)).toEqual(expected)
  })

  it('chart and binary may disagree: each has its own rule', () => {
    const policy = mill(
      `${rule()} }\n  - { id: binary, says: so, source: { in: log }, because: so, kind: embeds, of: [mill], reads: binary`,
      { repository: `reads: { chart: ${chart}, binary: ${binary} }` },
    )
    expect(withFiles(policy, { ...yaml('1.2.0'), ...go('1.2.1') })).toEqual([
      '1 0 0 0',
      '0 1 0 0',
      'error v1.2.0 on main (2024-01-02) has binary 1.2.1 inside, not 1.2.0; expected v1.2.1',
    ])
  })
})

describe('lines and days', () => {
  it.each([
    ['the newest two lines', ['1.0.0', '1.1.0', '1.0.1', '1.2.0'], ['4 0 0 0']],
    [
      'a patch of the third',
      ['1.0.0', '1.1.0', '1.2.0', '1.0.1'],
      ['3 1 0 0', 'error v1.0.1 is of line 1.0, when only 1.1 and 1.2 still got releases'],
    ],
    ['a candidate opens no line', ['1.0.0', '1.1.0', '1.2.0-rc.1', '1.0.1'], ['3 0 0 1']],
  ])('maintained: %s', (_, versions, expected) => {
    const policy = mill('kind: maintained, of: [mill], lines: 2')
    const table = `tag\n${versions.map((version) => `v${version}\n`).join('')}`
    expect(inTable(policy, table)).toEqual(expected)
  })

  it.each([
    ['in time', 14, 'v1.0.0,2023-12-08', ['1 0 0 0']],
    ['on the last day after the first release of the line', 14, 'v1.0.0,2023-12-15', ['1 0 0 0']],
    [
      'a day late',
      14,
      'v1.0.0,2023-12-16',
      ['0 1 0 0', 'error v1.0.0 (2023-12-16) came 15 days after wheel; at most 14 are promised'],
    ],
    ['before it', 0, 'v1.0.0,2023-11-01', ['1 0 0 0']],
    ['a later one of the line is not meant', 14, 'v1.0.0,2023-12-10\nv1.0.1,2025-01-01', ['1 0 0 1']],
    ['a candidate is not meant', 14, 'v1.0.0-rc.1,2025-01-01', ['0 0 0 1']],
    ['no known day before', 14, 'v1.1.0,2024-01-01', ['0 0 1 0', expect.stringContaining('no day is known')]],
    ['no line before', 14, 'v3.0.0,2024-01-01', ['0 0 1 0', expect.stringContaining('no day is known')]],
    ['no day of its own', 14, 'v1.0.0,', ['0 0 1 0', 'unknown v1.0.0 has no known day']],
  ])('lag: %s', (_, days, rows, expected) => {
    const policy = mill(`kind: lag, of: [mill], behind: wheel, unit: line, days: ${days}`)
    expect(inTable(policy, `tag,date\n${rows}\n`)).toEqual(expected)
  })
})

describe('branches of versions and lines', () => {
  const rule = mill('kind: branch, of: [mill], tags: released, on: [version]')
  const from = (branch: string) => (builder: RepositoryBuilder) => {
    builder.commit('main', { date: '2024-01-01' })
    builder.commit(branch, { date: '2024-01-02', ...(branch === 'main' ? {} : { from: 'main' }) })
    builder.tag('v1.2.0', branch, { date: '2024-01-03' })
  }
  it.each([
    ['release/v1.2.0', ['1 0 0 0']],
    [
      'release/v1.2.1',
      [
        '0 1 0 0',
        'error v1.2.0 on release/v1.2.1 (2024-01-03) is on a branch that is not its own; belongs on release/v1.2.0',
      ],
    ],
    ['release/1.2', ['0 1 0 0', expect.stringContaining('v1.2.0 on release/1.2 ')]],
    ['main', ['0 1 0 0', expect.stringContaining('v1.2.0 on main ')]],
    ['topic', ['0 1 0 0', expect.stringContaining('is on no branch that the policy knows')]],
    ['release/vnext', ['0 1 0 0', expect.stringContaining('is on no branch that the policy knows')]],
  ])('%s', (branch, expected) => {
    expect(inGit(rule, from(branch))).toEqual(expected)
  })
})
