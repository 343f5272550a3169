import { setTimeout as sleep } from 'node:timers/promises'

/** Errors that say nothing of what was asked: the database cannot be reached, is starting or stopping, or two were in each other's way. */
const passing =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|08\w{3}|57P0[1-3]|53300|40001|40P01)$/
const passingWords =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/

export const isPassing = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && passing.test(String(error.code))) || passingWords.test(error.message))

/** Does something until the database answers it; whatever the answer says. What is done may be done twice. */
export async function patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let wait_ms = 50; ; wait_ms = Math.min(wait_ms * 2, 2000)) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error
    }
    await sleep(wait_ms, undefined, { signal })
  }
}
