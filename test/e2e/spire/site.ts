import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GroupName, Instance } from '../../../src/execute/index.ts'
import { openedAll } from '../../drivers/open.ts'
import { freePorts } from '../restate/ports.ts'
import { eventually } from '../restate/waiting.ts'
import { root } from '../servers.ts'

const components = ['server', 'agent'] as const
type Component = (typeof components)[number]

const example = join(root, 'examples/spire')
const forever = new AbortController().signal

/** The folder in which whoever runs the tests has the real programs, a folder for each version; without one, others stand in. */
const given = process.env.SPIRE_BIN_DIR

/** One server and two agents on this machine, moved as the shipped example says. */
export interface SpireSite {
  readonly folder: string
  /** Those that can be run, oldest first. */
  readonly versions: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Starts all of it at a version, and resolves when it serves. */
  start(version: string): Promise<void>
  seen(component: Component): Promise<readonly Instance[]>
  /** Ends an instance without notice. */
  kill(component: Component, id: string): void
  close(): void
}

export async function makeSite(): Promise<SpireSite> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-spire-'))
  const bin = given ?? pretendersIn(join(folder, 'bin'))
  const versions = readdirSync(bin)
    .filter((version) => components.every((name) => existsSync(join(bin, version, 'bin', `spire-${name}`))))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const run = join(folder, 'run')
  const [port = 0] = await freePorts(1)
  writeServer(join(run, 'prod/server/server-1'), port)
  copyFileSync(join(example, 'spire.sh'), join(folder, 'spire.sh'))
  // All that users get, but with less patience.
  const document = readFileSync(join(example, 'driver.yaml'), 'utf8')
    .replace('kind: Driver', 'kind: Driver\npoll: 200ms')
    .replace('soak: 1m', 'soak: 1s')
    .replace('within: 2m', 'within: 20s')
  writeFileSync(join(folder, 'driver.yaml'), document)
  const env = { SPIRE_BIN_DIR: bin, SPIRE_RUN_DIR: run }
  const { driver } = await openedAll(document, { ...process.env, ...env }, folder)

  const groupOf = (component: Component): GroupName => ({ policy: 'spire', scope: 'prod', component })
  const seen = async (component: Component): Promise<readonly Instance[]> => {
    const all: Instance[] = []
    for await (const page of driver.observe(groupOf(component), forever)) all.push(...page)
    return all
  }
  const serve = async (component: Component, ids: readonly string[], version: string): Promise<void> => {
    await driver.move({ key: component, group: groupOf(component), ids, from: [], to: version }, forever)
    await eventually(`${component}s serve at ${version}`, async () =>
      (await seen(component)).every((one) => one.isReady && one.version === version),
    )
  }
  const processOf = (component: Component, id: string): number | undefined => {
    const file = join(run, 'prod', component, id, 'pid')
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
  }
  return {
    folder,
    versions,
    env,
    seen,
    async start(version) {
      await serve('server', ['server-1'], version)
      const program = join(bin, version, 'bin/spire-server')
      const socket = join(run, 'prod/server/server-1/api.sock')
      const ids = ['agent-1', 'agent-2']
      for (const id of ids) {
        const told = execFileSync(program, ['token', 'generate', '-socketPath', socket], { encoding: 'utf8' })
        writeAgent(join(run, 'prod/agent', id), port, /Token: (\S+)/.exec(told)?.[1] ?? '')
      }
      await serve('agent', ids, version)
    },
    kill(component, id) {
      process.kill(processOf(component, id) ?? 0, 'SIGKILL')
    },
    close() {
      for (const [component, ids] of [
        ['agent', ['agent-1', 'agent-2']],
        ['server', ['server-1']],
      ] as const)
        for (const id of ids) endProcess(processOf(component, id))
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

function endProcess(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

function pretendersIn(folder: string): string {
  for (const version of ['1.1.1', '1.2.5', '1.3.6']) {
    const bin = join(folder, version, 'bin')
    mkdirSync(bin, { recursive: true })
    for (const name of components) {
      copyFileSync(join(import.meta.dirname, 'pretender.sh'), join(bin, `spire-${name}`))
      chmodSync(join(bin, `spire-${name}`), 0o755)
    }
  }
  return folder
}

function writeServer(folder: string, port: number): void {
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(
    join(folder, 'server.conf'),
    `server {
  bind_address = "127.0.0.1"
  bind_port = "${port}"
  socket_path = "${folder}/api.sock"
  trust_domain = "example.org"
  data_dir = "${folder}/data"
}
plugins {
  DataStore "sql" {
    plugin_data { database_type = "sqlite3", connection_string = "${folder}/data/datastore.sqlite3" }
  }
  KeyManager "disk" { plugin_data { keys_path = "${folder}/data/keys.json" } }
  NodeAttestor "join_token" { plugin_data {} }
}
`,
  )
}

function writeAgent(folder: string, port: number, token: string): void {
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(
    join(folder, 'agent.conf'),
    `agent {
  data_dir = "${folder}/data"
  server_address = "127.0.0.1"
  server_port = "${port}"
  socket_path = "${folder}/api.sock"
  trust_domain = "example.org"
  insecure_bootstrap = true
  join_token = "${token}"
}
plugins {
  KeyManager "disk" { plugin_data { directory = "${folder}/data" } }
  NodeAttestor "join_token" { plugin_data {} }
  WorkloadAttestor "unix" { plugin_data {} }
}
`,
  )
}
