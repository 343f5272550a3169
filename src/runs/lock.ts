import { open, readdir, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { beatFence, beatName, type Hold, type Holder, holdsOf, written } from './hold.ts'
import type { Fence } from './journal.ts'
import type { SharedTable, State } from './shared-table.ts'

/** Who drives a run says so this often, by the time of a file. */
const beat_ms = 5_000

/** A run in our hands. */
export class Lock implements Fence {
  readonly run: string
  readonly scopes: readonly string[]
  readonly fence: number
  /** Who drove it before and has not let go: gone, or, on another host, said to be. */
  readonly takenFrom: Holder | undefined
  readonly #table: SharedTable
  readonly #beat: string
  readonly #wall: () => number
  readonly #timer: NodeJS.Timeout
  #state: State
  #isLetGo = false

  private constructor(
    table: SharedTable,
    state: State,
    hold: Hold,
    before: Hold | undefined,
    wall: () => number,
  ) {
    this.run = hold.run
    this.scopes = hold.scopes
    this.fence = hold.fence
    this.takenFrom = before?.holder
    this.#table = table
    this.#state = state
    this.#wall = wall
    this.#beat = join(table.folder, beatName(hold))
    this.#timer = setInterval(() => void this.beat().catch(() => undefined), beat_ms)
    this.#timer.unref()
  }

  /** Only for `Locks`. */
  static async begin(
    table: SharedTable,
    state: State,
    hold: Hold,
    before: Hold | undefined,
    wall: () => number,
  ): Promise<Lock> {
    await (await open(join(table.folder, beatName(hold)), 'a')).close()
    const lock = new Lock(table, state, hold, before, wall)
    await lock.beat()
    await lock.#clearBeats()
    return lock
  }

  /** Whether nobody has taken it from us, as of some moment since this was asked. Rejects when that cannot be told. */
  async isHeld(): Promise<boolean> {
    if (this.#isLetGo) return false
    if (await this.#table.isCurrent(this.#state)) return true
    const state = await this.#table.read()
    if (!holdsOf(state.text).some((hold) => this.#isOurs(hold))) return false
    this.#state = state
    return true
  }

  /** Says that we are still there. */
  async beat(): Promise<void> {
    const now = this.#wall() / 1000
    await utimes(this.#beat, now, now)
  }

  /**
   * Lets go: a run that is over frees its scopes, one that is paused keeps them for whoever goes on with it. Nothing happens to what is
   * in other hands. Rejects when it cannot be written.
   */
  async letGo(as: 'paused' | 'over'): Promise<void> {
    clearInterval(this.#timer)
    this.#isLetGo = true
    for (;;) {
      const state = await this.#table.read()
      const holds = holdsOf(state.text)
      if (!holds.some((hold) => this.#isOurs(hold))) break
      const next = holds.flatMap((hold) => {
        if (!this.#isOurs(hold)) return [hold]
        const { run, scopes, fence } = hold
        return as === 'over' ? [] : [{ run, scopes, fence }]
      })
      if ((await this.#table.replace(state, written(next))) !== undefined) break
    }
    await unlink(this.#beat).catch(() => undefined)
  }

  #isOurs(hold: Hold): boolean {
    return hold.run === this.run && hold.fence === this.fence
  }

  /** Beats of hands that were lost before: of no hold in our state, and not of one that is newer than it. */
  async #clearBeats(): Promise<void> {
    const held = new Set(holdsOf(this.#state.text).map(beatName))
    for (const name of await readdir(this.#table.folder)) {
      const fence = beatFence(name)
      if (fence === undefined || fence > this.fence || held.has(name)) continue
      await unlink(join(this.#table.folder, name)).catch(() => undefined)
    }
  }
}
