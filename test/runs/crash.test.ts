import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Entry, Written } from '../../src/execute/index.ts'
import { openJournal, readJournal } from '../../src/runs/index.ts'
import { runs, timeoutMilliseconds } from '../fuzz/runs.ts'
import { asRead, someEntry } from './entries.ts'
import { type Faults, PowerLoss, SimulatedDisk } from './simulated-disk.ts'

/*
 * Whatever happens to disk and machine, what is read afterwards is what was put into the journal, in its order, up to some entry that
 * is not before the last one that was acknowledged.
 */

const file = 'run/journal'

/** What somebody does with a journal: entries that are put there at once, and then a flush. */
type Script = readonly (readonly Entry[])[]

interface Story {
  put: Entry[]
  acknowledged: number
}

/** Opens the journal and goes on with it; ends early where the disk does. */
async function write(disk: SimulatedDisk, script: Script, story: Story, waits = true): Promise<void> {
  const opened = await openJournal(file, () => undefined, { by: '0.1.0', wall: () => 0, disk }).catch(
    ignorePowerLoss,
  )
  if (opened === undefined || !opened.ok) return
  const { journal } = opened.value
  // Whoever may go on has all that was read for good.
  story.acknowledged = story.put.length
  const flushes: Promise<void>[] = []
  for (const entries of script) {
    for (const entry of entries) {
      journal.append(entry)
      story.put.push(asRead(entry))
    }
    const upTo = story.put.length
    const flush = journal.flush().then(
      () => {
        story.acknowledged = Math.max(story.acknowledged, upTo)
      },
      () => undefined,
    )
    flushes.push(flush)
    if (waits) await flush
  }
  await Promise.all(flushes)
}

function ignorePowerLoss(error: unknown): undefined {
  if (!(error instanceof PowerLoss)) throw error
}

async function readAll(disk: SimulatedDisk): Promise<Entry[]> {
  const found: Written[] = []
  const read = await readJournal(file, (written) => found.push(written), { disk })
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  expect(found.map(({ seq }) => seq)).toEqual(found.map((_, i) => i + 1))
  return found.map(({ entry }) => entry)
}

async function expectPrefix(disk: SimulatedDisk, story: Story): Promise<Entry[]> {
  if (disk.bytes(file) === undefined) {
    expect(story.acknowledged).toBe(0)
    return []
  }
  const found = await readAll(disk)
  expect(found).toEqual(story.put.slice(0, found.length))
  expect(found.length).toBeGreaterThanOrEqual(story.acknowledged)
  return found
}

const begun: Entry = { kind: 'begun', run: '20261121-001-7c1e', digest: '7c1e' }
const moved = (subject: string): Entry => ({ kind: 'moved', subject })
const script: Script = [
  [begun, { kind: 'taken', by: 'é😀' }],
  [{ kind: 'intended', subject: '1', batch: 0, moving: [{ from: '1.0.0', ids: ['a', 'b'] }] }, moved('1')],
  [moved('2')],
  [moved('3'), { kind: 'settled', subject: '1' }, { kind: 'halted', because: { kind: 'asked', by: 'ada' } }],
]

const after: Script = [[{ kind: 'resumed' }], [{ kind: 'ended', outcome: 'done' }]]

/** Everything that the script writes, and so every point at which the power can go. */
const all_bytes = await (async () => {
  const disk = new SimulatedDisk()
  await write(disk, script, { put: [], acknowledged: 0 })
  return disk.written_bytes
})()

const ends = [
  { kept: 0, keepsNames: false },
  { kept: 0, keepsNames: true },
  { kept: 0.5, keepsNames: true },
  { kept: 1, keepsNames: true },
  { kept: 0.4, keepsNames: true, isZeroed: true },
]

it.each(ends)('the power goes at every byte: %o', async (end) => {
  for (let at = 0; at <= all_bytes; at++) {
    const disk = new SimulatedDisk({ powerAfter_bytes: at })
    const story: Story = { put: [], acknowledged: 0 }
    await write(disk, script, story)
    disk.restart(end)
    const found = await expectPrefix(disk, story)

    // What is there can be gone on with, and nothing that was cut off comes back.
    const next: Story = { put: [...found], acknowledged: found.length }
    await write(disk, after, next)
    expect(next.acknowledged).toBe(found.length + 2)
    disk.restart({ kept: 0, keepsNames: false })
    expect(await readAll(disk)).toEqual(next.put)
  }
})

it('the power goes at every byte while somebody goes on', async () => {
  const before = new SimulatedDisk({ powerAfter_bytes: all_bytes - 20 })
  const first: Story = { put: [], acknowledged: 0 }
  await write(before, script, first)
  before.restart({ kept: 1, keepsNames: true })
  const left = before.bytes(file) as Buffer
  const found = await readAll(before)

  for (let at = 0; at <= left.length + 400; at++) {
    for (const end of ends) {
      const disk = new SimulatedDisk()
      disk.put(file, left)
      disk.faults = { powerAfter_bytes: at }
      const story: Story = { put: [...found], acknowledged: found.length }
      await write(disk, after, story)
      disk.restart(end)
      await expectPrefix(disk, story)
    }
  }
})

const scripts = fc.array(fc.array(someEntry, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })

it(
  'any entries, any faults',
  async () => {
    const faults: fc.Arbitrary<Faults> = fc
      .record(
        {
          powerAfter_bytes: fc.nat({ max: 3000 }),
          capacity_bytes: fc.nat({ max: 3000 }),
          failingSyncs: fc
            .array(fc.integer({ min: 1, max: 8 }), { maxLength: 2 })
            .map((some) => new Set(some)),
          shortest: fc.integer({ min: 1, max: 200 }),
        },
        { requiredKeys: [] },
      )
      .map(({ shortest, ...rest }) => ({
        ...rest,
        ...(shortest !== undefined && { taken: (bytes: number) => Math.min(bytes, shortest) }),
      }))
    const lives = fc.array(
      fc.record({
        script: scripts,
        faults,
        waits: fc.boolean(),
        /** Undefined: the process ends, and the machine does not. */
        end: fc.option(
          fc.record({
            kept: fc.double({ min: 0, max: 1, noNaN: true }),
            keepsNames: fc.boolean(),
            isZeroed: fc.boolean(),
          }),
          { nil: undefined },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    await fc.assert(
      fc.asyncProperty(lives, async (all) => {
        const disk = new SimulatedDisk()
        let found: Entry[] = []
        let acknowledged = 0
        for (const { script, faults, waits, end } of all) {
          disk.faults = faults
          disk.written_bytes = 0
          disk.syncs = 0
          const story: Story = { put: [...found], acknowledged }
          await write(disk, script, story, waits)
          if (end !== undefined) disk.restart(end)
          else if (faults.powerAfter_bytes !== undefined) disk.restart({ kept: 1, keepsNames: true })
          disk.faults = {}
          found = await expectPrefix(disk, story)
          acknowledged = story.acknowledged
        }
        // A last life without faults, to see that it is open to one.
        const story: Story = { put: [...found], acknowledged: found.length }
        await write(disk, after, story)
        expect(story.acknowledged).toBe(found.length + 2)
        disk.restart({ kept: 0, keepsNames: false })
        expect(await readAll(disk)).toEqual(story.put)
      }),
      runs(250),
    )
  },
  timeoutMilliseconds,
)
