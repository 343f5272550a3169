import { hostname } from 'node:os'
import { endingDocument } from '../contract/index.ts'
import type { Ending } from '../execute/index.ts'
import { endingText } from '../explain/index.ts'
import { isOver, Locks, openJournal, type RunFolder, type RunsFolder } from '../runs/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf } from './io.ts'
import { programVersion } from './release.ts'
import { type Outline, standingOf } from './standing.ts'

interface Taking {
  readonly state: string
  readonly runs: RunsFolder
  readonly takesOver: boolean
  readonly by: string
}

/** Writes into the journal of a run that it is over, and frees its scopes. */
export async function endAborted(
  run: RunFolder,
  outline: Outline,
  { state, runs, takesOver, by }: Taking,
  { format }: { readonly format?: 'text' | 'json' },
  io: Io,
): Promise<ExitCode> {
  const wall = () => Date.now()
  const lock = await new Locks(state, wall).take({
    ...{ run: run.id, scopes: outline.route.groups.map(({ scope }) => scope), takesOver },
    isOver: (other) => isOver(runs, other),
  })
  if (!lock.ok) throw new InputProblem([lock.problem])
  const opened = await openJournal(run.journal, () => {}, { by: programVersion, wall, fence: lock.value })
  if (!opened.ok) {
    await lock.value.letGo('paused')
    throw new InputProblem([opened.problem])
  }
  const { journal } = opened.value
  // From the copy that is ours now.
  const progress = await standingOf(run, outline)
  if (progress.run === undefined) journal.append({ kind: 'begun', run: run.id, digest: outline.route.digest })
  journal.append({ kind: 'taken', by: `process ${process.pid} on ${hostname()}` })
  journal.append({ kind: 'asked', ask: { what: 'abort' }, by, id: `abort-${wall()}` })
  journal.append({ kind: 'ended', outcome: 'aborted' })
  await journal.flush()
  await journal.close()
  await lock.value.letGo('over')
  const ending: Ending = { kind: 'ended', outcome: 'aborted' }
  if (format === 'json') io.write(`${JSON.stringify(endingDocument(run.id, ending))}\n`)
  else io.write(endingText(run.id, ending, progress.direction, paintOf(io)))
  return 0
}
