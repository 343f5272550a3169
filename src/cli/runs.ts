import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { messageOf } from '../base/index.ts'
import { writeDocument } from '../document/index.ts'
import type { Ask, Progress } from '../execute/index.ts'
import { ask, type RunFolder } from '../runs/index.ts'
import { readAbout } from './about-run.ts'
import { conducting, conductOptions } from './apply.ts'
import { type ConductOptions, conduct } from './conduct.ts'
import { type ExitCode, InputProblem, type Io, wrong } from './io.ts'
import { itineraryOf, type Papers } from './itinerary.ts'
import { observedFleet } from './observed-fleet.ts'
import { listRuns, logRun, showRun, type ViewOptions, watchRun } from './run-views.ts'
import { somebody } from './somebody.ts'
import { driversIn, findRun, type StateOption, standingOf } from './standing.ts'

/** What becomes of runs: where they stand, what they did, and what is asked of them. */
export function addRunsCommands(program: Command, io: Io): void {
  const runs = program
    .command('runs')
    .summary('where runs stand, and what is asked of them')
    .description('Where runs stand, what they did, and what is asked of them.')
  const command = (name: string, description: string): Command =>
    runs
      .command(name)
      .description(description)
      .option('--state <dir>', 'where runs keep what they know (default: $INTERLOCK_STATE)')
  const formatted = (one: Command): Command =>
    one.addOption(new Option('--format <format>', 'how to answer').choices(['text', 'json']).default('text'))
  formatted(command('list', 'All runs of this machine, oldest first.')).action((given: ViewOptions) =>
    io.wait(() => listRuns(given, io)),
  )
  formatted(command('status', 'Where a run stands.'))
    .argument('[run]', 'its name, or how it begins (default: the last one)')
    .action((run: string | undefined, given: ViewOptions) => io.wait(() => showRun(run, given, io)))
  formatted(command('log', 'What a run did, entry by entry.'))
    .argument('[run]', 'its name, or how it begins (default: the last one)')
    .action((run: string | undefined, given: ViewOptions) => io.wait(() => logRun(run, given, io)))
  formatted(command('watch', 'What a run does, as it does it, until it stands still.'))
    .argument('[run]', 'its name, or how it begins (default: the last one)')
    .action((run: string | undefined, given: ViewOptions) => io.wait(() => watchRun(run, given, io)))
  command('fleet', 'What is there now, as a fleet document: to plan anew from.')
    .argument('[run]', 'its name, or how it begins (default: the last one)')
    .action((run: string | undefined, given: StateOption) => io.wait(() => showFleet(run, given, io)))
  command('pause', 'Lets a run finish what is under way, and stand still.')
    .argument('<run>')
    .action((run: string, given: ViewOptions) => io.wait(() => askRun(run, { what: 'pause' }, given, io)))
  command('approve', 'Opens a gate that waits for a person, or says that a task is done.')
    .argument('<run>')
    .argument('<name>', 'as "interlock runs status" tells it: STAGE/GATE, or a task')
    .action((run: string, name: string, given: ViewOptions) =>
      io.wait(() => askRun(run, { what: 'approve', name }, given, io)),
    )
  for (const [what, description] of [
    ['resume', 'Goes on with a run that stands still or that nobody drives any more.'],
    ['undo', 'Takes a run back the way it came.'],
  ] as const)
    conducting(runs.command(what).description(description).argument('<run>')).action(
      (run: string, given: Partial<ConductOptions>) =>
        io.wait(() => goOn(run, { what }, conductOptions(given), io)),
    )
  command('abort', 'Ends a run and leaves everything as it is.')
    .argument('<run>')
    .action((run: string, given: ViewOptions) =>
      io.wait(() => goOn(run, { what: 'abort' }, conductOptions({ ...given }), io)),
    )
}

async function askRun(name: string, asked: Ask, options: StateOption, io: Io): Promise<ExitCode> {
  const { run, state } = await findRun(name, options, io)
  const progress = await standingOf(run)
  if (progress.status === 'ended') throw wrong(`run ${run.id} is over: ${progress.outcome ?? 'it has ended'}`)
  const told = await ask(run.asks, { ask: asked, by: somebody(), at: Date.now() })
  if (!told.ok) throw new InputProblem([told.problem])
  const isDriven = (await driversIn(state))(run.id)
  const isHeard =
    isDriven === false
      ? 'nobody drives it now; whoever goes on with it hears that first'
      : 'it will hear that soon'
  io.write(`asked run ${run.id} to ${asked.what}${'name' in asked ? ` ${asked.name}` : ''}: ${isHeard}\n`)
  return 0
}

const wantedBy = ({ what }: Ask, { direction }: Progress): 'done' | 'undone' | 'aborted' => {
  if (what === 'abort') return 'aborted'
  return what === 'undo' || direction === 'back' ? 'undone' : 'done'
}

/** Asks whoever drives a run; where nobody does, drives it. */
async function goOn(name: string, asked: Ask, options: ConductOptions, io: Io): Promise<ExitCode> {
  const where = options.state === undefined ? {} : { state: options.state }
  const { run, runs, state } = await findRun(name, where, io)
  if ((await driversIn(state))(run.id) === true && !options.takeOver) return askRun(name, asked, where, io)
  const progress = await standingOf(run)
  if (progress.status === 'ended') throw wrong(`run ${run.id} is over: ${progress.outcome ?? 'it has ended'}`)
  const itinerary = await itineraryOf(papersOfRun(run, options, io), io)
  try {
    // Who was only left by its process goes on without being told.
    if (asked.what !== 'resume' || progress.status === 'halted') {
      const told = await ask(run.asks, { ask: asked, by: somebody(), at: Date.now() })
      if (!told.ok) throw new InputProblem([told.problem])
    }
    return await conduct(
      run,
      itinerary,
      options,
      { state, runs, isNew: false, wanted: wantedBy(asked, progress) },
      io,
    )
  } finally {
    await itinerary.drivers.driver.close?.()
  }
}

/** What a run was made of when it began. */
function papersOfRun(
  run: RunFolder,
  { policy, unsealed }: Pick<ConductOptions, 'policy' | 'unsealed'>,
  { env }: Io,
): Papers {
  const about = readAbout(run)
  return {
    plan: { text: readFileSync(run.plan, 'utf8'), file: run.plan },
    driver: { text: readFileSync(run.driver, 'utf8'), file: run.driver, folder: about.folder },
    policies: policy.length > 0 ? policy : about.policies,
    allowUnsealed: about.unsealed || unsealed,
    env,
  }
}

/** Looks at the fleet through the drivers of a run. */
async function showFleet(name: string | undefined, options: StateOption, io: Io): Promise<ExitCode> {
  const { run } = await findRun(name, options, io)
  const papers = papersOfRun(run, { policy: [], unsealed: false }, io)
  const itinerary = await itineraryOf(papers, io)
  try {
    const fleet = await observedFleet(papers, itinerary)
    io.write(writeDocument(fleet, `What was there when run ${run.id} was asked, on ${io.today}.`))
    return 0
  } catch (error) {
    if (error instanceof InputProblem) throw error
    throw wrong(`the fleet cannot be seen: ${messageOf(error)}`)
  } finally {
    await itinerary.drivers.driver.close?.()
  }
}
