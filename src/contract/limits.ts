import { writeDuration } from '../base/index.ts'
import { areNoLimits, type Barred, type Limits } from '../fleet/index.ts'

/** What a fleet says beside what runs, spelled as in a fleet document; undefined when it says nothing. */
export function limitsDocument(limits: Limits): unknown {
  if (areNoLimits(limits)) return undefined
  const { facts, unavailable, avoid, waves, hooks } = limits
  return {
    facts: Object.fromEntries(facts),
    unavailable: unavailable.map(barredDocument),
    avoid: avoid.map(barredDocument),
    waves: waves.map(({ place: _, soak_s, ...wave }) => ({
      ...wave,
      ...(soak_s !== undefined && { soak: writeDuration(soak_s) }),
    })),
    hooks: hooks.map(({ place: _, ...hook }) => hook),
  }
}

const barredDocument = ({ policy, component, versions, scopes, because }: Barred): unknown => ({
  component: `${policy}/${component}`,
  versions: versions.text,
  scopes,
  ...(because !== undefined && { because }),
})
