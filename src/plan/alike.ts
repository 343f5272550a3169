import { sum } from '../base/index.ts'
import type { Group } from '../fleet/index.ts'
import type { Mover } from './movers.ts'
import type { Step } from './schedule.ts'

/*
 * Large fleets are the same few situations over and over: clusters of one scope each, whose groups start at the same
 * versions and go to the same ones. What was found for the first of them, the others are told in their own names.
 */

/**
 * What a search looks at in a cluster, counts aside: equal texts, equal searches. Undefined where more than one scope
 * is concerned, since then it matters who sees whom.
 */
export function likenessOf(cluster: readonly Group[], movers: readonly Mover[]): string | undefined {
  const [first] = cluster
  if (first === undefined || cluster.some(({ scope }) => scope !== first.scope)) return undefined
  let key = ''
  for (const { policy, component, comesWith } of cluster) key += `${policy}/${component} ${comesWith ?? ''}\n`
  for (const { group, start, target, direction, isFree, stays } of movers) {
    // Versions of one component are equal where their texts are.
    key += `${cluster.indexOf(group)} ${start.text} ${target.text} ${direction} ${isFree} ${stays}\n`
  }
  return key
}

/** The steps of one cluster in the names of another that is like it. */
export function retold(steps: readonly Step[], movers: readonly Mover[]): readonly Step[] {
  return steps.map((step) => {
    const own = step.movers.map(({ id }) => movers[id] as Mover)
    return {
      ...step,
      group: (own[0] as Mover).group,
      movers: own,
      parts: own.flatMap(({ parts }) => parts),
      count: sum(own, ({ count }) => count),
    }
  })
}
