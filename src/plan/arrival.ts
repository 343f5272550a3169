import { type Target, targetOf } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import { compareVersions } from '../version/index.ts'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

/** Instances that a plan leaves elsewhere than where it was made to bring them. */
export function strandedBy(
  groups: readonly Group[],
  stages: readonly Stage[],
  targets: readonly Target[],
): readonly Fault[] {
  return groups.flatMap((group) => {
    const target = targetOf(targets, group)
    if (target === undefined) return []
    const own = stages.filter(
      ({ policy, scope, component }) =>
        policy === group.policy && scope === group.scope && component === group.component,
    )
    return group.parts.flatMap((part): Fault[] => {
      if (part.frozen || part.reading.kind !== 'known') return []
      let version = part.reading.version
      // By what each stage takes up, in whatever order they are written.
      const left = new Set(own)
      const takes = (stage: Stage): boolean => stage.from.some((from) => compareVersions(from, version) === 0)
      for (let next = own.find(takes); next !== undefined; next = [...left].find(takes)) {
        version = next.to
        left.delete(next)
      }
      if (compareVersions(version, target.version) === 0) return []
      return [
        {
          kind: 'structure',
          outcome: 'broken',
          rule: undefined,
          stages: own.slice(-1).map(({ id }) => id),
          scope: group.scope,
          component: group.component,
          versions: [version.text],
          detail: `${group.component} ends at ${version.text}, not at ${target.version.text}`,
        },
      ]
    })
  })
}
