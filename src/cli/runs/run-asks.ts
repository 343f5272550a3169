import { nearest } from '../../base/index.ts'
import { noteDocument } from '../../contract/index.ts'
import { type Ask, approvalsIn, type Progress } from '../../execute/index.ts'
import { ask, type RunFolder } from '../../runs/index.ts'
import { type ExitCode, InputProblem, type Io, wrong } from '../io.ts'
import { endAborted } from './abort.ts'
import { type AboutRun, keepAbout, readAbout } from './about-run.ts'
import { type ConductOptions, conduct } from './conduct.ts'
import { type Papers, withItinerary } from './itinerary.ts'
import { observedFleetText } from './observed-fleet.ts'
import { somebody } from './somebody.ts'
import {
  driversIn,
  findRun,
  type Outline,
  outlineOf,
  paper,
  type StateOption,
  standingOf,
} from './standing.ts'

/* What is asked of runs, and what is done for those that nobody drives. */

export interface AskOptions extends StateOption {
  readonly format?: 'text' | 'json'
}

/** Asks whoever drives a run, now or later. */
export async function askRun(name: string, asked: Ask, options: AskOptions, io: Io): Promise<ExitCode> {
  const { run, state } = await findRun(name, options, io)
  const outline = outlineOf(run)
  const progress = await goingOn(run, outline)
  if (asked.what === 'approve') refuseUnawaited(asked.name, progress, outline)
  const isDriven = (await driversIn(state))(run.id)
  const told = await ask(run.asks, { ask: asked, by: somebody(), at: Date.now() })
  if (!told.ok) throw new InputProblem([told.problem])
  const text = `asked run ${run.id} to ${asked.what}${'name' in asked ? ` ${asked.name}` : ''}: ${heardBy(isDriven)}`
  io.write(options.format === 'json' ? `${JSON.stringify(noteDocument(run.id, text))}\n` : `${text}\n`)
  return 0
}

function heardBy(isDriven: boolean | undefined): string {
  if (isDriven === undefined)
    return 'who drives it on another machine hears that, if it is still there; else go on with --take-over'
  return isDriven
    ? 'it will hear that soon'
    : 'nobody drives it now; whoever goes on with it hears that first'
}

async function goingOn(run: RunFolder, outline: Outline): Promise<Progress> {
  const progress = await standingOf(run, outline)
  if (progress.status === 'ended') throw wrong(`run ${run.id} is over: ${progress.outcome ?? 'it has ended'}`)
  return progress
}

/** What nobody waits for would be heard, and forgotten. */
function refuseUnawaited(name: string, progress: Progress, { isManual }: Outline): void {
  const names = approvalsIn(progress, isManual).map((one) => one.name)
  if (names.includes(name)) return
  const guess = nearest(name, names)
  const waiting = names.length === 0 ? 'nothing waits for anybody' : `now ${names.join(', ')}`
  throw wrong(
    `nothing of the name "${name}" waits for anybody`,
    guess === undefined ? waiting : `did you mean "${guess}"?`,
  )
}

const wantedBy = ({ what }: Ask, { direction }: Progress): 'done' | 'undone' =>
  what === 'undo' || direction === 'back' ? 'undone' : 'done'

/** Asks whoever drives a run; where nobody does, drives it. */
export async function goOn(
  name: string,
  asked: { readonly what: 'resume' | 'undo' },
  options: ConductOptions,
  io: Io,
): Promise<ExitCode> {
  const where = {
    ...(options.state !== undefined && { state: options.state }),
    format: options.format,
  }
  const { run, runs, state } = await findRun(name, where, io)
  const isDriven = (await driversIn(state))(run.id)
  // Only who drives it can say whether it is gone: a resume is for those that nobody drives.
  const isTheirs = isDriven === true || (isDriven === undefined && asked.what === 'undo')
  if (isTheirs && !options.takeOver) return askRun(name, asked, where, io)
  const progress = await goingOn(run, outlineOf(run))
  const about = readAbout(run)
  return withItinerary(papersOfRun(run, about, options, io), io, (itinerary) => {
    // Who was only left by its process goes on without being told.
    const isAsked = asked.what !== 'resume' || progress.status === 'halted'
    return conduct(
      run,
      itinerary,
      // As was said when it began, where nothing else is said now.
      {
        ...options,
        maxParallel: options.maxParallel ?? about.maxParallel,
        onFailure: options.onFailure ?? about.onFailure,
      },
      {
        ...{ state, runs, isNew: false, wanted: wantedBy(asked, progress) },
        ...(isAsked && { first: { ask: asked, by: somebody() } }),
        onTaken: () => {
          if (options.policy.length > 0) keepAbout(run, { ...about, policies: options.policy })
        },
      },
      io,
    )
  })
}

export interface AbortOptions extends AskOptions {
  readonly takeOver?: boolean
}

/** Ends a run: by whoever drives it, or else here, for which nothing of the platform is needed. */
export async function abortRun(name: string, options: AbortOptions, io: Io): Promise<ExitCode> {
  const { run, runs, state } = await findRun(name, options, io)
  const isDriven = (await driversIn(state))(run.id)
  if (isDriven !== false && options.takeOver !== true) return askRun(name, { what: 'abort' }, options, io)
  const outline = outlineOf(run)
  await goingOn(run, outline)
  return endAborted(
    run,
    outline,
    { state, runs, takesOver: options.takeOver === true, by: somebody() },
    options,
    io,
  )
}

/** What a run was made of when it began. */
function papersOfRun(
  run: RunFolder,
  about: AboutRun,
  { policy, unsealed }: Pick<ConductOptions, 'policy' | 'unsealed'>,
  { env }: Io,
): Papers {
  return {
    plan: { text: paper(run.plan), file: run.plan },
    driver: { text: paper(run.driver), file: run.driver, folder: about.folder },
    policies: policy.length > 0 ? policy : about.policies,
    allowUnsealed: about.unsealed || unsealed,
    env,
  }
}

/** Looks at the fleet through the drivers of a run. */
export async function showFleet(name: string | undefined, options: StateOption, io: Io): Promise<ExitCode> {
  const { run } = await findRun(name, options, io)
  const papers = papersOfRun(run, readAbout(run), { policy: [], unsealed: false }, io)
  return withItinerary<ExitCode>({ ...papers, looksOnly: true }, io, async (itinerary) => {
    const title = `What was there when run ${run.id} was asked, on ${io.today}.`
    io.write(await observedFleetText(papers, itinerary, title))
    return 0
  })
}
