import {
  type Answer,
  type Driver,
  type GroupName,
  groupKey,
  type Instance,
  type Order,
  type Question,
} from '../../src/execute/index.ts'
import type { Random } from '../oracle/random.ts'
import type { SimulatedTime } from './clock.ts'

/** How things go wrong here: chances, and milliseconds. */
export interface Faults {
  /** That a call fails before it does anything, after it did some of it, or after it did all. */
  readonly refuses: number
  readonly tears: number
  readonly losesAnswer: number
  /** That an order is carried out twice. */
  readonly repeats: number
  /** That a call does not come back at all until it is told to stop. */
  readonly hangs: number
  /** That an instance takes far too long, or never serves at the version that it goes to. */
  readonly slow: number
  readonly sick: number
  /** That a gate says no for a while although all looks well. */
  readonly lies: number
  /** What is seen may be so old. */
  readonly lag_ms: number
}

export const noFaults: Faults = {
  ...{ refuses: 0, tears: 0, losesAnswer: 0, repeats: 0, hangs: 0, slow: 0, sick: 0, lies: 0, lag_ms: 0 },
}

export interface Seat {
  readonly id: string
  readonly group: string
  readonly part: string | undefined
  version: string
  isReady: boolean
  /** Where it is on its way to. */
  target: string | undefined
  /** As it was before it last changed, and when that was. */
  before: { readonly version: string; readonly isReady: boolean }
  changedAt: number
  cancel: () => void
}

/** A change of version that the platform carried out. */
export interface Change {
  readonly at: number
  readonly seat: Seat
  readonly from: string
  readonly to: string
  /** The key of the order; undefined for what somebody else did. */
  readonly key: string | undefined
}

/** Instances that start, stop and fail as chance wants. */
export class SimulatedPlatform {
  readonly seats: readonly Seat[]
  readonly changes: Change[] = []
  /** Asked before an order is carried out, and told of each change. */
  onOrder: (order: Order) => void = () => {}
  onChange: (change: Change) => void = () => {}
  onPoint: (what: string) => void = () => {}
  faults: Faults
  private readonly time: SimulatedTime
  private readonly random: Random
  private readonly lyingUntil = new Map<string, number>()
  private readonly sickAt = new Map<string, string>()

  constructor(
    seats: readonly Omit<Seat, 'isReady' | 'target' | 'before' | 'changedAt' | 'cancel'>[],
    { time, random, faults }: { time: SimulatedTime; random: Random; faults: Faults },
  ) {
    this.time = time
    this.random = random
    this.faults = faults
    this.seats = seats.map((seat) => ({
      ...seat,
      ...{ isReady: true, target: undefined, changedAt: -1e9, cancel: () => {} },
      before: { version: seat.version, isReady: true },
    }))
  }

  /** Everything is mended: what is on its way arrives. */
  heal(): void {
    this.faults = noFaults
    this.lyingUntil.clear()
    this.sickAt.clear()
    for (const seat of this.seats) {
      if (seat.target !== undefined) this.arrive(seat, seat.target, 'healed', 100)
      else if (!seat.isReady) this.change(seat, seat.version, true)
    }
  }

  /** Somebody else changes an instance. */
  tamper(seat: Seat, to: string): void {
    seat.cancel()
    seat.target = undefined
    const from = seat.version
    this.change(seat, to, true)
    this.tell({ at: this.time.now, seat, from, to, key: undefined })
  }

  /** The platform as one process reaches it: what a dead one has sent may still be carried out. */
  driver(isAlive: () => boolean): Driver {
    const wait = async (least: number, most: number, signal: AbortSignal): Promise<void> => {
      await new Promise<void>((resolve) => {
        const cancel = this.time.after(this.random.whole(least, most), resolve)
        signal.addEventListener('abort', () => {
          cancel()
          resolve()
        })
      })
      if (!isAlive()) return new Promise(() => {})
      if (signal.aborted) throw new Error('was told to stop')
    }
    const trouble = async (chance: number, signal: AbortSignal): Promise<void> => {
      if (!this.random.chance(chance)) return
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve())
      })
      throw new Error('was told to stop')
    }
    return {
      name: 'simulated',
      observe: async function* (this: SimulatedPlatform, group: GroupName, signal: AbortSignal) {
        this.onPoint('observe')
        await wait(1, 50, signal)
        await trouble(this.faults.hangs / 4, signal)
        if (this.random.chance(this.faults.refuses / 2)) throw new Error('cannot be reached')
        const lag = this.random.whole(0, this.faults.lag_ms)
        const key = groupKey(group)
        const seen = this.seats
          .filter((seat) => seat.group === key)
          .map((seat): Instance => {
            const isOld = this.time.now - seat.changedAt < lag
            const { version, isReady } = isOld ? seat.before : seat
            return { id: seat.id, version, isReady, ...(seat.part !== undefined && { part: seat.part }) }
          })
        const half = this.random.whole(0, seen.length)
        yield seen.slice(0, half)
        yield seen.slice(half)
      }.bind(this),
      move: async (order, signal) => {
        this.onOrder(order)
        this.onPoint('order sent')
        const ids = [...order.ids]
        if (this.random.chance(this.faults.refuses)) {
          await wait(1, 100, signal)
          throw new Error('refused')
        }
        await trouble(this.faults.hangs, signal)
        const isTorn = this.random.chance(this.faults.tears)
        const part = isTorn ? ids.slice(0, this.random.whole(0, ids.length - 1)) : ids
        await new Promise<void>((resolve) => this.time.after(this.random.whole(1, 100), resolve))
        // A request that was sent arrives or does not, whatever became of who sent it.
        if (isAlive() ? !signal.aborted : this.random.chance(0.5)) this.carryOut(order, part)
        if (this.random.chance(this.faults.repeats)) this.carryOut(order, part)
        this.onPoint('order carried out')
        await wait(1, 50, signal)
        if (isTorn) throw new Error('did some of it')
        if (this.random.chance(this.faults.losesAnswer)) throw new Error('the answer was lost')
      },
      stop: async (order, signal) => {
        this.onOrder(order)
        this.onPoint('stop sent')
        await wait(1, 100, signal)
        for (const seat of this.seatsOf(order)) if (seat.isReady) this.change(seat, seat.version, false)
      },
      ask: async (question: Question, signal): Promise<Answer> => {
        this.onPoint('asked')
        await wait(1, 50, signal)
        const key = `${question.gate} ${question.ids.join()}`
        const until = this.lyingUntil.get(key) ?? this.startLying(key)
        return until > this.time.now ? { kind: 'no', because: 'a real read fails' } : { kind: 'yes' }
      },
      perform: async (_errand, signal) => {
        this.onPoint('task')
        await wait(1, 200, signal)
        if (this.random.chance(this.faults.refuses)) throw new Error('refused')
      },
    }
  }

  private startLying(key: string): number {
    const until = this.random.chance(this.faults.lies) ? this.time.now + this.random.whole(100, 60_000) : 0
    this.lyingUntil.set(key, until)
    return until
  }

  private seatsOf({ group, ids }: Pick<Order, 'group' | 'ids'>): readonly Seat[] {
    const key = groupKey(group)
    return this.seats.filter((seat) => seat.group === key && ids.includes(seat.id))
  }

  private carryOut({ group, to, key }: Order, ids: readonly string[]): void {
    for (const seat of this.seatsOf({ group, ids })) {
      if (seat.target === to || (seat.target === undefined && seat.version === to)) {
        // Told to be where it is: it starts again if it was stopped.
        if (seat.target === undefined && !seat.isReady && this.sickAt.get(seat.id) !== to)
          this.serve(seat, to)
        continue
      }
      seat.cancel()
      seat.target = to
      const slow = this.random.chance(this.faults.slow) ? this.random.whole(20_000, 100_000) : 0
      const duration = this.random.whole(1, 3000) + slow
      if (this.random.chance(this.faults.sick)) this.sickAt.set(seat.id, to)
      const cancel = this.time.after(duration, () => this.arrive(seat, to, key, this.random.whole(1, 2000)))
      seat.cancel = cancel
    }
  }

  private arrive(seat: Seat, to: string, key: string, start_ms: number): void {
    seat.cancel()
    seat.target = undefined
    const from = seat.version
    this.change(seat, to, false)
    if (from !== to) this.tell({ at: this.time.now, seat, from, to, key })
    if (this.sickAt.get(seat.id) === to) return
    const cancel = this.time.after(start_ms, () => this.change(seat, to, true))
    seat.cancel = cancel
  }

  private serve(seat: Seat, version: string): void {
    seat.cancel()
    seat.cancel = this.time.after(this.random.whole(1, 2000), () => this.change(seat, version, true))
  }

  private change(seat: Seat, version: string, isReady: boolean): void {
    seat.before = { version: seat.version, isReady: seat.isReady }
    seat.version = version
    seat.isReady = isReady
    seat.changedAt = this.time.now
  }

  private tell(change: Change): void {
    this.changes.push(change)
    this.onChange(change)
  }
}
