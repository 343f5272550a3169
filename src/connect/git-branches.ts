import { ok, type Result } from '../base/index.ts'
import { type GitRepository, git } from './git.ts'

/** A branch by its short name, and the commit at its tip. */
export interface GitBranch {
  readonly name: string
  readonly tip: string
}

/**
 * All branches. A clone knows most of them only as those of its remote; a name that it has several times is one branch
 * with several tips.
 */
export function readBranches({ folder }: GitRepository): Result<readonly GitBranch[], string> {
  const format = '--format=%(refname)%00%(objectname)%00%(symref)'
  const read = git(folder, ['for-each-ref', format, 'refs/heads', 'refs/remotes'])
  if (!read.ok) return read
  const lines = read.value.toString('utf8').split('\n')
  return ok(
    lines.flatMap((line) => {
      const [ref = '', tip = '', symbolic] = line.split('\0')
      const name = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref)?.[1]
      return name === undefined || symbolic !== '' ? [] : [{ name, tip }]
    }),
  )
}

/**
 * The names of the branches that contain each of the commits asked for. One walk over the history answers for all: every
 * commit hands the set of branches that it is in on to its parents, tips first.
 */
export function branchesContaining(
  { folder }: GitRepository,
  branches: readonly GitBranch[],
  commits: ReadonlySet<string>,
): Result<ReadonlyMap<string, readonly string[]>, string> {
  const read = git(folder, ['rev-list', '--topo-order', '--parents', '--stdin'], revisions(branches))
  if (!read.ok) return read
  const names = [...new Set(branches.map(({ name }) => name))].sort()
  const indexes = new Map(names.map((name, i) => [name, i]))
  const words = Math.ceil(names.length / 32)
  const sets = new Map<string, Uint32Array>()
  const setOf = (commit: string): Uint32Array => {
    let set = sets.get(commit)
    if (set === undefined) {
      set = new Uint32Array(words)
      sets.set(commit, set)
    }
    return set
  }
  for (const { name, tip } of branches) {
    const index = indexes.get(name) ?? 0
    const set = setOf(tip)
    set[index >> 5] = (set[index >> 5] ?? 0) | (1 << (index & 31))
  }
  const found = new Map<string, readonly string[]>()
  for (const line of linesOf(read.value)) {
    const [commit = '', ...parents] = line.split(' ')
    const own = setOf(commit)
    for (const parent of parents) {
      const set = setOf(parent)
      for (let word = 0; word < words; word++) set[word] = (set[word] ?? 0) | (own[word] ?? 0)
    }
    if (commits.has(commit))
      found.set(
        commit,
        names.filter((_, i) => ((own[i >> 5] ?? 0) & (1 << (i & 31))) !== 0),
      )
    // Children come first, so nobody asks for it again.
    sets.delete(commit)
  }
  return ok(found)
}

const revisions = (branches: readonly GitBranch[]): string =>
  [...new Set(branches.map(({ tip }) => tip))].map((tip) => `${tip}\n`).join('')

/** Line by line, without ever holding the whole as one text. */
function* linesOf(bytes: Buffer): Iterable<string> {
  let start = 0
  for (;;) {
    const end = bytes.indexOf(10, start)
    if (end < 0) break
    yield bytes.toString('latin1', start, end)
    start = end + 1
  }
}
