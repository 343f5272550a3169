import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import type { Route } from '../../../src/execute/index.ts'
import {
  type Connection,
  connect,
  type RolloutOptions,
  type RolloutStatus,
  rolloutStatus,
  startRollout,
  usualOptions,
} from '../../../src/workers/index.ts'
import { routeOver, seatsOf } from './fleet.ts'
import { type Manner, makePlatform } from './platform.ts'
import { Postgres } from './postgres.ts'

/** Where programs of the tests are built: from there they find the packages. */
const folder = join(import.meta.dirname, '../../../.cache/e2e/workers')

/** Builds the worker that tests start. */
async function buildWorker(): Promise<string> {
  const outfile = join(folder, 'worker.mjs')
  await build({
    ...{ entryPoints: [join(import.meta.dirname, 'worker.ts')], outfile, bundle: true },
    ...{ platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  })
  return outfile
}

export class WorkerProcess {
  readonly name: string
  readonly lines: string[] = []
  readonly process: ChildProcess
  readonly ended: Promise<unknown>

  constructor(script: string, database: string, name: string, lease_ms: number) {
    this.name = name
    this.process = spawn(process.execPath, [script, database, name, String(lease_ms)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (this.process.stdout !== null)
      createInterface(this.process.stdout).on('line', (line) => this.lines.push(line))
    this.ended = once(this.process, 'close')
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  /** What it said of its end. */
  get lastWord(): string | undefined {
    return this.lines.findLast((line) => line.startsWith('{"end"'))
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.isAlive) this.process.kill(signal)
    await this.ended
  }
}

/** A database with a fleet, a rollout over it, and those who work on it. */
export class Crew {
  readonly connection: Connection
  readonly pool: pg.Pool
  readonly workers: WorkerProcess[] = []
  private readonly script: string
  private readonly database: string

  private constructor(script: string, database: string, connection: Connection) {
    this.script = script
    this.database = database
    this.connection = connection
    this.pool = new pg.Pool({ connectionString: database, max: 2 })
    this.pool.on('error', () => {})
  }

  static async gather(postgres: Postgres, script: string, scopes: readonly string[]): Promise<Crew> {
    const database = await postgres.database()
    const crew = new Crew(script, database, await connect(database))
    await makePlatform(crew.pool, seatsOf(scopes))
    return crew
  }

  async roll(
    scopes: readonly string[],
    options: Partial<RolloutOptions>,
    {
      batch,
      route = routeOver(scopes, batch),
      order_ms = 0,
      ...manner
    }: { batch: number; route?: Route } & Partial<Manner>,
  ): Promise<number> {
    const started = await startRollout(this.connection, {
      ...{ id: 'r', route, by: 'test', papers: JSON.stringify({ order_ms, ...manner }) },
      options: { ...usualOptions, ...options },
    })
    if (!started.ok) throw new Error(started.problem.kind)
    return started.value
  }

  hire(name: string, lease_ms = 2000): WorkerProcess {
    const worker = new WorkerProcess(this.script, this.database, name, lease_ms)
    this.workers.push(worker)
    return worker
  }

  /** Resolves once a worker's process is stopped, and all that it had sent to its platform is carried out there. */
  async untilStopped(worker: WorkerProcess): Promise<void> {
    const state = async (): Promise<string> => {
      const status = await readFile(`/proc/${worker.process.pid}/status`, 'utf8')
      return /^State:\s*(\S)/m.exec(status)?.[1] ?? ''
    }
    const end = performance.now() + 60_000
    while ((await state()) !== 'T') {
      if (performance.now() > end) throw new Error(`${worker.name} goes on`)
      await sleep(20)
    }
    await sleep(200)
    await this.untilNumber(
      `select count(*) from pg_stat_activity where application_name = '${worker.name}' and state = 'active'`,
      (active) => active === 0,
    )
  }

  async status(): Promise<RolloutStatus> {
    const status = await rolloutStatus(this.connection, 'r')
    if (status === undefined) throw new Error('there is no rollout')
    return status
  }

  /** The status, once it is as expected. */
  async until(isThere: (status: RolloutStatus) => boolean, most_ms = 60_000): Promise<RolloutStatus> {
    const end = performance.now() + most_ms
    for (;;) {
      const status = await this.status()
      if (isThere(status)) return status
      if (performance.now() > end) throw new Error(`it does not get there: ${JSON.stringify(status)}`)
      await sleep(50)
    }
  }

  async number(query: string): Promise<number> {
    const { rows } = await this.pool.query<{ number: string }>(`select (${query}) as number`)
    return Number(rows[0]?.number)
  }

  /** Resolves once what is counted is as expected. */
  async untilNumber(query: string, isThere: (number: number) => boolean): Promise<void> {
    const end = performance.now() + 60_000
    while (!isThere(await this.number(query))) {
      if (performance.now() > end) throw new Error(`it does not get there: ${query}`)
      await sleep(20)
    }
  }

  /** Kills the one who has most in hand, once that is as much; how much it had when it died. */
  async killBusiest(least: number): Promise<number> {
    for (;;) {
      const { rows } = await this.pool.query<{ holder: string; count: number }>(
        `select name as holder, count(*)::int as count from interlock.unit join interlock.worker w on w.id = holder
         where status = 'running' and name = any ($1) group by name order by count desc limit 1`,
        [this.workers.filter(({ isAlive }) => isAlive).map(({ name }) => name)],
      )
      const [busiest] = rows
      const victim = this.workers.find(({ name }) => name === busiest?.holder)
      if (busiest === undefined || victim === undefined || busiest.count < least) continue
      await victim.end('SIGKILL')
      return this.number(
        `select count(*) from interlock.unit join interlock.worker w on w.id = holder
         where status = 'running' and name = '${victim.name}'`,
      )
    }
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.end('SIGKILL')))
    await this.pool.end()
    await this.connection.close()
  }
}

/** How many units have come to something, in all waves. */
export const countOf = ({ waves }: RolloutStatus, status: keyof RolloutStatus['waves'][number]): number =>
  waves.reduce((sum, wave) => sum + (wave[status] ?? 0), 0)

/** A PostgreSQL for the tests around, and the crews that work in it: each has a database of its own, and goes when its work is done. */
export function crews(): (scopes: readonly string[], work: (crew: Crew) => Promise<void>) => Promise<void> {
  let postgres: Postgres | undefined
  let script = ''
  beforeAll(async () => {
    script = await buildWorker()
    postgres = await Postgres.start()
  })
  afterAll(() => postgres?.stop())
  return async (scopes, work) => {
    if (postgres === undefined) throw new Error('PostgreSQL did not start')
    const crew = await Crew.gather(postgres, script, scopes)
    try {
      await work(crew)
    } finally {
      await crew.dismiss()
    }
  }
}
