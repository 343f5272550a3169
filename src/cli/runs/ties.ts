import { clusters, deliveriesOf, tiesOf, withDeliveries } from '../../check/index.ts'
import { groupKey } from '../../execute/index.ts'
import type { Group } from '../../fleet/index.ts'
import type { Policy } from '../../policy/index.ts'

/*
 * How the groups of a fleet are tied to each other, also through what they bring along: a chart is tied to what its program is tied to, though nobody
 * tells of that program.
 */

/** The groups that rules tie directly to each. */
export function tiesBetween(
  groups: readonly Group[],
  policies: readonly Policy[],
): ReadonlyMap<Group, readonly Group[]> {
  const all = tiesOf(withDeliveries(groups, policies), policies)
  const told = new Set(groups)
  const carriers = new Map<string, Group[]>()
  for (const { by, group } of deliveriesOf(groups, policies)) {
    const key = groupKey(group)
    const known = carriers.get(key)
    if (known === undefined) carriers.set(key, [by])
    else if (!known.includes(by)) known.push(by)
  }
  const toldFor = (group: Group): readonly Group[] =>
    told.has(group) ? [group] : (carriers.get(groupKey(group)) ?? [])
  const ties = new Map<Group, Set<Group>>(groups.map((group) => [group, new Set()]))
  for (const [one, others] of all)
    for (const other of others)
      for (const a of toldFor(one)) for (const b of toldFor(other)) if (a !== b) ties.get(a)?.add(b)
  return new Map([...ties].map(([group, others]) => [group, [...others]]))
}

/** The told groups that are tied together, directly or through others. */
export function toldClusters(
  groups: readonly Group[],
  policies: readonly Policy[],
): readonly (readonly Group[])[] {
  const told = new Set(groups)
  return clusters(withDeliveries(groups, policies), policies)
    .map((cluster) => cluster.filter((group) => told.has(group)))
    .filter((cluster) => cluster.length > 0)
}
