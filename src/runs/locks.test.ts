import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Lock } from './lock.ts'
import { Locks, type Request } from './locks.ts'
import { type ProcessIdentity, thisProcess } from './process-identity.ts'

const base = mkdtempSync(join(tmpdir(), 'interlock-locks-'))
afterAll(() => rmSync(base, { recursive: true }))

let state = ''
let now = 0
let count = 0
beforeEach(() => {
  state = join(base, String(++count))
  now = Date.parse('2026-11-21T12:00:00Z')
})

const self = thisProcess()
/** Another process of this host, which is gone by now. */
const gone: ProcessIdentity = { ...self, pid: 2 ** 30 }
const elsewhere: ProcessIdentity = { ...self, host: 'elsewhere', pid: 17 }

const locksOf = (who = self): Locks => new Locks(state, () => now, who)
const never = async () => false

async function taken(
  run: string,
  scopes: readonly string[],
  who = self,
  more: Partial<Request> = {},
): Promise<Lock> {
  const lock = await locksOf(who).take({ run, scopes, takesOver: false, isOver: never, ...more })
  if (!lock.ok) throw new Error(lock.problem.message)
  return lock.value
}

async function refused(run: string, scopes: readonly string[], who = self, more: Partial<Request> = {}) {
  const lock = await locksOf(who).take({ run, scopes, takesOver: false, isOver: never, ...more })
  if (lock.ok) throw new Error(`${run} was taken`)
  return `${lock.problem.message}; ${lock.problem.help}`
}

it('who only looks makes nothing', async () => {
  expect(await locksOf().list()).toEqual({ ok: true, value: [] })
  expect(await locksOf().forget('no-such')).toEqual({ ok: true, value: undefined })
  expect(existsSync(state)).toBe(false)
})

it('who takes where no folder can be made is told which one', async () => {
  if (process.platform !== 'linux') return
  const locks = new Locks('/proc/interlock', () => now, self)
  expect(await locks.list()).toEqual({ ok: true, value: [] })
  expect(await locks.take({ run: 'a', scopes: [''], takesOver: false, isOver: never })).toMatchObject({
    problem: {
      message:
        'the locks in /proc/interlock/locks cannot be used: the folder /proc/interlock cannot be made: nothing can be made in /proc',
    },
  })
})

describe('scopes nest', () => {
  it.each<[one: string[], other: string[], areApart: boolean]>([
    [['prod'], ['prod'], false],
    [['prod'], ['prod/eu'], false],
    [['prod/eu'], ['prod'], false],
    [['prod/eu'], ['prod/us'], true],
    [['prod/eu'], ['prod/eu2'], true],
    [['prod'], ['production'], true],
    [[''], ['prod'], false],
    [['prod'], [''], false],
    [[], ['prod'], false],
    [['prod'], [], false],
    [['prod/eu', 'test'], ['prod/us', 'stage'], true],
    [['prod/eu', 'test'], ['prod/us', 'test/a'], false],
  ])('%j beside %j: %s', async (one, other, areApart) => {
    await taken('first', one)
    if (areApart) await taken('second', other)
    else expect(await refused('second', other)).toContain('drives run first')
  })
})

describe('a run in the way', () => {
  it('is driven', async () => {
    await taken('first', ['prod', ''])
    expect(await refused('second', ['prod/eu'])).toBe(
      `process ${self.pid} on this host drives run first in prod, all scopes; wait until run first is over`,
    )
  })

  it('is driven elsewhere', async () => {
    await taken('first', ['prod'], elsewhere)
    now += 65_000
    expect(await refused('second', ['prod'])).toBe(
      'process 17 on elsewhere, last heard of 1m5s ago, drives run first in prod; wait until run first is over',
    )
    // Taking over is for the run itself.
    expect(await refused('second', ['prod'], self, { takesOver: true })).toContain('drives run first')
  })

  it.each<[string, (lock: Lock) => Promise<void>, ProcessIdentity]>([
    ['is paused', (lock) => lock.letGo('paused'), self],
    ['has lost who drove it', async () => undefined, gone],
  ])('%s, and keeps its scopes', async (_, leave, who) => {
    await leave(await taken('first', ['prod'], who))
    expect(await refused('second', ['prod/eu'])).toBe(
      'run first has begun in prod and is not over; resume, undo or abort it first',
    )
  })

  it('is over: it frees its scopes', async () => {
    await (await taken('first', ['prod'])).letGo('over')
    await taken('second', ['prod'])
  })

  it('is over, though who drove it could not say so any more', async () => {
    await taken('first', ['prod'], gone)
    await taken('second', ['prod'], self, { isOver: async (run) => run === 'first' })
    const listed = await locksOf().list()
    expect(listed.ok && listed.value.map(({ run }) => run)).toEqual(['second'])
  })

  it('is not asked whether it is over while it is driven', async () => {
    await taken('first', ['prod'])
    expect(await refused('second', ['prod'], self, { isOver: async () => true })).toContain(
      'drives run first',
    )
  })
})

describe('a run that goes on', () => {
  it('after a pause, with the scopes that it had', async () => {
    await (await taken('first', ['prod'])).letGo('paused')
    const lock = await taken('first', [])
    expect(lock).toMatchObject({ scopes: ['prod'], takenFrom: undefined })
  })

  it('is driven already', async () => {
    await taken('first', ['prod'])
    expect(await refused('first', ['prod'], self, { takesOver: true })).toBe(
      `process ${self.pid} on this host drives run first; ask it to pause first`,
    )
  })

  it('after who drove it is gone: that is told', async () => {
    await taken('first', ['prod'], gone)
    expect((await taken('first', ['prod'])).takenFrom).toMatchObject({ ...gone, taken: now })
  })

  it('after its number was given to another process', async () => {
    await taken('first', ['prod'], { ...self, started: 'another life/1' })
    const go = () => taken('first', ['prod'])
    if (process.platform === 'linux') expect((await go()).takenFrom?.started).toBe('another life/1')
    else await expect(go()).rejects.toThrow('drives run first')
  })

  it('from another host, when it is asked for and was silent for more than a minute', async () => {
    const theirs = await taken('first', ['prod'], elsewhere)
    now += 59_000
    expect(await refused('first', [], self, { takesOver: true })).toBe(
      'process 17 on elsewhere, last heard of 59s ago, drives run first; once it was silent for 1m, the run can be taken over with --take-over',
    )
    await theirs.beat()
    now += 60_000
    expect(await refused('first', [], self, { takesOver: true })).toContain('last heard of 1m ago')
    now += 1
    expect(await refused('first', [])).toContain(
      'if you know that it is gone, take the run over with --take-over',
    )
    expect(await theirs.isHeld()).toBe(true)

    const ours = await taken('first', [], self, { takesOver: true })
    expect(ours.takenFrom).toMatchObject(elsewhere)
    expect(ours.fence).toBeGreaterThan(theirs.fence)
    expect([await theirs.isHeld(), await ours.isHeld()]).toEqual([false, true])

    // Who comes too late changes nothing, and no beat of theirs counts.
    await theirs.letGo('over')
    await theirs.beat().catch(() => undefined)
    expect(await ours.isHeld()).toBe(true)
    expect(readdirSync(join(state, 'locks')).filter((name) => name.startsWith('beat-'))).toEqual([
      `beat-first-${ours.fence}`,
    ])
  })

  it('its fence grows with each change of hands', async () => {
    const fences = []
    for (let i = 0; i < 4; i++) {
      const lock = await taken('first', ['prod'])
      fences.push(lock.fence)
      await lock.letGo('paused')
    }
    expect(fences).toEqual([...fences].sort((a, b) => a - b))
    expect(new Set(fences).size).toBe(4)
  })
})

it('what was let go is held no more, and what others do changes nothing', async () => {
  const lock = await taken('first', ['prod'])
  const other = await taken('second', ['test'])
  expect(await lock.isHeld()).toBe(true)
  await other.letGo('over')
  expect(await lock.isHeld()).toBe(true)
  await lock.letGo('paused')
  expect(await lock.isHeld()).toBe(false)
})

it('a run is forgotten when nobody drives it', async () => {
  const lock = await taken('first', ['prod'])
  expect(await locksOf().forget('first')).toMatchObject({ problem: { kind: 'driven' } })
  await lock.letGo('paused')
  expect(await locksOf().forget('first')).toMatchObject({ ok: true })
  expect(await locksOf().forget('first')).toMatchObject({ ok: true })
  await taken('second', ['prod'])
})

it('all are listed, as they look from here', async () => {
  await taken('first', ['a'])
  await taken('second', ['b'], gone)
  await taken('third', ['c'], elsewhere)
  await (await taken('fourth', ['d'])).letGo('paused')
  now += 2000
  const listed = await locksOf().list()
  expect(listed.ok && listed.value.map((seen) => [seen.run, seen.isAlive, seen.silent_ms])).toEqual([
    ['first', true, 2000],
    ['second', false, 2000],
    ['third', undefined, 2000],
    ['fourth', undefined, undefined],
  ])
})

it('nothing is left lying about', async () => {
  for (let i = 0; i < 5; i++) await (await taken('first', ['prod'])).letGo('over')
  expect(readdirSync(join(state, 'locks')).length).toBe(2)
  expect(readdirSync(state)).toEqual(['locks'])
})

describe('a folder that is damaged is a problem', () => {
  it.each<[string, (folder: string) => void, string]>([
    ['a file', (folder) => writeFileSync(folder, ''), 'a part of its path is no folder'],
    [
      'a text that is no table',
      (folder) => {
        mkdirSync(folder)
        writeFileSync(join(folder, 'at-000000000003-0123456789abcdef'), '')
        writeFileSync(join(folder, 'state-000000000003-0123456789abcdef.json'), '{')
      },
      'the table is damaged: it is no JSON',
    ],
    [
      'a table of another kind',
      (folder) => {
        mkdirSync(folder)
        writeFileSync(join(folder, 'at-000000000003-0123456789abcdef'), '')
        const table = '{ "format": "interlock locks 2.0", "holds": [] }'
        writeFileSync(join(folder, 'state-000000000003-0123456789abcdef.json'), table)
      },
      'they are "interlock locks 2.0", and this interlock knows "interlock locks 1.0"',
    ],
    [
      'nothing that counts',
      (folder) => {
        mkdirSync(folder)
        writeFileSync(join(folder, 'state-000000000003-0123456789abcdef.json'), '{}')
      },
      'the folder is damaged',
    ],
  ])('%s', async (_, make, message) => {
    mkdirSync(state)
    make(join(state, 'locks'))
    expect(await refused('first', ['prod'])).toContain(`${join(state, 'locks')} cannot be used: ${message}`)
  })
})
