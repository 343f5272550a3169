import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import type { Ask, Clock, Driver, Entry, Route, Settings, Written } from '../execute/index.ts'
import { AskBox } from './ask-box.ts'
import { carryOut, type Platform, type Tools } from './carry-out.ts'
import type { Ledger } from './ledger.ts'
import { usualOptions } from './options.ts'

/* One unit in the hands of one worker, with a database that is a few variables. */

const key = 'p/c'
const route: Route = {
  digest: 'd',
  groups: [
    { key, policy: 'p', scope: '', component: 'c', parts: [{ version: '1', count: 1 }], neighbours: [key] },
  ],
  stages: [
    {
      ...{ id: '1', group: key, parts: undefined, from: ['1'], to: '2', count: 1, batch: 1 },
      ...{ canary: undefined, mode: 'rolling', needs: [], together: [], gates: [], soak_s: 0 },
      ...{ delivers: undefined, undo: { closed: undefined, tasks: [] } },
    },
  ],
  tasks: [],
  maxParallel: undefined,
}
const settings: Settings = {
  attempts: 1,
  backoff: { first_ms: 1, most_ms: 1 },
  timeouts: { observe: 30_000, stop: 30_000, move: 30_000, settle: 30_000, task: 30_000 },
  poll_ms: 5,
  tolerated: { count: 0 },
  gates: new Map(),
  soak_s: undefined,
}
const clock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
}

/** A unit, what is asked of it, and what is written of it. */
class UnitTable {
  readonly entries: Written[] = []
  readonly asks: { readonly unit: string; readonly id: string; readonly ask: Ask; readonly by: string }[] = []
  /** What it was laid down as. */
  status: string | undefined
  onFlush: (last: Entry | undefined) => Promise<void> = async () => {}

  ask(ask: Ask): void {
    this.asks.push({ unit: 'u', id: String(this.asks.length + 1), ask, by: 'ada' })
  }

  get kinds(): readonly string[] {
    return this.entries.map(({ entry }) => entry.kind)
  }

  async carryOut(open: () => Promise<Platform>): Promise<void> {
    const pool = { query: (text: string, values: readonly unknown[]) => this.query(text, values) }
    const box = new AskBox(pool as unknown as Pool, (error) => {
      throw error
    })
    const { entries } = this
    const ledger = {
      journal: () => ({
        append: (entry: Entry) => entries.push({ seq: entries.length + 1, at: 0, entry }),
        flush: () => this.onFlush(entries.at(-1)?.entry),
      }),
      read: async function* () {
        yield* entries
      },
    }
    const tools: Tools = {
      ...{ worker: 'w', clock, random: () => 0, pool: pool as unknown as Pool, asks: box },
      ...{ ledger: ledger as unknown as Ledger, over: new AbortController().signal },
      lease: { isCertain: true, certain: async () => {} },
    }
    await carryOut({ unit: 'u', fence: '1', rollout: 'r', route, options: usualOptions }, open, tools)
  }

  private async query(text: string, values: readonly unknown[]): Promise<{ readonly rows: unknown[] }> {
    if (text.includes('join interlock.ask')) {
      const [last] = values[1] as readonly string[]
      return { rows: this.asks.filter(({ id }) => Number(id) > Number(last)) }
    }
    if (!text.includes('update interlock.unit')) return { rows: [{ fence: '1' }] }
    const [, , status, , heard, isEnded] = values
    if (heard !== this.asks.length && isEnded !== true) return { rows: [] }
    this.status = String(status)
    return { rows: [{ fence: '1' }] }
  }
}

/** One instance, which is not where the plan says that it is. */
const drifted: Driver = {
  name: 'd',
  async *observe() {
    yield [{ id: 'a', version: '9', isReady: true }]
  },
  async move() {},
}

describe('a unit that is laid down', () => {
  it('has heard what was asked while its end was written', async () => {
    const table = new UnitTable()
    table.onFlush = async (last) => {
      if (last?.kind !== 'halted' || table.asks.length > 0) return
      table.ask({ what: 'abort' })
      // The database takes its time: it is looked for asks meanwhile.
      await sleep(600)
    }
    await table.carryOut(async () => ({ driver: drifted, settingsOf: () => settings }))
    expect(table.kinds).toContain('halted')
    expect(table.kinds.slice(-2)).toEqual(['asked', 'ended'])
    expect(table.status).toBe('aborted')
  })

  it('is laid down although its platform cannot be opened, and hears later what was asked', async () => {
    const table = new UnitTable()
    table.ask({ what: 'resume' })
    await table.carryOut(() => Promise.reject(new Error('no such file')))
    expect([table.status, table.kinds]).toEqual(['failed', []])
    table.ask({ what: 'abort' })
    await table.carryOut(async () => ({ driver: drifted, settingsOf: () => settings }))
    expect(table.entries.flatMap(({ entry }) => (entry.kind === 'asked' ? [entry.ask.what] : []))).toEqual([
      'resume',
      'abort',
    ])
    expect(table.status).toBe('aborted')
  })
})
