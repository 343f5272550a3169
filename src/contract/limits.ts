import type { Limits } from '../fleet/index.ts'

/** What a fleet says beside what runs, spelled as in a fleet document; undefined when it says nothing. */
export function limitsDocument({ facts, unavailable, waves }: Limits): unknown {
  if (facts.size + unavailable.length + waves.length === 0) return undefined
  return {
    facts: Object.fromEntries(facts),
    unavailable: unavailable.map(({ policy, component, versions, scopes, because }) => ({
      component: `${policy}/${component}`,
      versions: versions.text,
      scopes,
      ...(because !== undefined && { because }),
    })),
    waves: waves.map(({ name, scopes, components, parts, after }) => ({
      name,
      scopes,
      components,
      parts,
      after,
    })),
  }
}
