import { afterEach, beforeEach } from 'vitest'
import { type Cluster, makeCluster } from './cluster.ts'
import { type Service, serveLedger } from './ledger.ts'
import { register } from './load.ts'

/** Gives each test of a file configured servers that nobody has started yet. Their logs stay where a test fails. */
export function eachWithServers(size: 1 | 3): () => Cluster {
  let cluster: Cluster | undefined
  beforeEach(async () => {
    cluster = await makeCluster(size)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(`logs: ${cluster?.keepLogs(task.name)}`)
    await cluster?.close()
  })
  return () => cluster!
}

/** Gives each test of a file three servers at a version that serve the ledger. */
export function eachWithCluster(version: string): () => Cluster {
  const cluster = eachWithServers(3)
  let service: Service | undefined
  beforeEach(async () => {
    service = await serveLedger()
    await cluster().start(version)
    await register(service.address, cluster().nodes)
  })
  afterEach(() => service?.close())
  return cluster
}
