import { sum } from '../base/index.ts'
import type { Driver, GroupName, Instance } from './driver.ts'
import type { Drift } from './entry.ts'
import type { Unsettled } from './progress.ts'

/* What is seen of a group, and what is to be thought of it. Only counts are kept, and the few names that are asked for. */

/** Unready instances of which the names are kept, to be told. */
const mostNames = 3

export interface Sight {
  /** By version; undefined is what cannot be told. */
  readonly counts: ReadonlyMap<string | undefined, number>
  readonly total: number
  /** Of those that are not under way, so many are not ready. */
  readonly unready: number
  readonly unreadyNames: readonly string[]
  /** Why one of those is not well, as the platform says it. */
  readonly trouble: string | undefined
  readonly unreadable: number
  /** Of those that were suspected, the ones that are not ready. */
  readonly faulty: readonly Instance[]
  /** Those that were asked for by name, as they are. */
  readonly named: ReadonlyMap<string, Instance>
  /** The first that may go next. */
  readonly chosen: readonly { readonly id: string; readonly from: string }[]
}

export interface Question {
  /** Instances that are under way: they may be out of service. */
  readonly underWay: ReadonlySet<string>
  /** Instances of which the names are wanted where they are not ready. */
  readonly suspects?: ReadonlySet<string>
  /** Names of which everything is to be known. */
  readonly names?: ReadonlySet<string>
  /** Who may go next, and how many of them. */
  readonly choose?: { readonly may: (instance: Instance) => boolean; readonly count: number }
}

export async function see(
  driver: Driver,
  group: GroupName,
  { underWay, suspects, names, choose }: Question,
  signal: AbortSignal,
): Promise<Sight> {
  const counts = new Map<string | undefined, number>()
  const named = new Map<string, Instance>()
  const chosen: { id: string; from: string }[] = []
  const unreadyNames: string[] = []
  let trouble: string | undefined
  const faulty: Instance[] = []
  let total = 0
  let unready = 0
  let unreadable = 0
  for await (const page of driver.observe(group, signal)) {
    for (const instance of page) {
      const { id, version, isReady } = instance
      total++
      counts.set(version, (counts.get(version) ?? 0) + 1)
      if (names?.has(id) === true) {
        if (named.has(id)) throw new Error(`${driver.name} shows two instances "${id}"`)
        named.set(id, instance)
      }
      if (underWay.has(id)) continue
      if (version === undefined) unreadable++
      if (!isReady) {
        unready++
        if (suspects?.has(id) === true) faulty.push(instance)
        if (unreadyNames.length < mostNames) unreadyNames.push(id)
        if (instance.trouble !== undefined) trouble ??= `${id}: ${instance.trouble}`
      }
      if (choose === undefined || version === undefined || chosen.length >= choose.count) continue
      if (choose.may(instance)) chosen.push({ id, from: version })
    }
  }
  return { counts, total, unready, unreadyNames, trouble, unreadable, faulty, named, chosen }
}

/** How many are not ready, a few of their names, and why one of them is not; of all in sight, or of so many of them. */
export function unreadyText({ unready, unreadyNames, trouble }: Sight, count = unready): string {
  const more = count > unreadyNames.length ? ', …' : ''
  const because = trouble === undefined ? '' : `: ${trouble}`
  return `${count} not ready (${unreadyNames.join(', ')}${more})${because}`
}

/**
 * How a group differs from what the run left there. Instances under way may be seen where they come from, where they go to, or
 * without a version; so many may be missing or too many at either end.
 */
export function driftOf(
  group: string,
  held: ReadonlyMap<string, number>,
  moves: readonly Unsettled[],
  { counts }: Pick<Sight, 'counts'>,
): readonly Drift[] {
  const unreadable = counts.get(undefined) ?? 0
  const versions = new Set([...held.keys(), ...counts.keys(), ...moves.flatMap(({ at, or }) => [at, or])])
  const found: Drift[] = []
  for (const version of versions) {
    if (version === undefined) continue
    const base = held.get(version) ?? 0
    const away = sum(moves, ({ at, count }) => (at === version ? count : 0))
    const here = sum(moves, ({ or, count }) => (or === version ? count : 0))
    const observed = counts.get(version) ?? 0
    const [least, most] = [base - away, base + here]
    // Whoever cannot be told may be any of them; for those the run waits.
    if (observed + unreadable < least || observed > most)
      found.push({ group, version, expected: [least, most], observed })
  }
  const expected = sum(held.values(), (count) => count)
  const observed = sum(counts.values(), (count) => count)
  if (observed > expected && found.length === 0)
    found.push({ group, version: undefined, expected: [0, 0], observed: observed - expected })
  return found
}
