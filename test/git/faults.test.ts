import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadPolicy, openRepository, readHistory, readTagTable } from '../../src/connect/index.ts'
import { expectedText, tagSentence } from '../../src/explain/index.ts'
import { type History, lintHistory, openTags, type ReleaseLint } from '../../src/tags/index.ts'
import { interlock, root } from '../cli/command.ts'
import { run } from './builder.ts'
import { Story } from './story.ts'

/*
 * A clean history, and one edit for every fault: what the scoreboard tells then that it did not before, to the tag. The
 * stories stand in faults.txt with their answers below a line of dashes; INTERLOCK_REWRITE=1 writes these anew, and the
 * diff is the thing to review. Every story is told three times, as a bare repository, as a clone with a work tree, and
 * as a table.
 */

const folder = mkdtempSync(join(tmpdir(), 'interlock-faults-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const place = (): string => join(folder, `${++count}`)

const loaded = loadPolicy('uxp', { sources: join(root, 'policies') })
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problem))
const policy = loaded.value
const [repository] = policy.repositories
if (repository === undefined) throw new Error('the policy has no repository')

function value<T>(result: { ok: true; value: T } | { ok: false; problem: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return result.value
}

const gitHistory = (path: string): History =>
  value(readHistory(value(openRepository(path)), repository.reads))
const tableHistory = (story: Story): History => value(readTagTable(story.table(), 'a.csv', ['crossplane']))

function cloned(bare: string): string {
  const clone = place()
  run(folder, ['clone', '-q', bare, clone])
  return clone
}

interface Case {
  readonly title: string
  readonly edits: readonly string[]
  readonly answer: string
}

const file = join(import.meta.dirname, 'faults.txt')
const text = readFileSync(file, 'utf8')
/** Sections begin with `== `: the two stories, then the cases. */
const sections = text.split(/^== /m).slice(1)
const [ownStory = '', upstreamStory = '', ...rest] = sections.map((section) =>
  section.slice(section.indexOf('\n') + 1),
)
const titles = sections.map((section) => section.slice(0, section.indexOf('\n')))
const cases = rest.map((section, i): Case => {
  const [edits = '', answer = ''] = section.split('----\n')
  return {
    title: titles[i + 2] ?? '',
    edits: edits.split('\n').filter((line) => line.trim() !== ''),
    answer: answer.trim(),
  }
})

const own = Story.of(ownStory)
const upstream = Story.of(upstreamStory)
const upstreamFolder = upstream.write(place())
const upstreamHistory = gitHistory(upstreamFolder)

const lint = (history: History, there: History | undefined): ReleaseLint =>
  lintHistory(openTags(policy, repository, history, there))

const verdicts = ['obeyed', 'violated', 'unknown', 'legacy', 'notApplicable'] as const
type Scoreboard = ReadonlyMap<string, string>

/** What changed between two scoreboards, as `obeyed -1, violated +1: g1 g2`. */
function difference(before: ReleaseLint, after: ReleaseLint): string[] {
  const changes = new Map<string, string[]>()
  for (const { rule, scores } of after.rules) {
    const known = before.rules.find((one) => one.rule.id === rule.id)?.scores
    const change = verdicts.flatMap((verdict) => {
      const by = scores[verdict] - (known?.[verdict] ?? 0)
      return by === 0 ? [] : [`${verdict} ${by > 0 ? '+' : ''}${by}`]
    })
    if (change.length > 0)
      changes.set(change.join(', '), [...(changes.get(change.join(', ')) ?? []), rule.id])
  }
  return [...changes].map(([change, rules]) => `${change}: ${rules.join(' ')}`)
}

const scoreboard = ({ rules }: ReleaseLint): Scoreboard =>
  new Map(rules.map(({ rule, scores }) => [rule.id, verdicts.map((verdict) => scores[verdict]).join(' ')]))

const findingsOf = ({ rules }: ReleaseLint): string[] =>
  rules.flatMap(({ findings }) =>
    findings.map((finding) => {
      const expected = expectedText(finding)
      const told = `${finding.severity} ${finding.rule.id}: ${tagSentence(finding)}`
      return expected === undefined ? told : `${told}; ${expected}`
    }),
  )

/** A table never says yes where a repository says no, nor the other way round. */
function expectNoGuess(git: ReleaseLint, table: ReleaseLint, title: string): void {
  for (const { rule, scores } of table.rules) {
    const known = git.rules.find((one) => one.rule.id === rule.id)?.scores
    const isNoGuess = scores.obeyed <= (known?.obeyed ?? 0) && scores.violated <= (known?.violated ?? 0)
    expect(isNoGuess, `${title}: ${rule.id}`).toBe(true)
  }
}

const bare = own.write(place())
const base = lint(gitHistory(bare), upstreamHistory)

describe('a history as the guarantees want it', () => {
  it('has no finding', () => {
    expect(findingsOf(base)).toEqual([])
  })

  it('obeys every rule at least once, in days of every edition', () => {
    const never = base.rules.filter(({ scores }) => scores.obeyed === 0).map(({ rule }) => rule.id)
    // No release of UXP ever broke something, so nobody can keep or break that promise.
    expect(never).toEqual(['nothing-breaks-within-a-major'])
    const legacy = base.rules.filter(({ scores }) => scores.legacy === 0).map(({ rule }) => rule.id)
    expect(legacy).toEqual(['branches-mirror-crossplane', 'nothing-breaks-within-a-major'])
  })

  it('is the same as a clone with a work tree, and from one of its folders', () => {
    const clone = cloned(bare)
    expect(run(clone, ['branch', '--format=%(refname:short)']).trim()).toBe('main')
    expect(scoreboard(lint(gitHistory(clone), upstreamHistory))).toEqual(scoreboard(base))
  })

  it('is the same on the command line, which is content with it', () => {
    const asked = ['release', 'lint', '--policy', 'uxp', '--repo', bare, '--upstream', upstreamFolder]
    const { code, out } = interlock([...asked, '--format', 'json'])
    const { scoreboard: told, ...document } = JSON.parse(out) as {
      scoreboard: Record<string, unknown>[]
      verdict: string
      findings: unknown[]
    }
    expect([code, document.verdict, document.findings]).toEqual([0, 'supported', []])
    expect(
      new Map(
        told.map((row) => [
          String(row.rule).replace('uxp/', ''),
          verdicts.map((verdict) => row[verdict]).join(' '),
        ]),
      ),
    ).toEqual(scoreboard(base))
  })

  it('in a shallow clone nobody can tell what is on which branch', () => {
    const clone = place()
    run(folder, ['clone', '-q', '--depth', '1', '--no-single-branch', `file://${bare}`, clone])
    run(clone, ['fetch', '-q', '--depth', '1', 'origin', 'refs/tags/*:refs/tags/*'])
    const shallow = lint(gitHistory(clone), upstreamHistory)
    const about = new Map(shallow.rules.map(({ rule, scores }) => [rule.id, scores]))
    const ofBranches = shallow.rules.flatMap(({ rule }) =>
      rule.kind === 'branch' || ('on' in rule && rule.on.length > 0 && rule.kind !== 'mirrors')
        ? [rule.id]
        : [],
    )
    expect(ofBranches).toContain('g1')
    for (const { rule, scores } of base.rules) {
      const found = about.get(rule.id)
      if (!ofBranches.includes(rule.id)) expect(found, rule.id).toEqual(scores)
      else {
        expect([found?.obeyed, found?.violated], rule.id).toEqual([0, 0])
        expect(found?.unknown, rule.id).toBeGreaterThan(0)
      }
    }
    const { code, out } = interlock(['release', 'lint', '--policy', 'uxp', '--repo', clone])
    expect([code, out.replace(/\s+/g, ' ')]).toEqual([3, expect.stringContaining('is a shallow clone')])
  })
})

function answerTo({ title, edits }: Case): string {
  const isThere = (line: string): boolean => line.startsWith('upstream ')
  const there = upstream.edited(
    edits
      .filter(isThere)
      .map((line) => line.slice('upstream '.length))
      .join('\n'),
  )
  const story = own.edited(edits.filter((line) => !isThere(line)).join('\n'))
  const thereHistory = edits.some(isThere) ? gitHistory(there.write(place())) : upstreamHistory
  const folder = story.write(place())
  const found = lint(gitHistory(folder), thereHistory)
  const inClone = lint(gitHistory(cloned(folder)), thereHistory)
  expect(findingsOf(inClone), title).toEqual(findingsOf(found))
  expect(scoreboard(inClone), title).toEqual(scoreboard(found))
  const asTable = lint(tableHistory(story), thereHistory)
  expectNoGuess(found, asTable, title)
  const changes = [
    ...difference(base, found),
    ...findingsOf(found),
    ...difference(found, asTable).map((line) => `as a table: ${line}`),
  ]
  return changes.length === 0 ? 'as before' : changes.join('\n')
}

describe('every fault is found, and nothing else', () => {
  const isRewriting = process.env.INTERLOCK_REWRITE === '1'
  const answers = new Map<Case, string>()

  it.each(cases.map((one) => [one.title, one] as const))('%s', (_, one) => {
    const answer = answerTo(one)
    answers.set(one, answer)
    if (!isRewriting) expect(answer).toBe(one.answer)
  })

  afterAll(() => {
    if (!isRewriting) return
    const written = cases.map((one) =>
      [`== ${one.title}`, ...one.edits, '----', answers.get(one) ?? '', '', ''].join('\n'),
    )
    const head = text.slice(0, text.indexOf(`== ${cases[0]?.title}`))
    writeFileSync(file, `${head}${written.join('').trimEnd()}\n`)
  })

  it('there is a fault for every rule that can be broken', () => {
    const broken = new Set(
      cases.flatMap(({ answer }) => answer.match(/(?<=^(?:error|warning|note) )[^:]+/gm) ?? []),
    )
    const rules = base.rules.map(({ rule }) => rule.id).filter((id) => id !== 'nothing-breaks-within-a-major')
    expect([...broken].sort()).toEqual(rules.sort())
  })
})
