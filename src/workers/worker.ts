import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../base/index.ts'
import type { Clock, Random } from '../execute/index.ts'
import { advance, application, dropIdleQueue, generation, workflowName } from './advance.ts'
import { AskBox } from './ask-box.ts'
import { carryOut, type Platform } from './carry-out.ts'
import { type Connection, connect, poolOf } from './connection.ts'
import { type Gone, Heart } from './heart.ts'
import { type Standing, type Taken, takeUnit } from './hold.ts'
import { Ledger } from './ledger.ts'
import { dbos, giveBack } from './packages.ts'
import { patiently } from './patience.ts'
import { silent } from './silent.ts'
import { papersIn } from './status.ts'

export interface WorkerOptions {
  readonly database: string
  /** What people call it: another one may have it, or have had it. Made up where it is not given. */
  readonly name?: string
  readonly clock: Clock
  readonly random: Random
  /** Not seen for so long, it is taken for gone. */
  readonly lease_ms: number
  /** Makes drivers of what came with a rollout. Rejects with what is wrong with it. */
  readonly open: (papers: string) => Promise<Platform>
  readonly onEvent?: (event: WorkerEvent) => void
}

export type WorkerEvent =
  | { readonly kind: 'started'; readonly worker: string }
  | { readonly kind: 'taken'; readonly rollout: string; readonly scopes: readonly string[] }
  | {
      readonly kind: 'laid-down'
      readonly rollout: string
      readonly scopes: readonly string[]
      /** What it has come to. */
      readonly status: Standing['status']
    }
  | { readonly kind: 'took-over'; readonly from: readonly string[]; readonly count: number }

/** Why a worker does nothing more. */
export type WorkerEnd =
  | {
      readonly kind: 'asked'
      /** Why the others do not know, and wait for its lease. */
      readonly untold?: string
    }
  /** Its process has to end: what it had in its hands others take over. */
  | { readonly kind: 'lost'; readonly because: string }

export interface Worker {
  readonly name: string
  readonly over: Promise<WorkerEnd>
  /** Lays everything down as it is, for others to go on with at once. Does not reject, and takes seconds at most. */
  stop(): Promise<void>
}

/** How long what is on its way to the platform has to come back, when a worker is told to stop. */
const farewell_ms = 5000
/** How long until it is looked again whether a unit is free. */
const heldFor_ms = 500
/** Connections that the engine has for itself, beside the one that it listens on. */
const engineConnections = 5
/** One beats, and one tells who is gone, or that it leaves itself. */
const heartConnections = 2
/** At every so many beats it is looked for what somebody who died left half done. */
const beatsBetweenRounds = 10

/**
 * Carries units of all rollouts out, as they come. There is one in a process, and once in its life: the process ends when the worker
 * is over, and whoever watches over it starts another one.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const connection = await connect(options.database)
  const worker = new UnitWorker(connection, options)
  try {
    await worker.start()
  } catch (error) {
    await connection.close()
    throw error
  }
  return worker
}

const madeUpName = (): string => `${hostname()}-${process.pid}`
/** By this the database tells workers apart, those with the same name too. */
const identityOf = (name: string): string => `${name}-${randomBytes(6).toString('hex')}`

class UnitWorker implements Worker {
  readonly name: string
  readonly over: Promise<WorkerEnd>
  private readonly id: string
  private readonly connection: Connection
  private readonly options: WorkerOptions
  private readonly ending = new AbortController()
  private readonly ledger: Ledger
  private readonly asks: AskBox
  private readonly heart: Heart
  private readonly platforms = new Map<string, Promise<Platform>>()
  /** Rollouts that are being advanced, and whether something has happened since that began. */
  private readonly advancing = new Map<string, boolean>()
  private resolveOver: (end: WorkerEnd) => void = () => {}
  private atWork = 0
  private beats = 0

  constructor(connection: Connection, options: WorkerOptions) {
    this.connection = connection
    this.options = options
    this.name = options.name ?? madeUpName()
    this.id = identityOf(this.name)
    this.over = new Promise((resolve) => {
      this.resolveOver = resolve
    })
    const { pool } = connection
    const onTrouble = (error: unknown): void => this.lose(messageOf(error))
    this.ledger = new Ledger(pool, this.ending.signal)
    this.asks = new AskBox(pool, onTrouble)
    this.heart = new Heart(poolOf(options.database, heartConnections), {
      ...{ worker: this.id, name: this.name, lease_ms: options.lease_ms, onTrouble },
      onGone: (because) => this.lose(because),
      onBeat: (gone) => this.round(gone),
    })
  }

  async start(): Promise<void> {
    const { DBOS } = dbos()
    DBOS.setConfig({
      ...{ name: application, applicationVersion: generation, executorID: this.id },
      ...{ systemDatabaseUrl: this.connection.database, logger: silent },
      systemDatabasePool: poolOf(this.connection.database, engineConnections),
    })
    DBOS.registerWorkflow((unit: string, attempt: number) => this.work(unit, attempt), {
      ...{ name: workflowName, maxRecoveryAttempts: 1_000_000 },
    })
    try {
      await this.heart.start()
      await DBOS.launch()
    } catch (error) {
      await this.heart.leave()
      throw error
    }
    this.tell({ kind: 'started', worker: this.name })
  }

  async stop(): Promise<void> {
    this.ending.abort()
    this.asks.stop()
    const until = performance.now() + farewell_ms
    while (this.atWork > 0 && performance.now() < until) await sleep(20)
    const untold = await this.heart.leave()
    this.resolveOver({ kind: 'asked', ...(untold !== undefined && { untold }) })
  }

  private lose(because: string): void {
    if (this.ending.signal.aborted) return
    this.ending.abort()
    this.heart.stop()
    this.asks.stop()
    this.resolveOver({ kind: 'lost', because })
  }

  private tell(event: WorkerEvent): void {
    this.options.onEvent?.(event)
  }

  /**
   * The workflow of one unit: all that happened is in the unit's own journal; the engine keeps that there is something to do, and for
   * whom. A worker that is over never comes back from it: that would count as done.
   */
  private async work(unit: string, attempt: number): Promise<void> {
    this.atWork++
    try {
      const taken = await this.take(unit, attempt)
      if (taken === undefined) return
      const { rollout, route } = taken
      const scopes = [...new Set(route.groups.map(({ scope }) => scope))]
      this.tell({ kind: 'taken', rollout, scopes })
      const { name: worker, ledger, asks, heart } = this
      const { pool } = this.connection
      const { clock, random } = this.options
      const status = await carryOut(taken, () => this.platformOf(rollout), {
        ...{ clock, random, worker, pool, ledger, asks, lease: heart, over: this.ending.signal },
      })
      this.tell({ kind: 'laid-down', rollout, scopes, status })
      await this.advance(rollout)
      return
    } catch (error) {
      this.lose(messageOf(error))
    } finally {
      this.atWork--
    }
    await new Promise<never>(() => {})
  }

  /** Undefined when there is nothing to do. */
  private async take(unit: string, attempt: number): Promise<Taken | undefined> {
    const { signal } = this.ending
    for (;;) {
      signal.throwIfAborted()
      const taking = await patiently(signal, () => takeUnit(this.connection.pool, this.id, unit, attempt))
      switch (taking.kind) {
        case 'taken':
          return taking.unit
        case 'over':
          return undefined
        case 'gone':
          throw new Error('others have taken this worker for gone')
        case 'held':
          await sleep(heldFor_ms, undefined, { signal })
      }
    }
  }

  /** Opened once; what could not be opened is tried again by the next unit. */
  private platformOf(rollout: string): Promise<Platform> {
    const known = this.platforms.get(rollout)
    if (known !== undefined) return known
    const opening = this.open(rollout)
    this.platforms.set(rollout, opening)
    opening.catch(() => this.platforms.delete(rollout))
    return opening
  }

  private async open(rollout: string): Promise<Platform> {
    const papers = await patiently(this.ending.signal, () => papersIn(this.connection, rollout))
    if (papers === undefined) throw new Error(`there is no rollout "${rollout}" any more`)
    return this.options.open(papers)
  }

  /** Of several units that end while a rollout is advanced, one advances it again. */
  private async advance(rollout: string): Promise<void> {
    if (this.advancing.has(rollout)) {
      this.advancing.set(rollout, true)
      return
    }
    const { pool, engine } = this.connection
    try {
      do {
        this.advancing.set(rollout, false)
        await patiently(this.ending.signal, () => advance(pool, engine, rollout))
      } while (this.advancing.get(rollout) === true)
    } finally {
      this.advancing.delete(rollout)
    }
  }

  /** What any worker does for all: it takes over from those who are gone, and now and then looks after the rollouts. */
  private async round(gone: readonly Gone[]): Promise<void> {
    if (gone.length > 0) {
      const count = await giveBack(gone.map(({ id }) => id))
      const from = [...new Set(gone.map(({ name }) => name))]
      if (count > 0) this.tell({ kind: 'took-over', from, count })
    }
    if (this.beats++ % beatsBetweenRounds !== 0) return
    const { pool, engine } = this.connection
    const { rows } = await pool.query<{ id: string; state: string }>(
      'select id, state from interlock.rollout',
    )
    for (const { id, state } of rows) {
      if (state === 'rolling') await this.advance(id)
      if (state !== 'ended') continue
      await dropIdleQueue(engine, id)
      await this.closePlatform(id)
    }
  }

  private async closePlatform(rollout: string): Promise<void> {
    const opened = this.platforms.get(rollout)
    this.platforms.delete(rollout)
    await (await opened)?.driver.close?.()
  }
}
