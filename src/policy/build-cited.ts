import { nearest, type Place } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { Scheme } from '../version/index.ts'
import type { LedgerRule, Match, MemberPath } from './cited.ts'
import type { SourceReference } from './rules.ts'

/** What ledgers, settings and marks refer to in the rest of their policy. */
export interface Surroundings {
  readonly policy: string
  readonly source: (name: string, path: Path) => Omit<SourceReference, 'section'> | undefined
  readonly scheme: (component: string, path: Path) => Scheme | undefined
  readonly complain: (path: Path, message: string, help?: string) => void
  readonly place: (path: Path) => Place | undefined
}

type WrittenRule = Pick<LedgerRule, 'id' | 'says' | 'because'> & {
  readonly source: { readonly in: string; readonly section?: string | undefined }
  readonly examples?: Partial<LedgerRule['examples']>
}

const noExamples: LedgerRule['examples'] = { holds: [], warns: [], fails: [], unknown: [] }

interface Citing<R> {
  readonly rules: readonly R[]
  readonly sources: Readonly<Record<string, { readonly title: string; readonly ref: string }>>
}

/** The rules of a list, with the documents that they cite. */
export function citedRules<R extends WrittenRule>(
  written: Citing<R>,
  path: Path,
  { policy, source, complain, place }: Surroundings,
): Map<string, LedgerRule & { readonly written: R }> {
  const rules = new Map<string, LedgerRule & { readonly written: R }>()
  for (const [i, each] of written.rules.entries()) {
    const { id, says, because, source: cited } = each
    const found = written.sources[cited.in] ?? source(cited.in, [...path, 'rules', i, 'source', 'in'])
    if (rules.has(id)) complain([...path, 'rules', i, 'id'], `there is another rule "${id}"`)
    const { title = '', ref = '' } = found ?? {}
    const where = place([...path, 'rules', i])
    const section = cited.section === undefined ? {} : { section: cited.section }
    rules.set(id, {
      id,
      name: `${policy}/${id}`,
      says,
      because,
      source: { title, ref, ...section },
      examples: { ...noExamples, ...each.examples },
      ...(where !== undefined && { place: where }),
      written: each,
    })
  }
  return rules
}

/** Finds a name, or complains at the place where it is used. */
export function chosen<T>(
  known: ReadonlyMap<string, T>,
  id: string,
  what: string,
  where: Path,
  complain: Surroundings['complain'],
): T | undefined {
  const found = known.get(id)
  if (found !== undefined) return found
  const guess = nearest(id, known.keys())
  const help = guess === undefined ? `one of: ${[...known.keys()].join(', ')}` : `did you mean "${guess}"?`
  complain(where, `"${id}" is no ${what}`, help)
  return undefined
}

export const memberPath = (text: string): MemberPath => text.split('.')

export const matchOf = (match: Readonly<Record<string, string>>): Match =>
  Object.entries(match).map(([at, is]) => ({ at: memberPath(at), is }))
