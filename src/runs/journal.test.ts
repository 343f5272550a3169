import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SimulatedDisk } from '../../test/runs/simulated-disk.ts'
import type { Entry, Written } from '../execute/index.ts'
import { type FileJournal, type OpenOptions, openJournal } from './journal.ts'
import { readJournal } from './journal-reader.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

const wall = () => Date.parse('2026-11-21T12:28:23.123Z')
const moved = (subject: string): Entry => ({ kind: 'moved', subject })

async function open(file: string, options: Partial<OpenOptions> = {}) {
  const found: Written[] = []
  const opened = await openJournal(file, (written) => found.push(written), { by: '0.1.0', wall, ...options })
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
  return { ...opened.value, found }
}

describe('a journal on a real disk', () => {
  it('is lines that a person can read', async () => {
    const file = join(folder, 'journal')
    const { journal } = await open(file)
    journal.append({ kind: 'begun', run: '20261121-001-7c1e', digest: '7c1e' })
    journal.append(moved('1'))
    await journal.flush()
    await journal.close()

    expect(readFileSync(file, 'utf8')).toBe(
      [
        'interlock journal 1.0, written by interlock 0.1.0, 00000000 3002c327',
        '3002c327 4a557cc6 1 2026-11-21T12:28:23.123Z {"kind":"begun","run":"20261121-001-7c1e","digest":"7c1e"}',
        '4a557cc6 63ecf99b 2 2026-11-21T12:28:23.123Z {"kind":"moved","subject":"1"}',
        '',
      ].join('\n'),
    )
  })

  it('is gone on with, under a header of its own by another interlock', async () => {
    const file = join(folder, 'resumed')
    for (const by of ['0.1.0', '0.1.0', '0.2.0']) {
      const { journal } = await open(file, { by })
      journal.append(moved(by))
      await journal.flush()
      await journal.close()
    }
    const { reading, found, journal } = await open(file)
    await journal.close()

    expect(reading.writers.map(({ by }) => by)).toEqual(['0.1.0', '0.2.0'])
    expect(found.map(({ seq, entry }) => [seq, entry])).toEqual([
      [1, moved('0.1.0')],
      [2, moved('0.1.0')],
      [3, moved('0.2.0')],
    ])
  })

  it.each([
    ['no-such/journal', 'there is no such folder'],
    ['.', 'cannot be'],
  ])('%s: %s', async (path, message) => {
    const opened = await openJournal(join(folder, path), () => undefined, { by: '0.1.0', wall })
    expect(opened).toMatchObject({ ok: false, problem: { message: expect.stringContaining(message) } })
  })
})

describe('writes and syncs are shared', () => {
  it('by all that wait at the same time', async () => {
    const disk = new SimulatedDisk()
    const { journal } = await open('journal', { disk })
    const flushes = Array.from({ length: 100 }, (_, i) => {
      journal.append(moved(String(i)))
      return journal.flush()
    })
    await Promise.all(flushes)
    expect([disk.writes, disk.syncs]).toEqual([1, 1])
  })

  it('by all that come while one is under way', async () => {
    const disk = new SimulatedDisk()
    const { journal } = await open('journal', { disk })
    journal.append(moved('first'))
    const first = journal.flush()
    await Promise.resolve()
    await Promise.resolve()
    const others = Array.from({ length: 100 }, (_, i) => {
      journal.append(moved(String(i)))
      return journal.flush()
    })
    await first
    // What came later is not on the disk yet, whoever has been told what.
    const read: Written[] = []
    await readJournal('journal', (written) => read.push(written), { disk })
    expect(read.length).toBeLessThan(101)
    await Promise.all(others)
    expect([disk.writes, disk.syncs]).toEqual([2, 2])
  })

  it('without anything new nothing is written, and what is under way is waited for', async () => {
    const disk = new SimulatedDisk()
    const { journal } = await open('journal', { disk })
    journal.append(moved('1'))
    const first = journal.flush()
    await Promise.resolve()
    await Promise.all([journal.flush(), journal.flush()])
    expect(disk.syncs).toBe(1)
    await first
    await journal.flush()
    expect(disk.writes).toBe(1)
  })
})

describe('after a fault nothing more is taken', () => {
  const rejects = async (journal: FileJournal, message: string, reason: string) => {
    await expect(journal.flush()).rejects.toMatchObject({ message: expect.stringContaining(message), reason })
  }

  it('when the disk is full', async () => {
    const disk = new SimulatedDisk()
    const { journal } = await open('journal', { disk })
    disk.faults = { capacity_bytes: 100 }
    journal.append(moved('1'))
    await rejects(journal, 'journal cannot be written: the disk is full', 'disk')
    const { writes } = disk
    disk.faults = {}
    journal.append(moved('2'))
    await rejects(journal, 'the disk is full', 'disk')
    expect(disk.writes).toBe(writes)
  })

  it('when a sync fails: it is not tried again, and who waits behind it is told', async () => {
    const disk = new SimulatedDisk({ failingSyncs: new Set([1]) })
    const { journal } = await open('journal', { disk })
    journal.append(moved('1'))
    const first = journal.flush()
    await Promise.resolve()
    await Promise.resolve()
    journal.append(moved('2'))
    const second = journal.flush()
    await expect(first).rejects.toThrow('the disk has a fault')
    await expect(second).rejects.toThrow('the disk has a fault')
    await rejects(journal, 'the disk has a fault', 'disk')
    expect([disk.writes, disk.syncs]).toEqual([1, 1])
  })

  it('when the disk takes nothing, without a reason', async () => {
    const disk = new SimulatedDisk({ taken: () => 0 })
    const { journal } = await open('journal', { disk })
    journal.append(moved('1'))
    await rejects(journal, 'the disk takes nothing', 'disk')
  })

  it('when it is closed', async () => {
    const disk = new SimulatedDisk()
    const { journal } = await open('journal', { disk })
    journal.append(moved('1'))
    await journal.close()
    await rejects(journal, 'the journal journal is closed', 'closed')
    expect(disk.writes).toBe(0)
  })

  it('when the run is in other hands, before anything is written', async () => {
    const disk = new SimulatedDisk()
    const { journal } = await open('journal', { disk, fence: { isHeld: async () => false } })
    journal.append(moved('1'))
    await rejects(journal, 'the run is in other hands', 'other-hands')
    expect(disk.writes).toBe(0)
  })

  it('when it comes into other hands while it is written', async () => {
    const disk = new SimulatedDisk()
    let asked = 0
    const { journal } = await open('journal', { disk, fence: { isHeld: async () => ++asked === 1 } })
    journal.append(moved('1'))
    await rejects(journal, 'the run is in other hands', 'other-hands')
    expect([disk.syncs, asked]).toEqual([1, 2])
  })

  it('when nobody can tell', async () => {
    const disk = new SimulatedDisk()
    const fence = { isHeld: () => Promise.reject(new Error('no table')) }
    const { journal } = await open('journal', { disk, fence })
    journal.append(moved('1'))
    await rejects(journal, 'nobody can tell whether the run is still in these hands: no table', 'disk')
  })
})

describe('who goes on', () => {
  it('leaves who wrote before to write to nobody', async () => {
    const disk = new SimulatedDisk()
    const { journal: stale } = await open('journal', { disk })
    stale.append(moved('1'))
    await stale.flush()
    const { journal } = await open('journal', { disk })
    stale.append(moved('of another'))
    await stale.flush()
    journal.append(moved('2'))
    await journal.flush()

    const { found } = await open('journal', { disk })
    expect(found.map(({ entry }) => entry)).toEqual([moved('1'), moved('2')])
  })

  it('leaves the file alone when the run is in other hands by then', async () => {
    const disk = new SimulatedDisk()
    const { journal } = await open('journal', { disk })
    journal.append(moved('1'))
    await journal.flush()
    const opened = await openJournal('journal', () => undefined, {
      by: '0.1.0',
      wall,
      disk,
      fence: { isHeld: async () => false },
    })
    expect(opened).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('in other hands') },
    })
    journal.append(moved('2'))
    await journal.flush()
    expect((await open('journal', { disk })).reading.entries).toBe(2)
  })
})

describe('an entry that could not be read again', () => {
  it.each<[string, unknown, string]>([
    [
      'a number that is none',
      { kind: 'watched', subject: '1', seconds: Number.NaN },
      'seconds should be a number',
    ],
    ['a kind that there is not', { kind: 'blessed' }, 'kind should be one of begun, taken'],
    ['a member too many', { ...moved('1'), at: 1 }, 'at should be nothing'],
  ])('%s', async (_, entry, message) => {
    const { journal } = await open('journal', { disk: new SimulatedDisk() })
    expect(() => journal.append(entry as Entry)).toThrow(message)
  })

  it('a clock that shows nonsense does no harm', async () => {
    const disk = new SimulatedDisk()
    const times = [Number.NaN, 1e300, -1e300, 0.5]
    const { journal } = await open('journal', { disk, wall: () => times.shift() ?? 0 })
    for (let i = 0; i < 5; i++) journal.append(moved(String(i)))
    await journal.flush()
    expect((await open('journal', { disk })).found.map(({ at }) => new Date(at).toISOString())).toEqual([
      '1970-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
      '0000-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.000Z',
    ])
  })
})
