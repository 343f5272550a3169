import type { ContainerStatus, Pod } from './objects.ts'
import type { Target } from './plan.ts'
import { containerOf, digestIn, type VersionPlace } from './version-place.ts'

/** What counts of a pod. The pod itself is much larger, and there may be very many. */
export interface PodFacts {
  readonly name: string
  readonly uid: string
  readonly node: string
  /** The version that it was made for, whether or not it runs yet. */
  readonly made: string | undefined
  /** The version that runs. */
  readonly version: string | undefined
  readonly isReady: boolean
  readonly isTerminating: boolean
  /** It has come to its end, and serves nobody any more. */
  readonly isOver: boolean
  readonly part: string | undefined
  readonly trouble: string | undefined
  readonly owner: string | undefined
}

export function factsOf(pod: Pod, { place, part }: Pick<Target, 'place' | 'part'>): PodFacts {
  const { metadata = {}, status = {} } = pod
  const isTerminating = metadata.deletionTimestamp !== undefined
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const isReady = ready?.status === 'True' && !isTerminating
  const made = place.read(pod)
  const runs = whatRuns(pod, place)
  const foreign =
    made === undefined ? `the ${place.called} tells no version: "${place.text(pod) ?? ''}"` : undefined
  const trouble = isReady ? (foreign ?? runs.trouble) : isTerminating ? 'it is being ended' : troubleOf(pod)
  return {
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    node: nodeOf(pod),
    made,
    version: runs.isKnown ? made : undefined,
    isReady,
    isTerminating,
    isOver: status.phase === 'Succeeded' || status.phase === 'Failed',
    part: part === undefined ? undefined : metadata.labels?.[part],
    trouble: trouble ?? foreign ?? runs.trouble,
    owner: ownerOf(metadata.ownerReferences),
  }
}

/** The node that a pod is on, or made for, which is written there before anybody has placed it. */
function nodeOf({ spec = {} }: Pod): string {
  if (spec.nodeName) return spec.nodeName
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const field = terms
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key }) => key === 'metadata.name')
  return field?.values?.[0] ?? ''
}

export const ownerOf = (
  owners: readonly { readonly uid?: string; readonly controller?: boolean }[] | undefined,
): string | undefined => owners?.find(({ controller }) => controller === true)?.uid

/** Whether what runs is what is written: nothing runs before it was pulled, and a digest that differs is another image. */
function whatRuns(pod: Pod, place: VersionPlace): { isKnown: boolean; trouble?: string } {
  const container = containerOf(pod, place.container)?.container
  // A version that is written elsewhere may be that of a pod with several containers.
  const status = pod.status?.containerStatuses?.find(
    ({ name }) => container === undefined || name === container.name,
  )
  const id = status?.imageID ?? ''
  if (id === '') return { isKnown: false }
  const running = digestIn(id)
  const expected = place.digest(pod)
  if (expected === undefined || running === undefined || running === expected) return { isKnown: true }
  const image = container?.image ?? ''
  return { isKnown: false, trouble: `it runs another image than ${image} means (${running.slice(0, 19)}…)` }
}

/** Why a pod does not serve, in the words of the platform. */
function troubleOf({ status = {} }: Pod): string | undefined {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  const waiting = all.map(waitingFor).find((each) => each !== undefined)
  if (waiting !== undefined) return waiting
  const failed = (type: string) =>
    status.conditions?.find((each) => each.type === type && each.status === 'False')
  const unplaced = failed('PodScheduled')
  if (unplaced !== undefined) return said(unplaced.reason, unplaced.message)
  if (status.phase === 'Failed') return said(status.reason ?? 'Failed', status.message)
  const unready = failed('Ready')
  return unready?.message === undefined ? undefined : said(unready.reason, unready.message)
}

/** What passes by itself within a moment is no trouble. */
const passing = ['ContainerCreating', 'PodInitializing']

function waitingFor({ state }: ContainerStatus): string | undefined {
  const { reason, message } = state?.waiting ?? {}
  return reason === undefined || passing.includes(reason) ? undefined : said(reason, message)
}

export const said = (reason = 'not ready', message?: string): string =>
  message === undefined || message === '' ? reason : `${reason}: ${message}`
