import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '../../execute/index.ts'
import { type Api, Refusal } from './api.ts'
import type { Member } from './members.ts'
import type { PatchStep } from './objects.ts'
import type { Target } from './plan.ts'
import type { PodFacts } from './pods.ts'
import type { Workload } from './workload.ts'

/** What moving needs to know of one workload. */
export interface Scene {
  readonly api: Api
  readonly of: Target
  /** How long until it looks again whether a controller has seen a change. */
  readonly poll_ms: number
}

/** A workload with all its instances, seen for the order. */
export interface Sight {
  readonly workload: Workload
  readonly members: readonly Member[]
}

/** Somebody was faster so often that something is wrong: controllers write to what they roll, but not that much. */
const mostConflicts = 20

/**
 * Makes one workload move those of its instances that are in the order. `look` shows it again after somebody else has changed it:
 * nothing is ever decided by what was seen before a change.
 */
export async function moveWorkload(
  scene: Scene,
  order: Order,
  first: Sight,
  look: () => Promise<Sight>,
  signal: AbortSignal,
): Promise<void> {
  let sight = first
  let hasChanged = false
  for (let conflicts = 0; ; conflicts++) {
    signal.throwIfAborted()
    const steps = stepsFor(scene, order, sight)
    try {
      if (steps.length > 0) {
        const { path, object } = sight.workload
        await scene.api.patch(path, object.metadata?.resourceVersion ?? '', steps, signal)
        hasChanged = true
      }
      break
    } catch (error) {
      const isConflict = error instanceof Refusal && error.code === 409
      if (!isConflict || conflicts === mostConflicts) throw error
      await sleep(scene.poll_ms, undefined, { signal })
      sight = await look()
    }
  }
  const isOwn = scene.of.manner !== 'rolls'
  if (isOwn && (hasChanged || stuck(scene, order, sight).length > 0))
    await release(scene, order, look, signal)
}

/** What has to change in the workload; nothing where the instances are there already, or on their way. */
function stepsFor({ of: { place, manner } }: Scene, order: Order, sight: Sight): readonly PatchStep[] {
  const { workload, members } = sight
  const { called, template, object } = workload
  if (object.metadata?.deletionTimestamp !== undefined) throw new Error(`${called} is being deleted`)
  const made = place.read(template)
  const ordered = members.filter(({ id }) => order.ids.includes(id))
  const needsChange = made !== order.to
  if (needsChange && (made === undefined || !order.from.includes(made))) {
    const known = [...order.from, order.to].map((version) => JSON.stringify(place.write(version)))
    throw new Error(
      `the ${place.called} of ${called} is ${JSON.stringify(place.text(template) ?? null)}, and has to be ${known.join(' or ')}`,
    )
  }
  checkPlaces(order, ordered)
  if (object.spec?.paused === true)
    throw new Error(`${called} is paused: its roll-out has to be resumed before anything can move`)
  const change = needsChange ? [place.change(template, order.to)] : []
  switch (manner) {
    case 'rolls':
      checkWhole(order, sight)
      return change
    case 'partition':
      return [...change, ...partitionSteps(order, sight, needsChange)]
    case 'on-delete':
      return change
  }
}

/** Where the instances are has to be what the order was made for. */
function checkPlaces(order: Order, ordered: readonly Member[]): void {
  for (const { id, pod } of ordered) {
    if (pod === undefined || pod.made === order.to) continue
    if (pod.made !== undefined && order.from.includes(pod.made)) continue
    throw new Error(
      `"${id}" is at ${pod.made ?? 'a version that cannot be told'}, neither at ${order.from.join(', ')} nor at ${order.to}`,
    )
  }
}

const isThere = (pod: PodFacts | undefined, version: string): boolean => pod?.made === version

function checkWhole(order: Order, { workload, members }: Sight): void {
  const left = members.filter(({ id, pod }) => !order.ids.includes(id) && !isThere(pod, order.to))
  if (left.length === 0) return
  const names = left.map(({ id }) => id).slice(0, 3)
  throw new Error(
    `${workload.called} rolls by itself, all of it or nothing: the order leaves out ${names.join(', ')}${left.length > names.length ? ', …' : ''}`,
  )
}

/** From its partition on, a StatefulSet updates its pods: so it moves from the highest ordinal down, or not at all. */
function partitionSteps(order: Order, { workload, members }: Sight, isFresh: boolean): readonly PatchStep[] {
  const ordinals = members.flatMap(({ id, ordinal }) => (order.ids.includes(id) ? (ordinal ?? []) : []))
  const lowest = Math.min(...ordinals)
  const { rollingUpdate, type } = workload.object.spec?.updateStrategy ?? {}
  const partition = rollingUpdate?.partition ?? 0
  // With a lower one, others were sent after them: they are there, or on their way.
  if (!isFresh && partition <= lowest) return []
  const skipped = members.filter(
    ({ id, ordinal, pod }) =>
      ordinal !== undefined && ordinal > lowest && !order.ids.includes(id) && !isThere(pod, order.to),
  )
  if (skipped.length > 0) {
    const [first] = skipped
    const batch = members.find(({ ordinal }) => ordinal === lowest)
    throw new Error(
      `${workload.called} moves from the highest ordinal down: "${batch?.id}" cannot move before "${first?.id}", which is not in the order`,
    )
  }
  if (rollingUpdate) return [{ op: 'add', path: `${strategyAt}/rollingUpdate/partition`, value: lowest }]
  const value = { type: type ?? 'RollingUpdate', rollingUpdate: { partition: lowest } }
  return [{ op: 'add', path: strategyAt, value }]
}

const strategyAt = '/spec/updateStrategy'

/**
 * Ends the pods that are not replaced by themselves. A controller that has not seen the change yet makes pods from the old
 * template, so they are looked at once it has.
 */
async function release(
  scene: Scene,
  order: Order,
  look: () => Promise<Sight>,
  signal: AbortSignal,
): Promise<void> {
  const { api, poll_ms } = scene
  let sight = await look()
  while (!isObserved(sight)) {
    await sleep(poll_ms, undefined, { signal })
    sight = await look()
  }
  const { workload } = sight
  const pods = `/api/v1/namespaces/${encodeURIComponent(workload.namespace)}/pods`
  for (const { name, uid } of stuck(scene, order, sight)) {
    signal.throwIfAborted()
    await api.remove(`${pods}/${encodeURIComponent(name)}`, uid, signal)
  }
}

const isObserved = ({ workload: { object } }: Sight): boolean =>
  (object.status?.observedGeneration ?? 0) >= (object.metadata?.generation ?? 0)

/** Pods of the order that nobody will replace, as long as they are there. */
function stuck({ of }: Scene, order: Order, { members }: Sight): readonly PodFacts[] {
  const old = members.flatMap(({ id, pod }) =>
    pod !== undefined && order.ids.includes(id) && !isThere(pod, order.to) && !pod.isTerminating ? [pod] : [],
  )
  // What is broken is not replaced by a StatefulSet that keeps its order: it waits for it to become ready first.
  return of.manner === 'partition' ? old.filter(({ isReady }) => !isReady) : old
}
