import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver, GroupName, Order } from '../../../src/execute/index.ts'
import { openedAll } from '../../drivers/open.ts'
import { restateServers } from '../servers.ts'
import type { Cluster, Node } from './cluster.ts'

/** The servers of a cluster, by the names that fleets and policies have for them. */
export const group: GroupName = { policy: 'restate', scope: 'e2e', component: 'server' }

/** Who is believed to know whether a server serves: itself, or a client who reads. */
export type Health = 'its own word' | 'a real read'

/** Writes the document by which servers are started and ended as processes of this machine, and answers where it is. */
export function writeDriver({ folder, nodes }: Cluster, health: Health): string {
  const file = join(folder, 'driver.yaml')
  const reads = 'http://127.0.0.1:{vars.ingress}/Ledger/book-0/count'
  const port = (address: string) => new URL(address).port
  const instance = ({ id, config, admin, ingress }: Node) =>
    `        - { id: ${id}, args: [--config-file, ${config}], vars: { admin: ${port(admin)}, ingress: ${port(ingress)} } }`
  writeFileSync(
    file,
    `apiVersion: interlock.dev/v1alpha1
kind: Driver
poll: 100ms
retry: { attempts: 2, first: 100ms, most: 1s }
timeouts: { settle: 15s }
components:
  ${group.policy}/${group.component}:
    driver:
      kind: process
      state: ${join(folder, 'logs/processes')}
      bin: ${restateServers}
      instances:
${nodes.map(instance).join('\n')}
      health: ${health === 'a real read' ? `{ url: "${reads}", method: POST }` : '{ url: "http://127.0.0.1:{vars.admin}/health" }'}
      answer: 2s
    gates:
      reads: { kind: http, url: "${reads}", method: POST, every: 100ms, within: 10s }
`,
  )
  return file
}

/** The driver of a document, for tests that give orders themselves. */
export const openDriver = async ({ folder }: Cluster, file: string): Promise<Driver> =>
  (await openedAll(readFileSync(file, 'utf8'), process.env, folder)).driver

/** An order to move these servers, which are at one version. */
export const orderOf = (nodes: readonly Node[], from: string | undefined, to: string): Order => ({
  key: `${nodes.map(({ id }) => id).join()} to ${to}`,
  group,
  ids: nodes.map(({ id }) => id),
  from: from === undefined ? [] : [from],
  to,
})
