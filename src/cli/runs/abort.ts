import type { RunFolder, RunsFolder } from '../../runs/index.ts'
import type { ExitCode, Io } from '../io.ts'
import { tellEnding } from './entry-teller.ts'
import type { Outline } from './standing.ts'
import { takeRun, thisProcess } from './take-run.ts'

interface Aborting {
  readonly state: string
  readonly runs: RunsFolder
  readonly takesOver: boolean
  readonly by: string
}

/** Writes into the journal of a run that it is over, and frees its scopes. */
export async function endAborted(
  run: RunFolder,
  { route }: Outline,
  { by, ...taking }: Aborting,
  { format }: { readonly format?: 'text' | 'json' },
  io: Io,
): Promise<ExitCode> {
  const { lock, journal, progress } = await takeRun(run, route, taking)
  journal.append({ kind: 'taken', by: thisProcess() })
  journal.append({ kind: 'asked', ask: { what: 'abort' }, by, id: `abort-${Date.now()}` })
  journal.append({ kind: 'ended', outcome: 'aborted' })
  await journal.flush()
  await journal.close()
  await lock.letGo('over')
  tellEnding(run.id, { kind: 'ended', outcome: 'aborted' }, progress.direction, format, io)
  return 0
}
