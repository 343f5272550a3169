import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { messageOf } from '../base/index.ts'
import { progressDocument, readPlan, runDocument } from '../contract/index.ts'
import { type Ask, Progress, type Route, recall } from '../execute/index.ts'
import { entryText, haltText, stageLine, stateText, table } from '../explain/index.ts'
import { ask, entriesOf, Locks, type RunFolder, RunsFolder, stateFolder } from '../runs/index.ts'
import { readAbout } from './about-run.ts'
import { conducting, conductOptions } from './apply.ts'
import { type ConductOptions, conduct } from './conduct.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import { itineraryOf } from './itinerary.ts'

interface RunsOptions {
  readonly state?: string
  readonly format?: 'text' | 'json'
}

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
  formatted(command('list', 'All runs of this machine, oldest first.')).action((given: RunsOptions) =>
    io.wait(() => listRuns(given, io)),
  )
  formatted(command('status', 'Where a run stands.'))
    .argument('[run]', 'its name, or how it begins (default: the last one)')
    .action((run: string | undefined, given: RunsOptions) => io.wait(() => showRun(run, given, io)))
  formatted(command('log', 'What a run did, entry by entry.'))
    .argument('[run]', 'its name, or how it begins (default: the last one)')
    .action((run: string | undefined, given: RunsOptions) => io.wait(() => logRun(run, given, io)))
  formatted(command('watch', 'What a run does, as it does it, until it stands still.'))
    .argument('[run]', 'its name, or how it begins (default: the last one)')
    .action((run: string | undefined, given: RunsOptions) => io.wait(() => watchRun(run, given, io)))
  command('pause', 'Lets a run finish what is under way, and stand still.')
    .argument('<run>')
    .action((run: string, given: RunsOptions) => io.wait(() => askRun(run, { what: 'pause' }, given, io)))
  command('approve', 'Opens a gate that waits for a person, or says that a task is done.')
    .argument('<run>')
    .argument('<name>', 'as "interlock runs status" tells it: STAGE/GATE, or a task')
    .action((run: string, name: string, given: RunsOptions) =>
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
    .action((run: string, given: RunsOptions) =>
      io.wait(() => goOn(run, { what: 'abort' }, conductOptions({ ...given }), io)),
    )
}

interface Found {
  readonly run: RunFolder
  readonly runs: RunsFolder
  readonly state: string
}

async function found(name: string | undefined, { state: asked }: RunsOptions, io: Io): Promise<Found> {
  const state = stateFolder(asked, io.env)
  const runs = new RunsFolder(state)
  if (name !== undefined) {
    const run = await runs.find(name)
    if (!run.ok) throw new InputProblem([run.problem])
    return { run: run.value, runs, state }
  }
  const listed = await runs.list()
  if (!listed.ok) throw new InputProblem([listed.problem])
  const last = listed.value.at(-1)
  if (last === undefined) throw wrong(`nothing has run yet in ${state}`, 'begin with interlock apply')
  return { run: last, runs, state }
}

/** What a plan's text alone says of its route: enough to tell where a run stands. */
function plainRoute(run: RunFolder): Route {
  const read = readPlan(readFileSync(run.plan, 'utf8'), run.plan)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document } = read.value
  const keyOf = (one: { policy: string; scope: string; component: string }): string =>
    one.scope === '' ? `${one.policy}/${one.component}` : `${one.policy}/${one.component}@${one.scope}`
  const keys = new Map(document.start.map((row) => [keyOf(row), row]))
  return {
    digest: document.digest,
    groups: [...keys].map(([key, { policy, scope, component }]) => ({
      ...{ key, policy, scope, component, neighbours: [key] },
      parts: document.start
        .filter((row) => keyOf(row) === key)
        .map(({ version, count }) => ({ version, count })),
    })),
    stages: document.stages.map(
      ({ id, part, from, to, count, batch, canary, mode, needs, together, ...stage }) => ({
        ...{ id, from, to, count, batch, canary, mode, needs, together },
        ...{ group: keyOf(stage), parts: part?.split(', '), gates: [], soak_s: 0, delivers: undefined },
        undo: { closed: undefined, tasks: [] },
      }),
    ),
    tasks: document.tasks.map(({ id, name, stage, what, run: commands, needs, soak_s }) => ({
      ...{ id, name, stage, what, run: commands, needs, soak_s, isManual: false },
    })),
    maxParallel: document.maxParallel,
  }
}

async function standing(run: RunFolder): Promise<Progress> {
  return recall(plainRoute(run), () => entriesOf(run.journal))
}

async function driverOf(run: string, state: string): Promise<boolean | undefined> {
  const holds = await new Locks(state, () => Date.now()).list()
  if (!holds.ok) return undefined
  const hold = holds.value.find((one) => one.run === run)
  return hold?.holder === undefined ? false : (hold.isAlive ?? undefined)
}

async function listRuns(options: RunsOptions, io: Io): Promise<ExitCode> {
  const state = stateFolder(options.state, io.env)
  const listed = await new RunsFolder(state).list()
  if (!listed.ok) throw new InputProblem([listed.problem])
  const paint = paintOf(io)
  const rows: string[][] = []
  for (const run of listed.value) {
    let progress: Progress
    try {
      progress = await standing(run)
    } catch (error) {
      // One run that cannot be read hides no others.
      const because = messageOf(error)
      rows.push([run.id, paint.bad('cannot be read'), because])
      continue
    }
    const isDriven = await driverOf(run.id, state)
    if (options.format === 'json') io.write(`${JSON.stringify(runDocument(run.id, progress, isDriven))}\n`)
    const finished = [...progress.stages.values()].filter((one) => one.isFinished).length
    rows.push([run.id, stateOf(progress, isDriven, paint), `${finished} of ${progress.stages.size} stages`])
  }
  if (options.format === 'json') return 0
  if (rows.length === 0) io.write(`nothing has run yet in ${state}\n`)
  else io.write(`${table(rows).join('\n')}\n`)
  return 0
}

function stateOf(
  progress: Progress,
  isDriven: boolean | undefined,
  paint: ReturnType<typeof paintOf>,
): string {
  const isLeft = progress.status === 'running' && isDriven === false
  return isLeft ? paint.bad('left: nobody drives it') : stateText(progress, paint)
}

async function showRun(name: string | undefined, options: RunsOptions, io: Io): Promise<ExitCode> {
  const { run, state } = await found(name, options, io)
  const progress = await standing(run)
  const isDriven = await driverOf(run.id, state)
  if (options.format === 'json') {
    io.write(`${JSON.stringify(runDocument(run.id, progress, isDriven), null, 2)}\n`)
    return 0
  }
  const paint = paintOf(io)
  const lines = [
    `run ${run.id}   ${stateOf(progress, isDriven, paint)}   plan ${progress.route.digest.slice(0, 4)}`,
    ...[...progress.stages.values()].map((one) => stageLine(one, paint)),
  ]
  if (progress.halt !== undefined) lines.push('', haltText(progress.halt))
  const isStill = progress.status === 'halted' || (progress.status === 'running' && isDriven === false)
  if (isStill) lines.push('', '  go on with', `    interlock runs resume ${run.id}`)
  io.write(`${lines.join('\n')}\n`)
  return 0
}

async function logRun(name: string | undefined, options: RunsOptions, io: Io): Promise<ExitCode> {
  const { run } = await found(name, options, io)
  const route = plainRoute(run)
  const paint = paintOf(io)
  for await (const { at, entry } of entriesOf(run.journal)) {
    if (options.format === 'json') io.write(`${JSON.stringify(progressDocument(run.id, at, entry))}\n`)
    else {
      const text = entryText(entry, route, paint)
      if (text !== undefined)
        io.write(`${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}  ${text}\n`)
    }
  }
  return 0
}

/** How often whoever watches looks again. */
const look_ms = 500

async function watchRun(name: string | undefined, options: RunsOptions, io: Io): Promise<ExitCode> {
  const { run, state } = await found(name, options, io)
  const route = plainRoute(run)
  const paint = paintOf(io)
  for (let told = 0; ; await setTimeout(look_ms)) {
    const progress = new Progress(route)
    let seen = 0
    for await (const { at, entry } of entriesOf(run.journal)) {
      progress.take(entry)
      if (seen++ < told) continue
      const text = entryText(entry, route, paint)
      if (options.format === 'json') io.write(`${JSON.stringify(progressDocument(run.id, at, entry))}\n`)
      else if (text !== undefined) io.write(`${new Date(at).toISOString().slice(11, 19)}  ${text}\n`)
    }
    told = seen
    const isLeft = (await driverOf(run.id, state)) === false
    if (progress.status === 'ended' || isLeft) return progress.outcome === 'done' ? 0 : 1
  }
}

const somebody = (): string => `${userInfo().username}@${hostname()}`

async function askRun(name: string, asked: Ask, options: RunsOptions, io: Io): Promise<ExitCode> {
  const { run, state } = await found(name, options, io)
  const progress = await standing(run)
  if (progress.status === 'ended') throw wrong(`run ${run.id} is over: ${progress.outcome ?? 'it has ended'}`)
  const told = await ask(run.asks, { ask: asked, by: somebody(), at: Date.now() })
  if (!told.ok) throw new InputProblem([told.problem])
  const isDriven = await driverOf(run.id, state)
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
  const { run, runs, state } = await found(
    name,
    { ...(options.state !== undefined && { state: options.state }) },
    io,
  )
  if ((await driverOf(run.id, state)) === true && !options.takeOver)
    return askRun(name, asked, { ...(options.state !== undefined && { state: options.state }) }, io)
  const progress = await standing(run)
  if (progress.status === 'ended') throw wrong(`run ${run.id} is over: ${progress.outcome ?? 'it has ended'}`)
  const about = readAbout(run)
  const itinerary = await itineraryOf(
    {
      plan: { text: readFileSync(run.plan, 'utf8'), file: run.plan },
      driver: { text: readFileSync(run.driver, 'utf8'), file: run.driver, folder: about.folder },
      policies: options.policy.length > 0 ? options.policy : about.policies,
      allowUnsealed: about.unsealed || options.unsealed,
      env: io.env,
    },
    io,
  )
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
