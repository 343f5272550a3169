import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { type Lock, Locks } from '../../src/runs/index.ts'

/*
 * A process that fights for locks with others. It does what it is told in lines:
 *
 *     take RUN SCOPE...        says `RUN won FENCE` or `RUN lost KIND`
 *     work RUN SCOPE TIMES     takes the scope again and again, is alone in it, and frees it
 */

const [, , state = '', marker = ''] = process.argv
const locks = new Locks(state, Date.now)
const held: Lock[] = []

const take = (run: string, scopes: readonly string[], isOver: boolean) =>
  locks.take({ run, scopes, takesOver: false, isOver: async () => isOver })

async function takeOnce(run: string, scopes: readonly string[]): Promise<void> {
  const lock = await take(run, scopes, false)
  if (lock.ok) held.push(lock.value)
  const what = lock.ok
    ? `won ${lock.value.fence}`
    : `lost ${'kind' in lock.problem ? lock.problem.kind : lock.problem.message}`
  console.log(`${run} ${what}`)
}

async function work(name: string, scope: string, times: number): Promise<void> {
  for (let i = 0; i < times; ) {
    const lock = await take(`${name}-${i}`, [scope], true)
    if (!lock.ok) {
      if (!('kind' in lock.problem)) throw new Error(lock.problem.message)
      await setTimeout(1)
      continue
    }
    enter()
    await setTimeout(Math.random() * 3)
    if (!(await lock.value.isHeld())) throw new Error('lost while it was held')
    unlinkSync(marker)
    await lock.value.letGo('over')
    i++
  }
  console.log('worked')
}

/** Two in the same place would meet at this file; one that was killed there has left it. */
function enter(): void {
  try {
    const file = openSync(marker, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
  } catch {
    const other = Number(readFileSync(marker, 'utf8'))
    try {
      process.kill(other, 0)
    } catch {
      unlinkSync(marker)
      enter()
      return
    }
    throw new Error(`${other} is here too`)
  }
}

for await (const line of createInterface(process.stdin)) {
  const [what, run = '', ...rest] = line.split(' ')
  if (what === 'take') await takeOnce(run, rest)
  if (what === 'work') await work(run, rest[0] ?? '', Number(rest[1]))
  if (what === 'ready?') console.log('ready')
}
