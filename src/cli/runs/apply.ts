import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { readText } from '../../connect/index.ts'
import { RunsFolder, stateFolder } from '../../runs/index.ts'
import { type ExitCode, InputProblem, type Io, wrong } from '../io.ts'
import { formatOption, repeatable } from '../options.ts'
import { aboutText } from './about-run.ts'
import { type ConductOptions, conduct, type GivenConduct, usualParallel } from './conduct.ts'
import { type DryFormat, dryFormats, dryRun } from './dry-run.ts'
import { type Papers, withItinerary } from './itinerary.ts'

export interface ApplyOptions extends ConductOptions {
  readonly driver: string
}

type GivenApply = Omit<GivenConduct, 'format'> & {
  readonly driver?: string
  readonly dryRun?: boolean
  readonly format?: DryFormat
}

export const conducting = (command: Command, formats?: readonly string[]): Command =>
  command
    .addOption(repeatable('-p, --policy <name>', 'the policies, when the plan was made with files'))
    .option('--state <dir>', 'where runs keep what they know (default: $INTERLOCK_STATE)')
    .option('--max-parallel <count>', `at most so many stages at the same time (default: ${usualParallel})`)
    .addOption(
      new Option(
        '--on-failure <what>',
        'pause (as when nothing is said), or go back the way that the plan says',
      ).choices(['pause', 'undo']),
    )
    .option('--take-over', 'take a run from another machine, where nobody drives it any more')
    .option('--unsealed', 'vouch for a plan that somebody wrote by hand')
    .addOption(formatOption(formats))

export function addApplyCommand(program: Command, io: Io): void {
  conducting(
    program
      .command('apply')
      .summary('do it, and survive anything')
      .description(
        'Carries a plan out: looks before every batch, writes down what it will do before it does it, and stops where something is not as it should be.',
      )
      .argument('<plan>', 'a plan as --format json printed it')
      .requiredOption('--driver <file>', 'how instances are seen and moved here')
      .option('--dry-run', 'only look, and tell what a run would begin with; --format fleet: what is there'),
    dryFormats,
  )
    .addHelpText(
      'after',
      `
Examples:
  interlock plan fleet.yaml --to 1.3.6 --format json > plan.json
  interlock apply plan.json --driver driver.yaml --dry-run
  interlock apply plan.json --driver driver.yaml --on-failure undo --format json

Whatever ends it, "interlock runs resume RUN" goes on from there. Ctrl-C once
finishes what is under way; twice leaves it as it is.

Exit codes:
  0  done; with --dry-run: all is as it was planned for
  1  no: paused, undone, not ready, or the plan does not hold
  2  wrong input or command`,
    )
    .action((plan: string, { driver = '', dryRun: isDry = false, format = 'text', ...given }: GivenApply) => {
      io.wait(async () => {
        if (isDry) return lookOnly(plan, { ...conductOptions(given), driver }, format, io)
        if (format === 'fleet')
          throw wrong('--format fleet: a run tells what it does', 'with --dry-run it prints what is there')
        return runApply(plan, { ...conductOptions({ ...given, format }), driver }, io)
      })
    })
}

function lookOnly(file: string, options: ApplyOptions, format: DryFormat, io: Io): Promise<ExitCode> {
  const papers = { ...papersOf(file, options, io), looksOnly: true }
  return withItinerary(papers, io, (itinerary) => dryRun(papers, itinerary, format, io))
}

export const conductOptions = (given: GivenConduct): ConductOptions => ({
  policy: given.policy ?? [],
  state: given.state,
  maxParallel: parallelOf(given.maxParallel),
  onFailure: given.onFailure,
  takeOver: given.takeOver ?? false,
  unsealed: given.unsealed ?? false,
  format: given.format ?? 'text',
})

function parallelOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const count = Number(given)
  if (!Number.isInteger(count) || count < 1)
    throw wrong(`--max-parallel ${given}: no count of stages`, 'expected a whole number from 1 on')
  return count
}

/** Begins a run of a plan. */
function runApply(file: string, options: ApplyOptions, io: Io): Promise<ExitCode> {
  const papers = papersOf(file, options, io)
  const { plan, driver, policies } = papers
  return withItinerary(papers, io, async (itinerary) => {
    const state = stateFolder(options.state, io.env)
    const runs = new RunsFolder(state)
    const created = await runs.create({
      plan: Buffer.from(plan.text),
      driver: Buffer.from(driver.text),
      about: aboutText({
        policies: policies.map((name) => (existsSync(name) ? resolve(name) : name)),
        folder: driver.folder,
        unsealed: papers.allowUnsealed,
        ...{ maxParallel: options.maxParallel, onFailure: options.onFailure },
      }),
      digest: itinerary.route.digest,
      at: Date.now(),
    })
    if (!created.ok) throw new InputProblem([created.problem])
    return conduct(created.value, itinerary, options, { state, runs, isNew: true, wanted: 'done' }, io)
  })
}

/** Reads what a run is made of. */
export function papersOf(
  file: string,
  given: Pick<ApplyOptions, 'driver' | 'policy' | 'unsealed'>,
  { env }: Io,
): Papers {
  const folder = dirname(resolve(given.driver))
  return {
    plan: { text: textOf(file), file },
    driver: { text: textOf(given.driver), file: given.driver, folder },
    ...{ policies: given.policy, allowUnsealed: given.unsealed, env },
  }
}

function textOf(file: string): string {
  const text = readText(file)
  if (text === undefined) throw wrong(`there is no file ${file}`)
  if (!text.ok) throw wrong(text.problem)
  return text.value
}
