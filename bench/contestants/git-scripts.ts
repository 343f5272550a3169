import { spawnSync } from 'node:child_process'

/** What git prints in a folder. */
function printed(folder: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

/**
 * What a script asks that holds tags against branches: of each tag which branches contain it, and whose day it has.
 * Gives how many branches that were in all.
 */
export function askPerTag(folder: string, tags: readonly string[]): number {
  let branches = 0
  for (const tag of tags) {
    branches += linesOf(printed(folder, ['branch', '--format=%(refname:short)', '--contains', tag])).length
    if (printed(folder, ['log', '-1', '--format=%cs', tag]) === '') throw new Error(`${tag} has no day`)
  }
  return branches
}

/** The same asked the other way round, once per branch. Gives how many tags all of them contain. */
export function askPerBranch(folder: string, branches: readonly string[]): number {
  let tags = 0
  for (const branch of branches) tags += linesOf(printed(folder, ['tag', '--merged', branch])).length
  return tags
}

/** The floor: the names and days of all tags, and nothing else. Gives how many there are. */
export const listTags = (folder: string): number =>
  linesOf(
    printed(folder, ['for-each-ref', '--format=%(refname) %(*objectname) %(creatordate:unix)', 'refs/tags']),
  ).length
