import { apiVersion, type WrittenPolicy } from '../policy/index.ts'
import type { ImportSettings } from './imported.ts'

/** A rule as it is written into a policy. */
export type WrittenRule = WrittenPolicy['rules'][number]

/** What only the kind of data knows. */
export interface Contents {
  readonly name: string
  readonly title: string
  /** What the policy is about, and what one scope is. */
  readonly about: string
  /** What the data is called. */
  readonly source: string
  readonly more: Pick<WrittenPolicy, 'schemes' | 'components' | 'rules'> &
    Partial<Pick<WrittenPolicy, 'uses' | 'facts' | 'catalogue'>>
}

/** The place of a statement in the data: the source that all rules of an import cite. */
export const cited = (section?: string): { in: string; section?: string } => ({
  in: 'import',
  ...(section !== undefined && { section }),
})

/** The policy around what was imported. */
export function policyAround(settings: ImportSettings, contents: Contents): WrittenPolicy {
  const { uses, schemes, components, facts, rules, catalogue } = contents.more
  return {
    apiVersion,
    kind: 'Policy',
    metadata: {
      name: settings.name ?? contents.name,
      title: settings.title ?? contents.title,
      about: contents.about,
    },
    ...(uses !== undefined && { uses }),
    sources: { import: { title: contents.source, ref: settings.ref, asOf: settings.asOf } },
    schemes,
    components,
    ...(facts !== undefined && { facts }),
    rules,
    ...(catalogue !== undefined && { catalogue }),
  }
}

/**
 * That versions beside each other are no matter, for data that speaks of moves or days only: without it nobody reads the
 * component, and every verdict would be unknown. `range` holds it to the versions that the data knows.
 */
export function besideEachOther(component: string, known: string, range?: string): WrittenRule {
  return {
    id: 'beside-each-other',
    kind: 'window',
    of: range === undefined ? component : `${component} ${range}`,
    unit: 'release',
    behind: 'any',
    ahead: 'any',
    derived: true,
    says: 'versions beside each other are no matter',
    source: cited(),
    because: 'The data says nothing of versions that run together; while an update goes on, old and new do.',
    examples: { holds: [`${component}=${known}`] },
  }
}
