import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until the answer is yes. What takes a minute does not happen any more. */
export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`never: ${what}`)
    await sleep(20)
  }
}
