import { conformance, type World, type WorldKind } from './conformance.ts'
import { FakeApi } from './fake-api.ts'
import type { FakeWorkload } from './fake-cluster.ts'
import { at, driverFor, group } from './kubernetes-scene.ts'

/* A `kubernetes` driver on each kind of workload that it knows. */

type Ids = readonly [string, string, string]

interface Shape {
  readonly workload: FakeWorkload['kind']
  readonly updateStrategy?: 'OnDelete'
  readonly ids: Ids
  readonly more?: Partial<World>
}

async function worldOf(
  { workload, updateStrategy, ids, more }: Shape,
  parts: Readonly<Record<string, string>>,
): Promise<World> {
  const api = await FakeApi.start(11)
  const made = api.cluster.add({
    kind: workload,
    name: 'hub',
    image: at('1.0'),
    replicas: workload === 'DaemonSet' ? ids : ids.length,
    ...(updateStrategy !== undefined && { strategy: updateStrategy }),
  })
  api.cluster.missingImages.add(at('9.9'))
  const podOf = (id: string) => {
    const pod = api.cluster
      .podsOf(made)
      .find(({ metadata, spec }) => metadata.name === id || spec.nodeName === id)
    if (pod === undefined) throw new Error(`there is no pod ${id}`)
    return pod
  }
  for (const [id, part] of Object.entries(parts)) podOf(id).metadata.labels.part = part
  const open = () =>
    driverFor(api, { workload, part: 'part', ...(updateStrategy !== undefined && { updateStrategy }) })
  const change = (state: FakeApi['state']) => async () => {
    api.state = state
  }
  return {
    driver: open(),
    group,
    versions: { first: '1.0', second: '2.0', missing: '9.9' },
    movesOf: (id) => (api.cluster.made.get(workload === 'Deployment' ? 'hub' : id) ?? 0) - 1,
    again: async () => open(),
    ...(workload !== 'Deployment' && {
      breakDown: async (id: string) => void api.cluster.down.add(podOf(id).metadata.uid),
    }),
    hang: change('hanging'),
    fail: change('refusing'),
    mend: change('well'),
    close: () => api.close(),
    ...more,
  }
}

const kindOf = (shape: Shape, more: Partial<WorldKind> = {}): WorldKind => ({
  ids: shape.ids,
  make: ({ parts }) => worldOf(shape, parts),
  ...more,
})

const ordinals: Ids = ['hub-2', 'hub-1', 'hub-0']
const nodes: Ids = ['east', 'north', 'west']

conformance(
  'a kubernetes driver: a StatefulSet by its partition',
  kindOf({ workload: 'StatefulSet', ids: ordinals, more: { isInOrder: true } }),
)
conformance(
  'a kubernetes driver: a StatefulSet whose pods are ended',
  kindOf({ workload: 'StatefulSet', updateStrategy: 'OnDelete', ids: ordinals }),
)
conformance(
  'a kubernetes driver: a DaemonSet whose pods are ended',
  kindOf({ workload: 'DaemonSet', updateStrategy: 'OnDelete', ids: nodes }),
)
conformance('a kubernetes driver: a DaemonSet that rolls', kindOf({ workload: 'DaemonSet', ids: nodes }))
conformance(
  'a kubernetes driver: a Deployment',
  kindOf({ workload: 'Deployment', ids: ['hub/1', 'hub/2', 'hub/3'] }, { hasNoParts: true }),
)
