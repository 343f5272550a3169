import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Driver } from '../../src/execute/index.ts'
import { conformance } from './conformance.ts'
import { FakeApi } from './fake-api.ts'
import { at, group, image, lines, observe, order, settled, soon } from './kubernetes-scene.ts'
import { openedAll } from './open.ts'

/* A `helm` driver on a program that does what helm does, with releases in a folder. */

const program = resolve('test/drivers/fake-helm.mjs')

interface FakeRelease {
  readonly version: string
  readonly status: string
  readonly revision: number
  readonly set?: readonly string[]
}

class FakeHelm {
  readonly folder = mkdtempSync(join(tmpdir(), 'fake-helm-'))

  constructor() {
    for (const version of ['1.0', '2.0', '3.0'])
      mkdirSync(join(this.folder, 'charts', version), { recursive: true })
    mkdirSync(join(this.folder, 'charts', '3.0', 'broken'))
    this.write({ version: '1.0', status: 'deployed', revision: 1 })
  }

  get file(): string {
    return join(this.folder, 'prod.hub.json')
  }

  read(): FakeRelease {
    return JSON.parse(readFileSync(this.file, 'utf8')) as FakeRelease
  }

  write(release: FakeRelease): void {
    writeFileSync(this.file, JSON.stringify(release))
  }

  mark(name: string): void {
    writeFileSync(join(this.folder, name), '')
  }

  unmark(name: string): void {
    rmSync(join(this.folder, name), { force: true })
  }

  /** What it was asked to change. */
  upgrades(): string[][] {
    const log = readFileSync(join(this.folder, 'log'), 'utf8').trim().split('\n')
    return log.map((line) => JSON.parse(line) as string[]).filter(([verb]) => verb === 'upgrade')
  }

  async open(more: object = {}): Promise<Driver> {
    const settings = { kind: 'helm', program, release: 'hub', namespace: '{scope}', chart: 'harbour/hub' }
    const driver = { ...settings, env: { FAKE_HELM: this.folder }, ...more }
    return (await openedAll({ components: { hub: { driver } } })).driver
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

conformance('a helm driver: releases', {
  ids: ['hub'],
  hasNoParts: true,
  make: async () => {
    const helm = new FakeHelm()
    return {
      driver: await helm.open(),
      group,
      versions: { first: '1.0', second: '2.0', missing: '9.9' },
      movesOf: () => helm.read().revision - 1,
      again: () => helm.open(),
      breakDown: async () => helm.write({ ...helm.read(), status: 'failed' }),
      hang: async () => helm.mark('hanging'),
      fail: async () => helm.mark('refusing'),
      mend: async () => helm.unmark('refusing'),
      close: async () => helm.close(),
    }
  },
})

describe('a helm driver', () => {
  let helm: FakeHelm
  beforeEach(() => {
    helm = new FakeHelm()
  })
  afterEach(() => helm.close())

  it.each([
    ['deployed', 'hub 1.0 ready', undefined],
    ['pending-upgrade', 'hub ? down', 'release "hub" in namespace "prod" is pending-upgrade, to 1.0'],
    ['failed', 'hub ? down', 'release "hub" in namespace "prod" is failed, at 1.0'],
    ['uninstalled', 'hub ? down', 'release "hub" in namespace "prod" is uninstalled, at 1.0'],
  ])('sees a release that is %s', async (status, line, trouble) => {
    helm.write({ ...helm.read(), status })
    const driver = await helm.open()
    const seen = await observe(driver)
    expect(lines(seen)).toEqual([line])
    expect(seen[0]?.trouble).toBe(trouble)
    const answer = await driver.ask?.({ gate: 'healthy', group, ids: ['hub'], to: '1.0' }, soon())
    expect(answer).toEqual(trouble === undefined ? { kind: 'yes' } : { kind: 'no', because: trouble })
  })

  it('hands over what the document says, each as one argument', async () => {
    helm.mark('hub.yaml')
    const values = join(helm.folder, 'hub.yaml')
    const driver = await helm.open({
      context: '{scope}-eu',
      values: [values],
      set: { 'image.tag': 'v{to}', note: 'a,b\\c' },
      args: ['--reset-then-reuse-values'],
      wait: '90s',
    })
    await driver.move(order(['hub'], '1.0', '2.0'), soon())
    expect(helm.upgrades()).toEqual([
      [
        'upgrade',
        '--namespace=prod',
        '--kube-context=prod-eu',
        '--version=2.0',
        '--wait',
        '--timeout=90s',
        `--values=${values}`,
        '--set-string=image.tag=v2.0',
        '--set-string=note=a\\,b\\\\c',
        '--reset-then-reuse-values',
        '--',
        'hub',
        'harbour/hub',
      ],
    ])
  })

  it.each([
    ['a program', { program: './no-such' }, 'there is no program ./no-such | it is looked for in '],
    ['a program that can be run', { program: './package.json' }, './package.json may not be run'],
    ['a file of values', { values: ['/no-such.yaml'] }, 'there is no file /no-such.yaml'],
    ['a kubeconfig', { kubeconfig: 'no-such' }, 'there is no file no-such | it is looked for in '],
  ])('misses %s when the document is opened', async (_, settings, message) => {
    await expect(helm.open(settings)).rejects.toThrow(message)
  })

  it('knows the chart of a version, where charts have their own', async () => {
    const driver = await helm.open({ charts: { '0.8': '1.0', '0.9': '2.0' } })
    expect(lines(await observe(driver))).toEqual(['hub 0.8 ready'])
    await driver.move(order(['hub'], '0.8', '0.9'), soon())
    expect(helm.read().version).toBe('2.0')
    await expect(driver.move(order(['hub'], '0.9', '1.1'), soon())).rejects.toThrow(
      '"charts" does not say which chart brings version 1.1',
    )
  })

  it('tells an upgrade that failed, and goes back from there', async () => {
    const driver = await helm.open()
    await expect(driver.move(order(['hub'], '1.0', '3.0'), soon())).rejects.toThrow(
      /ended with 1: Error: UPGRADE FAILED: timed out waiting for the condition$/,
    )
    expect(lines(await observe(driver))).toEqual(['hub ? down'])
    await driver.move(order(['hub'], '3.0', '1.0'), soon())
    expect(lines(await observe(driver))).toEqual(['hub 1.0 ready'])
  })

  it.each([
    [
      'somebody else moves it elsewhere',
      { version: '2.0', status: 'pending-upgrade' },
      /is pending-upgrade to 2\.0: it has to come to its end first$/,
    ],
    [
      'it is somewhere else',
      { version: '1.5', status: 'deployed' },
      /is at chart 1\.5, neither at 1\.0 nor at 3\.0$/,
    ],
  ])('leaves it alone where %s', async (_, state, message) => {
    helm.write({ ...helm.read(), ...state })
    const driver = await helm.open()
    await expect(driver.move(order(['hub'], '1.0', '3.0'), soon())).rejects.toThrow(message)
    expect(helm.upgrades()).toEqual([])
  })

  it('tries again what has failed, where it was to go', async () => {
    helm.write({ ...helm.read(), version: '2.0', status: 'failed' })
    const driver = await helm.open()
    await driver.move(order(['hub'], '1.0', '2.0'), soon())
    expect(lines(await observe(driver))).toEqual(['hub 2.0 ready'])
    expect(helm.upgrades()).toHaveLength(1)
  })

  it('does nothing while it is on its way there', async () => {
    helm.write({ ...helm.read(), version: '2.0', status: 'pending-upgrade' })
    const driver = await helm.open()
    await driver.move(order(['hub'], '1.0', '2.0'), soon())
    expect(helm.upgrades()).toEqual([])
  })

  it.each([
    ['a release that is not there', { release: 'hob' }, 'there is no release "hob" in namespace "prod"'],
    [
      'no such program',
      { program: 'no-such-helm' },
      'no-such-helm cannot be started: there is no such program or folder',
    ],
    [
      'a program that says something else',
      { program: 'echo' },
      'echo tells no version and status of release "hub" in namespace "prod"',
    ],
  ])('tells %s', async (_, settings, message) => {
    const driver = await helm.open(settings)
    await expect(observe(driver)).rejects.toThrow(message)
  })

  it('a slip in the settings of its pods is told where it stands', async () => {
    const pods = { namespace: 'a', workload: 'Deployment', name: 'x', image: 'y' }
    await expect(helm.open({ pods })).rejects.toThrow(
      /driver\.yaml:1:\d+ it has to have \{version\} in it, once/,
    )
  })

  it('sees pods where those are the instances, and moves the release', async () => {
    const api = await FakeApi.start(5)
    try {
      const made = api.cluster.add({ kind: 'Deployment', name: 'hub', image: at('1.0'), replicas: 2 })
      const pods = { namespace: '{scope}', workload: 'Deployment', name: 'hub', image }
      const driver = await helm.open({ kubeconfig: api.kubeconfig(), pods })
      expect(lines(await observe(driver))).toEqual(['hub/1 1.0 ready', 'hub/2 1.0 ready'])
      await expect(driver.move(order(['hub/1'], '1.0', '2.0'), soon())).rejects.toThrow(
        'release "hub" in namespace "prod" moves as a whole: the order leaves out "hub/2"',
      )
      await driver.move(order(['hub/1', 'hub/2'], '1.0', '2.0'), soon())
      expect(helm.read()).toMatchObject({ version: '2.0', revision: 2 })
      // What the chart does.
      made.spec.template!.spec.containers[0]!.image = at('2.0')
      made.metadata.generation++
      await settled(driver, ['hub/1', 'hub/2'], '2.0')
      helm.write({ ...helm.read(), status: 'failed' })
      expect(lines(await observe(driver))).toEqual(['hub/1 2.0 down', 'hub/2 2.0 down'])
      await driver.close?.()
    } finally {
      await api.close()
    }
  })
})
