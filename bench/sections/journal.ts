import { appendFileSync, closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entry } from '../../src/execute/index.ts'
import { type FileJournal, openJournal, readJournal } from '../../src/runs/index.ts'
import { Random } from '../../test/oracle/random.ts'
import type { Figures, Setting } from '../figures.ts'
import { assertAgreement, measure, medianOf } from '../measure.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'

const size = 400
const stages = 8
const burst = 100
const many = 200_000

/** Writing down what a run does so that it stays, against a file that is appended to and synced for each entry. */
export async function journal({ seed }: Setting): Promise<Figures> {
  printTitle(`journal    ${whole(size)} entries, each acknowledged when it is on the disk`)
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))
  try {
    return await measured(folder, madeEntries(new Random(seed), size))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measured(folder: string, entries: readonly Entry[]): Promise<Figures> {
  let count = 0
  const newFile = (): string => join(folder, `journal-${++count}`)
  const ours = async (writers: number, perFlush: number): Promise<number> => {
    const file = newFile()
    const journal = await opened(file)
    await Promise.all(shares(entries, writers).map((share) => write(journal, share, perFlush)))
    await journal.close()
    return read(file)
  }
  const plain = (): number => {
    const file = newFile()
    const descriptor = openSync(file, 'a')
    for (const entry of entries) {
      appendFileSync(descriptor, `${JSON.stringify({ at: new Date().toISOString(), entry })}\n`)
      fsyncSync(descriptor)
    }
    closeSync(descriptor)
    return readFileSync(file, 'utf8').split('\n').length - 1
  }
  const found = await measure(
    [
      { name: 'one', run: () => ours(1, 1) },
      { name: 'stages', run: () => ours(stages, 1) },
      { name: 'burst', run: () => ours(1, burst) },
      { name: 'plain', run: plain },
    ],
    { rounds: 7, warmUp_ms: 500, budget_ms: 20_000 },
  )
  assertAgreement(
    'entries that are read again',
    found.map(({ name, last }) => ({ name, value: last })),
  )
  const plain_ms = medianOf(found, 'plain')
  const row = (title: string, name: string): string[] => {
    const ms = medianOf(found, name)
    return [title, whole(Math.round(perSecond(ms))), duration(ms / size), times(plain_ms / ms)]
  }
  printTable(
    ['', 'entries a second', 'each', 'ratio'],
    [
      row('interlock, one after the other', 'one'),
      row(`interlock, by ${stages} stages at once`, 'stages'),
      row(`interlock, ${burst} at once`, 'burst'),
      row('appendFileSync and fsyncSync', 'plain'),
    ],
  )
  const beside = await besideDisk(newFile())
  console.log(`
  × is how many times as many entries as the plain file takes. The plain file has no checksums, and
  stops the whole process while it is synced. Beside the disk an entry costs ${duration(beside.append_ms)} to write
  and ${duration(beside.read_ms)} to read, over ${whole(many)} of them.`)
  return {
    one_per_s: rounded(perSecond(medianOf(found, 'one'))),
    stages_per_s: rounded(perSecond(medianOf(found, 'stages'))),
    burst_per_s: rounded(perSecond(medianOf(found, 'burst'))),
    plain_per_s: rounded(perSecond(plain_ms)),
    append_us: rounded(beside.append_ms * 1000),
    read_us: rounded(beside.read_ms * 1000),
  }
}

const perSecond = (ms: number): number => (size / ms) * 1000

/** What entries cost when many share a sync, and when they are read. */
async function besideDisk(file: string): Promise<{ append_ms: number; read_ms: number }> {
  const entries = madeEntries(new Random(1), 1000)
  const journal = await opened(file)
  let append_ms = 0
  for (let i = 0; i < many; i += entries.length) {
    const started = performance.now()
    for (const entry of entries) journal.append(entry)
    append_ms += performance.now() - started
    await journal.flush()
  }
  await journal.close()
  const started = performance.now()
  assertAgreement('entries', [
    { name: 'written', value: many },
    { name: 'read', value: await read(file) },
  ])
  return { append_ms: append_ms / many, read_ms: (performance.now() - started) / many }
}

async function opened(file: string): Promise<FileJournal> {
  const found = await openJournal(file, () => undefined, { by: '0.0.0', wall: Date.now })
  if (!found.ok) throw new Error(found.problem.message)
  return found.value.journal
}

async function write(journal: FileJournal, entries: readonly Entry[], perFlush: number): Promise<void> {
  for (let i = 0; i < entries.length; i += perFlush) {
    for (const entry of entries.slice(i, i + perFlush)) journal.append(entry)
    await journal.flush()
  }
}

async function read(file: string): Promise<number> {
  let entries = 0
  const found = await readJournal(file, () => entries++)
  if (!found.ok) throw new Error(found.problem.message)
  return entries
}

const shares = (entries: readonly Entry[], number: number): Entry[][] =>
  Array.from({ length: number }, (_, i) => entries.filter((_, k) => k % number === i))

function madeEntries(random: Random, number: number): Entry[] {
  return Array.from({ length: number }, (_, i) => {
    const ids = Array.from({ length: random.whole(1, 4) }, (_, k) => `hub-${i}-${k}`)
    return { kind: 'intended', subject: String(i % stages), batch: i, moving: [{ from: '1.1.1', ids }] }
  })
}
