import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasPostgres, Postgres } from './postgres.ts'

/* A worker as a process: how it comes and how it goes. */

const program = join(import.meta.dirname, '../../../dist/cli.cjs')

class Process {
  readonly child: ChildProcess
  readonly closed: Promise<unknown[]>
  out = ''
  err = ''

  constructor(...argv: readonly string[]) {
    const child = spawn(process.execPath, [program, 'worker', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.err += text
    })
    this.child = child
    this.closed = once(child, 'close')
  }

  /** Resolves once it is one of the workers; at once where it ends before. */
  async there(): Promise<this> {
    while (!this.out.includes('carries out') && this.child.exitCode === null) await sleep(20)
    return this
  }

  async end(signal: NodeJS.Signals): Promise<unknown[]> {
    this.child.kill(signal)
    return this.closed
  }
}

describe.skipIf(!hasPostgres)('a worker', () => {
  let postgres: Postgres
  let database: string
  const started: Process[] = []
  const hire = (...argv: readonly string[]): Promise<Process> => {
    const worker = new Process('--database', database, ...argv)
    started.push(worker)
    return worker.there()
  }
  beforeEach(async () => {
    postgres = await Postgres.start()
    database = await postgres.database()
  })
  afterEach(async () => {
    await Promise.all(started.splice(0).map((worker) => worker.end('SIGKILL')))
    await postgres.stop()
  })

  it('leaves when it is told to although the database is away, and says that nobody knows', async () => {
    const worker = await hire()
    await postgres.stop()
    expect(await worker.end('SIGTERM')).toEqual([0, null])
    expect(worker.err).toMatch(
      /^interlock: nobody could be told that this worker leaves: [^\n]+; the others wait for its lease\n$/,
    )
  })

  it('comes again under the same name, and is another one', async () => {
    const first = await hire('--name', 'w1')
    await first.end('SIGKILL')
    const second = await hire('--name', 'w1')
    expect([second.err, second.child.exitCode]).toEqual(['', null])
    expect(second.out).toMatch(/worker w1 carries out what comes\n$/)
    const client = new pg.Client(database)
    await client.connect()
    const { rows } = await client.query('select distinct id, name from interlock.worker')
    await client.end()
    expect(rows.map(({ name }) => name)).toEqual(['w1', 'w1'])
  })
})
