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
import { join, resolve } from 'node:path'
import type { World, WorldRequest } from './conformance.ts'
import { openedFrom } from './open.ts'
import { processGroup, processVersions } from './process-names.ts'

/** A folder with a server in two versions, and the document that runs it there for each of some names. */
export function processSite({ ids, parts }: WorldRequest, more: { readonly begins?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-process-'))
  for (const version of [processVersions.first, processVersions.second]) {
    mkdirSync(join(folder, 'bin', version), { recursive: true })
    copyFileSync(resolve('test/drivers/server.sh'), join(folder, 'bin', version, 'server'))
    chmodSync(join(folder, 'bin', version, 'server'), 0o755)
  }
  const at = (id: string) => join(folder, `instance-${ids.indexOf(id)}`)
  const instances = ids.map((id) => {
    mkdirSync(at(id))
    return {
      id,
      ...(more.begins !== undefined && { scope: processGroup.scope }),
      vars: { dir: at(id) },
      env: { SERVER_GREETING: 'hello {id}' },
      ...(parts[id] !== undefined && { part: parts[id] }),
    }
  })
  const health = `[ ! -e "$1/hanging" ] || sleep 600; [ ! -e "$2/down" ] && [ "$(cat "$2/ready")" = "$3" ]`
  const driver = {
    kind: 'process',
    ...more,
    state: join(folder, 'state'),
    bin: join(folder, 'bin', '{version}', 'server'),
    args: ['name={id}', '{vars.dir}', folder],
    files: { '{vars.dir}/ready': '', '{vars.dir}/config': 'version = {version}\n' },
    instances,
    health: { run: ['sh', '-c', health, 'health', folder, '{vars.dir}', '{version}'] },
  }
  return { folder, at, document: { components: { crane: { driver } } } }
}

export const startsOf = (folder: string): readonly string[] =>
  existsSync(join(folder, 'starts')) ? readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n') : []

/** Numbers of the processes that run the server in some folder; not of those that it is about to become another program in. */
export const serversIn = (folder: string): readonly number[] =>
  readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return []
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      const session = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[3]
      const isServer = words.includes(folder) && words.some((word) => word.endsWith('/server'))
      return isServer && session === pid ? [Number(pid)] : []
    } catch {
      return []
    }
  })

/** Where `begins` is not given, somebody has moved all instances to their first version before. */
export async function processWorld(
  request: WorldRequest,
  more: { readonly begins?: string } = {},
): Promise<World> {
  const { folder, at, document } = processSite(request, more)
  const open = () => openedFrom(document)
  const driver = await open()
  const forever = new AbortController().signal
  const to = processVersions.first
  if (more.begins === undefined)
    await driver.move({ key: 'zero', group: processGroup, ids: request.ids, from: [], to }, forever)
  // Whoever looks first starts them.
  else for await (const _ of driver.observe(processGroup, forever));
  for (const id of request.ids)
    while (startsOf(at(id)).length === 0) await new Promise((next) => setTimeout(next, 10))
  return {
    driver,
    group: processGroup,
    versions: processVersions,
    movesOf: (id) => startsOf(at(id)).length - 1,
    again: open,
    breakDown: async (id) => writeFileSync(join(at(id), 'down'), ''),
    hang: async () => writeFileSync(join(folder, 'hanging'), ''),
    close: async () => {
      // They end once it is gone, and may still write there.
      rmSync(folder, { recursive: true, maxRetries: 10 })
      while (serversIn(folder).length > 0) await new Promise((next) => setTimeout(next, 10))
    },
  }
}
