import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Entry } from '../execute/index.ts'
import { openJournal } from './journal.ts'
import { isOver } from './over.ts'
import { type RunFolder, RunsFolder } from './runs-folder.ts'

const state = mkdtempSync(join(tmpdir(), 'interlock-over-'))
afterAll(() => rmSync(state, { recursive: true }))
const runs = new RunsFolder(state)

async function journal(file: string, entries: readonly Entry[]): Promise<void> {
  const opened = await openJournal(file, () => undefined, { by: '0.1.0', wall: () => 0 })
  if (!opened.ok) throw new Error(opened.problem.message)
  for (const entry of entries) opened.value.journal.append(entry)
  await opened.value.journal.flush()
  await opened.value.journal.close()
}

const begun: Entry = { kind: 'begun', run: '1', digest: '7c1e' }

it.each<[string, (run: RunFolder) => Promise<void> | void, boolean]>([
  ['that ended', ({ journal: file }) => journal(file, [begun, { kind: 'ended', outcome: 'aborted' }]), true],
  [
    'that stands still',
    ({ journal: file }) => journal(file, [begun, { kind: 'halted', because: { kind: 'asked', by: 'ada' } }]),
    false,
  ],
  ['that never did anything', ({ journal: file }) => journal(file, []), true],
  ['that nobody drove yet', () => undefined, true],
  ['without a journal', (run) => rmSync(run.journal), true],
  ['with a journal that is damaged', ({ journal: file }) => writeFileSync(file, 'to do: all\n'), false],
  ['that somebody has removed', (run) => rmSync(run.folder, { recursive: true }), true],
])('a run %s', async (_, make, expected) => {
  const run = await runs.create({ plan: Buffer.from('{}'), driver: Buffer.from(''), digest: '7c1e', at: 0 })
  if (!run.ok) throw new Error(run.problem.message)
  await make(run.value)
  expect(await isOver(runs, run.value.id)).toBe(expected)
})
