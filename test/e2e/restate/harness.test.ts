import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { processesOf } from './cluster.ts'
import { eachWithServers } from './each.ts'
import { type Pen, serveLedger } from './ledger.ts'
import { register, startLoad } from './load.ts'
import { eventually } from './waiting.ts'

/* What the other tests stand on: their clients notice what they are there to notice, and nothing survives them. */

const cluster = eachWithServers(1)
beforeEach(() => cluster().start('1.7.12'))

it.each<{ clients: string; pen: Pen; lost: number; repeated: number }>([
  { clients: 'are content', pen: (lines, line) => [...lines, line], lost: 0, repeated: 0 },
  {
    clients: 'miss a line',
    pen: (lines, line) => (line === '1/3' ? lines : [...lines, line]),
    lost: 1,
    repeated: 0,
  },
  {
    clients: 'find a line twice',
    pen: (lines, line) => (line === '2/2' ? [...lines, line, line] : [...lines, line]),
    lost: 0,
    repeated: 1,
  },
])('clients $clients', async ({ pen, lost, repeated }) => {
  const service = await serveLedger(pen)
  try {
    await register(service.address, cluster().nodes)
    const load = startLoad(cluster().nodes)
    await eventually('clients have written', async () => load.answered().writes > 60)
    const report = await load.finish()
    expect(report.lost).toHaveLength(lost)
    expect(report.repeated).toHaveLength(repeated)
  } finally {
    service.close()
  }
})

it('servers and data are gone when the tests are killed', async () => {
  const node = cluster().nodes[0]!
  expect(processesOf(node)).toHaveLength(1)

  const script = `
    require('node:child_process').spawn(process.execPath, process.argv.slice(1))
    console.log('holds it')
    setInterval(() => {}, 1000)`
  const reaper = join(import.meta.dirname, 'reaper.mjs')
  const holder = spawn(process.execPath, ['-e', script, reaper, cluster().folder])
  await new Promise((resolve) => holder.stdout.once('data', resolve))
  holder.kill('SIGKILL')

  await eventually('the folder is gone', async () => !existsSync(cluster().folder))
  expect(processesOf(node)).toEqual([])
})
