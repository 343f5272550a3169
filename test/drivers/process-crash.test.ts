import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Driver, Instance } from '../../src/execute/index.ts'
import { openedFrom } from './open.ts'
import { processGroup as group, processVersions } from './process-names.ts'
import { processSite, serversIn, startsOf } from './process-world.ts'

/* Whoever drives processes may be killed at any moment: none is lost, none runs twice, and none is started twice at a version. */

const { first, second } = processVersions
const forever = new AbortController().signal
const ids = ['one', 'two', 'three']

const built = mkdtempSync(join(tmpdir(), 'interlock-child-'))
const program = join(built, 'child.mjs')
beforeAll(() => {
  buildSync({
    entryPoints: ['test/drivers/process-child.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
  })
})
afterAll(() => rmSync(built, { recursive: true }))

const site = async (run: (site: ReturnType<typeof processSite>, driver: Driver) => Promise<void>) => {
  const made = processSite({ ids, parts: {} })
  try {
    const driver = await openedFrom(made.document)
    await driver.move({ key: 'zero', group, ids, from: [], to: first }, forever)
    await settle(driver, first)
    await run(made, driver)
  } finally {
    // Who is ending may still write there.
    rmSync(made.folder, { recursive: true, force: true, maxRetries: 10 })
    while (serversIn(made.folder).length > 0) await pause(10)
  }
}

describe('who drives is killed', () => {
  // Milliseconds after it has begun; what falls into which step depends on the machine, what has to hold does not.
  it.each([0, 5, 10, 20, 30, 50, 80])('%i ms after it has begun', (wait_ms) =>
    site(async ({ folder, at, document }) => {
      const file = join(folder, 'driver.json')
      writeFileSync(
        file,
        JSON.stringify({ apiVersion: 'interlock.dev/v1alpha1', kind: 'Driver', ...document }),
      )
      const child = spawn(process.execPath, [program, file, ...ids], { stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = new Promise((resolve) => child.once('exit', resolve))
      await new Promise((resolve) => child.stdout.once('data', resolve))
      await pause(wait_ms)
      child.kill('SIGKILL')
      await ended
      const next = await openedFrom(document)
      await next.move({ key: 'first', group, ids, from: [first], to: second }, forever)
      await settle(next, second)
      for (const id of ids) {
        expect(serversIn(at(id)), id).toHaveLength(1)
        expect(startsOf(at(id)), id).toEqual([first, second])
      }
    }),
  )
})

describe('one that has never run', () => {
  const unbegun = async (
    begins: string | undefined,
    run: (site: ReturnType<typeof processSite>) => Promise<void>,
  ) => {
    const made = processSite({ ids, parts: {} }, begins === undefined ? {} : { begins })
    try {
      await run(made)
    } finally {
      rmSync(made.folder, { recursive: true, force: true, maxRetries: 10 })
      while (serversIn(made.folder).length > 0) await pause(10)
    }
  }

  it('says so, where nothing says how it begins', () =>
    unbegun(undefined, async ({ folder, document }) => {
      const seen = await look(await openedFrom(document))
      expect(seen).toEqual(
        ids.map((id) => ({
          id,
          version: undefined,
          isReady: false,
          trouble: 'it has never been started: "begins" says at which version it is',
        })),
      )
      expect(readdirSync(folder)).not.toContain('state')
    }))

  it('is not started by who only looks, and seen as who starts it would find it', () =>
    unbegun(first, async ({ folder, document }) => {
      const seen = await look(await openedFrom(document, { looksOnly: true }))
      expect(seen).toEqual(ids.map((id) => ({ id, version: first, isReady: true })))
      expect(readdirSync(folder)).not.toContain('state')
      expect(serversIn(folder)).toEqual([])
    }))

  it('is started once, however many look first', () =>
    unbegun(first, async ({ at, document }) => {
      const drivers = await Promise.all([1, 2, 3].map(() => openedFrom(document)))
      await Promise.all(drivers.map(look))
      for (const driver of drivers) await settle(driver, first)
      for (const id of ids) expect(startsOf(at(id)), id).toEqual([first])
    }))

  it('is not started again when it was stopped, nor when it has ended', () =>
    unbegun(first, async ({ at, document }) => {
      const driver = await openedFrom(document)
      await settle(driver, first)
      await driver.stop?.({ key: 'stop', group, ids: ['one'], from: [first], to: second }, forever)
      for (const pid of serversIn(at('two'))) process.kill(pid, 'SIGKILL')
      while (serversIn(at('two')).length > 0) await pause(10)
      const seen = await look(await openedFrom(document))
      expect(seen.map(({ version, isReady }) => [version, isReady])).toEqual([
        [first, false],
        [first, false],
        [first, true],
      ])
      for (const id of ids) expect(startsOf(at(id)), id).toEqual([first])
    }))

  it('is not started in a scope that it is not in', () =>
    unbegun(first, async ({ folder, document }) => {
      const driver = await openedFrom(document)
      for await (const page of driver.observe({ ...group, scope: 'elsewhere' }, forever))
        expect(page).toEqual([])
      expect(serversIn(folder)).toEqual([])
    }))

  it('is an error where its program is not there, and may begin later', () =>
    unbegun('7.0.0', async ({ document }) => {
      await expect(look(await openedFrom(document))).rejects.toThrow(
        /^(one|two|three) cannot begin: there is no .*7\.0\.0/,
      )
      const later = {
        components: { crane: { driver: { ...document.components.crane.driver, begins: first } } },
      }
      await settle(await openedFrom(later), first)
    }))
})

describe('what a crash leaves behind', () => {
  const recordOf = (folder: string, id: string): string => {
    const state = join(folder, 'state')
    const [inner = ''] = readdirSync(state)
    return join(state, inner, `${id}.json`)
  }

  it('a process that was started and not written down is adopted', () =>
    site(async ({ folder, at, document }) => {
      const file = recordOf(folder, 'one')
      const { version, mark } = JSON.parse(readFileSync(file, 'utf8'))
      writeFileSync(file, JSON.stringify({ phase: 'starting', version, mark }))
      const next = await openedFrom(document)
      await settle(next, first)
      await next.move({ key: 'again', group, ids: ['one'], from: [], to: first }, forever)
      expect(startsOf(at('one'))).toEqual([first])
      await next.move({ key: 'first', group, ids: ['one'], from: [first], to: second }, forever)
      await settle(next, second, ['one'])
      expect(serversIn(at('one'))).toHaveLength(1)
    }))

  it('a process that was written down and never started is started', () =>
    site(async ({ folder, at, document }) => {
      const driver = await openedFrom(document)
      await driver.stop?.({ key: 'stop', group, ids: ['one'], from: [first], to: second }, forever)
      writeFileSync(
        recordOf(folder, 'one'),
        JSON.stringify({ phase: 'starting', version: second, mark: 'nobody has it' }),
      )
      const [one] = await look(driver)
      expect(one).toMatchObject({ id: 'one', version: second, isReady: false })
      await driver.move({ key: 'first', group, ids: ['one'], from: [first], to: second }, forever)
      await settle(driver, second, ['one'])
      expect(startsOf(at('one'))).toEqual([first, second])
    }))

  it('the number of a process that is another one now is nobody', () =>
    site(async ({ folder, document }) => {
      const file = recordOf(folder, 'one')
      const record = JSON.parse(readFileSync(file, 'utf8'))
      const real = { ...record.process }
      record.process = { ...real, pid: process.pid }
      writeFileSync(file, JSON.stringify(record))
      const driver = await openedFrom(document)
      expect((await look(driver))[0]).toMatchObject({ isReady: false })
      // Nobody is ended in its place: this process would be.
      await driver.stop?.({ key: 'stop', group, ids: ['one'], from: [first], to: second }, forever)
      process.kill(real.pid, 'SIGKILL')
    }))

  it('a process that has ended tells its last words', () =>
    site(async ({ at }, driver) => {
      for (const pid of serversIn(at('two'))) process.kill(pid, 'SIGKILL')
      while (serversIn(at('two')).length > 0) await pause(10)
      const [, two] = await look(driver)
      expect(two).toMatchObject({
        version: first,
        isReady: false,
        trouble: 'it has ended: hello two from name=two',
      })
    }))

  it('a record that nobody can read is an error that names it', () =>
    site(async ({ folder }, driver) => {
      const file = recordOf(folder, 'one')
      writeFileSync(file, '{"phase":"run')
      await expect(look(driver)).rejects.toThrow(`${file} is no record of a process`)
    }))
})

describe('processes', () => {
  it('have the files of their version, and their environment', () =>
    site(async ({ at }, driver) => {
      expect(readFileSync(join(at('one'), 'config'), 'utf8')).toBe(`version = ${first}\n`)
      await driver.move({ key: 'first', group, ids: ['one'], from: [first], to: second }, forever)
      expect(readFileSync(join(at('one'), 'config'), 'utf8')).toBe(`version = ${second}\n`)
    }))

  it('leave nobody behind that they have started', () =>
    site(async ({ at }, driver) => {
      const helper = join(at('one'), 'helper')
      writeFileSync(helper, '')
      await driver.move({ key: 'first', group, ids: ['one'], from: [first], to: second }, forever)
      await settle(driver, second, ['one'])
      const pid = Number(readFileSync(helper, 'utf8'))
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('600')
      for (const server of serversIn(at('one'))) process.kill(server, 'SIGKILL')
      rmSync(helper)
      await driver.move({ key: 'back', group, ids: ['one'], from: [second], to: first }, forever)
      while (readCommand(pid).includes('600')) await pause(10)
    }))

  it('are not ended for a program that is not there', () =>
    site(async ({ at }, driver) => {
      const order = { key: 'first', group, ids, from: [first], to: '7.0.0' }
      await expect(driver.move(order, forever)).rejects.toThrow(/7\.0\.0\/server/)
      for (const id of ids) expect(serversIn(at(id))).toHaveLength(1)
    }))

  it('are not started where nothing can be kept of them', () =>
    site(async ({ document }) => {
      const { driver } = document.components.crane
      const lost = { ...driver, state: '/proc/interlock/state' }
      const order = { key: 'first', group, ids, from: [], to: second }
      const opened = await openedFrom({ components: { crane: { driver: lost } } })
      await expect(opened.move(order, forever)).rejects.toThrow('the folder /proc/interlock cannot be made')
    }))

  it('are never found outside the folder that the document names', () =>
    site(async (_, driver) => {
      const order = { key: 'first', group, ids, from: [first], to: '../../x' }
      await expect(driver.move(order, forever)).rejects.toThrow('"../../x" cannot be part of a path')
    }))
})

async function look(driver: Driver): Promise<readonly Instance[]> {
  const seen: Instance[] = []
  for await (const page of driver.observe(group, forever)) seen.push(...page)
  return seen
}

async function settle(driver: Driver, version: string, named = ids): Promise<void> {
  for (;;) {
    const seen = await look(driver)
    if (named.every((id) => seen.some((each) => each.id === id && each.version === version && each.isReady)))
      return
    await pause(20)
  }
}

/** Nothing for one that has ended. */
function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
