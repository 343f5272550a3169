import { hostname } from 'node:os'
import { messageOf } from '../../base/index.ts'
import { type Ask, type Ending, execute, type Route } from '../../execute/index.ts'
import { ask, FileAsks, type RunFolder, type RunsFolder } from '../../runs/index.ts'
import { type ExitCode, InputProblem, type Io } from '../io.ts'
import { systemClock } from './clock.ts'
import { tellEnding } from './entry-teller.ts'
import { FleetVerdict } from './fleet-verdict.ts'
import type { Itinerary } from './itinerary.ts'
import { Reporter } from './reporter.ts'
import { entriesIn } from './standing.ts'
import { type TakenRun, takeRun, thisProcess } from './take-run.ts'

/** As the command line gives them. */
export interface GivenConduct {
  readonly policy?: readonly string[]
  readonly state?: string
  readonly maxParallel?: string
  readonly onFailure?: 'pause' | 'undo'
  readonly takeOver?: boolean
  readonly unsealed?: boolean
  readonly format?: 'text' | 'json'
}

export interface ConductOptions {
  readonly policy: readonly string[]
  readonly state: string | undefined
  /** Where nothing is said, as the run began, or else as usual. */
  readonly maxParallel: number | undefined
  readonly onFailure: 'pause' | 'undo' | undefined
  readonly takeOver: boolean
  readonly unsealed: boolean
  readonly format: 'text' | 'json'
}

/** As many stages are under way at once where neither the plan nor the user says. */
export const usualParallel = 8

export interface Place {
  readonly state: string
  readonly runs: RunsFolder
  readonly isNew: boolean
  /** What was asked for: how it has to end for a yes. */
  readonly wanted: 'done' | 'undone'
  /** Asked of it once it is ours: whoever is refused leaves nothing behind. */
  readonly first?: { readonly ask: Ask; readonly by: string }
  /** Called once it is ours. */
  readonly onTaken?: () => void
}

/** Drives a run from wherever its journal says that it is, until it ends or stands still. */
export async function conduct(
  run: RunFolder,
  itinerary: Itinerary,
  options: ConductOptions,
  place: Place,
  io: Io,
): Promise<ExitCode> {
  const { route, start, policies, notes } = itinerary
  const ours = await taken(run, route, options, place)
  const verdict = new FleetVerdict(start.groups, policies, io.today)
  const reporter = new Reporter({ run: run.id, route, verdict, format: options.format }, io)
  let ending: Ending | undefined
  try {
    place.onTaken?.()
    if (place.first !== undefined) await tell(run, place.first)
    for (const note of [...notes, ...notesOn(ours)]) reporter.note(note)
    ending = await drive(run, itinerary, options, ours, reporter)
  } finally {
    reporter.end()
    await ours.journal.close().catch(() => {})
    await ours.lock.letGo(ending?.kind === 'ended' ? 'over' : 'paused').catch((error: unknown) => {
      reporter.note(`its scopes could not be let go: ${messageOf(error)}`)
    })
  }
  tellEnding(run.id, ending, reporter.direction, options.format, io)
  return ending.kind === 'ended' && ending.outcome === place.wanted ? 0 : 1
}

async function tell({ asks }: RunFolder, asked: NonNullable<Place['first']>): Promise<void> {
  const told = await ask(asks, { ...asked, at: Date.now() })
  if (!told.ok) throw new InputProblem([told.problem])
}

/** What is to be known of those who were there before. */
function notesOn({ lock: { takenFrom }, reading: { torn } }: TakenRun): readonly string[] {
  const notes: string[] = []
  if (torn !== undefined)
    notes.push(`the journal's last line was torn when somebody died, and is cut off (line ${torn.line})`)
  if (takenFrom !== undefined) {
    const gone = takenFrom.host === hostname() ? 'is gone' : 'is said to be gone'
    notes.push(`taken over from process ${takenFrom.pid} on ${takenFrom.host}, which ${gone}`)
  }
  return notes
}

async function drive(
  run: RunFolder,
  { route, driver, drivers }: Itinerary,
  options: ConductOptions,
  { journal, progress }: TakenRun,
  reporter: Reporter,
): Promise<Ending> {
  const wall = () => Date.now()
  const asks = await FileAsks.open(run.asks, {
    ...{ wall, heard: progress.heard },
    untaken: (one) =>
      reporter.note(
        one.kind === 'late' ? `"${one.ask.what}" was asked too long ago, and is left` : one.message,
      ),
  })
  if (!asks.ok) throw new InputProblem([asks.problem])
  const release = onInterrupt((times) => {
    if (times > 1) {
      reporter.note(`left as it is; interlock runs resume ${run.id} goes on with it`)
      reporter.end()
      process.exit(130)
    }
    reporter.note('finishes what is under way; Ctrl-C again leaves it as it is')
    void ask(run.asks, { ask: { what: 'pause' }, by: 'Ctrl-C', at: wall() })
  })
  const most = options.maxParallel ?? usualParallel
  try {
    reporter.begin(progress)
    return await execute(
      progress,
      {
        ...{ driver, journal, asks: asks.value, clock: systemClock, random: Math.random },
        read: () => entriesIn(run),
      },
      {
        by: thisProcess(),
        settingsOf: (group) => drivers.settingsOf(group),
        maxParallel: Math.min(most, route.maxParallel ?? most),
        ...{ onFailure: options.onFailure ?? 'pause', staysWhenPaused: false },
        onEntry: (entry, now) => reporter.tell({ at: wall(), entry }, now),
        onWait: (subject, because, approval) => reporter.wait(subject, because, approval),
      },
    )
  } finally {
    release()
  }
}

/** Nothing is left of a new run that cannot be. */
async function taken(
  run: RunFolder,
  route: Route,
  { takeOver }: ConductOptions,
  { state, runs, isNew }: Place,
): Promise<TakenRun> {
  try {
    return await takeRun(run, route, { state, runs, takesOver: takeOver })
  } catch (error) {
    if (isNew) await runs.discard(run)
    throw error
  }
}

/** Calls with the number of times so far; the function returned stops that. */
function onInterrupt(act: (times: number) => void): () => void {
  let times = 0
  const heard = (): void => act(++times)
  process.on('SIGINT', heard)
  process.on('SIGTERM', heard)
  return () => {
    process.off('SIGINT', heard)
    process.off('SIGTERM', heard)
  }
}
