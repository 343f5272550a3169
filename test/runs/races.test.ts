import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Locks } from '../../src/runs/index.ts'
import { buildProgram, Talker } from './program.ts'

/* Real processes that fight for the same locks: whatever happens, one has it. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-races-'))
let contender = ''
beforeAll(async () => {
  contender = await buildProgram('contender', folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
const newState = (): string => join(folder, `state-${++count}`)

async function started(state: string, number: number): Promise<Talker[]> {
  const all = Array.from({ length: number }, () => new Talker(contender, [state, join(state, 'marker')]))
  for (const one of all) one.say('ready?')
  await Promise.all(all.map((one) => one.hear('ready')))
  return all
}

it('of many runs that begin in scopes that meet, one does', async () => {
  const rounds = 15
  const all = await started(newState(), 12)
  for (let round = 0; round < rounds; round++) {
    // Neighbours differ in depth, so each race is between scopes that hold each other.
    for (const [i, one] of all.entries()) one.say(`take run-${i}-${round} at-${round}${'/eu'.repeat(i % 3)}`)
  }
  for (let round = 0; round < rounds; round++) {
    const told = await Promise.all(all.map((one, i) => one.hear(`run-${i}-${round} `)))
    const words = told.map((line) =>
      line
        .split(' ')
        .slice(1, line.includes('won') ? 2 : 3)
        .join(' '),
    )
    expect(words.sort()).toEqual([...Array.from({ length: all.length - 1 }, () => 'lost busy'), 'won'])
  }
  await Promise.all(all.map((one) => one.end()))
})

it('of many that go on with a run whose process was killed, one does', async () => {
  const state = newState()
  let last = 0
  for (let round = 0; round < 4; round++) {
    const all = await started(state, 8)
    for (const one of all) one.say('take run-1 prod')
    const told = await Promise.all(all.map((one) => one.hear('run-1 ')))
    const winners = all.filter((_, i) => told[i]?.includes('won'))
    expect(winners.length).toBe(1)
    expect(told.filter((line) => line === 'run-1 lost driven').length).toBe(all.length - 1)
    const fence = Number(
      told
        .find((line) => line.includes('won'))
        ?.split(' ')
        .at(-1),
    )
    expect(fence).toBeGreaterThan(last)
    last = fence
    await Promise.all(all.map((one) => one.kill()))
  }
})

it('nobody is ever in a scope with somebody else, though some are killed there', async () => {
  const state = newState()
  const steady = await started(state, 5)
  for (const [i, one] of steady.entries()) one.say(`work steady-${i} prod 12`)
  for (let i = 0; i < 6; i++) {
    const [doomed] = await started(state, 1)
    doomed?.say(`work doomed-${i} prod 1000`)
    await new Promise((wake) => setTimeout(wake, Math.random() * 60))
    await doomed?.kill()
    expect(doomed?.lines.filter((line) => line !== 'ready')).toEqual([])
  }
  await Promise.all(steady.map((one) => one.hear('worked')))
  await Promise.all(steady.map((one) => one.end()))
  expect(steady.flatMap(({ lines }) => lines.filter((line) => line.startsWith('error')))).toEqual([])

  // What those who were killed have left does no harm, and the next change clears it away.
  const lock = await new Locks(state, Date.now).take({
    run: 'last',
    scopes: ['prod'],
    takesOver: false,
    isOver: async () => true,
  })
  expect(lock.ok).toBe(true)
  expect(readdirSync(join(state, 'locks')).length).toBe(3)
})
