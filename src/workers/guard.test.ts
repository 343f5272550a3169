import { describe, expect, it } from 'vitest'
import type { Driver, Order } from '../execute/index.ts'
import { guarded } from './guard.ts'

const group = { policy: 'p', scope: '', component: 'c' }
const order: Order = { key: 'k', group, ids: ['a'], from: ['1'], to: '2' }

/** A driver that does one thing, waits until it is let on, asks whether it may go on, and does another. */
function slowDriver() {
  const deeds: string[] = []
  let letOn: () => void = () => {}
  const driver: Driver = {
    name: 'slow',
    observe: async function* () {},
    async move(_, signal) {
      deeds.push('one')
      await new Promise<void>((resolve) => {
        letOn = resolve
      })
      signal.throwIfAborted()
      if (signal.aborted) throw new Error('the two do not agree')
      deeds.push('other')
    },
  }
  return { driver, deeds, letOn: () => letOn() }
}

function leased() {
  const lease = {
    isCertain: true,
    certain: async () => {
      if (!lease.isCertain) throw new Error('not certain')
    },
  }
  return lease
}

const never = new AbortController().signal
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a driver in the hands of a worker', () => {
  it('moves while it is certain that nobody else does', async () => {
    const { driver, deeds, letOn } = slowDriver()
    const moving = guarded(driver, leased(), never).move(order, never)
    await soon()
    letOn()
    await moving
    expect(deeds).toEqual(['one', 'other'])
  })

  it('does not begin when it is not', async () => {
    const { driver, deeds } = slowDriver()
    const lease = leased()
    lease.isCertain = false
    await expect(guarded(driver, lease, never).move(order, never)).rejects.toThrow('not certain')
    expect(deeds).toEqual([])
  })

  it('is told in the middle of an order, without any event', async () => {
    const { driver, deeds, letOn } = slowDriver()
    const lease = leased()
    const moving = guarded(driver, lease, never).move(order, never)
    await soon()
    lease.isCertain = false
    letOn()
    await expect(moving).rejects.toThrow('still holds it')
    expect(deeds).toEqual(['one'])
  })

  it.each(['over', 'order'] as const)('stops when the %s is given up', async (which) => {
    const { driver, deeds, letOn } = slowDriver()
    const given = { over: new AbortController(), order: new AbortController() }
    const moving = guarded(driver, leased(), given.over.signal).move(order, given.order.signal)
    await soon()
    given[which].abort(new Error('given up'))
    letOn()
    await expect(moving).rejects.toThrow('given up')
    expect(deeds).toEqual(['one'])
  })

  it('can no more than the driver itself', () => {
    const { driver } = slowDriver()
    const { stop, ask, perform, granularity } = guarded(driver, leased(), never)
    expect([stop, ask, perform, granularity]).toEqual([undefined, undefined, undefined, undefined])
  })
})
