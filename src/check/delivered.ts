import type { Group, Part, Reading } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import { releaseOf } from '../policy/index.ts'
import { Sight } from './sight.ts'

/** A version that was not told, but follows from another component's release. */
export interface Delivery {
  readonly by: Group
  readonly part: Part
  readonly group: Group
  readonly reading: Reading
}

/** Components that are not told apart and come with others: a chart brings its program along. */
export function deliveriesOf(groups: readonly Group[], policies: readonly Policy[]): readonly Delivery[] {
  const sight = new Sight(groups)
  return policies.flatMap((policy) =>
    policy.rules.flatMap((rule) => {
      if (rule.kind !== 'follows' || !rule.fill) return []
      return sight.groupsOf(policy.name, rule.by).flatMap((by): Delivery[] => {
        if (sight.nearest(policy.name, rule.of, by.scope) !== undefined) return []
        const group: Group = { policy: policy.name, scope: by.scope, component: rule.of, parts: [] }
        return by.parts.map((part) => ({
          by,
          part,
          group,
          reading: readingOf(rule.by, rule.of, part, policy),
        }))
      })
    }),
  )
}

function readingOf(by: string, of: string, part: Part, policy: Policy): Reading {
  const { reading } = part
  const release = reading.kind === 'known' ? releaseOf(policy, by, reading.version) : undefined
  const version = release?.delivers.get(of)
  return version === undefined ? { kind: 'unknown', text: '', why: 'empty' } : { kind: 'known', version }
}

/** The groups with everything that comes along. */
export function withDeliveries(groups: readonly Group[], policies: readonly Policy[]): readonly Group[] {
  const deliveries = deliveriesOf(groups, policies)
  const added = new Map<string, Group>()
  for (const { group, part, reading } of deliveries) {
    const key = `${group.policy} ${group.scope} ${group.component}`
    const one: Part = { reading, count: part.count, frozen: part.frozen, instances: [] }
    added.set(key, { ...group, parts: [...(added.get(key)?.parts ?? []), one] })
  }
  return added.size === 0 ? groups : [...groups, ...added.values()]
}
