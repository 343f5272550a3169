import type { Command } from 'commander'
import type { ExitCode, Io } from '../io.ts'
import { formatOption } from '../options.ts'
import { conducting, conductOptions } from './apply.ts'
import type { GivenConduct } from './conduct.ts'
import { type AbortOptions, type AskOptions, abortRun, askRun, goOn, showFleet } from './run-asks.ts'
import { listRuns, logRun, showRun, type ViewOptions, watchRun } from './run-views.ts'
import type { StateOption } from './standing.ts'

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
  const formatted = (one: Command): Command => one.addOption(formatOption())
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
  formatted(command('pause', 'Lets a run finish what is under way, and stand still.'))
    .argument('<run>')
    .action((run: string, given: AskOptions) => io.wait(() => askRun(run, { what: 'pause' }, given, io)))
  formatted(command('approve', 'Opens a gate that waits for a person, or says that a task is done.'))
    .argument('<run>')
    .argument('<name>', 'as "interlock runs status" tells it: STAGE/GATE, or a task')
    .action((run: string, name: string, given: AskOptions) =>
      io.wait(() => askRun(run, { what: 'approve', name }, given, io)),
    )
  for (const [what, description] of [
    ['resume', 'Goes on with a run that stands still or that nobody drives any more.'],
    ['undo', 'Takes a run back the way it came.'],
  ] as const)
    conducting(runs.command(what).description(description).argument('<run>')).action(
      (run: string, given: GivenConduct) =>
        io.wait(async (): Promise<ExitCode> => goOn(run, { what }, conductOptions(given), io)),
    )
  formatted(command('abort', 'Ends a run and leaves everything as it is.'))
    .option('--take-over', 'end a run of another machine, where nobody drives it any more')
    .argument('<run>')
    .action((run: string, given: AbortOptions) => io.wait(() => abortRun(run, given, io)))
}
