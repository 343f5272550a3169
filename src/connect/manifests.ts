import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fail, ok, type Result } from '../base/index.ts'
import { formatOfName } from '../document/index.ts'
import { readText } from './files.ts'

/** A text that may hold manifests, and what its author calls it. */
export interface ManifestText {
  readonly file: string
  readonly text: Result<string, string>
  /** True when the user named it, and not only a folder that it is in. */
  readonly isNamed: boolean
}

/** Folders that hold other people's files. */
const foreign = new Set(['node_modules', '.git'])

/**
 * The files named, and those in the folders named, sorted by name within each. The reason, when one of the names
 * leads nowhere; a file inside a folder that cannot be read is told in its place.
 */
export function openManifests(
  names: readonly string[],
  readStdin: () => string,
): Result<Iterable<ManifestText>, string> {
  for (const name of names) {
    if (name !== '-' && kindOf(name) === undefined) return fail(`there is no file or folder ${name}`)
  }
  return ok(texts(names, readStdin))
}

function* texts(names: readonly string[], readStdin: () => string): Iterable<ManifestText> {
  // By their real paths: a link back up ends the walk, and what is named twice is read once.
  const seen = new Set<string>()
  for (const name of names) {
    if (name === '-') yield { file: 'standard input', text: ok(readStdin()), isNamed: true }
    else yield* walk(name, seen, true)
  }
}

function* walk(path: string, seen: Set<string>, isNamed: boolean): Iterable<ManifestText> {
  const kind = kindOf(path)
  if (kind === undefined || (kind === 'file' && !isNamed && formatOfName(path) === undefined)) return
  const real = realpathSync(path)
  if (seen.has(real)) return
  seen.add(real)
  if (kind === 'file') {
    yield { file: path, text: readText(path), isNamed }
    return
  }
  const names = namesOf(path)
  if (!names.ok) {
    yield { file: path, text: names, isNamed }
    return
  }
  for (const name of names.value) {
    if (!foreign.has(name)) yield* walk(join(path, name), seen, false)
  }
}

/** Undefined for what is neither, and for links that lead nowhere. */
function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isDirectory() ? 'folder' : stat?.isFile() ? 'file' : undefined
}

function namesOf(folder: string): Result<readonly string[], string> {
  try {
    return ok(readdirSync(folder).sort())
  } catch {
    return fail(`${folder} may not be read`)
  }
}
