import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { openRepository, readHistory } from '../../src/connect/index.ts'
import { Random } from '../../test/oracle/random.ts'
import { askPerBranch, askPerTag, listTags } from '../contestants/git-scripts.ts'
import type { Figures, Setting } from '../figures.ts'
import { assertAgreement, measure, medianOf } from '../measure.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'
import { type MadeRepository, makeRepositories } from '../tagged-repository.ts'

const size = { lines: 500, commits: 100_000, tagsPerLine: 20 }
const sampleSize = 10
const program = normalize(manifest.bin.interlock)

/** Judging the tags of a large repository, against asking git once per tag, and against listing them. */
export async function releaseLint({ seed }: Setting): Promise<Figures> {
  printTitle(
    `release    lint of ${whole(size.lines * size.tagsPerLine)} tags, ${size.lines} branches, ${whole(size.commits)} commits`,
  )
  if (!existsSync(program)) {
    console.log(`  skipped: ${program} does not exist; npm run build makes it`)
    return { skipped: true }
  }
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))
  try {
    return await measured(makeRepositories(folder, size, seed), new Random(seed))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measured(made: MadeRepository, random: Random): Promise<Figures> {
  const { folder, upstream } = made
  const containing = branchesOf(folder)
  const sample = random.shuffled([...containing.keys()]).slice(0, sampleSize)
  const branches = [...new Set([...containing.values()].flat())]
  const sampleOfBranches = random.shuffled(branches).slice(0, sampleSize)
  const found = await measure(
    [
      { name: 'interlock', run: () => lint(folder, upstream) },
      { name: 'git per tag', run: () => askPerTag(folder, sample) },
      { name: 'git per branch', run: () => askPerBranch(folder, sampleOfBranches) },
      { name: 'git for-each-ref', run: () => listTags(folder) },
    ],
    { rounds: 5, warmUp_ms: 300, budget_ms: 60_000 },
  )
  const last = (name: string): number => found.find((one) => one.name === name)?.last ?? -1
  assertAgreement('releases without a candidate', [
    { name: 'interlock', value: last('interlock') },
    { name: 'who made the repository', value: made.hasty },
  ])
  assertAgreement('branches that contain the sample', [
    { name: 'git', value: last('git per tag') },
    { name: 'interlock', value: sample.reduce((sum, tag) => sum + (containing.get(tag)?.length ?? 0), 0) },
  ])
  const isIn = (branch: string): number =>
    [...containing.values()].filter((names) => names.includes(branch)).length
  assertAgreement('tags that the sample of branches contains', [
    { name: 'git', value: last('git per branch') },
    { name: 'interlock', value: sampleOfBranches.reduce((sum, branch) => sum + isIn(branch), 0) },
  ])
  assertAgreement('tags', [
    { name: 'git for-each-ref', value: last('git for-each-ref') },
    { name: 'who made the repository', value: made.tags },
  ])
  const lint_ms = medianOf(found, 'interlock')
  const list_ms = medianOf(found, 'git for-each-ref')
  const script_ms = (medianOf(found, 'git per tag') / sampleSize) * made.tags
  const byBranch_ms = (medianOf(found, 'git per branch') / sampleSize) * made.branches
  const row = (name: string, ms: number): string[] => [name, duration(ms), times(ms / lint_ms)]
  printTable(
    ['', 'median', 'ratio'],
    [
      row('interlock release lint, whole command', lint_ms),
      row(`git once per tag, scaled from ${sampleSize}`, script_ms),
      row(`git once per branch, scaled from ${sampleSize}`, byBranch_ms),
      row('git for-each-ref alone', list_ms),
    ],
  )
  console.log(`
  With an upstream of ${whole(size.lines * 11)} tags beside it. ${made.hasty} releases without a candidate are
  found, and no other fault. The scripts only ask which branches contain a tag.`)
  return {
    tags: made.tags,
    branches: made.branches,
    commits: size.commits,
    hasty: made.hasty,
    lint_ms: rounded(lint_ms),
    script_sample: sampleSize,
    script_scaled_ms: rounded(script_ms),
    by_branch_scaled_ms: rounded(byBranch_ms),
    list_ms: rounded(list_ms),
    ratio: rounded(script_ms / lint_ms),
    by_branch_ratio: rounded(byBranch_ms / lint_ms),
  }
}

/** The branches that contain each tag. */
function branchesOf(folder: string): ReadonlyMap<string, readonly string[]> {
  const repository = openRepository(folder)
  const history = repository.ok ? readHistory(repository.value, new Map()) : repository
  if (!history.ok) throw new Error(history.problem)
  return new Map(history.value.tags.map(({ name, branches = [] }) => [name, branches]))
}

/** From the shell's prompt to the answer: how many releases had no candidate. */
function lint(folder: string, upstream: string): number {
  const question = ['release', 'lint', '--policy', 'uxp', '--repo', folder, '--upstream', upstream]
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...question, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 1) throw new Error(`${question.join(' ')} ends with ${status}: ${stderr}`)
  const { findings } = JSON.parse(stdout) as { findings: readonly { rule: string; severity: string }[] }
  const errors = findings.filter(({ severity }) => severity === 'error')
  const others = errors.filter(({ rule }) => rule !== 'uxp/g5')
  if (others.length > 0)
    throw new Error(`${others.length} faults that nobody put in, such as of ${others[0]?.rule}`)
  return errors.length
}
