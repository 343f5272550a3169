import type { Clock } from '../../execute/index.ts'

/** setTimeout takes no longer waits. */
const longest_ms = 2 ** 31 - 1

/** Time as it passes on this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const over = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', over)
        resolve()
      }
      const timer = setTimeout(over, Math.min(ms, longest_ms))
      signal.addEventListener('abort', over)
    }),
}
