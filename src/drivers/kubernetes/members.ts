import type { Instance } from '../../execute/index.ts'
import type { Target } from './plan.ts'
import type { PodFacts } from './pods.ts'
import type { Workload } from './workload.ts'

/** An instance together with what it is made of. */
export interface Member {
  readonly id: string
  /** Of a StatefulSet: its number. */
  readonly ordinal: number | undefined
  /** The pod that counts; none while there is none. */
  readonly pod: PodFacts | undefined
}

/**
 * The instances of a workload in the order in which they move. Pods come and go under new names, so what is the same before
 * and after is the ordinal in a StatefulSet, the node in a DaemonSet, and nothing but a number in a Deployment: there, old pods count
 * before new ones, so that none is overlooked while both are present. `made` is the version in the template; `knownNodes` are those on
 * which a DaemonSet had pods before: while a pod is replaced, nothing says where.
 */
export function membersOf(
  of: Target,
  workload: Workload,
  pods: readonly PodFacts[],
  made: string | undefined,
  knownNodes: Iterable<string>,
): readonly Member[] {
  const named = (local: string): string =>
    of.namespaces.length > 1 ? `${workload.namespace}/${local}` : local
  const { object, name } = workload
  switch (of.workload) {
    case 'StatefulSet': {
      const { replicas = 1, ordinals } = object.spec ?? {}
      const first = ordinals?.start ?? 0
      const byName = new Map(pods.map((pod) => [pod.name, pod]))
      return Array.from({ length: replicas }, (_, i) => {
        const ordinal = first + replicas - 1 - i
        return { id: named(`${name}-${ordinal}`), ordinal, pod: byName.get(`${name}-${ordinal}`) }
      })
    }
    case 'DaemonSet': {
      const byNode = new Map<string, PodFacts | undefined>()
      for (const pod of oldFirst(pods, made)) {
        if (pod.node !== '' && !byNode.has(pod.node)) byNode.set(pod.node, pod)
      }
      const due = object.status?.desiredNumberScheduled ?? 0
      for (const node of knownNodes) if (byNode.size < due && !byNode.has(node)) byNode.set(node, undefined)
      for (let i = 1; byNode.size < due; i++) byNode.set(`?${i}`, undefined)
      const prefix = of.by === 'name' ? '' : `${name}/`
      const seen = [...byNode].sort(([a], [b]) => (a < b ? -1 : 1))
      return seen.map(([node, pod]) => ({ id: named(prefix + node), ordinal: undefined, pod }))
    }
    case 'Deployment': {
      const old = oldFirst(pods, made)
      return Array.from({ length: object.spec?.replicas ?? 1 }, (_, i) => ({
        id: named(`${name}/${i + 1}`),
        ordinal: undefined,
        pod: old[i],
      }))
    }
  }
}

export function instanceOf({ id, pod }: Member): Instance {
  if (pod === undefined) return { id, version: undefined, isReady: false, trouble: 'there is no pod of it' }
  const { version, isReady, trouble, part } = pod
  return {
    id,
    version,
    isReady,
    ...(trouble !== undefined && { trouble }),
    ...(part !== undefined && { part }),
  }
}

function oldFirst(pods: readonly PodFacts[], made: string | undefined): readonly PodFacts[] {
  const rank = (pod: PodFacts): number =>
    (pod.made === made ? 4 : 0) + (pod.isTerminating ? 0 : 2) + (pod.isReady ? 1 : 0)
  return [...pods].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}
