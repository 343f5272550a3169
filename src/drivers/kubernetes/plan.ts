import type { GroupName } from '../../execute/index.ts'
import { fill, type Template } from '../template.ts'
import { versionTextOf } from '../version-text.ts'
import type { KubernetesSettings } from './schema.ts'
import { type VersionPlace, versionPlaceOf, type WrittenAt } from './version-place.ts'

/** Settings that were read: what their texts stand for is known. */
export interface KubernetesPlan {
  readonly kubeconfig: Template | undefined
  readonly context: Template | undefined
  readonly namespaces: readonly Template[]
  readonly workload: KubernetesSettings['workload']
  /** A name, or labels. */
  readonly by: 'name' | 'selector'
  readonly named: Template
  readonly manner: Manner
  readonly container: string | undefined
  readonly written: WrittenAt
  readonly part: string | undefined
}

/** How instances move: from the highest ordinal down, those whose pods are ended, or all as the platform likes. */
export type Manner = 'partition' | 'on-delete' | 'rolls'

/** What the settings say of one group. */
export interface Target {
  readonly group: GroupName
  readonly namespaces: readonly string[]
  readonly workload: KubernetesSettings['workload']
  readonly by: 'name' | 'selector'
  readonly named: string
  readonly manner: Manner
  readonly part: string | undefined
  readonly place: VersionPlace
}

export function targetOf(plan: KubernetesPlan, group: GroupName): Target {
  const { workload, by, manner, part, written } = plan
  const filled = (template: Template): string => fill(template, { ...group })
  const place = versionPlaceOf(written, versionTextOf(written.text, group), plan.container)
  const namespaces = plan.namespaces.map(filled)
  return { group, namespaces, workload, by, named: filled(plan.named), manner, part, place }
}
