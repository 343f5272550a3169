import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ask } from '../execute/index.ts'
import { ask } from './ask-file.ts'
import { type AsksOptions, FileAsks, type Untaken } from './asks.ts'

const base = mkdtempSync(join(tmpdir(), 'interlock-asks-'))
afterAll(() => rmSync(base, { recursive: true }))

const start = Date.parse('2026-11-21T12:00:00Z')
let folder = ''
let now = start
let untaken: Untaken[] = []
let count = 0
beforeEach(() => {
  folder = join(base, String(++count))
  now = start
  untaken = []
})

async function asked(what: 'pause' | 'resume' | 'undo' | 'abort', by = 'ada'): Promise<string> {
  const done = await ask(folder, { ask: { what }, by, at: now++ })
  if (!done.ok) throw new Error(done.problem.message)
  return done.value
}

async function opened(options: Partial<AsksOptions> = {}): Promise<FileAsks> {
  const asks = await FileAsks.open(folder, {
    wall: () => now,
    heard: new Set(),
    untaken: (one) => untaken.push(one),
    ...options,
  })
  if (!asks.ok) throw new Error(asks.problem.message)
  return asks.value
}

const words = (taken: readonly { readonly ask: Ask; readonly by: string }[]): string[] =>
  taken.map(({ ask: { what }, by }) => `${what} by ${by}`)

describe('asks are taken', () => {
  it('once, in the order in which they were asked, also those from before', async () => {
    await asked('pause')
    await asked('resume', 'grace')
    const asks = await opened()
    const third = await asked('abort')
    const taken = asks.take()
    expect(words(taken)).toEqual(['pause by ada', 'resume by grace', 'abort by ada'])
    expect(taken.at(-1)?.id).toBe(third)
    expect(asks.take()).toEqual([])
  })

  it('by one of those who try', async () => {
    const [one, other] = [await opened(), await opened()]
    for (let i = 0; i < 20; i++) await asked('pause', String(i))
    const taken = [...one.take(), ...other.take()]
    expect(taken.length).toBe(20)
  })

  it('again by the next, when the one before did not write them down', async () => {
    const first = await opened()
    const heard = await asked('pause')
    const lost = await asked('resume')
    expect(first.take().length).toBe(2)
    const later = await asked('abort')

    const second = await opened({ heard: new Set([heard]) })
    expect(second.take().map(({ id }) => id)).toEqual([lost, later])
    const third = await opened({ heard: new Set([heard, lost, later]) })
    expect(third.take()).toEqual([])
    expect(readdirSync(join(folder, 'taken'))).toEqual([])
  })

  it('not when they are a day old: that is told', async () => {
    const id = await asked('abort')
    now += 86_400_000
    const asks = await opened()
    await asked('pause')
    expect(words(asks.take())).toEqual(['pause by ada'])
    expect(untaken).toEqual([{ kind: 'late', id, ask: { what: 'abort' }, by: 'ada', age_ms: 86_400_002 }])
    expect((await opened()).take().length).toBe(1)
    expect(untaken.length).toBe(1)
  })

  it('not when they make no sense: that is told, once', async () => {
    const name = '20261121T120000000Z-000-01234567.json'
    mkdirSync(folder)
    writeFileSync(join(folder, name), '{ "ask": "pause" }')
    writeFileSync(join(folder, 'notes.txt'), 'pause')
    mkdirSync(join(folder, name.replace('7.json', '8.json')))
    const asks = await opened()
    expect(asks.take()).toEqual([])
    expect(untaken).toMatchObject([
      { kind: 'unreadable', file: join(folder, 'taken', name), message: 'ask should be a mapping' },
      { kind: 'unreadable', message: 'it is too long, or no file' },
    ])
    expect((await opened()).take()).toEqual([])
    expect(untaken.length).toBe(2)
  })
})

describe('who waits', () => {
  const never = new AbortController().signal

  it('goes on at once when something was asked before', async () => {
    const asks = await opened()
    await asked('pause')
    await asks.wait(never)
    expect(asks.take().length).toBe(1)
  })

  it('goes on at once when something was left by the one before', async () => {
    await asked('pause')
    ;(await opened()).take()
    await (await opened()).wait(never)
  })

  it('goes on when something is asked', async () => {
    const asks = await opened({ look_ms: 3_600_000 })
    const waiting = asks.wait(never)
    await asked('pause')
    await waiting
    expect(asks.take().length).toBe(1)
  })

  it('goes on by looking, where the system says nothing', async () => {
    const asks = await opened({ look_ms: 5 })
    const waiting = asks.wait(never)
    // The folder that is watched is another one now.
    renameSync(folder, `${folder}.old`)
    mkdirSync(join(folder, 'taken'), { recursive: true })
    await asked('pause')
    await waiting
    expect(asks.take().length).toBe(1)
  })

  it('goes on when it is told to stop', async () => {
    const asks = await opened()
    await asks.wait(AbortSignal.abort())
    const controller = new AbortController()
    const waiting = asks.wait(controller.signal)
    controller.abort()
    await waiting
  })
})

it('a folder that is none is a problem', async () => {
  writeFileSync(folder, '')
  expect(
    await FileAsks.open(folder, { wall: () => now, heard: new Set(), untaken: () => undefined }),
  ).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining(`the folder ${folder} cannot be made: there is something`) },
  })
})
