import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { RepositoryBuilder } from '../git/builder.ts'
import { interlock, root, words } from './command.ts'

/* `interlock release verify`: two tags of a bare repository, and the documents that a breaking release owes. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))

const api = (states: string, paths = '') => `openapi: 3.0.3
paths:
  /v1/hooks:
    get: { responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Hook" } } } } } }
${paths}components: { schemas: { Hook: { type: object, properties: { state: { enum: [${states}] } } } } }
`
const gone = '    delete: { responses: { "204": { description: gone } } }\n'
const rigging = (more = '') => `package rigging\n\ntype Hook interface {\n\tHang(load int) error\n${more}}\n`

const builder = new RepositoryBuilder()
const release = (tag: string, date: string, files: Readonly<Record<string, string>>) => {
  builder.commit('main', { date, files })
  builder.tag(tag, 'main', { date })
}
release('v1.0.0', '2025-02-01', {
  'api/crane.yaml': api('free', gone),
  'rigging/hook.go': rigging(),
  'rigging/hook_test.go': 'package rigging\nthis is no Go at all',
  'README.md': 'words',
})
release('v1.0.1', '2025-02-02', { 'README.md': 'more words' })
release('v1.1.0', '2025-03-01', { 'api/crane.yaml': api('free, loaded', gone) })
release('v1.2.0', '2025-04-01', { 'api/crane.yaml': api('free, loaded') })
release('v2.0.0', '2025-05-01', {
  'rigging/hook.go': 'package rigging\n',
  'CHANGELOG.md': '# Changes\n\n## v2.0.0\n\nThe interface Hook is gone.\n\n## v1.2.0\n\nNothing.\n',
  'docs/upgrade/2.0.0.md': 'Use Sling instead of Hook.',
})
release('v2.1.0', '2025-06-01', { 'rigging/hook.go': 'package rigging\n\ntype Hook struct{' })
const repo = builder.write(join(folder, 'crane.git'))

const verify = (rest: string) =>
  interlock(
    words(`release verify --policy examples/harbour/policy.yaml --component crane --repo ${repo} ${rest}`),
  )

describe('release verify', () => {
  it.each([
    ['v1.0.0', 'v1.0.1', 0, '✓ v1.0.1 is a patch release: nothing changed'],
    ['v1.0.1', 'v1.1.0', 0, '✓ v1.1.0 is a minor release: 1 compatible change'],
    ['v1.1.0', 'v1.2.0', 1, '✗ v1.2.0 is a minor release: 1 breaking change, should be major'],
    ['v1.2.0', 'v2.0.0', 0, '✓ v2.0.0 is a major release: 1 breaking change'],
    ['v1.1.0', 'v2.0.0', 1, '✗ v2.0.0 is a major release: 2 breaking changes; not told in the release notes'],
    ['v2.0.0', 'v2.1.0', 3, '1 text could not be read'],
  ])('%s to %s: exit %d', (from, to, code, says) => {
    const { code: given, out, err } = verify(`--from ${from} --to ${to}`)
    expect(err).toBe('')
    expect(out.replace(/\s+/g, ' ')).toContain(says)
    expect(given).toBe(code)
  })

  it('says which rule decided, where it stands, and what is not documented', () => {
    const { out } = verify('--from v1.1.0 --to v1.2.0')
    const text = out.replace(/\s+/g, ' ')
    expect(text).toContain('DELETE /v1/hooks is gone harbour/major-for-breaking v1.1.0:api/crane.yaml:5')
    expect(text).toContain('interlock explain harbour/minor-compatible')
  })

  it('finds documents in other folders, and cannot tell where they are nowhere', () => {
    const { code, out } = verify('--from v1.1.0 --to v1.2.0 --format json')
    const states = (text: string) =>
      (
        JSON.parse(text) as {
          sections: { kind: string; rules?: { pages: { name: string; state: string }[] }[] }[]
        }
      ).sections
        .flatMap(({ rules = [] }) => rules.flatMap(({ pages }) => pages))
        .map(({ name, state }) => `${name} ${state}`)
    expect(code).toBe(1)
    expect(states(out)).toEqual(['notes elsewhere', 'upgrade elsewhere'])
    const docs = join(folder, 'site')
    mkdirSync(join(docs, 'docs'), { recursive: true })
    writeFileSync(join(docs, 'CHANGELOG.md'), '# 1.2.0\n\n`DELETE /v1/hooks` is gone\n')
    writeFileSync(join(docs, 'docs', 'upgrade.md'), '# 1.1.0\n\nnothing\n')
    expect(states(verify(`--from v1.1.0 --to v1.2.0 --documents ${docs} --format json`).out)).toEqual([
      'notes told',
      'upgrade no-entry',
    ])
  })

  it.each([
    ['--from v1.0.0', '--to is missing'],
    ['--to v1.0.0', '--from is missing'],
    ['--from v1.0.0 --to v1.1.0-rc', 'did you mean "v1.1.0"?'],
    ['--from v1.0.0 --to main', 'add --as-version VERSION'],
    ['--from v1.1.0 --to v1.0.0', 'v1.0.0 comes before v1.1.0'],
    ['--from v1.0.0 --to --output=x', 'there is no tag, branch or commit'],
    ['--from v1.0.0 --to v1.1.0 --documents nowhere', 'there is no folder nowhere'],
  ])('refuses %s', (rest, says) => {
    expect(verify(rest)).toMatchObject({ code: 2, err: expect.stringContaining(says) as unknown })
  })

  it('refuses components without interfaces, and folders without a repository', () => {
    const of = (rest: string) =>
      interlock(words(`release verify --policy examples/harbour/policy.yaml ${rest}`))
    expect(of(`--component ferry --repo ${repo} --from v1.0.0 --to v1.1.0`).err).toContain(
      'names no interface of ferry',
    )
    expect(of(`--component crane --repo ${folder} --from v1.0.0 --to v1.1.0`).err).toContain(
      'is no repository',
    )
  })

  it('as a document and as Markdown', () => {
    const { out } = verify('--from v1.1.0 --to v1.2.0 --format json')
    expect(JSON.parse(out)).toMatchObject({
      kind: 'ReleaseVerifyResult',
      verdict: 'broken',
      differs: 'minor',
      message: 'v1.2.0 is a minor release: 1 breaking change, should be major',
      sections: [
        { kind: 'interfaces', steps: [{ from: '1.1.0', to: '1.2.0', needs: { bump: 'major' } }] },
        { kind: 'documents', rules: [{ rule: 'harbour/breaking-is-told' }] },
      ],
    })
    expect(verify('--from v1.1.0 --to v1.2.0 --format markdown').out).toContain(
      '## v1.2.0 is a minor release',
    )
  })

  it('a part has a version of its own, and is told which is next', () => {
    const parts = new RepositoryBuilder()
    const metadata = (fields: string) =>
      `schemaVersion: v1\ntype: state\nname: shelf\nversion: v1\nmetadata: [${fields}]\n`
    const store = (more: string) =>
      `package state\n\ntype Store interface {\n\tSet(key string${more}) error\n}\n`
    parts.commit('main', {
      date: '2025-01-01',
      files: { 'state/shelf/metadata.yaml': metadata('{ name: host }'), 'state/store.go': store('') },
    })
    parts.tag('v1.14.0', 'main')
    parts.commit('main', {
      date: '2025-02-01',
      files: {
        'state/shelf/metadata.yaml': metadata('{ name: port }'),
        'state/store.go': store(', etag string'),
      },
    })
    parts.tag('v1.15.0', 'main')
    const folderOf = parts.write(join(folder, 'parts.git'))
    const { code, out } = interlock(
      words(
        `release verify --policy dapr --component component --repo ${folderOf} --from v1.14.0 --to v1.15.0`,
      ),
    )
    expect(code).toBe(1)
    expect(out.replaceAll(root, '.')).toContain('✗ state.shelf stays v1: 1 breaking change, should be v2')
    expect(out.replace(/\s+/g, ' ')).toContain(
      'Store.Set takes one more parameter: string dapr/component-major',
    )
  })
})

describe('who gets there', () => {
  const policy = join(folder, 'pier.yaml')
  const line = { source: { in: 'book' }, because: 'so' }
  writeFileSync(
    policy,
    JSON.stringify({
      apiVersion: 'interlock.dev/v1alpha1',
      kind: 'Policy',
      metadata: { name: 'pier', title: 'Pier' },
      sources: { book: { title: 'The book', ref: 'here' } },
      schemes: { plain: { kind: 'semver' } },
      components: { crane: { title: 'Crane', scheme: 'plain' } },
      repositories: [{ of: ['crane'] }],
      rules: [
        {
          id: 'skew',
          kind: 'window',
          of: 'crane',
          unit: 'line',
          behind: 1,
          ahead: 1,
          says: 'cranes are close',
          ...line,
        },
        { id: 'step', kind: 'step', of: 'crane', unit: 'line', up: 1, says: 'a line at a time', ...line },
        { id: 'two', kind: 'support', of: 'crane', lines: 2, says: 'two lines live', ...line },
      ],
      catalogue: [
        {
          of: ['crane'],
          releases: [
            { version: '1.0.0', date: '2025-01-01' },
            { version: '1.1.0', date: '2025-02-01' },
            { version: '1.2.0', date: '2025-03-01' },
          ],
        },
      ],
    }),
  )
  const reach = (rest: string) =>
    interlock(words(`release verify --policy ${policy} --repo ${repo} --from v1.2.0 ${rest}`), {
      today: '2025-06-15',
    })

  it.each([
    ['--to main --as-version v1.3.0', 0, '✓ v1.3.0: everybody who is supported gets there'],
    ['--to main --as-version v1.3.0', 0, 'from 1.1.0, 1.2.0'],
    ['--to main --as-version v1.3.0', 0, 'line 1.1 loses its support pier/two'],
    ['--to main --as-version v1.4.0', 1, '✗ v1.4.0 would strand lines 1.1, 1.2'],
    ['--to main --as-version v1.4.0', 1, 'no way leads to v1.4.0; they get to the newest release so far'],
    ['--to main --as-version v1.4.0 --format markdown', 1, '### Who gets there'],
    // Majors are not joined: how far it is from one to the other is written nowhere.
    ['--to v2.0.0', 3, 'cannot be told'],
    ['--to main --as-version v1.3.0-rc.1', 3, 'nothing could be asked of it'],
    ['--to main --as-version 1.x', 2, 'is no version of Crane'],
    ['--to main', 2, 'is no version of Crane'],
  ])('%s: exit %d, %s', (rest, code, says) => {
    const answer = reach(rest)
    expect(answer.code, answer.out + answer.err).toBe(code)
    expect((answer.out + answer.err).replace(/\s+/g, ' ')).toContain(says)
  })

  it('tells it as data', () => {
    const { sections } = JSON.parse(reach('--to main --as-version v1.4.0 --format json').out) as {
      sections: { kind: string; fleets: object[]; retired: object[]; by: string }[]
    }
    expect(sections).toHaveLength(1)
    expect(sections[0]).toMatchObject({ kind: 'reach', verdict: 'broken', by: 'pier/two' })
    expect(sections[0]?.fleets).toMatchObject([
      { version: '1.1.0', outcome: 'stranded', hadWay: true },
      { version: '1.2.0', outcome: 'stranded', hadWay: true },
    ])
    expect(sections[0]?.retired).toEqual([{ line: '1.1', rule: 'pier/two' }])
  })
})
