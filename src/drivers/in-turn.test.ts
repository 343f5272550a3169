import { describe, expect, it } from 'vitest'
import { InTurn } from './in-turn.ts'
import { within } from './within.ts'

const forever = new AbortController().signal
const next = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Work that goes on until it is let go, and tells when it began. */
function work(log: string[], name: string) {
  let letGo = () => {}
  const end = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const run = async () => {
    log.push(`${name} begins`)
    await end
    log.push(`${name} ends`)
  }
  return { run, letGo }
}

describe('work goes on in turn', () => {
  it('on things that are the same, and at once on others', async () => {
    const log: string[] = []
    const turns = new InTurn()
    const [a, b, c] = [work(log, 'a'), work(log, 'b'), work(log, 'c')]
    const all = [
      turns.run(['x', 'y'], forever, a.run),
      turns.run(['y', 'z'], forever, b.run),
      turns.run(['w'], forever, c.run),
    ]
    await next()
    expect(log).toEqual(['a begins', 'c begins'])
    a.letGo()
    await next()
    expect(log.slice(2)).toEqual(['a ends', 'b begins'])
    b.letGo()
    c.letGo()
    await Promise.all(all)
  })

  it('also after work that failed', async () => {
    const turns = new InTurn()
    const failed = turns.run(['x'], forever, () => Promise.reject(new Error('no')))
    const done = turns.run(['x'], forever, () => Promise.resolve('done'))
    await expect(failed).rejects.toThrow('no')
    expect(await done).toBe('done')
  })

  it('and who is told to stop while it waits lets nobody past', async () => {
    const log: string[] = []
    const turns = new InTurn()
    const [a, b, c] = [work(log, 'a'), work(log, 'b'), work(log, 'c')]
    const stop = new AbortController()
    const first = turns.run(['x'], forever, a.run)
    const second = turns.run(['x'], stop.signal, b.run)
    const third = turns.run(['x'], forever, c.run)
    stop.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    await next()
    expect(log).toEqual(['a begins'])
    a.letGo()
    c.letGo()
    await Promise.all([first, third])
    expect(log).toEqual(['a begins', 'a ends', 'c begins', 'c ends'])
  })
})

describe('work that may take so long', () => {
  const hang = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  it('is told to stop then', async () => {
    expect(await within(5, forever, hang)).toBe(undefined)
  })

  it('may be done', async () => {
    // Longer than timers can wait.
    expect(await within(366 * 86_400_000, forever, async () => 'done')).toBe('done')
  })

  it('may fail', async () => {
    await expect(within(1000, forever, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  it('is told to stop by whoever started it', async () => {
    const stop = new AbortController()
    const done = within(60_000, stop.signal, hang)
    stop.abort(new Error('enough'))
    await expect(done).rejects.toThrow('enough')
  })
})
