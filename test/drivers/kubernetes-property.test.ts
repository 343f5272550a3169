import { describe, expect, it } from 'vitest'
import type { Instance } from '../../src/execute/index.ts'
import { FakeApi, type Trouble } from './fake-api.ts'
import { type FakeWorkload, seeded } from './fake-cluster.ts'
import { at, driverFor, lines, observe, order, soon } from './kubernetes-scene.ts'

/*
 * Workloads that roll batch by batch while the server hangs up, is busy, and others write to what is rolled; orders come again, early
 * and late. Whatever happens: no instance moves that nobody has ordered, all arrive, and those that are there are not touched again.
 */

const worlds = Number(process.env.INTERLOCK_LONG === '1' ? 2000 : 60)

const kinds = [
  ['StatefulSet', 'RollingUpdate'],
  ['StatefulSet', 'OnDelete'],
  ['DaemonSet', 'OnDelete'],
  ['DaemonSet', 'RollingUpdate'],
  ['Deployment', 'RollingUpdate'],
] as const

const troubles: readonly Trouble['what'][] = [
  'hang-up-before',
  'hang-up-after',
  'busy',
  'expired',
  'changed-meanwhile',
  'forbidden',
]

/** As a run does it: an order is tried until it is taken, then looked at until it has arrived. */
async function roll(seed: number): Promise<void> {
  const random = seeded(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const api = await FakeApi.start(seed)
  try {
    const [workload, updateStrategy] = pick(kinds)
    const count = 1 + Math.floor(random() * 5)
    const nodes = Array.from({ length: count }, (_, i) => `node-${i}`)
    const made = api.cluster.add({
      kind: workload,
      name: 'hub',
      image: at('1.0'),
      replicas: workload === 'DaemonSet' ? nodes : count,
      ...(workload !== 'Deployment' && { strategy: updateStrategy }),
      ...(workload === 'StatefulSet' && { start: Math.floor(random() * 3) }),
    } as FakeWorkload)
    const driver = driverFor(api, { workload, updateStrategy })
    const ids = (await observe(driver)).map(({ id }) => id)
    const size = driver.granularity() === 'group' ? ids.length : 1 + Math.floor(random() * count)
    const isUndone = random() < 0.3
    const sent = new Set<string>()
    const first = new Map(api.cluster.podsOf(made).map(({ metadata }) => [metadata.uid, metadata.name]))

    const look = async (): Promise<Instance[]> => {
      for (let tries = 0; ; tries++) {
        try {
          return await observe(driver)
        } catch (error) {
          if (tries > 20) throw error
        }
      }
    }
    const send = async (batch: readonly string[], from: string, to: string): Promise<void> => {
      const made = order(batch, from, to)
      for (let tries = 0; ; tries++) {
        if (random() < 0.5) api.trouble(pick(troubles), (method) => method !== 'GET' || random() < 0.3)
        try {
          await driver.move(made, soon())
          if (random() < 0.7) break
        } catch (error) {
          if (tries > 20) throw error
        }
      }
      api.troubles.length = 0
      for (let looks = 0; ; looks++) {
        const all = await look()
        for (const { id, version } of all) {
          if (version === '2.0') expect(sent).toContain(id)
          else if (!sent.has(id)) expect(version ?? '1.0').toBe('1.0')
        }
        const own = all.filter(({ id }) => batch.includes(id))
        if (own.length === batch.length && own.every((each) => each.isReady && each.version === to)) return
        if (looks > 400) throw new Error(`not settled: ${lines(all).join(', ')}`)
      }
    }

    const batches: string[][] = []
    for (let i = 0; i < ids.length; i += size) batches.push(ids.slice(i, i + size))
    const moved = isUndone ? batches.slice(0, 1 + Math.floor(random() * batches.length)) : batches
    for (const batch of moved) {
      for (const id of batch) sent.add(id)
      await send(batch, '1.0', '2.0')
    }
    const left = api.cluster.podsOf(made).filter(({ metadata }) => first.has(metadata.uid))
    expect(left.length).toBe(ids.length - sent.size)
    if (isUndone) {
      // As on the way there, the highest first.
      for (const batch of moved) await send(batch, '2.0', '1.0')
      expect((await look()).every(({ version }) => version === '1.0')).toBe(true)
    }
    await driver.close()
  } finally {
    await api.close()
  }
}

describe('workloads roll, whatever happens', () => {
  it(`${worlds} worlds`, async () => {
    for (let seed = 1; seed <= worlds; seed++) {
      try {
        await roll(seed)
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error })
      }
    }
  }, 600_000)
})
