import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Driver } from '../../../src/execute/index.ts'
import { processesOf, versionOf } from './cluster.ts'
import { openDriver, orderOf, seenBy, writeDriver } from './driver.ts'
import { eachWithServers } from './each.ts'
import { type Service, serveLedger } from './ledger.ts'
import { register, startLoad } from './load.ts'
import { eventually } from './waiting.ts'

/* Real servers, moved by the orders that a run would give. */

const cluster = eachWithServers(3)
let service: Service
let driver: Driver

const move = (order: ReturnType<typeof orderOf>) => driver.move(order, AbortSignal.timeout(60_000))

/** Others step in for a server that is gone, and answer nothing for a moment. */
const sees = (...expected: readonly string[]) =>
  eventually(
    `the driver sees ${expected.join()}`,
    async () => (await seenBy(driver)).join() === expected.join(),
  )

beforeEach(async () => {
  service = await serveLedger()
  driver = await openDriver(cluster(), writeDriver(cluster(), 'a real read'))
  await move(orderOf(cluster().nodes, undefined, '1.5.3'))
  await register(service.address, cluster().nodes)
})
afterEach(async () => {
  await driver.close?.()
  service.close()
})

it('a driver document takes the servers from one version to the next, and clients lose nothing', async () => {
  const { nodes } = cluster()
  expect(await seenBy(driver)).toEqual(['n1 1.5.3', 'n2 1.5.3', 'n3 1.5.3'])

  const load = startLoad(nodes)
  for (const node of nodes) {
    await move(orderOf([node], '1.5.3', '1.6.2'))
    await eventually('all serve', async () => (await seenBy(driver)).every((each) => !each.endsWith('down')))
  }
  expect(await Promise.all(nodes.map(versionOf))).toEqual(['1.6.2', '1.6.2', '1.6.2'])
  const { lost, repeated } = await load.finish()
  expect([lost, repeated]).toEqual([[], []])

  const before = nodes.flatMap(processesOf)
  await move(orderOf(nodes, '1.5.3', '1.6.2'))
  expect(nodes.flatMap(processesOf)).toEqual(before)
})

it('a server that died is seen, and started again by the order to go back', async () => {
  const { nodes } = cluster()
  const [first] = nodes
  await move(orderOf([first!], '1.5.3', '1.6.2'))
  await cluster().kill(first!)
  await sees('n1 1.6.2 down', 'n2 1.5.3', 'n3 1.5.3')

  await move(orderOf([first!], '1.6.2', '1.5.3'))
  await sees('n1 1.5.3', 'n2 1.5.3', 'n3 1.5.3')
})
