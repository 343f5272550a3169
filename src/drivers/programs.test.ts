import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { failureOf, runProgram } from './programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-programs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const forever = new AbortController().signal
const sh = (script: string, signal = forever) =>
  runProgram({ args: ['sh', '-c', script], folder, env: { PATH: process.env.PATH, GIVEN: 'given' } }, signal)

const isAlive = (pid: number): boolean => {
  try {
    // One that has ended and was not noticed by its parent yet is still a name.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

describe('a program', () => {
  it('runs where it should, with what it was given', async () => {
    expect(await sh('pwd; echo $GIVEN; echo oh >&2; exit 3')).toEqual({
      code: 3,
      out: `${folder}\ngiven\n`,
      err: 'oh\n',
    })
  })

  it('has nothing to read', async () => {
    expect(await sh('cat; echo done')).toMatchObject({ out: 'done\n' })
  })

  it.each([
    [
      'there is none',
      ['nobody-has-this-program'],
      'nobody-has-this-program cannot be started: there is no such program',
    ],
    ['it is none', [join(folder, '.')], 'it may not be run'],
  ])('%s', async (_, args, message) => {
    await expect(runProgram({ args, folder, env: {} }, forever)).rejects.toThrow(message)
  })

  it('that leaves somebody behind has ended', async () => {
    const { out } = await sh('sleep 60 & echo $!')
    const pid = Number(out)
    expect(isAlive(pid)).toBe(true)
    process.kill(pid, 'SIGKILL')
  })

  it('that prints too much is ended', async () => {
    await expect(sh('yes')).rejects.toThrow('sh printed more than 64 MiB')
  })

  it('keeps the end of its errors only', async () => {
    const { err } = await sh('for i in 1 2 3 4 5 6 7 8 9 10; do printf "%010000d" $i >&2; done')
    expect(err).toHaveLength(16 * 1024)
    expect(err.endsWith('10')).toBe(true)
  })
})

describe('a program that is told to stop', () => {
  const told = async (script: string): Promise<readonly number[]> => {
    const controller = new AbortController()
    const file = join(folder, 'pids')
    rmSync(file, { force: true })
    const running = sh(script.replaceAll('FILE', file), controller.signal)
    while (!existsSync(file) || !readFileSync(file, 'utf8').includes('all'))
      await new Promise((resolve) => setTimeout(resolve, 10))
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('sh was stopped: enough')
    return readFileSync(file, 'utf8').split('\n').slice(0, -2).map(Number)
  }

  it('ends with all that it has started', async () => {
    const pids = await told('sleep 60 & echo $! > FILE; (sleep 60 & echo $! >> FILE); echo all >> FILE; wait')
    expect(pids).toHaveLength(2)
    for (const pid of pids) while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
  })

  it('ends also when it does not listen', async () => {
    const [pid = 0] = await told('trap "" TERM; echo $$ > FILE; echo all >> FILE; while :; do sleep 1; done')
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
  })

  it('before it has begun does not begin', async () => {
    await expect(sh('touch begun', AbortSignal.abort(new Error('never')))).rejects.toThrow('never')
    expect(existsSync(join(folder, 'begun'))).toBe(false)
  })
})

it.each([
  [{ code: 3, out: '', err: '' }, 'x ended with 3'],
  [{ code: undefined, out: '', err: '' }, 'x was killed'],
  [{ code: 1, out: 'no', err: '1\n2\n3\n4\n5\n6\n7\n' }, 'x ended with 1: 3\n4\n5\n6\n7'],
])('%j: %s', (ended, message) => {
  expect(failureOf(ended, 'x')).toBe(message)
})
