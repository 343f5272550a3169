import { type Diagnostic, fail, ok, type Place, type Result } from '../base/index.ts'
import { type Path, readDocument, type Source, validate } from '../document/index.ts'
import { includedSchema, type PolicyDocument, policySchema } from './schema.ts'

/** Where a part of a policy stands in its files; undefined for a policy that was not read from text. */
export type Locate = (path: Path, part?: 'key' | 'value') => Place | undefined

export interface PolicyText {
  readonly document: PolicyDocument
  readonly locate: Locate
}

/**
 * Reads a policy and the files it includes into one document. `open` gives the text of an included file, by
 * the name that the policy uses, or the reason why it cannot be read.
 */
export function readPolicy(
  text: string,
  file: string,
  open: (name: string) => Result<{ text: string; file: string }, string>,
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
    rules: [...document.value.rules],
    sources: { ...document.value.sources },
  }
  const origins = new Map<string, { source: Source; path: Path }>()
  const problems: Diagnostic[] = []
  for (const [i, name] of document.value.include.entries()) {
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
    for (const list of ['catalogue', 'recipes', 'lifecycle', 'settings', 'logs', 'rules'] as const) {
      for (const k of included.value[list].keys()) {
        origins.set(`${list}/${merged[list].length + k}`, { source: included.value.source, path: [list, k] })
      }
    }
    merged.catalogue.push(...included.value.catalogue)
    merged.recipes.push(...included.value.recipes)
    merged.lifecycle.push(...included.value.lifecycle)
    merged.settings.push(...included.value.settings)
    merged.logs.push(...included.value.logs)
    merged.rules.push(...included.value.rules)
    // The policy's own sources stand where both name one.
    merged.sources = { ...included.value.sources, ...merged.sources }
  }
  if (problems.length > 0) return fail(problems)
  return ok({
    document: merged,
    locate: (path, part) => {
      const origin = origins.get(`${String(path[0])}/${String(path[1])}`)
      if (origin === undefined) return source.value.place(path, part)
      return origin.source.place([...origin.path, ...path.slice(2)], part)
    },
  })
}

type Lists = 'catalogue' | 'recipes' | 'lifecycle' | 'settings' | 'logs' | 'rules' | 'sources'
type Included = Pick<PolicyDocument, Lists> & { source: Source }

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
    rules: [],
    sources: {},
  }
  return ok({ ...nothing, ...read.value, source: source.value })
}
