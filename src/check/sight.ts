import { type ComponentName, fullName, type PairwiseRule, policyNameOf } from '../policy/index.ts'

/** Anything that is the instances of one component in one scope. */
export interface Placed {
  readonly policy: string
  readonly scope: string
  readonly component: string
}

/** Whether a rule of a policy, by this name of a component, speaks of a group. */
export const isNamed = (policy: string, component: ComponentName, group: Omit<Placed, 'scope'>): boolean =>
  fullName(policy, component) === `${group.policy}/${group.component}`

/**
 * Which groups see each other. An instance sees the nearest scope, outwards from its own, that holds what it
 * looks for; seeing is mutual. `prod/eu` lies inside `prod`.
 */
export class Sight<G extends Placed> {
  private readonly byComponent = new Map<string, Map<string, G>>()

  constructor(groups: Iterable<G>) {
    for (const group of groups) {
      const key = `${group.policy}/${group.component}`
      const scopes = this.byComponent.get(key) ?? new Map<string, G>()
      scopes.set(group.scope, group)
      this.byComponent.set(key, scopes)
    }
  }

  groupsOf(policy: string, component: ComponentName): readonly G[] {
    return [...(this.byComponent.get(fullName(policy, component))?.values() ?? [])]
  }

  /** The group of a component that is seen from a scope. */
  nearest(policy: string, component: ComponentName, scope: string): G | undefined {
    const scopes = this.byComponent.get(fullName(policy, component))
    return scopes === undefined ? undefined : nearestScope(scopes, scope)
  }

  /** The pairs of groups that a rule sets against each other: `of` first. */
  pairsOf(rule: PairwiseRule): readonly (readonly [G, G])[] {
    return this.pairs(policyNameOf(rule), rule.of.component, rule.to.component, rule.across)
  }

  /**
   * The pairs of groups of two components that see each other; a component sees itself in its own scope only. Across to
   * outer scopes it is only the first that looks, and beyond its own scope.
   */
  pairs(
    policy: string,
    of: ComponentName,
    to: ComponentName,
    across?: PairwiseRule['across'],
  ): readonly (readonly [G, G])[] {
    const left = this.byComponent.get(fullName(policy, of))
    const right = this.byComponent.get(fullName(policy, to))
    if (left === undefined || right === undefined) return []
    if (across === 'outer') {
      return [...left.values()].flatMap((group) => {
        const seen = enclosing(right, group.scope)
        return seen === undefined ? [] : [[group, seen] as const]
      })
    }
    const pairs: (readonly [G, G])[] = []
    for (const group of left.values()) {
      const seen = nearestScope(right, group.scope)
      if (seen !== undefined) pairs.push([group, seen])
    }
    if (of === to) return pairs
    for (const group of right.values()) {
      const seen = nearestScope(left, group.scope)
      // The other direction was found above unless the two lie in different scopes.
      if (seen !== undefined && nearestScope(right, seen.scope) !== group) pairs.push([seen, group])
    }
    return pairs
  }
}

/** What the nearest scope around a scope holds. */
const enclosing = <G>(scopes: ReadonlyMap<string, G>, scope: string): G | undefined =>
  scope.includes('/') ? nearestScope(scopes, scope.slice(0, scope.lastIndexOf('/'))) : undefined

function nearestScope<G>(scopes: ReadonlyMap<string, G>, scope: string): G | undefined {
  for (let path = scope; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const group = scopes.get(path)
    if (group !== undefined || !path.includes('/')) return group
  }
}
