import { type Api, Refusal } from './api.ts'
import { type Meta, type Pod, type PodTemplate, selectorText, type WorkloadObject } from './objects.ts'
import type { Target } from './plan.ts'
import { factsOf, ownerOf, type PodFacts } from './pods.ts'

/** A workload as the server has it now. */
export interface Workload {
  readonly namespace: string
  readonly name: string
  /** For people. */
  readonly called: string
  /** Where it is asked for. */
  readonly path: string
  readonly object: WorkloadObject
  readonly template: PodTemplate
}

const plurals = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const

/** The workloads of a group, by namespace and name. Rejects where there is none: a misspelt name must not look like an empty group. */
export async function findWorkloads(api: Api, of: Target, signal: AbortSignal): Promise<readonly Workload[]> {
  const found: Workload[] = []
  for (const namespace of of.namespaces) {
    const folder = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/${plurals[of.workload]}`
    const objects =
      of.by === 'selector'
        ? await api.list<WorkloadObject>(folder, of.named, signal)
        : [await getWorkload(api, of, folder, namespace, signal)]
    found.push(...objects.map((object) => workloadOf(of, object, namespace, folder)))
  }
  if (found.length === 0) {
    const where = of.namespaces.join(', ')
    throw new Error(`${api.called} has no ${of.workload} with the labels "${of.named}" in ${where}`)
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function getWorkload(
  api: Api,
  of: Target,
  folder: string,
  namespace: string,
  signal: AbortSignal,
): Promise<WorkloadObject> {
  try {
    return await api.get<WorkloadObject>(`${folder}/${encodeURIComponent(of.named)}`, signal)
  } catch (error) {
    if (error instanceof Refusal && error.code === 404)
      throw new Error(`${api.called} has no ${of.workload} "${of.named}" in namespace "${namespace}"`)
    throw error
  }
}

/** The same workload, as it is now. */
export async function again(
  { api, of }: { readonly api: Api; readonly of: Target },
  { path, namespace }: Workload,
  signal: AbortSignal,
): Promise<Workload> {
  const object = await api.get<WorkloadObject>(path, signal)
  return workloadOf(of, object, namespace, path.slice(0, path.lastIndexOf('/')))
}

function workloadOf(of: Target, object: WorkloadObject, namespace: string, folder: string): Workload {
  const name = object.metadata?.name ?? ''
  const called = `${of.workload} ${namespace}/${name}`
  const asked = of.manner === 'on-delete' ? 'OnDelete' : 'RollingUpdate'
  const has = object.spec?.updateStrategy?.type ?? 'RollingUpdate'
  if (of.workload !== 'Deployment' && has !== asked)
    throw new Error(
      `${called} has the update strategy ${has}, its driver is told ${asked}: set "updateStrategy"`,
    )
  return {
    namespace,
    name,
    called,
    path: `${folder}/${encodeURIComponent(name)}`,
    object,
    template: object.spec?.template ?? {},
  }
}

/** The pods of a workload that have not come to their end, in no order. */
export async function podsOf(
  api: Api,
  of: Target,
  workload: Workload,
  signal: AbortSignal,
): Promise<readonly PodFacts[]> {
  const labels = selectorText(workload.object.spec?.selector ?? {})
  const uid = workload.object.metadata?.uid ?? ''
  const inNamespace = `namespaces/${encodeURIComponent(workload.namespace)}`
  // Pods first: of a set that was made after they were listed, there are none among them.
  const pods = await api.list<Pod>(`/api/v1/${inNamespace}/pods`, labels, signal)
  const owners =
    of.workload === 'Deployment'
      ? await setsOf(api, `/apis/apps/v1/${inNamespace}/replicasets`, labels, uid, signal)
      : new Set([uid])
  return pods
    .map((pod) => factsOf(pod, of))
    .filter(({ owner, isOver }) => owner !== undefined && owners.has(owner) && !isOver)
}

/** A Deployment has its pods by sets of them, one for each template that it ever had. */
async function setsOf(api: Api, path: string, labels: string, uid: string, signal: AbortSignal) {
  const sets = await api.list<{ readonly metadata?: Meta }>(path, labels, signal)
  const own = sets.filter(({ metadata }) => ownerOf(metadata?.ownerReferences) === uid)
  return new Set(own.flatMap(({ metadata }) => metadata?.uid ?? []))
}
