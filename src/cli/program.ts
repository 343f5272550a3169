import { Command, CommanderError, Option } from 'commander'
import { runCheck } from './check.ts'
import { addCompareCommand } from './compare.ts'
import { completionScript, shells } from './completion.ts'
import { type DiffOptions, runDiff } from './diff.ts'
import { addForecastCommand } from './forecast.ts'
import { type ExitCode, type Io, paintOf, problemCode } from './io.ts'
import { type MatrixOptions, runMatrix } from './matrix.ts'
import { type NegotiateOptions, runNegotiate } from './negotiate.ts'
import {
  type CheckOptions,
  formatOption,
  type PlanOptions,
  repeatable,
  type SessionOptions,
  type VerifyOptions,
} from './options.ts'
import { runPlan } from './plan.ts'
import {
  lintPolicies,
  listPolicies,
  printSchema,
  type SchemaKind,
  schemaKinds,
  showPolicy,
  testPolicies,
} from './policy.ts'
import { addPolicyImport } from './policy-import.ts'
import { programVersion } from './program-version.ts'
import { referenceText } from './reference.ts'
import { addCatalogueCommands } from './releases/catalogue.ts'
import { addReleaseCommands } from './releases/release.ts'
import { addRolloutCommands } from './rollouts/rollout.ts'
import { addWorkerCommand } from './rollouts/worker.ts'
import { addApplyCommand } from './runs/apply.ts'
import { addRunsCommands } from './runs/runs.ts'
import { addScanCommands } from './scan.ts'
import { addTimingOptions, timingOptionsOf } from './timing.ts'
import { runVerify } from './verify.ts'
import { addVersionCommands } from './version.ts'

const exitCodes = `
Exit codes:
  0  yes
  1  no: unsupported, impossible, drift
  2  wrong input or command
  3  cannot tell: unknown or untested`

const fleets = `
What a FLEET is:
  fleet.yaml             a fleet document
  rows.ndjson            an object a line: component, version, scope, count
  server=1.2.3,1.2.2x2   a component, its versions, and how many have them
  server@prod/eu=1.2.3   the same in a scope
  pods.json              what a program prints that the policy has a recipe for
  -                      any of these on the standard input`

/** Runs a command line and gives its exit code. Nothing is thrown for wrong input. */
export function run(argv: readonly string[], io: Io): ExitCode {
  let code: ExitCode = 0
  const program = makeProgram(io, (result) => {
    code = result
  })
  try {
    program.parse(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return problemCode(error, io)
  }
}

/** Options as commander gives them: what was not given is missing. */
type Given<T> = { readonly [K in keyof T]?: T[K] }

const sessionOf = (given: Given<SessionOptions>): SessionOptions => ({
  policy: given.policy ?? [],
  reading: given.reading ?? [],
  scope: given.scope,
  fact: given.fact ?? [],
  asOf: given.asOf,
})

function makeProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('interlock')
  const styled = {
    writeOut: io.write,
    writeErr: io.writeError,
    getOutHelpWidth: () => 80,
    getErrHelpWidth: () => 80,
    getOutHasColors: () => io.colour,
    outputError: (text: string, write: (text: string) => void) => {
      write(text.replace(/^error: /, `${paintOf(io).bad('error')}: `))
    },
  }
  program
    .description(
      'Which versions may run together, and how to get from here to there\nwithout ever leaving the supported states.',
    )
    .version(programVersion, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .exitOverride()
    .configureOutput(styled)
    .showSuggestionAfterError()
    .showHelpAfterError('(interlock --help explains the commands)')
    .addHelpText(
      'after',
      `
Begin with:
  interlock policy list
  interlock check --policy NAME server=1.2.3 agent=1.1.0
  interlock plan fleet.yaml --to 1.3.6
${exitCodes}`,
    )

  const common = (command: Command): Command =>
    command
      .addOption(
        repeatable(
          '-p, --policy <name>',
          'a shipped policy, or a file; may be repeated (default: what the fleet names)',
        ),
      )
      .addOption(repeatable('--reading <rule=reading>', 'choose how an ambiguous rule is read'))
      .option('--scope <name>', 'the scope of instances whose input names none')
      .addOption(repeatable('--fact <name=yes|no>', 'tell a fact that a policy asks for; may be repeated'))

  common(program.command('check'))
    .summary('may these versions run together?')
    .description('May these versions run together? With --to: may they go there in one jump?')
    .argument('[fleet...]', 'what is running')
    .addOption(repeatable('--to <version>', 'judge a jump: 1.3.6, server=1.3.6 or POLICY/server=1.3.6'))
    .addOption(repeatable('--needs <feature>', 'a feature that must work; may be repeated'))
    .option('--as-of <date>', 'the day to judge for (default: today)')
    .option('--waivers <file>', 'findings to live with, each with a reason and a last day')
    .option('--baseline <file>', 'an earlier answer as JSON: only what is new counts')
    .option('--strict', 'warnings fail too')
    .addOption(formatOption(['text', 'json', 'markdown']))
    .addHelpText(
      'after',
      `${fleets}

Examples:
  interlock check fleet.yaml
  interlock check --policy NAME server=1.2.3,1.2.2 agent=1.1.0
  SOME-PROGRAM -o json | interlock check --policy NAME -
  interlock check fleet.yaml --to 1.3.6
${exitCodes}`,
    )
    .action((inputs: string[], given: Given<CheckOptions>) => {
      const { to = [], strict = false, needs = [], asOf, waivers, baseline, format = 'text' } = given
      const asked = { to, strict, needs, asOf, waivers, baseline, format }
      done(runCheck(inputs, { ...sessionOf(given), ...asked }, io))
    })

  const planning = common(program.command('plan'))
    .summary('how do I get there without leaving the supported states?')
    .description(
      'Finds the fewest moves that get there without ever leaving the supported states, and proves it.',
    )
    .argument('[fleet...]', 'what is running')
    .addOption(
      repeatable(
        '--to <version>',
        'the target: 1.3.6, server=1.3.6 or POLICY/server=1.3.6, may be repeated; or latest-supported, stable-window (out of what has lost support), supported (the nearest state that is)',
      ),
    )
    .addOption(repeatable('--via <version>', 'stop at this release of its line; may be repeated'))
    .addOption(
      new Option('--mode <mode>', 'stopped: stop all instances of a stage first')
        .choices(['rolling', 'stopped'])
        .default('rolling'),
    )
    .addOption(repeatable('--batch <size>', 'how many move together: 10, 25% or agent=10'))
  addTimingOptions(planning)
    .addOption(repeatable('--thaw <part>', 'let a frozen part move after all'))
    .addOption(
      new Option('--minimise <what>', 'what there should be least of')
        .choices(['restarts', 'stages', 'time'])
        .default('restarts'),
    )
    .addOption(
      repeatable(
        '--avoid <file>',
        'releases with known faults, at which nothing stops if there is another way',
      ),
    )
    .option('--require-undo', 'refuse stages that cannot be taken back')
    .option('--why', 'show every reason, and how the plan was found')
    .option('--allow-stopped', 'cross a boundary with everything concerned stopped, where nothing else helps')
    .addOption(
      repeatable(
        '--manifests <path>',
        'manifests that must load all the way: files or folders; may be repeated',
      ),
    )
    .option('--allow-unreleased', 'accept targets that no catalogue has')
    .option('--as-of <date>', 'the day to plan for (default: today)')
    .option('--against <file>', 'an earlier plan as JSON: answer with what changes, and why')
    .addOption(formatOption(['text', 'json', 'markdown', 'html', 'runbook', 'dot', 'mermaid']))
    .addHelpText(
      'after',
      `${fleets}

Examples:
  interlock plan fleet.yaml --to 1.3.6
  interlock plan fleet.yaml --to server=1.3.6 --to agent=1.3.4 --via server=1.2.3
  interlock plan fleet.yaml --to 1.3.6 --batch agent=10 --format json > plan.json
  interlock plan fleet.yaml --to 1.3.6 --against plan.json
  interlock plan fleet.yaml --to 1.3.6 --format html > plan.html
  interlock plan --policy NAME server=1.2.3x3 agent=1.2.3x40 --to 1.1.1
${exitCodes}`,
    )
    .action((inputs: string[], given: Given<PlanOptions>) => {
      const {
        to = [],
        via = [],
        mode = 'rolling',
        batch = [],
        thaw = [],
        manifests = [],
        allowStopped = false,
        minimise = 'restarts',
        requireUndo = false,
        avoid = [],
        why = false,
        allowUnreleased = false,
        against,
        format = 'text',
      } = given
      const wanted = {
        ...timingOptionsOf(given),
        to,
        via,
        mode,
        batch,
        thaw,
        manifests,
        allowStopped,
        minimise,
        requireUndo,
        avoid,
        why,
        allowUnreleased,
        asOf: given.asOf,
        against,
        format,
      }
      done(runPlan(inputs, { ...sessionOf(given), ...wanted }, io))
    })

  addForecastCommand(
    common(program.command('forecast')),
    formatOption(['text', 'json', 'markdown']),
    { fleets, sessionOf },
    io,
    done,
  )

  program
    .command('verify')
    .summary('does this plan still hold?')
    .description(
      'Walks every state of a plan again, from its file, whoever made it, and says what has drifted.',
    )
    .argument('<plan>', 'a plan as --format json printed it; - for the standard input')
    .addOption(repeatable('--fleet <fleet>', 'what is running now; may be repeated'))
    .addOption(repeatable('-p, --policy <name>', 'the policies, when the plan was made with files'))
    .option('--scope <name>', 'the scope of instances whose input names none')
    .addOption(formatOption())
    .addHelpText('after', `\nExample:\n  interlock verify plan.json --fleet fleet.yaml\n${exitCodes}`)
    .action((file: string, given: Given<VerifyOptions>) => {
      const { fleet = [], policy: policies = [], scope, format = 'text' } = given
      done(runVerify(file, { fleet, policy: policies, scope, format }, io))
    })

  addApplyCommand(program, io)
  addRunsCommands(program, io)
  addRolloutCommands(program, io)
  addWorkerCommand(program, io)

  program
    .command('matrix')
    .summary('which versions of one component go with which of another?')
    .description('Which versions of one component go with which of another, as a table.')
    .addOption(repeatable('-p, --policy <name>', 'a shipped policy, or a file'))
    .addOption(repeatable('--reading <rule=reading>', 'choose how an ambiguous rule is read'))
    .requiredOption('--of <component>', 'the component of the rows')
    .option('--against <component>', 'the component of the columns (default: the same)')
    .addOption(new Option('--lines', 'a row per line, by its newest release (default)').conflicts('releases'))
    .option('--releases', 'a row per release')
    .option('--from <version>', 'leave out what is older: a version or a line')
    .option('--until <version>', 'leave out what is newer: a version or a line')
    .addOption(formatOption(['text', 'md', 'markdown', 'html', 'json']))
    .addHelpText(
      'after',
      `
Examples:
  interlock matrix --policy NAME --of agent --against server
  interlock matrix --policy NAME --of server --releases --from 1.2 --until 1.3
  interlock matrix --policy NAME --of agent --against server --format html > matrix.html`,
    )
    .action((given: Given<MatrixOptions>) => {
      const { policy: policies = [], reading = [], of = '', releases = false, format = 'text' } = given
      const { against, from, until } = given
      done(runMatrix({ policy: policies, reading, of, against, releases, from, until, format }, io))
    })

  program
    .command('negotiate')
    .summary('what do these two settle on when they meet?')
    .description('What two peers settle on when they meet: the protocol, and what it lets them do.')
    .argument('<peers...>', 'COMPONENT=VERSION twice; ? is silent, protocol:1.2.0 names the protocol itself')
    .addOption(repeatable('-p, --policy <name>', 'a shipped policy, or a file'))
    .addOption(repeatable('--reading <rule=reading>', 'choose how an ambiguous rule is read'))
    .option('--rule <id>', 'the rule to go by, where there are several')
    .addOption(repeatable('--needs <capability>', 'a capability that must be there; may be repeated'))
    .addOption(formatOption())
    .addHelpText(
      'after',
      `\nExample:\n  interlock negotiate --policy NAME client=1.4.0 server=1.1.0 --needs CAPABILITY\n${exitCodes}`,
    )
    .action((peers: string[], given: Given<NegotiateOptions>) => {
      const { policy: policies = [], reading = [], rule, needs = [], format = 'text' } = given
      done(runNegotiate(peers, { policy: policies, reading, rule, needs, format }, io))
    })

  const policy = program
    .command('policy')
    .summary('look at policies, test and lint them')
    .description('Look at policies, test and lint them.')
  policy
    .command('list')
    .description('The shipped policies.')
    .addOption(formatOption())
    .action((options: Formatted) => done(listPolicies(options.format, io)))
  policy
    .command('show')
    .description('A policy, or one of its rules: NAME or NAME/RULE.')
    .argument('<name>')
    .addOption(formatOption())
    .action((name: string, options: Formatted) => done(showPolicy(name, options.format, io)))
  policy
    .command('test')
    .description('Tries every example of every rule.')
    .argument('[policies...]', 'names or files (default: all that are shipped)')
    .addOption(formatOption())
    .action((names: string[], options: Formatted) => done(testPolicies(names, options.format, io)))
  policy
    .command('lint')
    .description('Looks for rules without examples, contradictions, lines that strand their users.')
    .argument('[policies...]', 'names or files (default: all that are shipped)')
    .addOption(formatOption())
    .action((names: string[], options: Formatted) => done(lintPolicies(names, options.format, io)))
  policy
    .command('diff')
    .description('What an edit changes in a policy, and in the verdicts on fleets (1: some gets worse).')
    .argument('<old>', 'a name or file')
    .argument('<new>', 'a name or file')
    .addOption(repeatable('--fleet <fleet>', 'what is running; may be repeated'))
    .option('--scope <name>', 'the scope of instances whose input names none')
    .addOption(formatOption())
    .action((old: string, edited: string, given: Given<DiffOptions>) => {
      const { fleet = [], scope, format = 'text' } = given
      done(runDiff(old, edited, { fleet, scope, format }, io))
    })
  policy
    .command('schema')
    .description('The JSON Schema of a kind of document, for editors.')
    .addOption(new Option('--kind <kind>', 'the kind of document').choices(schemaKinds).default('policy'))
    .action((options: { kind: SchemaKind }) => done(printSchema(options.kind, io)))

  program
    .command('explain')
    .summary('what does this rule say, and why?')
    .description('One rule: what it says, why, where it is written, how it is read, and its examples.')
    .argument('<rule>', 'as findings cite it: POLICY/RULE')
    .option('-p, --policy <file>', 'the policy, where it is a file and not shipped')
    .addOption(formatOption())
    .action((name: string, { format, policy: file }: Formatted & { policy?: string }) =>
      done(showPolicy(name, format, io, file)),
    )

  policy
    .command('reference')
    .description('The reference of the policy language, in Markdown.')
    .action(() => {
      io.write(referenceText())
      done(0)
    })

  addPolicyImport(policy, io, done)
  addScanCommands(program, io, done)
  addCatalogueCommands(program, io, done)
  addReleaseCommands(program, io, done)
  addVersionCommands(program, io, done)
  addCompareCommand(program, io, done)

  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a completion script for a shell.')
    .argument('<shell>', shells.join(', '))
    .addHelpText('after', '\nExample:\n  source <(interlock completion bash)')
    .action((shell: string) => {
      io.write(completionScript(shell, program))
      done(0)
    })

  for (const command of [...program.commands, ...policy.commands]) {
    command.exitOverride().configureOutput(styled).showSuggestionAfterError()
    command.showHelpAfterError(
      `(interlock ${command === policy || program.commands.includes(command) ? '' : 'policy '}${command.name()} --help explains it)`,
    )
  }
  return program
}

interface Formatted {
  readonly format: 'text' | 'json'
}
