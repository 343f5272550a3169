import type { Command } from 'commander'
import { durationForm, parseDuration } from '../../base/index.ts'
import { startWorker, type WorkerEvent } from '../../workers/index.ts'
import { type ExitCode, type Io, wrong } from '../io.ts'
import { formatOption } from '../options.ts'
import { systemClock } from '../runs/clock.ts'
import { stampText } from '../runs/entry-teller.ts'
import { itineraryOf } from '../runs/itinerary.ts'
import { readPapers } from '../runs/papers.ts'
import { nameOf } from './rollout-options.ts'
import { databaseOf, usingDatabase, withDatabase } from './shared-database.ts'

interface WorkerOptions {
  readonly database?: string
  readonly name?: string
  readonly folder?: string
  readonly lease?: string
  readonly format?: 'text' | 'json'
}

export function addWorkerCommand(program: Command, io: Io): void {
  withDatabase(program.command('worker'))
    .summary('carry out a part of what many workers do')
    .description(
      'Carries out what rollouts in a database have to be done, beside any number of other workers, until it is told to stop. What a killed worker had in its hands, the others take over.',
    )
    .option('--name <name>', 'what logs call it, the same after a restart (default: made up)')
    .option('--folder <dir>', 'where relative paths in driver documents begin (default: here)')
    .option('--lease <duration>', 'not seen for so long, it is taken for gone', '15s')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Example:
  INTERLOCK_DATABASE=postgres://interlock@db/interlock interlock worker

SIGTERM lays everything down for the others at once.

Exit codes:
  0  told to stop
  1  the others have taken it for gone, or the database is; start another one
  2  wrong input or command`,
    )
    .action((given: WorkerOptions) => io.wait(() => runWorker(given, io)))
}

async function runWorker(given: WorkerOptions, io: Io): Promise<ExitCode> {
  const { name, folder = process.cwd(), lease = '15s', format } = given
  const lease_s = parseDuration(lease)
  if (lease_s === undefined || lease_s === 0) throw wrong(`--lease ${lease}: expected ${durationForm}`)
  const worker = await usingDatabase(() =>
    startWorker({
      ...{ database: databaseOf(given.database, io), clock: systemClock, random: Math.random },
      ...(name !== undefined && { name: nameOf(name) }),
      lease_ms: lease_s * 1000,
      open: async (papers) => {
        const { drivers, driver } = await itineraryOf(readPapers(papers, folder, io.env), io)
        return { driver, settingsOf: (group) => drivers.settingsOf(group) }
      },
      onEvent: (event) => {
        const at = systemClock.wall()
        const document = { at: new Date(at).toISOString(), ...event }
        io.write(
          format === 'json' ? `${JSON.stringify(document)}\n` : `${stampText(at)}  ${eventText(event)}\n`,
        )
      },
    }),
  )
  const stop = (): void => void worker.stop()
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const end = await worker.over
  if (end.kind === 'asked' && end.untold !== undefined)
    io.writeError(
      `interlock: nobody could be told that this worker leaves: ${end.untold}; the others wait for its lease\n`,
    )
  if (end.kind === 'lost') io.writeError(`interlock: this worker ends: ${end.because}\n`)
  // The engine still holds on to connections, and what was begun must not go on.
  process.exit(end.kind === 'asked' ? 0 : 1)
}

const signs = { done: '✓', undone: '↶', paused: '‖', failed: '✗', aborted: '✗' } as const

function eventText(event: WorkerEvent): string {
  switch (event.kind) {
    case 'started':
      return `worker ${event.worker} carries out what comes`
    case 'taken':
      return `▸ ${event.rollout}  ${placesText(event.scopes)}`
    case 'laid-down':
      return `${signs[event.status]} ${event.rollout}  ${placesText(event.scopes)}: ${event.status}`
    case 'took-over':
      return `↺ ${event.count} from ${event.from.join(', ')}`
  }
}

/** How many scopes are named. */
const mostNamed = 3

export const placesText = (scopes: readonly string[]): string =>
  scopes.length === 0 || (scopes.length === 1 && scopes[0] === '')
    ? 'everywhere'
    : `${scopes.slice(0, mostNamed).join(', ')}${scopes.length > mostNamed ? `, … (${scopes.length})` : ''}`
