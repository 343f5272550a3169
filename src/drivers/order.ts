import type { GroupName, Instance, Order } from '../execute/index.ts'
import type { Spelling } from './kind.ts'

/** An instance that an order has to move, and where it comes from. */
export interface Due {
  readonly instance: Instance
  readonly from: string | undefined
}

/**
 * The instances that an order still has to move, in the order of its ids, by what the platform shows now. Throws, before anything is
 * moved, where it names one that there is not, or one that is somewhere that the order knows nothing of.
 */
export function dueIn(seen: readonly Instance[], { ids, from, to }: Order): readonly Due[] {
  const byId = new Map(seen.map((instance) => [instance.id, instance]))
  return ids.flatMap((id): readonly Due[] => {
    const instance = byId.get(id)
    if (instance === undefined) throw new Error(`there is no instance ${JSON.stringify(id)}`)
    const { version } = instance
    if (version === to) return []
    refuseStrangers(id, version, from, to)
    // Where only one place is possible, it is that one.
    return [{ instance, from: version ?? (from.length === 1 ? from[0] : undefined) }]
  })
}

/** Throws where an instance is somewhere that an order knows nothing of. */
export function refuseStrangers(
  id: string,
  version: string | undefined,
  from: readonly string[],
  to: string,
): void {
  if (version === undefined || version === to || from.includes(version)) return
  const expected = from.length === 0 ? 'nowhere' : from.join(' or ')
  throw new Error(`${JSON.stringify(id)} is at ${version}, and is to be moved from ${expected} to ${to}`)
}

/** Throws where an order that moves all there are would move somebody whom it does not name: who is there already stays there. */
export function refuseLeftOut(seen: readonly Instance[], { ids, to }: Order, because: string): void {
  const named = new Set(ids)
  const left = seen.find(({ id, version }) => !named.has(id) && version !== to)
  if (left !== undefined) throw new Error(`${because}: the order leaves out ${JSON.stringify(left.id)}`)
}

/** All pages of a look, as one list. */
export async function seenAll(pages: AsyncIterable<readonly Instance[]>): Promise<readonly Instance[]> {
  const all: Instance[] = []
  for await (const page of pages) all.push(...page)
  return all
}

/** An instance with its version as the run spells it. */
export function respelt(instance: Instance, group: GroupName, spell: Spelling | undefined): Instance {
  const { version } = instance
  return version === undefined || spell === undefined
    ? instance
    : { ...instance, version: spell(group, version) }
}
