import type { Dated, Rule, World } from './shape.ts'

/**
 * The rules that count on the day of the world and by the facts that are told, with only those rows and stops that do.
 * What still has a `when` depends on a fact that nobody told.
 */
export function counting(world: World): readonly (Rule & { readonly unclear: boolean })[] {
  return world.rules.flatMap((rule): (Rule & { readonly unclear: boolean })[] => {
    const [kept] = only(world, [rule])
    if (kept === undefined) return []
    const unclear = kept.when !== undefined
    if (kept.kind === 'edges') return [{ ...kept, unclear, rows: only(world, kept.rows) }]
    if (kept.kind === 'stops') return [{ ...kept, unclear, stops: only(world, kept.stops) }]
    return [{ ...kept, unclear }]
  })
}

function only<T extends Dated>({ day, facts }: World, all: readonly T[]): readonly T[] {
  return all.flatMap((one): T[] => {
    if ((one.since !== undefined && day < one.since) || (one.until !== undefined && day > one.until))
      return []
    if (one.when === undefined) return [one]
    const told = facts[one.when.replace(/^not /, '')]
    if (told === undefined) return [one]
    const { when, ...rest } = one
    return told === !when?.startsWith('not ') ? [rest as T] : []
  })
}
