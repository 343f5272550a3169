/*
 * A cluster as far as workloads go: what controllers and kubelets do, one small step at a time, in an order that a seed decides. It
 * has no clock: it steps when somebody asks it something.
 */

export type Kind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Pod'

export interface Metadata {
  name: string
  namespace: string
  uid: string
  resourceVersion: string
  generation: number
  labels: Record<string, string>
  ownerReferences: { uid: string; controller: boolean }[]
  deletionTimestamp?: string
}

export interface Template {
  metadata: { labels: Record<string, string> }
  spec: {
    containers: { name: string; image: string; env?: { name: string; value: string }[] }[]
    nodeName?: string
  }
}

interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
}

export interface Stored {
  kind: Kind
  metadata: Metadata
  spec: {
    replicas?: number
    paused?: boolean
    selector?: { matchLabels: Record<string, string> }
    template?: Template
    ordinals?: { start: number }
    updateStrategy?: { type: string; rollingUpdate?: { partition?: number } }
    containers?: Template['spec']['containers']
    nodeName?: string
  }
  status: Record<string, unknown> & { observedGeneration?: number; conditions?: Condition[] }
}

export interface FakeWorkload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet'
  readonly namespace?: string
  readonly name: string
  readonly image: string
  /** Of a DaemonSet, the names of its nodes. */
  readonly replicas: number | readonly string[]
  readonly labels?: Record<string, string>
  readonly env?: Record<string, string>
  readonly strategy?: 'OnDelete' | 'RollingUpdate'
  readonly start?: number
  readonly paused?: boolean
  readonly sidecar?: boolean
}

/** Numbers from 0 to less than 1 that a seed decides (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export class FakeCluster {
  readonly objects = new Map<string, Stored>()
  /** Images that no registry has. */
  readonly missingImages = new Set<string>()
  /** Images whose programs start, and never become ready. */
  readonly brokenImages = new Set<string>()
  /** Another image than the one that the tag meant. */
  readonly digests = new Map<string, string>()
  /** How often something was made: a pod by its ordinal or its node, and each revision of a workload by its name. */
  readonly made = new Map<string, number>()
  /** For so many steps controllers go by what they have seen, and see no change. */
  lag = 0
  /** Pods that do not serve, whatever runs in them. */
  readonly down = new Set<string>()
  private readonly nodes = new Map<string, readonly string[]>()
  private readonly templates = new Map<string, Template>()
  private readonly random: () => number
  private count = 0

  constructor(seed = 1) {
    this.random = seeded(seed)
  }

  add(workload: FakeWorkload): Stored {
    const { kind, name, namespace = 'prod', image, replicas, labels = {}, env, strategy, start } = workload
    const own = { app: name, ...labels }
    const variables = Object.entries(env ?? {}).map(([name, value]) => ({ name, value }))
    const containers = [
      { name: 'main', image, ...(env && { env: variables }) },
      ...(workload.sidecar === true ? [{ name: 'proxy', image: 'other/proxy:9.9' }] : []),
    ]
    const made = this.store(kind, namespace, name, own, undefined, {
      ...(typeof replicas === 'number' && { replicas }),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: own }, spec: { containers } },
      ...(start !== undefined && { ordinals: { start } }),
      ...(workload.paused === true && { paused: true }),
      ...(kind !== 'Deployment' && {
        updateStrategy: {
          type: strategy ?? 'RollingUpdate',
          ...(kind === 'StatefulSet' && strategy !== 'OnDelete' && { rollingUpdate: { partition: 0 } }),
        },
      }),
    })
    if (typeof replicas !== 'number') this.nodes.set(made.metadata.uid, replicas)
    this.settle()
    return made
  }

  /** Steps until nothing changes any more. */
  settle(): void {
    for (let i = 0; i < 2000; i++) {
      const before = this.count
      for (let j = 0; j < 8; j++) this.step()
      if (this.count === before) return
    }
    throw new Error('the cluster does not come to rest')
  }

  /** Everybody who controls something does one small thing, or nothing yet. */
  step(): void {
    for (const object of [...this.objects.values()]) {
      if (object.kind === 'Pod') this.stepPod(object)
      else if (object.kind !== 'ReplicaSet' && this.random() < 0.7) this.stepWorkload(object)
    }
  }

  podsOf(owner: Stored): Stored[] {
    const uids = new Set([owner.metadata.uid])
    for (const { kind, metadata } of this.objects.values()) {
      if (kind === 'ReplicaSet' && uids.has(metadata.ownerReferences[0]?.uid ?? '')) uids.add(metadata.uid)
    }
    return [...this.objects.values()].filter(
      ({ kind, metadata }) => kind === 'Pod' && uids.has(metadata.ownerReferences[0]?.uid ?? ''),
    )
  }

  get(kind: Kind, name: string, namespace = 'prod'): Stored {
    const found = this.objects.get(keyOf(kind, namespace, name))
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
    return found
  }

  /** As after a write: whoever has seen it before has seen something else. */
  touch(object: Stored): void {
    this.count++
    object.metadata.resourceVersion = String(this.count)
  }

  delete(object: Stored): void {
    if (object.metadata.deletionTimestamp !== undefined) return
    object.metadata.deletionTimestamp = '2026-01-01T00:00:00Z'
    this.touch(object)
  }

  private store(
    kind: Kind,
    namespace: string,
    name: string,
    labels: Record<string, string>,
    owner: Stored | undefined,
    spec: Stored['spec'],
  ): Stored {
    const metadata: Metadata = {
      name,
      namespace,
      uid: `uid-${++this.count}`,
      resourceVersion: '',
      generation: 1,
      labels: { ...labels },
      ownerReferences: owner === undefined ? [] : [{ uid: owner.metadata.uid, controller: true }],
    }
    const made: Stored = { kind, metadata, spec: structuredClone(spec), status: {} }
    this.touch(made)
    this.objects.set(keyOf(kind, namespace, name), made)
    return made
  }

  private note(purpose: string): void {
    this.made.set(purpose, (this.made.get(purpose) ?? 0) + 1)
  }

  private makePod(name: string, owner: Stored, template: Template, revision: string, node?: string): void {
    this.note(node ?? name)
    const labels = { ...template.metadata.labels, revision }
    const { namespace } = owner.metadata
    const pod = this.store('Pod', namespace, name, labels, owner, {
      containers: template.spec.containers,
      ...(node !== undefined && { nodeName: node }),
    })
    pod.status = { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] }
  }

  private stepPod(pod: Stored): void {
    if (this.random() < 0.4) return
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.objects.delete(keyOf('Pod', pod.metadata.namespace, pod.metadata.name))
      this.count++
      return
    }
    const images = (pod.spec.containers ?? []).map(({ image }) => image)
    const isMissing = images.some((image) => this.missingImages.has(image))
    const isBroken = this.down.has(pod.metadata.uid) || images.some((image) => this.brokenImages.has(image))
    const state = isMissing ? 'missing' : isBroken ? 'broken' : 'ready'
    if (pod.status.state === state) return
    pod.status = {
      state,
      phase: isMissing ? 'Pending' : 'Running',
      conditions: [{ type: 'Ready', status: state === 'ready' ? 'True' : 'False' }],
      containerStatuses: (pod.spec.containers ?? []).map(({ name, image }) => ({
        name,
        image,
        imageID: isMissing ? '' : `registry.example/x@${this.digestOf(image)}`,
        state: isMissing
          ? { waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}"` } }
          : isBroken
            ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting' } }
            : { running: {} },
      })),
    }
    this.touch(pod)
  }

  private digestOf(image: string): string {
    const written = image.split('@')[1]
    return this.digests.get(image) ?? written ?? `sha256:${'0'.repeat(64)}`
  }

  private stepWorkload(of: Stored): void {
    const { metadata, spec, status } = of
    if (status.observedGeneration !== metadata.generation && (this.lag === 0 || this.lag-- === 0)) {
      status.observedGeneration = metadata.generation
      if (spec.paused !== true && spec.template !== undefined) {
        const revision = JSON.stringify(spec.template)
        if (status.updateRevision !== revision) this.note(metadata.name)
        status.updateRevision = revision
        status.currentRevision ??= revision
        this.templates.set(revision, structuredClone(spec.template))
      }
      this.touch(of)
      return
    }
    if (of.kind === 'StatefulSet') this.stepStatefulSet(of)
    if (of.kind === 'DaemonSet') this.stepDaemonSet(of)
    if (of.kind === 'Deployment') this.stepDeployment(of)
  }

  private template(revision: unknown): Template {
    const known = this.templates.get(String(revision))
    if (known === undefined) throw new Error('there is no such revision')
    return known
  }

  private stepStatefulSet(of: Stored): void {
    const { replicas = 1, ordinals, updateStrategy } = of.spec
    const first = ordinals?.start ?? 0
    const isOnDelete = updateStrategy?.type === 'OnDelete'
    const partition = updateStrategy?.rollingUpdate?.partition ?? 0
    const { updateRevision, currentRevision } = of.status
    const pods = new Map(this.podsOf(of).map((pod) => [pod.metadata.name, pod]))
    const all = Array.from({ length: replicas }, (_, i) => first + i)
    const name = (ordinal: number): string => `${of.metadata.name}-${ordinal}`
    for (const ordinal of all) {
      const pod = pods.get(name(ordinal))
      if (pod === undefined) {
        const revision = isOnDelete || ordinal >= partition ? updateRevision : currentRevision
        this.makePod(name(ordinal), of, this.template(revision), String(revision))
        return
      }
      // In order: nothing else is done before this one is ready.
      if (!isReady(pod)) return
    }
    if (isOnDelete) return
    for (const ordinal of all.reverse()) {
      const pod = pods.get(name(ordinal))
      if (ordinal < partition || pod === undefined) break
      if (pod.metadata.labels.revision !== updateRevision) {
        this.delete(pod)
        return
      }
    }
    const isDone = [...pods.values()].every(({ metadata }) => metadata.labels.revision === updateRevision)
    if (isDone && currentRevision !== updateRevision) {
      of.status.currentRevision = updateRevision
      this.touch(of)
    }
  }

  private stepDaemonSet(of: Stored): void {
    const nodes = this.nodes.get(of.metadata.uid) ?? []
    const { updateRevision } = of.status
    if (of.status.desiredNumberScheduled !== nodes.length) {
      of.status.desiredNumberScheduled = nodes.length
      this.touch(of)
    }
    const pods = this.podsOf(of)
    const bare = nodes.find((node) => !pods.some(({ spec }) => spec.nodeName === node))
    if (bare !== undefined) {
      const name = `${of.metadata.name}-${++this.count}`
      this.makePod(name, of, this.template(updateRevision), String(updateRevision), bare)
      return
    }
    if (of.spec.updateStrategy?.type === 'OnDelete' || !pods.every(isReady)) return
    const old = pods.find(({ metadata }) => metadata.labels.revision !== updateRevision)
    if (old !== undefined) this.delete(old)
  }

  private stepDeployment(of: Stored): void {
    if (of.spec.paused === true) return
    const { updateRevision } = of.status
    const { replicas = 1 } = of.spec
    const pods = this.podsOf(of)
    const fresh = pods.filter(({ metadata }) => metadata.labels.revision === updateRevision)
    const old = pods.filter(({ metadata }) => metadata.labels.revision !== updateRevision)
    const alive = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    if (fresh.length < replicas && alive.length <= replicas) {
      const set = this.setOf(of, String(updateRevision))
      this.makePod(
        `${set.metadata.name}-${++this.count}`,
        set,
        this.template(updateRevision),
        String(updateRevision),
      )
      return
    }
    const leaving = old.find(({ metadata }) => metadata.deletionTimestamp === undefined)
    if (leaving !== undefined && fresh.every(isReady) && fresh.length > 0) this.delete(leaving)
    else if (!fresh.every(isReady) && of.status.hasLost !== true) {
      const isStuck = fresh.some(({ status }) => status.state === 'missing' || status.state === 'broken')
      if (!isStuck) return
      of.status.hasLost = true
      of.status.conditions = [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: `ReplicaSet has timed out progressing.`,
        },
      ]
      this.touch(of)
    }
  }

  private setOf(of: Stored, revision: string): Stored {
    for (const object of this.objects.values()) {
      const isOwn = object.metadata.ownerReferences[0]?.uid === of.metadata.uid
      if (object.kind === 'ReplicaSet' && isOwn && object.metadata.labels.revision === revision) return object
    }
    const name = `${of.metadata.name}-${++this.count}`
    return this.store('ReplicaSet', of.metadata.namespace, name, { ...of.metadata.labels, revision }, of, {})
  }
}

export const keyOf = (kind: Kind, namespace: string, name: string): string => `${kind}/${namespace}/${name}`

export const isReady = ({ metadata, status }: Stored): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')
