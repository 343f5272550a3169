import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { RepositoryBuilder, run } from '../git/builder.ts'
import { interlock, root } from './command.ts'

/* Bringing catalogues up to date on the command line: from repositories that are made here, into files of a temporary folder. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-update-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0

const policyText = (more = 'include: [releases.yaml]') => `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: pier, title: Pier }
${more}
sources: { log: { title: The log, ref: here } }
schemes: { plain: { kind: semver } }
components:
  crane: { title: Crane, scheme: plain }
  chart: { title: Chart, scheme: plain }
rules:
  - { id: brings, kind: follows, of: crane, by: chart, says: so, source: { in: log }, because: so }
`

const catalogueText = `# Releases of the crane.
apiVersion: interlock.dev/v1alpha1
kind: Catalogue
catalogue:
  - of: [crane]
    asOf: "2026-02-01"
    tag: v{version}
    releases:
      # The first of its line.
      - { version: 1.1.0, date: 2026-02-01 } # at last
      - { version: 1.0.1, date: 2026-01-09, status: recalled, because: it sank }

      - { version: 0.9.0, date: 2025-01-01, tag: "0.9" }
`

/** A policy in a folder of its own. */
function pier(
  files: Readonly<Record<string, string>> = { 'policy.yaml': policyText(), 'releases.yaml': catalogueText },
) {
  const place = join(folder, `policy-${++count}`)
  mkdirSync(place)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text)
  return place
}

function repository(change: (builder: RepositoryBuilder) => void = () => undefined): string {
  const builder = new RepositoryBuilder()
  builder.commit('main', { date: '2025-01-01' })
  builder.tag('0.9', 'main', { date: '2025-01-01' })
  builder.commit('main', { date: '2026-01-08' })
  builder.tag('v1.0.1', 'main', { date: '2026-01-09' })
  builder.commit('main', { date: '2026-02-01' })
  builder.tag('v1.1.0', 'main', { isLight: true })
  builder.commit('main', { date: '2026-02-20' })
  change(builder)
  return builder.write(join(folder, `repository-${++count}`))
}

const more = (builder: RepositoryBuilder): void => {
  builder.tag('v1.1.1', 'main', { date: '2026-02-21' })
  builder.tag('v1.2.0', 'main', { date: '2026-02-22' })
  builder.tag('v1.2.0-rc.1', 'main', { date: '2026-02-20' })
  builder.tag('api/v1.2.0', 'main')
  builder.tag('v1.2', 'main')
  builder.tag('v0.8.0', 'main', { date: '2024-01-01' })
}

const update = (...argv: readonly string[]) =>
  interlock(['catalogue', 'update', ...argv], { today: '2026-03-01' })

interface Answered {
  readonly status: string
  readonly added: readonly Record<string, unknown>[]
  readonly changed: readonly Record<string, unknown>[]
  readonly conflicts: readonly Record<string, unknown>[]
  readonly missing: readonly Record<string, unknown>[]
  readonly skipped: readonly Record<string, unknown>[]
  readonly notes: readonly string[]
}

const document = (...argv: readonly string[]): Answered =>
  JSON.parse(update(...argv, '--format', 'json').out) as Answered

describe('from git', () => {
  const upToDate = catalogueText
    .replace('asOf: "2026-02-01"', 'asOf: "2026-03-01"')
    .replace(
      '      # The first',
      '      - { version: 1.2.0, date: 2026-02-22 }\n\n      - { version: 1.1.1, date: 2026-02-21 }\n      # The first',
    )

  it('writes what is new, keeps what is there, and shows the difference', () => {
    const place = pier()
    const from = repository(more)
    const { code, out } = update('--policy', place, '--component', 'crane', '--from', 'git', from)
    // Where a line breaks depends on the name of the temporary folder.
    const plain = out
      .replaceAll(from, 'REPO')
      .replaceAll(place, 'PIER')
      .replace(/REPO, newest 1.2.0\s+/, 'REPO, newest 1.2.0 ')
    expect(plain).toBe(`✓ pier   crane: 2 added

  source  9 tags in git REPO, newest 1.2.0 (2026-02-22)
  file    PIER/releases.yaml
  as of   2026-02-01 → 2026-03-01

  + 1.2.0 (2026-02-22)
  + 1.1.1 (2026-02-21)

  left out
    not written as v{version} (1): api/v1.2.0
    older than 0.9.0, with which the catalogue begins, --since adds it (1):
      v0.8.0
    no version of the scheme (1): v1.2
    pre-release of a kind that the catalogue leaves out, --prereleases adds it
      (1): v1.2.0-rc.1

  next
    interlock catalogue lint --policy PIER
`)
    expect(code).toBe(0)
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toBe(upToDate)
    const again = update('--policy', place, '--component', 'crane', `--from=git:${from}`)
    expect(again.code).toBe(0)
    expect(again.out).toContain('5 releases, nothing new')
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toBe(upToDate)
  })

  it('with --check it writes nothing, and says no where something is missing', () => {
    const place = pier()
    const argv = ['--policy', join(place, 'policy.yaml'), '--from', 'git', repository(more), '--check']
    expect(update(...argv)).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ pier   crane: out of date, 2 to add') as unknown,
    })
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toBe(catalogueText)
    expect(update('--policy', place, '--from', 'git', repository(), '--check').code).toBe(0)
  })

  it('writes elsewhere, earlier and later', () => {
    const place = pier()
    const there = join(place, 'there.yaml')
    const argv = ['--policy', place, '--from', 'git', repository(more), '--since', '0.8', '--prereleases']
    expect(update(...argv, '--write', there, '--as-of', '2026-02-25').code).toBe(0)
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toBe(catalogueText)
    const text = readFileSync(there, 'utf8')
    expect(text).toContain('- { version: 1.2.0-rc.1, date: 2026-02-20 }')
    expect(text).toContain('- { version: 0.8.0, date: 2024-01-01 }\n')
    expect(text).toContain('asOf: "2026-02-25"')
  })

  it('records commits, tells a tag that moved, and takes it where it is accepted', () => {
    const place = pier()
    const before = ['--policy', place, '--from', 'git', repository()]
    const recorded = document(...before, '--commits')
    expect(recorded.changed.map(({ member }) => member)).toEqual(['commit', 'commit', 'commit'])
    const text = readFileSync(join(place, 'releases.yaml'), 'utf8')
    expect(text).toMatch(/version: 1.0.1, date: 2026-01-09, commit: "?[0-9a-f]{40}"?, status: recalled/)
    const moved = repository((builder) => {
      builder.tag('v1.1.0', 'main', { date: '2026-02-25' })
      builder.tag('v1.1.1', 'main', { date: '2026-02-26' })
    })
    const argv = ['--policy', place, '--from', 'git', moved]
    const { code, out } = update(...argv, '--check')
    expect(code).toBe(1)
    expect(out).toContain('? 1.1.0 the tag moved: recorded at')
    expect(out).toContain('--accept 1.1.0')
    const written = document(...argv)
    expect(written.conflicts).toMatchObject([{ kind: 'moved', version: '1.1.0' }])
    expect(written.added).toMatchObject([
      { version: '1.1.1', commit: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown },
    ])
    const accepted = document(...argv, '--accept', '1.1.0')
    expect(accepted.conflicts).toEqual([])
    expect(accepted.changed).toMatchObject([
      { version: '1.1.0', member: 'commit' },
      { version: '1.1.0', member: 'date', from: '2026-02-01', to: '2026-02-25' },
    ])
    expect(update(...argv).code).toBe(0)
  })

  it('keeps releases whose tags are gone, and tells', () => {
    const builder = new RepositoryBuilder()
    builder.commit('main', { date: '2026-02-01' })
    builder.tag('v1.1.0', 'main', { isLight: true })
    const from = builder.write(join(folder, `repository-${++count}`))
    const { code, out } = update('--policy', pier(), '--from', 'git', from)
    expect(code).toBe(0)
    expect(out).toContain('- 1.0.1 is not in the source (kept)\n  - 0.9.0 is not in the source (kept)')
  })

  it('takes the day that whoever tagged had on the calendar', () => {
    const from = join(folder, `repository-${++count}`)
    mkdirSync(from)
    run(from, ['init', '-q', '--initial-branch=main'])
    const stream = `commit refs/heads/main
committer S <s@example.org> 1772323200 +0000
data 0
tag v1.3.0
from refs/heads/main
tagger S <s@example.org> 1772323200 -0800
data 0
done
`
    run(from, ['fast-import', '--quiet'], stream)
    expect(document('--policy', pier(), '--from', 'git', from).added).toMatchObject([{ date: '2026-02-28' }])
  })

  it('a clone that may lack tags says nothing of completeness', () => {
    const clone = join(folder, `clone-${++count}`)
    run(folder, ['clone', '-q', '--depth', '1', `file://${repository(more)}`, clone])
    const place = pier()
    const { out } = update('--policy', place, '--from', 'git', clone)
    expect(out).toContain('as of   2026-02-01\n')
    expect(out.replace(/\s+/g, ' ')).toContain('this is a shallow clone, which may lack tags')
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toContain('asOf: "2026-02-01"')
  })

  it('cannot tell where there is no release', () => {
    const builder = new RepositoryBuilder()
    builder.commit('main', { date: '2026-02-01' })
    builder.tag('latest', 'main')
    const from = builder.write(join(folder, `repository-${++count}`))
    const place = pier()
    const { code, out } = update('--policy', place, '--from', 'git', from)
    expect(code).toBe(3)
    expect(out).toContain('? pier   crane: the source has no release of it')
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toBe(catalogueText)
  })
})

describe('where the catalogue is written', () => {
  const from = repository(more)

  it('in the policy itself', () => {
    const inline = `catalogue: [{ of: [crane], tag: "v{version}", releases: [{ version: 0.9.0, tag: "0.9" }] }]`
    const place = pier({ 'policy.yaml': policyText(inline) })
    expect(update('--policy', place, '--from', 'git', from).code).toBe(0)
    const rows = [
      '{ version: 1.2.0, date: "2026-02-22" }',
      '{ version: 1.1.1, date: "2026-02-21" }',
      '{ version: 1.1.0, date: "2026-02-01" }',
      '{ version: 1.0.1, date: "2026-01-09" }',
      '{ version: 0.9.0, date: "2025-01-01", tag: "0.9" }',
    ]
    const entry = `{ of: [crane], asOf: "2026-03-01", tag: "v{version}", releases: [${rows.join(', ')}] }`
    expect(readFileSync(join(place, 'policy.yaml'), 'utf8')).toBe(policyText(`catalogue: [${entry}]`))
  })

  it('beside it, until it is included', () => {
    const place = pier({ 'policy.yaml': policyText('include: []') })
    const argv = ['--policy', place, '--component', 'crane', '--from', 'git', from]
    const { code, out } = update(...argv)
    expect(code).toBe(0)
    expect(out).toContain('add catalogue.yaml to its "include"')
    const text = readFileSync(join(place, 'catalogue.yaml'), 'utf8')
    expect(text).toBe(`# Releases, newest first, one block per line.
apiVersion: interlock.dev/v1alpha1
kind: Catalogue
catalogue:
  - of: [crane]
    asOf: "2026-03-01"
    tag: "v{version}"
    releases:
      - { version: 1.2.0, date: "2026-02-22" }

      - { version: 1.1.1, date: "2026-02-21" }
      - { version: 1.1.0, date: "2026-02-01" }

      - { version: 1.0.1, date: "2026-01-09" }

      - { version: 0.8.0, date: "2024-01-01" }
`)
    expect(update(...argv).out).toContain('5 releases, nothing new')
    writeFileSync(join(place, 'policy.yaml'), policyText('include: [catalogue.yaml]'))
    expect(update(...argv).out).not.toContain('include')
    expect(readFileSync(join(place, 'catalogue.yaml'), 'utf8')).toBe(text)
  })

  it('in a file with catalogues of others', () => {
    const place = pier()
    const { code } = update('--policy', place, '--component', 'chart', '--from', 'git', from)
    expect(code).toBe(0)
    const text = readFileSync(join(place, 'releases.yaml'), 'utf8')
    expect(
      text.startsWith(`${catalogueText}\n  - of: [chart]\n    asOf: "2026-03-01"\n    tag: "v{version}"\n`),
    ).toBe(true)
  })
})

describe('from a registry and a Helm repository', () => {
  const tags = join(folder, 'tags.json')
  writeFileSync(
    tags,
    JSON.stringify({ name: 'pier/crane', tags: ['1.1.0', '1.1.1', '1.1.1-amd64', 'latest', 'v1.0.1'] }),
  )

  it('tags have no days, and known days stay', () => {
    const place = pier()
    const { added, changed, skipped, missing } = document('--policy', place, '--from', 'oci-tags', tags)
    expect(added).toMatchObject([{ version: '1.1.1', date: null }])
    expect(changed).toEqual([])
    expect(skipped.map(({ name }) => name)).toEqual(['1.1.1-amd64', 'latest'])
    expect(missing).toEqual([{ version: '0.9.0', tag: '0.9' }])
  })

  it('reads the standard input', () => {
    const argv = ['catalogue', 'update', '-p', pier(), '--from', 'oci-tags', '-', '--format', 'json']
    const { out } = interlock(argv, { stdin: 'v1.1.1\nv1.1.0\n', today: '2026-03-01' })
    expect(JSON.parse(out)).toMatchObject({ added: [{ version: '1.1.1' }] })
  })

  const index = (app: string): string => {
    const path = join(folder, `index-${app}.yaml`)
    writeFileSync(
      path,
      `entries:
  chart:
    - { version: 2.1.0, appVersion: "1.1.0", created: "2026-02-10T10:00:00Z" }
    - { version: 2.0.0, appVersion: "${app}", created: "2026-01-10T10:00:00Z" }
`,
    )
    return path
  }

  it('what a chart has inside is what it delivers, and people know better', () => {
    const place = pier()
    const argv = ['--policy', place, '--component', 'chart', '--from', 'helm-index']
    expect(update(...argv, index('1.0.1')).code).toBe(0)
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toContain(`
  - of: [chart]
    asOf: "2026-03-01"
    releases:
      - { version: 2.1.0, date: "2026-02-10", delivers: { crane: 1.1.0 } }

      - { version: 2.0.0, date: "2026-01-10", delivers: { crane: 1.0.1 } }
`)
    const other = document(...argv, index('0.9.0'))
    expect(other.conflicts).toMatchObject([
      { kind: 'delivers', version: '2.0.0', component: 'crane', recorded: '1.0.1', found: '0.9.0' },
    ])
    expect(update(...argv, index('0.9.0'), '--accept', '2.0.0').code).toBe(0)
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toContain(
      '2026-01-10", delivers: { crane: 0.9.0 } }',
    )
  })
})

describe('wrong words', () => {
  const from = repository()
  const place = pier()
  it.each([
    [['--from', 'git', from], 'required option'],
    [['--policy', place], 'required option'],
    [['--policy', place, '--from', 'git'], 'where from?'],
    [['--policy', place, '--from', 'svn', from], '"svn" is no kind of source'],
    [['--policy', place, '--from', 'git', from, 'x'], 'more than two words'],
    [['--policy', place, '--from', 'git', place], 'is no repository that can be read'],
    [['--policy', place, '--from', 'oci-tags', join(place, 'none')], 'there is no file'],
    [['--policy', place, '--from', 'git', from, '--component', 'cran'], 'did you mean "crane"?'],
    [['--policy', place, '--from', 'git', from, '--chart', 'crane'], 'there are no charts in git'],
    [['--policy', place, '--from', 'git', from, '--since', 'x'], 'is no version or line of crane'],
    [['--policy', place, '--from', 'git', from, '--accept', '1.1.2'], 'the catalogue has no such release'],
    [['--policy', place, '--from', 'git', from, '--tag', 'v'], 'write {version} where the version stands'],
    [['--policy', place, '--from', 'git', from, '--tag', 'x{version}'], 'releases.yaml:7:10'],
    [['--policy', place, '--from', 'git', from, '--as-of', '2026-02-30'], 'no date'],
    [['--policy', place, '--from', 'git', from, '--check', '--write', 'x'], '--check writes nothing'],
    [['--policy', 'spire', '--from', 'git', from], 'policies/spire'],
    [['--policy', 'policies/uxp', '--from', 'git', from], '--component with one of: uxp, crossplane'],
  ])('%j', (argv, says) => {
    const { code, err } = update(...argv)
    expect(code).toBe(2)
    expect(err.replace(/\s+/g, ' ')).toContain(says)
    expect(readFileSync(join(place, 'releases.yaml'), 'utf8')).toBe(catalogueText)
  })
})

describe('shipped catalogues', () => {
  it('get back the releases that were cut out, character by character', () => {
    const place = pier({})
    cpSync(join(root, 'policies/spire'), place, { recursive: true })
    // Without the commits, which made-up tags do not stand on.
    const shipped = readFileSync(join(place, 'catalogue.yaml'), 'utf8')
    const whole = shipped.replace(/, commit: "?[0-9a-f]+"?/g, '')
    const rows = whole.split('\n')
    // Every third release, as long as its line keeps one.
    const cut = rows.filter(
      (row, i) => !(i % 3 === 0 && /\{ version: [^,]+, date: [^,]+ \}$/.test(row) && rows[i + 1] !== ''),
    )
    expect(rows.length - cut.length).toBeGreaterThan(20)
    const removed = rows.filter((row) => !cut.includes(row) && row !== '')
    const builder = new RepositoryBuilder()
    builder.commit('main', { date: '2017-01-01' })
    for (const row of removed) {
      const [, version = '', date = ''] = /version: ([^,]+), date: ([^ ]+)/.exec(row) ?? []
      builder.tag(`v${version}`, 'main', { date })
    }
    const from = builder.write(join(folder, `repository-${++count}`))
    writeFileSync(join(place, 'catalogue.yaml'), cut.join('\n'))
    expect(update('--policy', place, '--from', 'git', from, '--as-of', '2026-08-22').code).toBe(0)
    expect(readFileSync(join(place, 'catalogue.yaml'), 'utf8')).toBe(whole)
  })

  it('are written elsewhere', () => {
    const there = join(folder, 'there.yaml')
    copyFileSync(join(root, 'examples/harbour/crane-tags.txt'), join(folder, 'tags.txt'))
    const argv = ['--policy', 'restate', '--from', 'oci-tags', join(folder, 'tags.txt'), '--write', there]
    expect(update(...argv).code).toBe(0)
    expect(existsSync(there)).toBe(true)
  })
})
