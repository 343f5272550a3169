import { hostname } from 'node:os'
import { groupsOfStages, type Progress, type Route, recall } from '../../execute/index.ts'
import {
  type FileJournal,
  isOver,
  type Lock,
  Locks,
  openJournal,
  type Reading,
  type RunFolder,
  type RunsFolder,
} from '../../runs/index.ts'
import { InputProblem } from '../io.ts'
import { programVersion } from '../program-version.ts'
import { entriesIn } from './standing.ts'

interface Taking {
  readonly state: string
  readonly runs: RunsFolder
  /** Also from a process that nobody can tell to be gone. */
  readonly takesOver: boolean
}

/** A run that is ours: nobody else moves anything in its scopes, or writes to its journal. */
export interface TakenRun {
  readonly lock: Lock
  readonly journal: FileJournal
  /** What stood in the journal. */
  readonly reading: Reading
  readonly progress: Progress
}

/** What others know this process by. */
export const thisProcess = (): string => `process ${process.pid} on ${hostname()}`

/** Takes a run with all scopes in which it moves anything. Throws an `InputProblem` where that cannot be; then nothing is taken. */
export async function takeRun(
  run: RunFolder,
  route: Route,
  { state, runs, takesOver }: Taking,
): Promise<TakenRun> {
  const wall = (): number => Date.now()
  const lock = await new Locks(state, wall).take({
    ...{ run: run.id, scopes: scopesOf(route), takesOver },
    isOver: (other) => isOver(runs, other),
  })
  if (!lock.ok) throw new InputProblem([lock.problem])
  try {
    const opened = await openJournal(run.journal, () => {}, { by: programVersion, wall, fence: lock.value })
    if (!opened.ok) throw new InputProblem([opened.problem])
    const { journal, reading } = opened.value
    // Read from the copy that is ours now: whoever was there before writes to nobody.
    const progress = await recall(route, () => entriesIn(run))
    if (progress.run === undefined) {
      const begun = { kind: 'begun', run: run.id, digest: route.digest } as const
      journal.append(begun)
      progress.take(begun)
    }
    return { lock: lock.value, journal, reading, progress }
  } catch (error) {
    // What went wrong is to be told, not that this does too; a run that nobody drives can be taken from who died.
    await lock.value.letGo('paused').catch(() => {})
    throw error
  }
}

const scopesOf = (route: Route): readonly string[] => [
  ...new Set([...groupsOfStages(route).values()].map(({ scope }) => scope)),
]
