import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeApi } from './fake-api.ts'
import type { FakeWorkload } from './fake-cluster.ts'
import { at, driverFor, group, lines, observe, order, settled, soon } from './kubernetes-scene.ts'

let api: FakeApi
beforeEach(async () => {
  api = await FakeApi.start(7)
})
afterEach(() => api.close())

const add = (kind: FakeWorkload['kind'], more: Partial<FakeWorkload> = {}) =>
  api.cluster.add({
    kind,
    name: 'hub',
    image: at('1.0'),
    replicas: kind === 'DaemonSet' ? ['a', 'b', 'c'] : 3,
    ...more,
  })

const writes = (): string[] =>
  api.seen
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)

describe('what is seen', () => {
  it.each([
    ['StatefulSet', ['hub-2 1.0 ready', 'hub-1 1.0 ready', 'hub-0 1.0 ready'], 'instance'],
    ['DaemonSet', ['a 1.0 ready', 'b 1.0 ready', 'c 1.0 ready'], 'group'],
    ['Deployment', ['hub/1 1.0 ready', 'hub/2 1.0 ready', 'hub/3 1.0 ready'], 'group'],
  ] as const)('of a %s', async (workload, expected, granularity) => {
    add(workload)
    const driver = driverFor(api, { workload })
    expect(lines(await observe(driver))).toEqual(expected)
    expect(driver.granularity()).toBe(granularity)
    expect(writes()).toEqual([])
  })

  it('ordinals that begin elsewhere, and a part by a label', async () => {
    add('StatefulSet', { start: 5, labels: { track: 'edge' } })
    const driver = driverFor(api, { workload: 'StatefulSet', part: 'track' })
    expect(lines(await observe(driver))).toEqual([
      'hub-7 1.0 ready edge',
      'hub-6 1.0 ready edge',
      'hub-5 1.0 ready edge',
    ])
  })

  it('workloads of several namespaces by their labels', async () => {
    add('Deployment', { name: 'hub-a', labels: { tier: 'core' }, namespace: 'north', replicas: 1 })
    add('Deployment', { name: 'hub-b', labels: { tier: 'core' }, namespace: 'north', replicas: 2 })
    add('Deployment', { name: 'other', namespace: 'north' })
    add('Deployment', { name: 'hub-a', labels: { tier: 'core' }, namespace: 'south', replicas: 1 })
    const driver = driverFor(api, {
      workload: 'Deployment',
      name: undefined,
      selector: 'tier=core',
      namespace: ['north', 'south'],
    })
    expect(lines(await observe(driver))).toEqual([
      'north/hub-a/1 1.0 ready',
      'north/hub-b/1 1.0 ready',
      'north/hub-b/2 1.0 ready',
      'south/hub-a/1 1.0 ready',
    ])
  })

  it('pods of others with the same labels are not', async () => {
    add('DaemonSet')
    const other = add('Deployment', { name: 'other', replicas: 2 })
    for (const { metadata, spec } of api.cluster.podsOf(other)) {
      metadata.labels.app = 'hub'
      spec.nodeName = `elsewhere-${metadata.name}`
    }
    const seen = await observe(driverFor(api, { workload: 'DaemonSet' }))
    expect(seen.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('a pod that is gone, one that is ended, and one that runs something else', async () => {
    add('StatefulSet')
    const [last, middle, first] = [2, 1, 0].map((i) => api.cluster.get('Pod', `hub-${i}`))
    api.cluster.step = () => {}
    api.cluster.objects.delete('Pod/prod/hub-2')
    api.cluster.delete(middle!)
    first!.spec.containers![0]!.image = 'elsewhere/fork:1.0'
    expect(last).toBeDefined()
    const seen = await observe(driverFor(api, { workload: 'StatefulSet' }))
    expect(lines(seen)).toEqual(['hub-2 ? down', 'hub-1 1.0 down', 'hub-0 ? ready'])
    expect(seen.map(({ trouble }) => trouble)).toEqual([
      'there is no pod of it',
      'it is being ended',
      'the image of container "main" tells no version: "elsewhere/fork:1.0"',
    ])
  })

  const digest = (digit: string) => `sha256:${digit.repeat(64)}`

  it.each([
    ['the pinned one', digest('1'), digest('1'), '1.0'],
    ['another than the pinned one', digest('1'), digest('2'), '?'],
  ])('an image by its digest: %s', async (_, pinned, running, expected) => {
    const image = `${at('1.0')}@${pinned}`
    api.cluster.digests.set(image, running)
    add('StatefulSet', { image, replicas: 1 })
    expect(lines(await observe(driverFor(api, { workload: 'StatefulSet' })))).toEqual([
      `hub-0 ${expected} ready`,
    ])
  })

  it('an image that is not the one of its version', async () => {
    add('StatefulSet', { replicas: 1 })
    const driver = driverFor(api, { workload: 'StatefulSet', digests: { '1.0': digest('3') } })
    const [seen] = await observe(driver)
    expect(seen).toMatchObject({ version: undefined, isReady: true })
    expect(seen?.trouble).toMatch(/^it runs another image than registry\.example\/hub:1\.0 means/)
  })

  it('why an image cannot be pulled', async () => {
    api.cluster.missingImages.add(at('9.9'))
    const set = add('StatefulSet')
    const driver = driverFor(api, { workload: 'StatefulSet' })
    await driver.move(order(['hub-2'], '1.0', '9.9'), soon())
    for (let i = 0; i < 50; i++) api.cluster.step()
    const [seen] = await observe(driver)
    expect(seen).toEqual({
      id: 'hub-2',
      version: undefined,
      isReady: false,
      trouble: `ImagePullBackOff: Back-off pulling image "${at('9.9')}"`,
    })
    expect(await driver.ask({ gate: 'healthy', group, ids: ['hub-2'], to: '9.9' }, soon())).toEqual({
      kind: 'no',
      because: `2 of 3 pods of StatefulSet prod/hub are ready; "hub-2": ImagePullBackOff: Back-off pulling image "${at('9.9')}"`,
    })
    expect(set.spec.updateStrategy?.rollingUpdate?.partition).toBe(2)
  })
})

describe('a StatefulSet moves', () => {
  it('batch by batch, each by its partition, and no other', async () => {
    const set = add('StatefulSet', { replicas: 5 })
    const driver = driverFor(api, { workload: 'StatefulSet' })
    await driver.move(order(['hub-4', 'hub-3'], '1.0', '2.0'), soon())
    expect(lines(await settled(driver, ['hub-4', 'hub-3'], '2.0'))).toEqual([
      'hub-4 2.0 ready',
      'hub-3 2.0 ready',
      'hub-2 1.0 ready',
      'hub-1 1.0 ready',
      'hub-0 1.0 ready',
    ])
    await driver.move(order(['hub-2', 'hub-1', 'hub-0'], '1.0', '2.0'), soon())
    await settled(driver, ['hub-2', 'hub-1', 'hub-0'], '2.0')
    expect(writes()).toEqual(['PATCH hub', 'PATCH hub'])
    expect(set.spec.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { partition: 0 } })
    expect(api.seen.find(({ method }) => method === 'PATCH')?.query.get('fieldManager')).toBe('interlock')
  })

  it('a first batch that comes again after the second changes nothing', async () => {
    add('StatefulSet')
    const driver = driverFor(api, { workload: 'StatefulSet' })
    const first = order(['hub-2'], '1.0', '2.0')
    await driver.move(first, soon())
    await settled(driver, ['hub-2'], '2.0')
    await driver.move(order(['hub-1'], '1.0', '2.0'), soon())
    await driver.move(first, soon())
    expect(writes()).toEqual(['PATCH hub', 'PATCH hub'])
    await settled(driver, ['hub-2', 'hub-1'], '2.0')
  })

  it.each([
    [
      'a lower ordinal alone',
      ['hub-0'],
      /moves from the highest ordinal down: "hub-0" cannot move before "hub-2"/,
    ],
    ['one with a gap above', ['hub-2', 'hub-0'], /"hub-0" cannot move before "hub-1"/],
    ['one that is not there', ['hub-7'], /there is no "hub-7" among those of hub in prod/],
  ])('but not %s', async (_, ids, message) => {
    add('StatefulSet')
    const driver = driverFor(api, { workload: 'StatefulSet' })
    await expect(driver.move(order(ids, '1.0', '2.0'), soon())).rejects.toThrow(message)
    expect(writes()).toEqual([])
  })

  it('back from a version that never becomes ready', async () => {
    api.cluster.brokenImages.add(at('2.0'))
    add('StatefulSet')
    const driver = driverFor(api, { workload: 'StatefulSet' })
    await driver.move(order(['hub-2'], '1.0', '2.0'), soon())
    for (let i = 0; i < 100; i++) api.cluster.step()
    expect(lines(await observe(driver))[0]).toBe('hub-2 2.0 down')
    await driver.move(order(['hub-2'], '2.0', '1.0'), soon())
    await settled(driver, ['hub-2', 'hub-1', 'hub-0'], '1.0')
    // Its controller waits for a pod in order to become ready, so that one had to be ended.
    expect(writes()).toEqual(['PATCH hub', 'PATCH hub', 'DELETE hub-2'])
  })

  it('in any order where pods are updated on deletion', async () => {
    add('StatefulSet', { strategy: 'OnDelete' })
    const driver = driverFor(api, { workload: 'StatefulSet', updateStrategy: 'OnDelete' })
    await driver.move(order(['hub-0'], '1.0', '2.0'), soon())
    expect(lines(await settled(driver, ['hub-0'], '2.0'))).toEqual([
      'hub-2 1.0 ready',
      'hub-1 1.0 ready',
      'hub-0 2.0 ready',
    ])
  })
})

describe('a DaemonSet moves', () => {
  it('node by node where pods are updated on deletion; those that are there are left alone', async () => {
    add('DaemonSet', { strategy: 'OnDelete' })
    const driver = driverFor(api, { workload: 'DaemonSet', updateStrategy: 'OnDelete' })
    expect(driver.granularity()).toBe('instance')
    await driver.move(order(['b'], '1.0', '2.0'), soon())
    expect(lines(await settled(driver, ['b'], '2.0'))).toEqual(['a 1.0 ready', 'b 2.0 ready', 'c 1.0 ready'])
    await driver.move(order(['b', 'c'], '1.0', '2.0'), soon())
    await settled(driver, ['b', 'c'], '2.0')
    expect(writes().map((each) => each.replace(/-\d+$/, ''))).toEqual([
      'PATCH hub',
      'DELETE hub',
      'DELETE hub',
    ])
  })

  it('also where its controller is late to see the change, and makes pods from the old template', async () => {
    add('DaemonSet', { strategy: 'OnDelete' })
    const driver = driverFor(api, { workload: 'DaemonSet', updateStrategy: 'OnDelete' })
    api.cluster.lag = 40
    await driver.move(order(['b'], '1.0', '2.0'), soon())
    await settled(driver, ['b'], '2.0')
  })

  it('a node is still one while its pod is replaced', async () => {
    add('DaemonSet', { strategy: 'OnDelete' })
    const driver = driverFor(api, { workload: 'DaemonSet', updateStrategy: 'OnDelete' })
    await observe(driver)
    api.cluster.step = () => {}
    const [pod] = [...api.cluster.objects.values()].filter(({ spec }) => spec.nodeName === 'b')
    api.cluster.objects.delete(`Pod/prod/${pod?.metadata.name}`)
    expect(lines(await observe(driver))).toEqual(['a 1.0 ready', 'b ? down', 'c 1.0 ready'])
    // Who has not seen it before knows that there is one more, but not where.
    const other = driverFor(api, { workload: 'DaemonSet', updateStrategy: 'OnDelete' })
    expect(lines(await observe(other))).toEqual(['?1 ? down', 'a 1.0 ready', 'c 1.0 ready'])
  })

  it('by itself where it rolls', async () => {
    add('DaemonSet')
    const driver = driverFor(api, { workload: 'DaemonSet' })
    await expect(driver.move(order(['a', 'b'], '1.0', '2.0'), soon())).rejects.toThrow(
      'DaemonSet prod/hub rolls by itself, all of it or nothing: the order leaves out c',
    )
    await driver.move(order(['a', 'b', 'c'], '1.0', '2.0'), soon())
    await settled(driver, ['a', 'b', 'c'], '2.0')
    expect(writes()).toEqual(['PATCH hub'])
  })

  it('not where its update strategy is another than the document says', async () => {
    add('DaemonSet')
    const driver = driverFor(api, { workload: 'DaemonSet', updateStrategy: 'OnDelete' })
    await expect(observe(driver)).rejects.toThrow(
      'DaemonSet prod/hub has the update strategy RollingUpdate, its driver is told OnDelete: set "updateStrategy"',
    )
  })
})

describe('a Deployment moves', () => {
  const all = ['hub/1', 'hub/2', 'hub/3']

  it('as a whole, and is there when no old pod is left', async () => {
    const made = add('Deployment', { sidecar: true })
    const driver = driverFor(api, { workload: 'Deployment' })
    await driver.move(order(all, '1.0', '2.0'), soon())
    await settled(driver, all, '2.0')
    const images = api.cluster.podsOf(made).map(({ spec }) => spec.containers?.map(({ image }) => image))
    expect(images).toEqual([1, 2, 3].map(() => [at('2.0'), 'other/proxy:9.9']))
  })

  it('not while it is paused', async () => {
    add('Deployment').spec.paused = true
    const driver = driverFor(api, { workload: 'Deployment' })
    await expect(driver.move(order(all, '1.0', '2.0'), soon())).rejects.toThrow(
      'Deployment prod/hub is paused: its roll-out has to be resumed before anything can move',
    )
    expect(await driver.ask({ gate: 'healthy', group, ids: all, to: '2.0' }, soon())).toEqual({
      kind: 'no',
      because: 'Deployment prod/hub is paused',
    })
    expect(writes()).toEqual([])
  })

  it('and tells that it makes no progress, and why; and back', async () => {
    api.cluster.missingImages.add(at('2.0'))
    add('Deployment')
    const driver = driverFor(api, { workload: 'Deployment' })
    await driver.move(order(all, '1.0', '2.0'), soon())
    for (let i = 0; i < 100; i++) api.cluster.step()
    const answer = await driver.ask({ gate: 'healthy', group, ids: all, to: '2.0' }, soon())
    expect(answer).toMatchObject({ kind: 'no' })
    expect(answer.kind === 'no' && answer.because).toMatch(
      /^Deployment prod\/hub makes no progress \(ProgressDeadlineExceeded: ReplicaSet has timed out progressing\.\)/,
    )
    await driver.move(order(all, '2.0', '1.0'), soon())
    await settled(driver, all, '1.0')
    expect(await driver.ask({ gate: 'healthy', group, ids: all, to: '1.0' }, soon())).toEqual({ kind: 'yes' })
  })
})

describe('the version is written', () => {
  it.each([
    ['as a label', { label: 'app.example/version' }, { labels: { 'app.example/version': 'v1.0' } }],
    ['as a variable', { env: 'HUB_VERSION' }, { env: { OTHER: 'x', HUB_VERSION: 'v1.0' } }],
    ['at a pointer', { pointer: '/metadata/labels/release' }, { labels: { release: 'v1.0' } }],
  ])('%s', async (_, place, workload) => {
    const made = add('StatefulSet', workload)
    const driver = driverFor(api, {
      workload: 'StatefulSet',
      image: undefined,
      value: 'v{version}',
      ...place,
    })
    const ids = ['hub-2', 'hub-1', 'hub-0']
    await driver.move(order(ids, '1.0', '2.0'), soon())
    await settled(driver, ids, '2.0')
    expect(JSON.stringify(made.spec.template)).toContain('v2.0')
    expect(made.spec.template?.spec.containers[0]?.image).toBe(at('1.0'))
  })

  it.each([
    ['a version that no tag can carry', {}, '2.0+b1', /is no image: a tag has letters/],
    ['a container that is not there', { container: 'mian' }, '2.0', /did you mean "main"\?/],
    ['no container of several', { container: undefined }, '2.0', /"container" \(main, proxy\)/],
    [
      'a version without a digest',
      { digests: { '1.0': `sha256:${'0'.repeat(64)}` } },
      '2.0',
      /"digests" has none/,
    ],
  ])('not: %s', async (_, settings, to, message) => {
    add('Deployment', { sidecar: true })
    const driver = driverFor(api, { workload: 'Deployment', ...settings })
    const ids = ['hub/1', 'hub/2', 'hub/3']
    await expect(driver.move(order(ids, ['1.0'], to), soon())).rejects.toThrow(message)
    expect(writes()).toEqual([])
  })

  it('never over what somebody else has written', async () => {
    const made = add('Deployment')
    made.spec.template!.spec.containers[0]!.image = at('1.5')
    const driver = driverFor(api, { workload: 'Deployment' })
    await expect(driver.move(order(['hub/1', 'hub/2', 'hub/3'], '1.0', '2.0'), soon())).rejects.toThrow(
      `the image of container "main" of Deployment prod/hub is "${at('1.5')}", and has to be "${at('1.0')}" or "${at('2.0')}"`,
    )
  })
})
