import { type ChildProcess, spawn } from 'node:child_process'
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { cache, restateServer } from '../servers.ts'
import { freePorts } from './ports.ts'
import { eventually } from './waiting.ts'

/** One server of a cluster, whatever version of it runs just now. */
export interface Node {
  readonly id: string
  /** What every version of it is started with. */
  readonly config: string
  readonly data: string
  readonly admin: string
  readonly ingress: string
}

/** What a server left beside its data about who may read it. */
export interface Marker {
  readonly current_version: string
  readonly max_version: string
  readonly min_forward_compatible_version: string
}

/** How a server ended. */
export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly output: string
}

export interface Cluster {
  /** Holds everything of it, and is gone when the cluster is closed or this process ends in any way. */
  readonly folder: string
  readonly nodes: readonly Node[]
  /** Starts servers at a version. Resolves when each says that it runs; rejects with their last words when one does not. */
  start(version: string, nodes?: readonly Node[]): Promise<void>
  /** Starts a server that is expected to refuse, and resolves when it has. */
  refusal(node: Node, version: string): Promise<Exit>
  /** Ends a server in order, and resolves when it is gone. */
  stop(node: Node): Promise<void>
  /** Ends a server without notice, whoever started it. */
  kill(node: Node): Promise<void>
  /** Copies the logs to where they stay, and answers where that is. */
  keepLogs(name: string): string
  close(): Promise<void>
}

/** Makes the configuration of so many servers that run as one cluster on loopback, and starts none. */
export async function makeCluster(size: 1 | 3): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-e2e-'))
  const reaper = reap(folder)
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  const ports = await freePorts(size * 3)
  const fabric = ports.slice(0, size)
  const nodes = fabric.map((port, index): Node => {
    const node = {
      id: `n${index + 1}`,
      config: join(folder, `n${index + 1}.toml`),
      data: join(folder, 'data', `n${index + 1}`),
      admin: `http://127.0.0.1:${ports[size + index]}`,
      ingress: `http://127.0.0.1:${ports[2 * size + index]}`,
    }
    writeFileSync(node.config, configuration(node, port, fabric, join(folder, 'data')))
    return node
  })

  let started = 0
  const launch = (node: Node, version: string): { child: ChildProcess; output(): string } => {
    started += 1
    const log = join(logs, `${node.id}-${started}-${version}.log`)
    const file = openSync(log, 'w')
    // A group of its own: who interrupts the tests in a terminal does not interrupt the servers, the reaper does that.
    const child = spawn(restateServer(version), ['--config-file', node.config], {
      stdio: ['ignore', file, file],
      detached: true,
    })
    closeSync(file)
    return { child, output: () => stripVTControlCharacters(readFileSync(log, 'utf8')) }
  }

  const runToItsEnd = (node: Node, version: string): Promise<Exit> => {
    const { child, output } = launch(node, version)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code) => resolve({ code, output: output() }))
    })
  }

  const startOne = async (node: Node, version: string): Promise<void> => {
    const { child, output } = launch(node, version)
    let exit: string | undefined
    child.on('error', (error) => {
      exit = error.message
    })
    child.on('exit', (code, signal) => {
      exit = `exit ${code ?? signal}`
    })
    await eventually(`${node.id} says that it runs ${version}`, async () => {
      if (exit !== undefined) throw new Error(`${node.id} at ${version}: ${exit}\n${lastLines(output())}`)
      return (await versionOf(node)) === version
    })
    child.unref()
  }

  return {
    folder,
    nodes,
    async start(version, some = nodes) {
      await Promise.all(some.map((node) => startOne(node, version)))
    },
    async refusal(node, version) {
      let exit = await runToItsEnd(node, version)
      await eventually(`${node.id} at ${version} says why it refuses`, async () => {
        // It writes beside its work, and sometimes ends before its last words are out: then it is asked again.
        if (exit.code === 0 || exit.output.includes('application failed')) return true
        exit = await runToItsEnd(node, version)
        return false
      })
      return exit
    },
    stop: (node) => end(node, 'SIGTERM'),
    kill: (node) => end(node, 'SIGKILL'),
    keepLogs(name) {
      const kept = join(cache, 'logs', name.replaceAll(/\W+/g, '-'))
      cpSync(logs, kept, { recursive: true })
      return kept
    },
    async close() {
      reaper.stdin?.end()
      await new Promise((resolve) => reaper.on('exit', resolve))
    },
  }
}

/** Its version by its own word; undefined when it does not answer. */
export async function versionOf(node: Node): Promise<string | undefined> {
  try {
    const response = await fetch(`${node.admin}/version`, { signal: AbortSignal.timeout(2_000) })
    const answer = (await response.json()) as { version?: string }
    return answer.version
  } catch {
    return undefined
  }
}

export const markerOf = (node: Node): Marker =>
  JSON.parse(readFileSync(join(node.data, '.cluster-marker'), 'utf8')) as Marker

/** Ids of the programs that were started with the configuration of a node. */
export function processesOf(node: Node): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const file = join('/proc', pid, 'cmdline')
      try {
        const [program, ...words] = readFileSync(file, 'utf8').split('\0')
        return program?.endsWith('/restate-server') === true && words.includes(node.config)
      } catch {
        return false
      }
    })
    .map(Number)
}

async function end(node: Node, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  for (const pid of processesOf(node)) process.kill(pid, signal)
  await eventually(`${node.id} is gone`, async () => processesOf(node).length === 0)
}

/** Starts what clears away after this process, whether it ends or is killed. */
function reap(folder: string): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'reaper.mjs'), folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  })
  child.unref()
  return child
}

/**
 * What all versions read. A server that comes back is a suspect to the others for 5 s if nothing else is said, and who takes the next one
 * down within that time leaves partitions without a leader: so long would every test wait after every move.
 */
function configuration(node: Node, port: number, fabric: readonly number[], base: string): string {
  const addresses = fabric.map((each) => `"http://127.0.0.1:${each}"`)
  return `cluster-name = "e2e"
node-name = "${node.id}"
base-dir = "${base}"
roles = ["admin", "worker", "log-server", "metadata-server", "http-ingress"]
auto-provision = ${node.id === 'n1'}
default-num-partitions = 4
default-replication = ${Math.min(fabric.length, 2)}
bind-address = "127.0.0.1:${port}"
advertised-address = "http://127.0.0.1:${port}"
gossip-suspect-interval = "500ms"
disable-telemetry = true
log-disable-ansi-codes = true

[metadata-client]
addresses = [${addresses.join(', ')}]

[admin]
bind-address = "${node.admin.replace('http://', '')}"

[ingress]
bind-address = "${node.ingress.replace('http://', '')}"
`
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-8).join('\n')
