import type { Driver } from '../execute/index.ts'

/** What a worker knows of whether it still holds what it holds. */
export interface Lease {
  readonly isCertain: boolean
  /** Resolves while it is certain; rejects when somebody else may have taken over. */
  certain(): Promise<void>
}

/**
 * The driver in the hands of one worker: before each order it is certain that nobody else has taken over, and what is under way is told to
 * stop when the worker is over. An order that has reached the platform before a takeover is the platform's; whoever takes over
 * finds it in the journal, and looks before it orders.
 */
export function guarded(driver: Driver, lease: Lease, over: AbortSignal): Driver {
  const both = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, over])
  const { stop, ask, perform, granularity } = driver
  const sure = async (signal: AbortSignal): Promise<AbortSignal> => {
    await lease.certain()
    return endingWith(lease, both(signal))
  }
  return {
    name: driver.name,
    ...(granularity && { granularity: (group) => granularity.call(driver, group) }),
    observe: (group, signal) => driver.observe(group, both(signal)),
    move: async (order, signal) => driver.move(order, await sure(signal)),
    ...(stop && { stop: async (order, signal) => stop.call(driver, order, await sure(signal)) }),
    ...(ask && { ask: (question, signal) => ask.call(driver, question, both(signal)) }),
    ...(perform && { perform: async (task, signal) => perform.call(driver, task, await sure(signal)) }),
  }
}

/**
 * A signal that looks at the clock when it is asked: a process that was stopped in the middle of an order hears no event before it
 * goes on with it, but a driver that asks before each thing it does is told at once.
 */
function endingWith(lease: Lease, signal: AbortSignal): AbortSignal {
  const told = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get
  const isOver = (): boolean => told?.call(signal) === true || !lease.isCertain
  return Object.defineProperties(signal, {
    aborted: { get: isOver },
    throwIfAborted: {
      value: () => {
        if (isOver()) throw signal.reason ?? new Error('nobody knows whether this worker still holds it')
      },
    },
  })
}
