import type { Clock } from './ports.ts'

/** How long whoever was told to stop may take to come back. */
const grace_ms = 10_000

/**
 * Gives up on work after a while, or when all of it is given up: it is told to stop, and has some time to come back. What is done
 * all the same counts as done.
 */
export async function within<T>(
  limit_ms: number,
  clock: Clock,
  all: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const given = new AbortController()
  const timer = new AbortController()
  const giveUp = (): void => given.abort()
  if (all.aborted) giveUp()
  all.addEventListener('abort', giveUp)
  const tooLong = (): Error => new Error(`took longer than ${limit_ms / 1000} s`)
  let isLate = false
  const late = clock.sleep(limit_ms, timer.signal).then(async () => {
    if (timer.signal.aborted) return new Promise<never>(() => {})
    isLate = true
    given.abort()
    await clock.sleep(grace_ms, timer.signal)
    throw tooLong()
  })
  try {
    return await Promise.race([work(given.signal), late])
  } catch (error) {
    throw isLate ? tooLong() : error
  } finally {
    timer.abort()
    all.removeEventListener('abort', giveUp)
  }
}
