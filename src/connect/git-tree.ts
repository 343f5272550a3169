import { fail, ok, type Result } from '../base/index.ts'
import { type GitRepository, git } from './git.ts'

/** The files of a tag, branch or commit. */
export interface GitTree {
  readonly commit: string
  readonly files: readonly string[]
}

/** Lists the files that a tag, branch or commit has; one process each for the name and the list. */
export function readTree({ folder }: GitRepository, name: string): Result<GitTree, string> {
  const found = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
  if (!found.ok) return fail(`there is no tag, branch or commit ${name} in ${folder}`)
  const commit = found.value.toString('utf8').trim()
  const listed = git(folder, ['ls-tree', '-r', '-z', '--full-tree', commit])
  if (!listed.ok) return listed
  const files = listed.value
    .toString('utf8')
    .split('\0')
    // Links and other repositories have no text of their own.
    .filter((line) => /^100\d{3} blob /.test(line))
    .map((line) => line.slice(line.indexOf('\t') + 1))
  return ok({ commit, files })
}
