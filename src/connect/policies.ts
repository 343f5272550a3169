import { dirname, join, relative, resolve } from 'node:path'
import { type Diagnostic, fail, nearest, ok, type Result } from '../base/index.ts'
import {
  type BuildOptions,
  buildPolicy,
  type Policy,
  type PolicyDocument,
  type PolicyText,
  readPolicy,
} from '../policy/index.ts'
import { isFile, isFolder, namesIn, readText } from './files.ts'

/** Where the shipped policies are: compiled ones start faster, sources know where everything stands. */
export interface PolicyFolders {
  readonly sources: string
  /** Undefined where nothing is compiled, as in tests. */
  readonly compiled?: string
}

export const shippedPolicies = ({ sources, compiled }: PolicyFolders): string[] => {
  const files = compiled === undefined ? [] : namesIn(compiled).filter((name) => name.endsWith('.json'))
  if (files.length > 0) return files.map((name) => name.slice(0, -'.json'.length))
  return namesIn(sources).filter((name) => isFile(join(sources, name, 'policy.yaml')))
}

/** Loads a policy by its shipped name, or from a file or folder, and those that it uses with it. */
export function loadPolicy(
  reference: string,
  folders: PolicyFolders,
  readings: Readonly<Record<string, string>> = {},
): Result<Policy, readonly Diagnostic[]> {
  return load(reference, folders, readings, [])
}

/**
 * Finds the policies that one uses: beside its own file, else among the shipped ones. `by` are the policies on whose
 * behalf it is asked.
 */
export const otherPolicies =
  (
    reference: string,
    folders: PolicyFolders,
    by: readonly string[] = [],
  ): NonNullable<BuildOptions['other']> =>
  (name) => {
    if (by.includes(name)) return fail(`it uses ${by.at(-1)} itself`)
    const file = policyFile(reference, folders)
    const here = file === undefined ? [] : [join(dirname(file), `${name}.yaml`), join(dirname(file), name)]
    const beside = here.find((path) => isFile(path) || isFile(join(path, 'policy.yaml')))
    const loaded = load(beside ?? name, folders, {}, [...by, name])
    return loaded.ok ? loaded : fail(loaded.problem[0]?.message ?? 'it cannot be read')
  }

function load(
  reference: string,
  folders: PolicyFolders,
  readings: Readonly<Record<string, string>>,
  by: readonly string[],
): Result<Policy, readonly Diagnostic[]> {
  const other = otherPolicies(reference, folders, by)
  const compiled = folders.compiled === undefined ? undefined : join(folders.compiled, `${reference}.json`)
  if (isName(reference) && compiled !== undefined && isFile(compiled)) {
    const text = readText(compiled)
    if (!text.ok) return fail([{ message: text.problem }])
    return buildPolicy(JSON.parse(text.value) as PolicyDocument, { readings, other })
  }
  const read = readPolicyText(reference, folders)
  return read.ok ? buildPolicy(read.value.document, { readings, locate: read.value.locate, other }) : read
}

export interface PolicyTextOptions {
  /** Files beside it that are read as if it included them. */
  readonly also?: readonly string[]
  /** Texts that stand in the place of files. */
  readonly texts?: ReadonlyMap<string, string>
}

/** Reads a policy's source, with the place of everything in it. */
export function readPolicyText(
  reference: string,
  folders: PolicyFolders,
  { also = [], texts = new Map() }: PolicyTextOptions = {},
): Result<PolicyText, readonly Diagnostic[]> {
  const file = policyFile(reference, folders)
  if (file === undefined) {
    const known = shippedPolicies(folders)
    const guess = nearest(reference, known)
    return fail([
      {
        message: `there is no policy "${reference}", shipped or as a file`,
        help: guess === undefined ? `shipped: ${known.join(', ')}` : `did you mean "${guess}"?`,
      },
    ])
  }
  const given = texts.get(file)
  const text = given === undefined ? readText(file) : ok(given)
  if (!text.ok) return fail([{ message: text.problem }])
  const open = (name: string): Result<{ text: string; file: string }, string> => {
    const shown = join(dirname(file), name)
    const replaced = texts.get(shown)
    const included = replaced === undefined ? readText(resolve(dirname(file), name)) : ok(replaced)
    return included.ok ? ok({ text: included.value, file: shown }) : included
  }
  return readPolicy(text.value, file, open, also)
}

const isName = (reference: string): boolean => /^[a-z][a-z0-9-]*$/.test(reference)

function policyFile(reference: string, { sources }: PolicyFolders): string | undefined {
  const candidates = [
    ...(isName(reference) ? [join(sources, reference, 'policy.yaml')] : []),
    reference,
    ...(isFolder(reference) ? [join(reference, 'policy.yaml')] : []),
  ]
  const file = candidates.find(isFile)
  // As users would write it: from where they stand.
  return file === undefined || relative('', file).startsWith('..') ? file : relative('', file)
}
