import type { Entry, Journal, Written } from '../../src/execute/index.ts'
import type { Random } from '../oracle/random.ts'
import type { SimulatedTime } from './clock.ts'

/** A disk that keeps what was synced, and of the rest as much as chance wants. */
export class SimulatedDisk {
  readonly durable: Written[] = []
  isFull = false
  /** Called at each point at which a process may die. */
  onPoint: (what: string) => void = () => {}
  private readonly time: SimulatedTime
  private readonly random: Random

  constructor(time: SimulatedTime, random: Random) {
    this.time = time
    this.random = random
  }

  /** The journal as one process writes it; it takes nothing once that process is dead. */
  journal(isAlive: () => boolean): Journal & { readonly loseTail: () => void } {
    let pending: Written[] = []
    let onItsWay: Written[] = []
    let seq = this.durable.length
    let broken: Error | undefined
    let syncing: Promise<void> | undefined
    const sync = async (): Promise<void> => {
      const batch = pending
      pending = []
      onItsWay = batch
      await new Promise<void>((resolve) => this.time.after(this.random.whole(0, 5), resolve))
      if (!isAlive()) return new Promise(() => {})
      if (this.isFull) {
        broken = new Error('no space left on device')
        // A part of what was written may be there all the same.
        this.durable.push(...batch.slice(0, this.random.whole(0, batch.length)))
        onItsWay = []
        pending = []
        throw broken
      }
      this.durable.push(...batch)
      onItsWay = []
    }
    return {
      append: (entry: Entry) => {
        if (!isAlive()) return
        this.onPoint(`append ${entry.kind}`)
        pending.push({ seq: ++seq, at: this.time.now, entry })
      },
      flush: async () => {
        while (pending.length > 0 || syncing !== undefined) {
          if (broken !== undefined) throw broken
          if (syncing === undefined) {
            syncing = sync().finally(() => {
              syncing = undefined
            })
          }
          await syncing
          if (!isAlive()) return new Promise(() => {})
        }
        if (broken !== undefined) throw broken
        this.onPoint('flushed')
        if (!isAlive()) return new Promise(() => {})
      },
      // What was written and not synced is there up to some point.
      loseTail: () => {
        const written = [...onItsWay, ...pending]
        this.durable.push(...written.slice(0, this.random.whole(0, written.length)))
        onItsWay = []
        pending = []
      },
    }
  }
}
