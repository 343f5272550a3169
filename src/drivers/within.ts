/** Longer than this, timers go off at once. */
const mostTimer_ms = 2 ** 31 - 1

/** What a promise gives, or a rejection as soon as the signal says so. */
export function stoppable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/**
 * Does work that may take so long, with a signal that says when it has to stop: undefined where it took longer. Rejects as the work
 * does, and when the signal that came in says so.
 */
export async function within<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  signal.throwIfAborted()
  const controller = new AbortController()
  const onAbort = () => controller.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  let isLate = false
  const timer = setTimeout(
    () => {
      isLate = true
      controller.abort(new Error(`no answer within ${ms / 1000} s`))
    },
    Math.min(ms, mostTimer_ms),
  )
  try {
    return await work(controller.signal)
  } catch (error) {
    if (signal.aborted || !isLate) throw error
    return undefined
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
