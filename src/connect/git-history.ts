import { ok, type Result } from '../base/index.ts'
import type { ReadPlace } from '../policy/index.ts'
import type { History, Tag } from '../tags/index.ts'
import { type GitRepository, readTags } from './git.ts'
import { branchesContaining, readBranches } from './git-branches.ts'
import { fileKey, readFiles } from './git-files.ts'

/**
 * The history of a repository: its tags, oldest first, with the branches that contain them and what stands inside where
 * the policy reads. A shallow clone cannot tell which branches those are.
 */
export function readHistory(
  repository: GitRepository,
  reads: ReadonlyMap<string, readonly ReadPlace[]>,
): Result<History, string> {
  const tags = readTags(repository)
  if (!tags.ok) return tags
  const branches = readBranches(repository)
  if (!branches.ok) return branches
  const commits = new Set(tags.value.map(({ commit }) => commit))
  const asked = new Set([...commits, ...branches.value.map(({ tip }) => tip)])
  const containing = repository.isShallow
    ? ok(undefined)
    : branchesContaining(repository, branches.value, asked)
  if (!containing.ok) return containing
  const paths = [...new Set([...reads.values()].flat().map(({ file }) => file))]
  const files = [...commits].flatMap((commit) => paths.map((path) => ({ commit, path })))
  const texts = readFiles(repository, files)
  if (!texts.ok) return texts
  const valuesOf = (commit: string): ReadonlyMap<string, string> => {
    const found = new Map<string, string>()
    for (const [name, places] of reads)
      for (const place of places) {
        const value = valueIn(texts.value.get(fileKey({ commit, path: place.file })), place)
        if (value === undefined) continue
        found.set(name, value)
        break
      }
    return found
  }
  return ok({
    tags: tags.value.map(
      ({ name, day, seconds, commit, isAnnotated, isSigned, innerName }): Tag => ({
        name,
        date: day,
        seconds,
        commit,
        ...(containing.value !== undefined && { branches: containing.value.get(commit) ?? [] }),
        object: { isAnnotated, isSigned, ...(innerName !== undefined && { innerName }) },
        reads: valuesOf(commit),
      }),
    ),
    branches: [...new Set(branches.value.map(({ name }) => name))].sort(),
    isWhole: true,
    ...(containing.value !== undefined && {
      tips: new Map(branches.value.map(({ name, tip }) => [name, containing.value?.get(tip) ?? [name]])),
    }),
  })
}

/**
 * The value between two texts on the first line that has them; white space stands for any white space. Where nothing
 * stands after it, it ends as values do in most languages: with a quote, a space, a comma or a comment.
 */
export function valueIn(text: string | undefined, { before, after }: ReadPlace): string | undefined {
  if (text === undefined) return undefined
  const [start, end] = [tight(before), tight(after).trim()]
  for (const line of text.split('\n')) {
    const squeezed = tight(line)
    // With nothing before it the value is where the line begins: such a file is nothing but the value.
    const isWhole = start === ''
    for (let at = squeezed.indexOf(start); at >= 0; at = isWhole ? -1 : squeezed.indexOf(start, at + 1)) {
      if (isMeantOtherwise(squeezed.slice(0, at), start)) continue
      const rest = squeezed.slice(at + start.length).trimStart()
      const value = end === '' ? bareValue(rest) : rest.slice(0, Math.max(0, rest.indexOf(end)))
      if (value.trim() !== '') return value.trim()
    }
  }
  return undefined
}

/** Whether what stands ahead on the line makes it the end of another name, or a comment. */
const isMeantOtherwise = (ahead: string, start: string): boolean =>
  (/[\w-]$/.test(ahead) && /^\w/.test(start)) || /^\s*(#|\/\/)/.test(ahead)

const bareValue = (rest: string): string => /^["'`]?([^\s"'`#,;)}\]]*)/.exec(rest)?.[1] ?? ''

const tight = (text: string): string => text.replace(/\s+/g, ' ')
