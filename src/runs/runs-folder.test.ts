import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { readJournal } from './journal-reader.ts'
import { type NewRun, RunsFolder } from './runs-folder.ts'

const base = mkdtempSync(join(tmpdir(), 'interlock-runs-'))
afterAll(() => rmSync(base, { recursive: true }))

let state = ''
let runs = new RunsFolder('')
let count = 0
beforeEach(() => {
  state = join(base, String(++count), 'state')
  runs = new RunsFolder(state)
})

const run: NewRun = {
  plan: Buffer.from('{ "plan":\r\n 1}\xff', 'latin1'),
  driver: Buffer.from('driver: invented\n'),
  digest: 'sha256:7c1e9f',
  at: Date.parse('2026-11-21T23:59:59Z'),
}

async function created(of: Partial<NewRun> = {}) {
  const made = await runs.create({ ...run, ...of })
  if (!made.ok) throw new Error(made.problem.message)
  return made.value
}

describe('a run that begins', () => {
  it('has a folder with what it is about, byte for byte', async () => {
    const { id, folder, plan, driver, journal, asks } = await created()
    expect(id).toBe('20261121-001-7c1e')
    expect(folder).toBe(join(state, 'runs', id))
    expect(readFileSync(plan)).toEqual(run.plan)
    expect(readFileSync(driver)).toEqual(run.driver)
    expect(readdirSync(asks)).toEqual([])
    expect(await readJournal(journal, () => undefined)).toMatchObject({ ok: true, value: { entries: 0 } })
    expect(readdirSync(join(state, 'runs'))).toEqual([id])
  })

  it('has a name of its own among many that begin at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => created()))
    expect(all.map(({ id }) => id).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `20261121-${String(i + 1).padStart(3, '0')}-7c1e`),
    )
  })

  it('counts on from the last one of its day', async () => {
    mkdirSync(join(state, 'runs', '20261121-999-0000'), { recursive: true })
    mkdirSync(join(state, 'runs', '20261122-005-0000'))
    expect((await created()).id).toBe('20261121-1000-7c1e')
    expect((await created({ at: run.at + 1000 })).id).toBe('20261122-006-7c1e')
  })

  it('leaves nothing behind when it may not', async () => {
    const made = await created()
    await runs.discard(made)
    expect(readdirSync(join(state, 'runs'))).toEqual([])
  })

  it('says why not', async () => {
    mkdirSync(state, { recursive: true })
    writeFileSync(join(state, 'runs'), '')
    expect(await runs.create(run)).toMatchObject({
      ok: false,
      problem: {
        message: `no run can begin in ${join(state, 'runs')}: the folder ${join(state, 'runs')} cannot be made: there is something of that name already`,
      },
    })
    expect((await runs.list()).ok).toBe(false)
  })
})

describe('runs are found', () => {
  const names = ['20261120-001-aaaa', '20261121-001-7c1e', '20261121-002-7c1f', '20261121-010-0000']
  beforeEach(() => {
    for (const name of [...names, '.1234.new', 'notes'])
      mkdirSync(join(state, 'runs', name), { recursive: true })
    writeFileSync(join(state, 'runs', '20261122-001-7c1e'), 'a file')
  })

  it('all, oldest first', async () => {
    const listed = await runs.list()
    expect(listed.ok && listed.value.map(({ id }) => id)).toEqual(names)
  })

  it.each<[prefix: string, expected: string]>([
    ['20261120', '20261120-001-aaaa'],
    ['20261121-010', '20261121-010-0000'],
    ['20261121-001-7c1e', '20261121-001-7c1e'],
    ['20261121-00', '2 runs begin with "20261121-00": 20261121-001-7c1e, 20261121-002-7c1f'],
    ['2026', '4 runs begin with "2026": 20261121-001-7c1e, 20261121-002-7c1f, 20261121-010-0000 and 1 more'],
    ['20261121-002-7c1e', 'there is no run "20261121-002-7c1e": did you mean "20261121-001-7c1e"?'],
    ['20261112-001', 'there is no run "20261112-001": did you mean "20261121-001"?'],
    ['..', 'there is no run "..": the last one is 20261121-010-0000'],
    ['', 'a run has to be named: the last one is 20261121-010-0000'],
  ])('%j: %s', async (prefix, expected) => {
    const found = await runs.find(prefix)
    expect(found.ok ? found.value.id : `${found.problem.message}: ${found.problem.help}`).toBe(expected)
  })
})

it('where nothing ever ran, none is found', async () => {
  expect(await runs.list()).toEqual({ ok: true, value: [] })
  expect(await runs.find('2026')).toMatchObject({
    problem: { message: 'there is no run "2026"', help: `nothing has run yet in ${join(state, 'runs')}` },
  })
})
