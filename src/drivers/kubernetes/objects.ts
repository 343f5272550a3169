/*
 * Objects of the API, as far as they are read here. The server may leave out whatever it likes, so everything is optional; of
 * objects that are changed, all else that they have is left alone.
 */

export interface Meta {
  readonly name?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly { readonly uid?: string; readonly controller?: boolean }[]
  /** Of a list: where its next page begins. */
  readonly continue?: string
}

export interface Condition {
  readonly type?: string
  readonly status?: string
  readonly reason?: string
  readonly message?: string
}

export interface Container {
  readonly name?: string
  readonly image?: string
  readonly env?: readonly { readonly name?: string; readonly value?: string }[]
}

export interface PodSpec {
  readonly nodeName?: string
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly {
          readonly matchFields?: readonly { readonly key?: string; readonly values?: readonly string[] }[]
        }[]
      }
    }
  }
  readonly containers?: readonly Container[]
  readonly initContainers?: readonly Container[]
}

export interface ContainerStatus {
  readonly name?: string
  readonly imageID?: string
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } }
}

export interface Pod {
  readonly metadata?: Meta
  readonly spec?: PodSpec
  readonly status?: {
    readonly phase?: string
    readonly reason?: string
    readonly message?: string
    readonly conditions?: readonly Condition[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key?: string
    readonly operator?: string
    readonly values?: readonly string[]
  }[]
}

export interface PodTemplate {
  readonly metadata?: Meta
  readonly spec?: PodSpec
}

/** A Deployment, StatefulSet or DaemonSet. */
export interface WorkloadObject {
  readonly metadata?: Meta
  readonly spec?: {
    readonly replicas?: number
    readonly paused?: boolean
    readonly selector?: LabelSelector
    readonly template?: PodTemplate
    readonly ordinals?: { readonly start?: number }
    readonly updateStrategy?: {
      readonly type?: string
      readonly rollingUpdate?: { readonly partition?: number } | null
    }
  }
  readonly status?: {
    readonly observedGeneration?: number
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly availableReplicas?: number
    readonly desiredNumberScheduled?: number
    readonly updatedNumberScheduled?: number
    readonly numberAvailable?: number
    readonly conditions?: readonly Condition[]
  }
}

export interface ListObject<T> {
  readonly metadata?: Meta
  readonly items?: readonly T[] | null
}

export interface StatusObject {
  readonly reason?: string
  readonly message?: string
}

/** One change of a JSON patch (RFC 6902). */
export interface PatchStep {
  readonly op: 'add' | 'replace'
  readonly path: string
  readonly value: unknown
}

/** A selector as it is written in a question to the server. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)
  const other = matchExpressions.map(({ key = '', operator, values = [] }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${values.join(',')})`
      case 'NotIn':
        return `${key} notin (${values.join(',')})`
      case 'DoesNotExist':
        return `!${key}`
      default:
        return key
    }
  })
  return [...equal, ...other].join(',')
}
