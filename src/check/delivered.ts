import type { Group, Part, Reading } from '../fleet/index.ts'
import type { FollowsRule, Policy, Release } from '../policy/index.ts'
import { releaseOf } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
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
          reading: deliveredReading(policy, rule, part),
        }))
      })
    }),
  )
}

/** The version of a component that a release of another one brings along; undefined when nobody knows. */
export function deliveredBy(policy: Policy, rule: Delivers, version: Version): Version | undefined {
  const { by, of, same, term, but } = rule
  const exception = but.get(version.text)
  if (exception !== undefined) return exception
  const listed = same ? undefined : releaseOf(policy, by, version)?.delivers.get(of)
  const text = same ? version.text : term === undefined ? undefined : version.terms?.[term]
  if (listed !== undefined || text === undefined) return listed
  const read = policy.components.get(of)?.scheme.parse(text)
  return read?.ok === true ? read.value : undefined
}

type Delivers = Pick<FollowsRule, 'by' | 'of' | 'same' | 'term' | 'but'>

/** Instances that may bring something along. */
type Bringing = Pick<Part, 'reading' | 'delivers'>

/** The version that instances bring along: what the fleet tells of them, else what the catalogue does. */
export function deliveredOf(policy: Policy, rule: Delivers, part: Bringing): Version | undefined {
  const told = part.delivers?.[rule.of]
  if (told === undefined)
    return part.reading.kind === 'known' ? deliveredBy(policy, rule, part.reading.version) : undefined
  const read = policy.components.get(rule.of)?.scheme.parse(told)
  return read?.ok === true ? read.value : undefined
}

/** What is known of a component from what is known of the one that brings it along. */
export function deliveredReading(policy: Policy, rule: Delivers, part: Bringing): Reading {
  const version = deliveredOf(policy, rule, part)
  return version === undefined ? { kind: 'unknown', text: '', why: 'empty' } : { kind: 'known', version }
}

/** The releases of a component that another one's releases bring along, oldest first, each once. */
export function deliveredReleases(policy: Policy, by: string, of: string): readonly Release[] {
  const found = new Map<string, Release>()
  const rule = policy.rules.find(
    (one): one is FollowsRule => one.kind === 'follows' && one.by === by && one.of === of,
  )
  for (const { version, status } of policy.catalogues.get(by)?.releases ?? []) {
    const brought = rule && deliveredBy(policy, rule, version)
    if (brought === undefined || status !== undefined || version.isPrerelease) continue
    const known = releaseOf(policy, of, brought)
    found.set(brought.text, known ?? { version: brought, tag: brought.text, delivers: new Map() })
  }
  return [...found.values()].sort((a, b) => compareVersions(a.version, b.version))
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
