import { randomBytes } from 'node:crypto'
import { type Command, Option } from 'commander'
import type { Ask } from '../../execute/index.ts'
import { plural } from '../../explain/index.ts'
import {
  type AskProblem,
  askRollout,
  rolloutStatus,
  type StartProblem,
  startRollout,
} from '../../workers/index.ts'
import { type ExitCode, type Io, wrong } from '../io.ts'
import { formatOption, repeatable } from '../options.ts'
import { papersOf } from '../runs/apply.ts'
import { itineraryOf } from '../runs/itinerary.ts'
import { manualOf } from '../runs/manual.ts'
import { writePapers } from '../runs/papers.ts'
import { somebody } from '../runs/somebody.ts'
import { nameOf, type RolloutWishes, rolloutOptionsOf } from './rollout-options.ts'
import {
  listRollouts,
  logRollout,
  nobodyText,
  type RolloutViewOptions,
  showRollout,
  stateText,
  unknownRollout,
} from './rollout-views.ts'
import { connected, type DatabaseOption, withDatabase } from './shared-database.ts'
import { placesText } from './worker.ts'

interface StartOptions extends DatabaseOption, RolloutWishes {
  readonly driver?: string
  readonly name?: string
  readonly policy?: readonly string[]
  readonly unsealed?: boolean
}

/** What many workers do together: how it begins, where it stands, and what is asked of it. */
export function addRolloutCommands(program: Command, io: Io): void {
  const rollout = program
    .command('rollout')
    .summary('a plan over many scopes, carried out by many workers')
    .description('A plan over many scopes, carried out by many workers: see "interlock worker".')
  const command = (name: string, description: string): Command =>
    withDatabase(rollout.command(name).description(description))
  command('start', 'Hands a plan to the workers: canaries first, then more, then all.')
    .argument('<plan>', 'a plan as --format json printed it')
    .requiredOption('--driver <file>', 'how workers see and move instances')
    .addOption(repeatable('-p, --policy <name>', 'the policies; files have to be there for every worker'))
    .option('--unsealed', 'vouch for a plan that somebody wrote by hand')
    .option('--name <name>', 'what to call it (default: made up)')
    .addOption(repeatable('--canary <scope>', 'goes first; may be repeated (default: the first scope)'))
    .option('--waves <percents>', 'how much goes after the canaries, before the rest', '10')
    .option('--at-once <count>', 'so many parts under way at the same time', '64')
    .option('--per-label <count>', 'so many under way at the same time that have the same label')
    .option('--label-depth <count>', 'labels are the first so many names of a scope', '1')
    .option('--per-worker <count>', 'so many in the hands of one worker', '16')
    .option('--failures <count|percent>', 'more parts that fail than that halt it all: 3, or 5%', '0')
    .addOption(
      new Option('--on-failure <what>', 'what a part does that fails')
        .choices(['pause', 'undo'])
        .default('pause'),
    )
    .action((plan: string, given: StartOptions) => io.wait(() => start(plan, given, io)))
  const formatted = (one: Command): Command => one.addOption(formatOption())
  formatted(command('list', 'All rollouts, oldest first.')).action((given: RolloutViewOptions) =>
    io.wait(() => listRollouts(given, io)),
  )
  formatted(command('status', 'Where a rollout stands.'))
    .argument('[rollout]', 'its name (default: the last one)')
    .action((name: string | undefined, given: RolloutViewOptions) =>
      io.wait(() => showRollout(name, given, io)),
    )
  formatted(command('log', 'What a rollout did, part by part, entry by entry.'))
    .argument('<rollout>')
    .argument('[scope]', 'only the parts that move something there')
    .action((name: string, scope: string | undefined, given: RolloutViewOptions) =>
      io.wait(() => logRollout(name, scope, given, io)),
    )
  for (const [what, description] of [
    ['pause', 'Lets no further part begin; those under way finish their batch and stand still.'],
    ['resume', 'Goes on with all that stands still, what failed too; failures are counted anew.'],
    ['undo', 'Takes back what has begun and is not done; nothing else begins.'],
    ['abort', 'Leaves everything as it is, at once where no worker has it in hand.'],
  ] as const)
    command(what, description)
      .argument('<rollout>')
      .action((name: string, given: DatabaseOption) => io.wait(() => ask(name, { what }, given, io)))
  command('approve', 'Opens a gate that waits for a person, or says that a task is done.')
    .argument('<rollout>')
    .argument('<gate>', 'STAGE/GATE, or a task')
    .action((name: string, gate: string, given: DatabaseOption) =>
      io.wait(() => ask(name, { what: 'approve', name: gate }, given, io)),
    )
}

async function start(file: string, given: StartOptions, io: Io): Promise<ExitCode> {
  const options = rolloutOptionsOf(given)
  const id =
    given.name === undefined
      ? `${io.today.replaceAll('-', '')}-${randomBytes(2).toString('hex')}`
      : nameOf(given.name)
  const papers = papersOf(
    file,
    { driver: given.driver ?? '', policy: given.policy ?? [], unsealed: given.unsealed ?? false },
    io,
  )
  // Proved here as every worker will, so that what is wrong is told to whoever can mend it.
  const { route, driver, notes } = await itineraryOf({ ...papers, looksOnly: true }, io)
  await driver.close?.()
  return connected<ExitCode>(given, io, async (connection) => {
    const begun = await startRollout(connection, {
      id,
      route,
      papers: writePapers(papers),
      options,
      by: somebody(),
    })
    if (!begun.ok) throw startProblem(begun.problem, id)
    for (const note of notes) io.writeError(`note: ${note}\n`)
    io.write(`rollout ${id}: ${plural(begun.value, 'part')} that can run alone\n`)
    io.write(`\n  interlock rollout status ${id}\n`)
    return 0
  })
}

const taken = ({ scope, rollout }: { readonly scope: string; readonly rollout: string }): Error =>
  wrong(
    `another rollout is at work in ${placesText([scope])}: ${rollout}`,
    `one at a time moves something in a scope; interlock rollout status ${rollout}`,
  )

function startProblem(problem: StartProblem, id: string): Error {
  switch (problem.kind) {
    case 'exists':
      return wrong(
        `there is a rollout "${id}" already`,
        `choose another --name; interlock rollout status ${id}`,
      )
    case 'nothing-to-do':
      return wrong('the plan moves nothing')
    case 'scope-taken':
      return taken(problem)
    case 'no-such-canary': {
      const help = problem.nearest === undefined ? undefined : `did you mean "${problem.nearest}"?`
      return wrong(`--canary ${problem.canary}: nothing moves in such a scope`, help)
    }
  }
}

async function ask(name: string, asked: Ask, given: DatabaseOption, io: Io): Promise<ExitCode> {
  return connected<ExitCode>(given, io, async (connection) => {
    const manualIn = asked.what === 'approve' ? await manualOf(connection, name) : undefined
    const done = await askRollout(connection, name, asked, somebody(), manualIn)
    if (!done.ok)
      throw done.problem.kind === 'no-such-rollout'
        ? await unknownRollout(connection, name)
        : askProblem(done.problem, name)
    io.write(`asked: ${asked.what} ${name}${'name' in asked ? ` ${asked.name}` : ''}\n`)
    const status = await rolloutStatus(connection, name)
    const nobody = status && nobodyText(status)
    if (nobody !== undefined) io.write(`${nobody}\n`)
    if (status?.state === 'ended') io.write(`rollout ${name} has ${stateText(status)}\n`)
    return 0
  })
}

function askProblem(problem: Exclude<AskProblem, { kind: 'no-such-rollout' }>, name: string): Error {
  switch (problem.kind) {
    case 'scope-taken':
      return taken(problem)
    case 'over':
      return wrong(`rollout ${name} is over: ${problem.outcome}`)
    case 'no-such-gate':
      return wrong(
        `rollout ${name} has no gate "${problem.gate}" ahead`,
        problem.nearest === undefined
          ? 'expected STAGE/GATE, STAGE/undo or a task that a person does, of a part that is not over'
          : `did you mean "${problem.nearest}"?`,
      )
    case 'not-awaited': {
      const { gate, awaited } = problem
      const waiting = awaited.length === 0 ? 'nothing waits for anybody' : `now ${awaited.join(', ')}`
      return wrong(`nothing of the name "${gate}" waits for anybody`, waiting)
    }
    case 'not-begun':
      return wrong(
        `${problem.gate}: ${placesText(problem.scopes)} has not begun, and nobody would hear it`,
        `interlock rollout log ${name} tells what waits`,
      )
  }
}
