import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { messageOf } from '../base/index.ts'
import { isPassing } from './patience.ts'

/*
 * A worker is there as long as it says so. Who has not been seen for its lease is declared gone by any other, for ever: it may be dead,
 * or only slow. The slow one finds out before it does anything more.
 */

export interface HeartOptions {
  /** Unlike that of any other, for ever. */
  readonly worker: string
  /** What people call it. */
  readonly name: string
  readonly lease_ms: number
  /** Told once, when the others take it for gone. */
  readonly onGone: (because: string) => void
  readonly onTrouble: (error: unknown) => void
  /** Told after each beat who is gone, for a while after they went. */
  readonly onBeat: (gone: readonly Gone[]) => Promise<void>
}

export interface Gone {
  readonly id: string
  readonly name: string
}

/**
 * The part of its lease for which a worker takes its last word for good. What it sends to a platform at the end of that has the rest
 * of the lease to arrive there, before anybody takes over and looks.
 */
const trusted = 0.8
/** How long it is tried to tell the others. */
const farewell_ms = 2000
/** For so many leases what the gone may have begun with at their last moment is looked for. */
const leasesOfMourning = 10

export class Heart {
  private readonly pool: Pool
  private readonly options: HeartOptions
  /** Until then, by the clock of this process, nobody takes it for gone. */
  private certainUntil = Number.NEGATIVE_INFINITY
  private timer: NodeJS.Timeout | undefined
  private isOver = false
  private beating: Promise<void> | undefined

  /** The pool is its own from here on: what else a worker wants of the database does not keep it waiting. */
  constructor(pool: Pool, options: HeartOptions) {
    this.pool = pool
    this.options = options
  }

  /** Begins: from here on it is one of the workers. */
  async start(): Promise<void> {
    const { worker, name, lease_ms } = this.options
    const at = performance.now()
    await this.pool.query('insert into interlock.worker (id, name, lease_ms) values ($1, $2, $3)', [
      ...[worker, name, lease_ms],
    ])
    this.trust(at)
    this.plan()
  }

  /** Whether it is certain, by now, that nobody has taken over what it holds. */
  get isCertain(): boolean {
    return !this.isOver && performance.now() < this.certainUntil
  }

  /** Resolves while it is certain that nobody has taken over what it holds; rejects when somebody may have. */
  async certain(): Promise<void> {
    if (!this.isOver && !this.isCertain) await this.beat()
    if (!this.isCertain) throw new Error('nobody knows whether this worker still holds it')
  }

  /**
   * Says that it leaves: others need not wait for its lease. Whoever cannot say so in a short time leaves all the same; answers why
   * nobody was told then.
   */
  async leave(): Promise<string | undefined> {
    this.stop()
    const late = new AbortController()
    const tooLong = sleep(farewell_ms, 'the database does not answer', { signal: late.signal })
    tooLong.catch(() => {})
    const telling = this.pool
      .query('update interlock.worker set gone_at = now() where id = $1 and gone_at is null', [
        this.options.worker,
      ])
      .then(
        () => undefined,
        // Of several addresses that refuse, all of which are told elsewhere, nothing is said.
        (error: unknown) => messageOf(error) || 'the database cannot be reached',
      )
    try {
      return await Promise.race([telling, tooLong])
    } finally {
      late.abort()
      this.pool.end().catch(() => {})
    }
  }

  stop(): void {
    this.isOver = true
    clearTimeout(this.timer)
  }

  private trust(at: number): void {
    this.certainUntil = at + this.options.lease_ms * trusted
  }

  private plan(): void {
    if (this.isOver) return
    this.timer = setTimeout(() => {
      this.beat()
        .then(() => this.seeToOthers())
        // Whoever cannot reach the database holds on: nobody else can take over without it.
        .catch((error: unknown) => {
          if (!isPassing(error)) this.options.onTrouble(error)
        })
        .finally(() => this.plan())
    }, this.options.lease_ms / 5)
  }

  private beat(): Promise<void> {
    this.beating ??= this.beatOnce().finally(() => {
      this.beating = undefined
    })
    return this.beating
  }

  private async beatOnce(): Promise<void> {
    const { worker, lease_ms, onGone } = this.options
    const at = performance.now()
    const { rowCount } = await this.pool.query(
      'update interlock.worker set seen_at = now() where id = $1 and gone_at is null',
      [worker],
    )
    if (this.isOver) return
    if (rowCount === 1) {
      this.trust(at)
      return
    }
    this.stop()
    onGone(`it was not seen for ${lease_ms / 1000} s, and others took over what it held`)
  }

  private async seeToOthers(): Promise<void> {
    if (this.isOver) return
    await this.pool.query(`update interlock.worker set gone_at = now()
      where gone_at is null and seen_at < now() - lease_ms * interval '1 millisecond'`)
    const { rows } = await this.pool.query<Gone>(
      `select id, name from interlock.worker where gone_at > now() - lease_ms * $1 * interval '1 millisecond'`,
      [leasesOfMourning],
    )
    await this.options.onBeat(rows)
  }
}
