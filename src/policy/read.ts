import { type Diagnostic, fail, ok, type Place, type Result } from '../base/index.ts'
import { type Path, readDocument, type Source, validate } from '../document/index.ts'
import { includedSchema, type PolicyDocument, policySchema } from './schema.ts'

/** Where a part of a policy stands in its files; undefined for a policy that was not read from text. */
export type Locate = (path: Path, part?: 'key' | 'value') => Place | undefined

export interface PolicyText {
  readonly document: PolicyDocument
  readonly locate: Locate
  /** The file that a part of the policy is written in, and the part's path there. */
  readonly origin: (path: Path) => { readonly file: string; readonly path: Path }
  /** The files that the policy is made of, its own first, each with the kind of its document. */
  readonly files: readonly { readonly file: string; readonly kind: string }[]
}

/**
 * Reads a policy and the files it includes into one document. `open` gives the text of an included file, by
 * the name that the policy uses, or the reason why it cannot be read. The files of `also` are read as if it included them.
 */
export function readPolicy(
  text: string,
  file: string,
  open: (name: string) => Result<{ text: string; file: string }, string>,
  also: readonly string[] = [],
): Result<PolicyText, readonly Diagnostic[]> {
  const source = readDocument(text, file)
  if (!source.ok) return source
  const document = validate(policySchema, source.value)
  if (!document.ok) return document
  const merged: PolicyDocument = {
    ...document.value,
    include: [],
    catalogue: [...document.value.catalogue],
    recipes: [...document.value.recipes],
    lifecycle: [...document.value.lifecycle],
    settings: [...document.value.settings],
    logs: [...document.value.logs],
    interfaces: [...document.value.interfaces],
    rules: [...document.value.rules],
    sources: { ...document.value.sources },
  }
  const origins = new Map<string, { source: Source; path: Path }>()
  const files = [{ file, kind: document.value.kind as string }]
  const problems: Diagnostic[] = []
  for (const [i, name] of [...document.value.include, ...also].entries()) {
    const opened = open(name)
    if (!opened.ok) {
      problems.push({ place: source.value.place(['include', i]), message: opened.problem })
      continue
    }
    const included = readIncluded(opened.value.text, opened.value.file)
    if (!included.ok) {
      problems.push(...included.problem)
      continue
    }
    files.push({ file: opened.value.file, kind: included.value.kind })
    for (const list of [
      'catalogue',
      'recipes',
      'lifecycle',
      'settings',
      'logs',
      'interfaces',
      'rules',
    ] as const) {
      for (const k of included.value[list].keys()) {
        origins.set(`${list}/${merged[list].length + k}`, { source: included.value.source, path: [list, k] })
      }
    }
    merged.catalogue.push(...included.value.catalogue)
    merged.recipes.push(...included.value.recipes)
    merged.lifecycle.push(...included.value.lifecycle)
    merged.settings.push(...included.value.settings)
    merged.logs.push(...included.value.logs)
    merged.interfaces.push(...included.value.interfaces)
    merged.rules.push(...included.value.rules)
    // The policy's own sources stand where both name one.
    merged.sources = { ...included.value.sources, ...merged.sources }
  }
  if (problems.length > 0) return fail(problems)
  const originOf = (path: Path): { source: Source; path: Path } => {
    const origin = origins.get(`${String(path[0])}/${String(path[1])}`)
    if (origin === undefined) return { source: source.value, path }
    return { source: origin.source, path: [...origin.path, ...path.slice(2)] }
  }
  return ok({
    document: merged,
    locate: (path, part) => {
      const origin = originOf(path)
      return origin.source.place(origin.path, part)
    },
    origin: (path) => {
      const origin = originOf(path)
      return { file: origin.source.file, path: origin.path }
    },
    files,
  })
}

type Lists = 'catalogue' | 'recipes' | 'lifecycle' | 'settings' | 'logs' | 'interfaces' | 'rules' | 'sources'
type Included = Pick<PolicyDocument, Lists> & { readonly kind: string; readonly source: Source }

function readIncluded(text: string, file: string): Result<Included, readonly Diagnostic[]> {
  const source = readDocument(text, file)
  if (!source.ok) return source
  const read = validate(includedSchema, source.value)
  if (!read.ok) return read
  const nothing = {
    catalogue: [],
    recipes: [],
    lifecycle: [],
    settings: [],
    logs: [],
    interfaces: [],
    rules: [],
    sources: {},
  }
  return ok({ ...nothing, ...read.value, source: source.value })
}
