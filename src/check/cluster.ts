import { distinctBy } from '../base/index.ts'
import type { PairwiseRule, Policy } from '../policy/index.ts'
import { type Placed, Sight } from './sight.ts'

/** Two components that some rule ties together, and how far the first looks for the second. */
type Tied = readonly [string, string, PairwiseRule['across']?]

const known = new WeakMap<Policy, readonly Tied[]>()

/** The pairs of components that some rule of a policy ties together, each pair once. */
export function tiedComponents(policy: Policy): readonly Tied[] {
  let ties = known.get(policy)
  if (ties === undefined) {
    ties = findTies(policy)
    known.set(policy, ties)
  }
  return ties
}

function findTies(policy: Policy): readonly Tied[] {
  const ties = policy.rules.flatMap((rule): Tied[] => {
    switch (rule.kind) {
      case 'window':
      case 'requires':
        return [
          rule.across === undefined
            ? [rule.of.component, rule.to.component]
            : [rule.of.component, rule.to.component, rule.across],
        ]
      case 'order':
        return [rule.up, rule.down].flatMap((list) =>
          list.flatMap((first, i) => list.slice(i + 1).map((then) => [first, then] as const)),
        )
      case 'table':
      case 'expr':
        return rule.of.flatMap((a, i) => rule.of.slice(i + 1).map((b) => [a, b] as const))
      case 'follows':
        return [[rule.by, rule.of]]
      case 'gate':
        return [[rule.after, rule.before]]
      case 'crossing':
        return rule.together
          ? rule.of.flatMap((a, i) => rule.of.slice(i + 1).map((b) => [a, b] as const))
          : []
      default:
        return []
    }
  })
  return distinctBy(
    ties.filter(([a, b, across]) => a !== b || across !== undefined),
    ([a, b, across]) => (across !== undefined ? `${across} ${a} ${b}` : a < b ? `${a} ${b}` : `${b} ${a}`),
  )
}

/** Groups that rules tie together directly, by each of them. */
export function tiesOf<G extends Placed>(
  groups: readonly G[],
  policies: readonly Policy[],
): ReadonlyMap<G, readonly G[]> {
  const sight = new Sight(groups)
  const ties = new Map<G, G[]>(groups.map((group) => [group, []]))
  for (const policy of policies) {
    for (const [of, to, across] of tiedComponents(policy)) {
      for (const [a, b] of sight.pairs(policy.name, of, to, across)) {
        ties.get(a)?.push(b)
        ties.get(b)?.push(a)
      }
    }
  }
  return ties
}

/** Groups that rules tie together, directly or through others: each cluster can be judged and planned alone. */
export function clusters<G extends Placed>(
  groups: readonly G[],
  policies: readonly Policy[],
): readonly (readonly G[])[] {
  const ties = tiesOf(groups, policies)
  const order = new Map(groups.map((group, i) => [group, i]))
  const seen = new Set<G>()
  return groups.flatMap((start) => {
    if (seen.has(start)) return []
    const cluster: G[] = []
    const waiting = [start]
    seen.add(start)
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      cluster.push(group)
      for (const other of ties.get(group) ?? []) {
        if (seen.has(other)) continue
        seen.add(other)
        waiting.push(other)
      }
    }
    return [cluster.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))]
  })
}
