import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Cluster, makeCluster, versionOf } from './cluster.ts'
import { type Service, serveLedger } from './ledger.ts'
import { answersRead, type Load, register, startLoad } from './load.ts'
import { eventually } from './waiting.ts'

let cluster: Cluster
let service: Service

beforeEach(async () => {
  cluster = await makeCluster(3)
  service = await serveLedger()
  await cluster.start('1.5.3')
  await register(service.address, cluster.nodes)
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(`logs: ${cluster.keepLogs(task.name)}`)
  await cluster.close()
  service.close()
})

it('a cluster goes up by two minors and back by one, server by server, and keeps what it acknowledged', async () => {
  const load = startLoad(cluster.nodes)
  for (const version of ['1.6.2', '1.7.12', '1.6.2']) {
    for (const node of cluster.nodes) {
      await cluster.stop(node)
      await cluster.start(version, [node])
      await eventually(`${node.id} answers`, () => answersRead(node))
      await servesOn(load)
    }
    expect(await Promise.all(cluster.nodes.map(versionOf))).toEqual([version, version, version])
  }

  const { lost, repeated, ...figures } = await load.finish()
  console.log(figures)
  expect(lost).toEqual([])
  expect(repeated).toEqual([])
})

/** Waits until a few more reads and writes were answered: a cluster that is half upgraded does its work. */
async function servesOn(load: Load): Promise<void> {
  const before = load.answered()
  await eventually('the cluster serves on', async () => {
    const { reads, writes } = load.answered()
    return reads > before.reads + 50 && writes > before.writes + 50
  })
}
