import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/**
 * Holds a name that only one process on this machine can hold at a time, while the work goes on; waits for it until the signal says
 * otherwise. Whoever dies holds nothing any more: the name is an address, which the system takes back.
 */
export async function holding<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const path = `\0interlock-${createHash('sha256').update(name).digest('hex').slice(0, 40)}`
  for (;;) {
    signal.throwIfAborted()
    const held = await hold(path)
    if (held !== undefined) {
      try {
        return await work()
      } finally {
        await new Promise((resolve) => held.close(resolve))
      }
    }
    await pause(20, signal)
  }
}

const hold = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen({ path }, () => resolve(server))
  })

/** Resolves after a while, or rejects as soon as the signal says so. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
