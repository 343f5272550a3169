import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Driver, GroupName } from '../../src/execute/index.ts'
import type { World, WorldRequest } from './conformance.ts'
import { openedFrom } from './open.ts'

export const script = resolve('test/drivers/platform.sh')

export const group: GroupName = { policy: 'harbour', scope: 'north', component: 'crane' }
const versions = { first: '1.0.0', second: '2.0.0', missing: '9.9.9' }

/** A platform in a folder (see platform.sh), and drivers made of the settings that a test gives for it. */
export async function folderWorld(
  { ids, parts }: WorldRequest,
  settingsFor: (folder: string) => object,
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-driver-'))
  const at = (id: string) => join(folder, `instance-${ids.indexOf(id)}`)
  mkdirSync(join(folder, 'versions'))
  for (const version of [versions.first, versions.second])
    writeFileSync(join(folder, 'versions', version), '')
  for (const id of ids) {
    mkdirSync(at(id))
    writeFileSync(join(at(id), 'id'), `${id}\n`)
    writeFileSync(join(at(id), 'history'), `${versions.first}\n`)
    if (parts[id] !== undefined) writeFileSync(join(at(id), 'part'), `${parts[id]}\n`)
  }
  const open = (): Promise<Driver> => openedFrom({ components: { crane: { driver: settingsFor(folder) } } })
  const mark = (name: string) => async () => writeFileSync(join(folder, name), '')
  return {
    driver: await open(),
    group,
    versions,
    movesOf: (id) =>
      readFileSync(join(at(id), 'history'), 'utf8')
        .trim()
        .split('\n').length - 1,
    again: open,
    breakDown: async (id) => writeFileSync(join(at(id), 'down'), ''),
    hang: mark('hanging'),
    fail: mark('refusing'),
    mend: async () => {
      for (const name of readdirSync(folder).filter((each) => each.endsWith('ing')))
        rmSync(join(folder, name))
    },
    close: async () => rmSync(folder, { recursive: true }),
  }
}
