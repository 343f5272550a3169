import { fail, ok, type Result } from '../base/index.ts'
import { type GitRepository, git } from './git.ts'

/** A file as it was in a commit. */
export interface GitFile {
  readonly commit: string
  readonly path: string
}

export const fileKey = ({ commit, path }: GitFile): string => `${commit}:${path}`

/**
 * The texts of files as they were in commits, by `fileKey`; a file that was not there has none. Two processes answer for
 * all: one finds which contents they have, one prints each content once.
 */
export function readFiles(
  { folder }: GitRepository,
  files: readonly GitFile[],
): Result<ReadonlyMap<string, string>, string> {
  if (files.length === 0) return ok(new Map())
  const keys = [...new Set(files.map(fileKey))]
  const checked = git(folder, ['cat-file', '--batch-check=%(objecttype) %(objectname)'], joined(keys))
  if (!checked.ok) return checked
  const answers = checked.value.toString('utf8').split('\n')
  const blobs = new Map<string, string>()
  for (const [i, key] of keys.entries()) {
    const [type, name] = (answers[i] ?? '').split(' ')
    if (type === 'blob' && name !== undefined) blobs.set(key, name)
  }
  const contents = readContents(folder, [...new Set(blobs.values())])
  if (!contents.ok) return contents
  return ok(new Map([...blobs].map(([key, name]) => [key, contents.value.get(name) ?? ''])))
}

function readContents(folder: string, names: readonly string[]): Result<ReadonlyMap<string, string>, string> {
  const found = new Map<string, string>()
  if (names.length === 0) return ok(found)
  const read = git(folder, ['cat-file', '--batch'], joined(names))
  if (!read.ok) return read
  let at = 0
  for (const name of names) {
    const headEnd = read.value.indexOf(10, at)
    const size = Number(read.value.toString('latin1', at, headEnd).split(' ')[2])
    if (headEnd < 0 || Number.isNaN(size)) return fail(`git printed no content of ${name}`)
    found.set(name, read.value.toString('utf8', headEnd + 1, headEnd + 1 + size))
    at = headEnd + 1 + size + 1
  }
  return ok(found)
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
