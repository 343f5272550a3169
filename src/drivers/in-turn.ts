import { stoppable } from './within.ts'

/** Lets one piece of work at a time go on with each thing that has a name, in the order in which they came. */
export class InTurn {
  private readonly last = new Map<string, Promise<unknown>>()

  /** Waits for all that are named at once, so that nobody waits in a circle; no longer than the signal lets it. */
  async run<T>(names: readonly string[], signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = Promise.all(names.map((name) => this.last.get(name)))
    let finish = () => {}
    const mine = new Promise<void>((resolve) => {
      finish = resolve
    })
    // Who is stopped while it waits lets nobody past those before it.
    const turn = before.then(() => mine)
    for (const name of names) this.last.set(name, turn)
    turn.then(() => {
      for (const name of names) if (this.last.get(name) === turn) this.last.delete(name)
    })
    try {
      await stoppable(before, signal)
      return await work()
    } finally {
      finish()
    }
  }
}
