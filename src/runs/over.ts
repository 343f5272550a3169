import { existsSync } from 'node:fs'
import type { Entry } from '../execute/index.ts'
import { readJournal } from './journal-reader.ts'
import type { RunsFolder } from './runs-folder.ts'

/**
 * Whether a run that nobody drives has nothing left to do: it ended, or never did anything, or its folder is gone. Where that cannot be
 * told, as of a damaged journal, it is not over.
 */
export async function isOver(runs: RunsFolder, id: string): Promise<boolean> {
  const listed = await runs.list()
  if (!listed.ok) return false
  const run = listed.value.find((one) => one.id === id)
  if (run === undefined) return true
  const last: { entry?: Entry } = {}
  const read = await readJournal(run.journal, ({ entry }) => {
    last.entry = entry
  })
  if (!read.ok) return !existsSync(run.journal)
  return last.entry === undefined || last.entry.kind === 'ended'
}
