import type { Clock } from '../../src/execute/index.ts'

interface Event {
  readonly at: number
  readonly seq: number
  readonly happen: () => void
}

/** Time that passes only when everybody waits. Nothing here looks at a real clock. */
export class SimulatedTime {
  now = 0
  /** What the clock on the wall shows beside: it may jump. */
  wallOffset = 0
  private readonly events: Event[] = []
  private seq = 0

  /** Has something happen so many milliseconds later; the function takes it back. */
  after(ms: number, happen: () => void): () => void {
    const event = { at: this.now + Math.max(0, ms), seq: this.seq++, happen }
    let low = 0
    let high = this.events.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.events[middle] as Event
      // The next one is last.
      if (other.at > event.at || (other.at === event.at && other.seq > event.seq)) low = middle + 1
      else high = middle
    }
    this.events.splice(low, 0, event)
    return () => {
      const place = this.events.indexOf(event)
      if (place >= 0) this.events.splice(place, 1)
    }
  }

  /** Goes on to the next thing that happens; whether there is any. */
  step(): boolean {
    const event = this.events.pop()
    if (event === undefined) return false
    this.now = event.at
    event.happen()
    return true
  }

  /** The clock as one process sees it. */
  clock(): Clock {
    const start = this.now
    return {
      now: () => this.now - start,
      wall: () => 1_700_000_000_000 + this.now + this.wallOffset,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve()
          const cancel = this.after(ms, resolve)
          signal.addEventListener('abort', () => {
            cancel()
            resolve()
          })
        }),
    }
  }
}
