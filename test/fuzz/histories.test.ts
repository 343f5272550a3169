import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect } from 'vitest'
import { loadPolicy, openRepository, readHistory, readTagTable } from '../../src/connect/index.ts'
import { releaseLintDocument, releaseSarif } from '../../src/contract/index.ts'
import { tagLintJunit, tagLintMarkdown, tagLintText } from '../../src/explain/index.ts'
import { type History, lintHistory, openTags } from '../../src/tags/index.ts'
import { root } from '../cli/command.ts'
import { RepositoryBuilder } from '../git/builder.ts'
import { randomTags } from '../oracle/random-tags.ts'
import { expectAnswer } from './answer.ts'
import { fuzz } from './fuzz.ts'
import { mutatedText, soup } from './mutation.ts'

/* Whatever stands in a table, in the names of tags and branches, and in files at tags: it is judged, or refused. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0

const loaded = loadPolicy('uxp', { sources: join(root, 'policies') })
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problem))
const policy = loaded.value
const [repository] = policy.repositories
if (repository === undefined) throw new Error('the policy has no repository')

const plain = { good: String, bad: String, unsure: String, faint: String, strong: String }

/** Judged and told in all formats; every tag has one verdict of every rule. */
function expectJudged(history: History, upstream?: History): void {
  const lint = lintHistory(openTags(policy, repository as NonNullable<typeof repository>, history, upstream))
  for (const { rule, scores, lacks } of lint.rules) {
    if (rule.kind === 'mirrors') continue
    const { obeyed, violated, unknown, legacy, notApplicable } = scores
    expect(obeyed + violated + unknown + legacy + notApplicable, rule.id).toBe(lint.tags)
    expect(lacks === undefined || notApplicable === lint.tags, rule.id).toBe(true)
  }
  const notes = { policy: 'uxp', origin: 'here', notes: [], isComplete: true, hasLedger: false }
  const told = [
    tagLintText(lint, notes, plain),
    tagLintMarkdown('unknown', lint, notes),
    tagLintJunit(lint, notes, true),
    JSON.stringify(releaseLintDocument('uxp', 'unknown', lint)),
    JSON.stringify(releaseSarif('uxp', 'unknown', lint, '1.0.0')),
  ].join('\n')
  expect(/\bundefined\b|\[object|\bNaN\b/.exec(told)?.[0]).toBeUndefined()
}

const table = `tag,date,branch,commit,annotated,signed,embedded_crossplane
v1.4.0-rc.0-up.1,2021-10-01,main,0123abc,true,false,v1.4.0-rc.0
v1.4.0-up.1-uprc.0,2021-10-02,release-1.4,0123abd,yes,no,v1.4.0
# what came out
"v1.4.0-up.1",2021-10-02T12:00:00Z,release-1.4,0123abd,,,v1.4.0
v1.15.0-up.1.rc.3,,,,,,
`

/** Names that are nearly versions, or nothing like them. */
const odd = fc.oneof(
  mutatedText('v1.4.0-rc.0-up.1'),
  mutatedText('v1.15.0-up.1.rc.3'),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'v', '', 'v99999999999999999999.0.0-up.1'),
)

describe('tables of tags', () => {
  fuzz('are read and judged, or it is said where not', 600, fc.oneof(soup(), mutatedText(table)), (text) => {
    const read = readTagTable(text, 'tags', ['crossplane'])
    expectAnswer(read, { tags: text })
    if (read.ok) expectJudged(read.value)
  })
})

describe('histories', () => {
  const told = fc.record({
    name: odd,
    branches: fc.option(fc.array(fc.oneof(odd, fc.constantFrom('main', 'release-1.4', 'release-x')))),
    date: fc.option(fc.constantFrom('2021-07-19', '2021-07-20', '2021-09-07', '2021-09-08')),
    commit: fc.option(odd),
    inside: fc.option(odd),
  })
  const history = fc.array(told, { maxLength: 12 }).map(
    (tags): History => ({
      tags: tags.map(({ name, branches, date, commit, inside }) => ({
        name,
        ...(branches !== null && { branches }),
        ...(date !== null && { date }),
        ...(commit !== null && { commit }),
        reads: new Map(inside === null ? [] : [['crossplane', inside]]),
      })),
      branches: ['main', 'release-1.4', '__proto__'],
      isWhole: false,
    }),
  )
  fuzz('of any names are judged', 600, fc.tuple(history, fc.option(history)), ([own, upstream]) => {
    expectJudged(own, upstream ?? undefined)
  })

  fuzz(
    'that were told in order are judged in any order',
    150,
    fc.tuple(randomTags, fc.nat()),
    ([world, by]) => {
      const tags = world.own.tags.map(({ name, day, branches, inside }) => ({
        name,
        ...(day !== undefined && { date: day }),
        ...(branches !== undefined && { branches }),
        reads: new Map(inside === undefined ? [] : [['crossplane', inside]]),
      }))
      const at = tags.length === 0 ? 0 : by % tags.length
      expectJudged({ ...world.own, tags: [...tags.slice(at), ...tags.slice(0, at)] })
    },
  )
})

describe('git repositories', () => {
  /** What git takes as the name of a ref: much, but no control characters and none of `~^:?*[\\`. */
  const ref = fc
    .oneof(
      odd,
      fc.constantFrom('up/v1.0.0-up.1', '%00', "'$(true)'", '"', 'ä ß', 'HEAD', '-x', 'release-1.4'),
    )
    .map((text) => text.replace(/[^\p{L}\p{N}$%'"()+,=@#!_.-]|\.\.|@\{|\.lock|\.$|^\./gu, '') || 'x')
    .map((text) => (/^[-.]|\.$|\.lock$|^@$|\.\./.test(text) ? 'y' : text))
  const file = fc.oneof(mutatedText('CROSSPLANE_TAG := v1.4.0\n'), soup(), fc.constant(undefined))
  const told = fc.record({ name: ref, branch: fc.oneof(ref, fc.constantFrom('main', 'release-1.4')), file })

  fuzz(
    'of any names and contents are read and judged',
    12,
    fc.uniqueArray(told, { maxLength: 8, selector: ({ name }) => name }),
    (tags) => {
      const builder = new RepositoryBuilder()
      builder.commit('main', { date: '2021-10-01' })
      const begun = new Set(['main'])
      for (const { name, branch, file } of tags) {
        const first = begun.has(branch) ? {} : { from: 'main' }
        builder.commit(branch, {
          date: '2021-10-02',
          files: file === undefined ? {} : { Makefile: file },
          ...first,
        })
        begun.add(branch)
        builder.tag(name, branch, { date: '2021-10-02' })
      }
      const opened = openRepository(builder.write(join(folder, `${++count}`)))
      if (!opened.ok) throw new Error(opened.problem)
      const read = readHistory(opened.value, repository.reads)
      if (!read.ok) throw new Error(read.problem)
      expect(new Set(read.value.tags.map(({ name }) => name))).toEqual(new Set(tags.map(({ name }) => name)))
      expect(read.value.branches).toEqual([...begun].sort())
      expectJudged(read.value)
    },
  )
})
