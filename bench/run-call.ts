// Run in a process of its own: a run over so many simulated instances with a journal on the disk, as JSON on stdout.

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execute, Progress } from '../src/execute/index.ts'
import { entriesOf, openJournal } from '../src/runs/index.ts'
import { InstantPlatform, instantSettings, parallelRoute } from './run-world.ts'

const [instances = 0, groups = 8, batch = 100] = process.argv.slice(2).map(Number)
const route = parallelRoute(groups, instances, batch)
const platform = new InstantPlatform(route)
const before_mib = process.memoryUsage().rss / 1024 ** 2
const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))
const file = join(folder, 'journal')
const opened = await openJournal(file, () => {}, { by: 'bench', wall: Date.now })
if (!opened.ok) throw new Error(opened.problem.message)
const { journal } = opened.value
const progress = new Progress(route)
const started = performance.now()
const ending = await execute(
  progress,
  {
    ...{ driver: platform, journal, random: Math.random, read: () => entriesOf(file) },
    clock: {
      ...{ now: () => performance.now(), wall: () => Date.now() },
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, ms)
          signal.addEventListener('abort', () => {
            clearTimeout(timer)
            resolve()
          })
        }),
    },
    asks: { take: () => [], wait: () => new Promise(() => {}) },
  },
  {
    ...{ by: 'bench', settingsOf: () => instantSettings, maxParallel: groups },
    ...{ onFailure: 'pause', staysWhenPaused: false },
  },
)
const ms = performance.now() - started
await journal.close()
const journal_kib = statSync(file).size / 1024
rmSync(folder, { recursive: true })
if (ending.kind !== 'ended') throw new Error(JSON.stringify(ending))
const rss_mib = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ moves: platform.moves, ms, rss_mib, before_mib, journal_kib }))
