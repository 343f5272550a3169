import pg from 'pg'
import { systemClock } from '../../../src/cli/runs/clock.ts'
import type { Settings } from '../../../src/execute/index.ts'
import { startWorker } from '../../../src/workers/index.ts'
import { platformDriver } from './platform.ts'

/* One worker, as a process that can be killed or stopped: DATABASE NAME LEASE_MS. How its platform behaves stands in the rollout. */

const [database = '', name = '', lease] = process.argv.slice(2)

const settings: Settings = {
  attempts: 2,
  backoff: { first_ms: 50, most_ms: 100 },
  timeouts: { observe: 30_000, stop: 30_000, move: 30_000, settle: 30_000, task: 30_000 },
  poll_ms: 50,
  tolerated: { count: 0 },
  gates: new Map(),
  soak_s: undefined,
}

const pool = new pg.Pool({ connectionString: database, max: 20, application_name: name })
pool.on('error', () => {})
const worker = await startWorker({
  ...{ clock: systemClock, random: Math.random },
  ...{ database, name, lease_ms: Number(lease) },
  open: async (papers) => ({
    driver: platformDriver(pool, name, JSON.parse(papers)),
    settingsOf: () => settings,
  }),
  onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
})
process.on('SIGTERM', () => void worker.stop())
const end = await worker.over
process.stdout.write(`${JSON.stringify({ end })}\n`)
process.exit(end.kind === 'asked' ? 0 : 1)
