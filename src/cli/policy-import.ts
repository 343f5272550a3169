import { type Command, Option } from 'commander'
import { type Diagnostic, placeText } from '../base/index.ts'
import { openManifests, otherPolicies, writeText } from '../connect/index.ts'
import { readDocuments, type Source, writeDocument } from '../document/index.ts'
import { importComment, importedText, importNotesText } from '../explain/index.ts'
import {
  type ImportResult,
  type ImportSettings,
  importCompatibilityTable,
  importEndOfLife,
  importOperatorCatalogue,
  importRequiredStops,
  importUpdateGraph,
  type SupportPhase,
  supportPhases,
} from '../import/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../policy/index.ts'
import { testExamples } from '../vet/index.ts'
import { dateOf } from './dates.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'

/** Options of all kinds, as commander gives them. */
interface Given {
  readonly name?: string
  readonly title?: string
  readonly component?: string
  readonly source?: string
  readonly asOf?: string
  readonly out?: string
}

/** A kind of data, and how it becomes a policy. */
interface ImportKind<More> {
  readonly name: string
  /** What its users call it. */
  readonly alias: string
  readonly summary: string
  readonly description: string
  readonly example: string
  readonly options: (command: Command) => Command
  readonly read: (sources: readonly Source[], settings: ImportSettings, given: Given & More) => ImportResult
}

const kinds: readonly ImportKind<never>[] = [
  kind<{ readonly channel?: string; readonly arch?: string }>({
    name: 'update-graph',
    alias: 'cincinnati',
    summary: 'the updates of a graph (OpenShift, Cincinnati)',
    description:
      'An update graph as the update service of OpenShift serves it, the data that such a service is made of, or both: moves with risks count where a fact is so.',
    example: 'interlock policy import cincinnati graph.json --out graph.yaml',
    options: (command) =>
      command
        .option('--channel <name>', 'the channel, for data with several and no graph (default: all)')
        .option('--arch <name>', 'the architecture of the releases, which patterns may ask for', 'amd64'),
    read: (sources, settings, { channel, arch = 'amd64' }) =>
      importUpdateGraph(sources, {
        ...settings,
        ...(channel !== undefined && { channel }),
        architecture: arch,
      }),
  }),
  kind<{ readonly package?: string; readonly channel?: string }>({
    name: 'operator-catalogue',
    alias: 'olm',
    summary: 'a channel of an operator catalogue (OLM)',
    description:
      'A channel of a file-based catalogue of the Operator Lifecycle Manager: replaces, skips and skipRange become the moves that are allowed.',
    example: 'interlock policy import olm catalogue.yaml --channel stable-2 --out pump.yaml',
    options: (command) =>
      command
        .option('--package <name>', 'the package, where there are several')
        .option('--channel <name>', 'the channel (default: the one that the package names)'),
    read: (sources, settings, { package: name, channel }) =>
      importOperatorCatalogue(sources, {
        ...settings,
        ...(name !== undefined && { package: name }),
        ...(channel !== undefined && { channel }),
      }),
  }),
  kind<Record<never, never>>({
    name: 'required-stops',
    alias: 'upgrade-path',
    summary: 'where upgrades have to stop (GitLab)',
    description:
      'A list of required upgrade stops as GitLab keeps it: lines with major and minor, or texts. What is called conditional counts where a fact is so.',
    example: 'interlock policy import required-stops upgrade_path.yml --component server',
    options: (command) => command,
    read: importRequiredStops,
  }),
  kind<{ readonly addOn?: string; readonly against?: string; readonly exact?: boolean }>({
    name: 'compatibility-table',
    alias: 'compatibilities',
    summary: 'which lines an add-on goes with (Plural)',
    description:
      'A table as Plural keeps for add-ons: the lines of the platform that each version goes with, the chart that brings it, what it requires, and when its support ends.',
    example: 'interlock policy import compatibility-table pump.yaml --against crane/server',
    options: (command) =>
      command
        .option('--add-on <name>', 'the add-on, where the file has several')
        .option(
          '--against <component>',
          'what the lines are of: POLICY/COMPONENT (default: a component of its own, called kube)',
        )
        .option('--exact', 'a row speaks of its very version, not of the later patches of its line'),
    read: (sources, settings, { addOn, against, exact = false }) =>
      importCompatibilityTable(sources, {
        ...settings,
        ...(addOn !== undefined && { addOn }),
        ...(against !== undefined && { against }),
        isExact: exact,
      }),
  }),
  kind<{ readonly support?: SupportPhase }>({
    name: 'end-of-life',
    alias: 'endoflife',
    summary: 'until when lines have support (endoflife.date)',
    description:
      'What endoflife.date tells of a product, in either form of its API: a catalogue with the newest release of each line and the end of its support.',
    example: 'interlock policy import endoflife pump.json --out pump.yaml',
    options: (command) =>
      command.addOption(
        new Option('--support <phase>', 'the end that counts').choices(supportPhases).default('security'),
      ),
    read: (sources, settings, { support = 'security' }) => importEndOfLife(sources, { ...settings, support }),
  }),
]

/** Each kind knows its own options; the list holds them all. */
function kind<More>(of: ImportKind<More>): ImportKind<never> {
  return of
}

/** Adds `policy import` to the command line. */
export function addPolicyImport(policy: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = policy
    .command('import')
    .description('Makes a policy of the version data of another system.')
    .configureHelp({ subcommandTerm: (each) => [each.name(), ...each.aliases()].join('|') })
    .addHelpText('after', '\nThe guide docs/guides/import-policies.md shows each of them.')
  for (const { name, alias, summary, description, example, options, read } of kinds) {
    const one = command
      .command(name)
      .alias(alias)
      .summary(summary)
      .description(description)
      .argument('<files...>', 'files or folders; - for the standard input')
    options(one)
      .option('--name <name>', 'the name of the policy')
      .option('--title <title>', 'the title of the policy')
      .option('--component <name>', 'the name of the component')
      .option('--source <address>', 'where the data is from, to be cited (default: the file)')
      .option('--as-of <date>', 'the day on which the data was current (default: today)')
      .option('--out <file>', 'write the policy there, not to the standard output')
      .addHelpText('after', `\nExample:\n  ${example}`)
      .showHelpAfterError(`(interlock policy import ${name} --help explains it)`)
      .action((files: string[], given: Given) => done(runImport(name, read, files, given, io)))
  }
}

function runImport(
  kindName: string,
  read: ImportKind<never>['read'],
  files: readonly string[],
  given: Given,
  io: Io,
): ExitCode {
  const asOf = dateOf(given.asOf) ?? io.today
  const [first = '', another] = files
  const named = first === '-' ? 'standard input' : first
  const settings: ImportSettings = {
    ...(given.name !== undefined && { name: nameOf('--name', given.name) }),
    ...(given.title !== undefined && { title: given.title }),
    ...(given.component !== undefined && { component: nameOf('--component', given.component) }),
    asOf,
    ref: given.source ?? (another === undefined ? named : `${named} and others`),
  }
  const imported = read(readSources(files, io), settings, given as never)
  if (!imported.ok) throw new InputProblem(imported.problem)
  const { policy, notes } = imported.value
  const text = writeDocument(policy, importComment(kindName, asOf, notes))
  const proven = prove(text, given.out, io)
  if (notes.length > 0) io.writeError(importNotesText(notes, paintOf(io)))
  if (given.out === undefined) {
    io.write(text)
    return 0
  }
  const written = writeText(given.out, text)
  if (!written.ok) throw wrong(written.problem)
  const releases = Math.max(0, ...[...proven.catalogues.values()].map((each) => each.releases.length))
  const made = { name: proven.name, file: given.out, releases, rules: proven.rules.length }
  io.write(importedText(made, notes.length, paintOf(io)))
  return 0
}

function nameOf(option: string, text: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(text))
    throw wrong(`${option} ${text}: no name`, 'write lower-case letters, digits and dashes')
  return text
}

function readSources(files: readonly string[], io: Io): readonly Source[] {
  const texts = openManifests(files, io.readStdin)
  if (!texts.ok) throw wrong(texts.problem)
  const sources: Source[] = []
  const problems: Diagnostic[] = []
  for (const { file, text } of texts.value) {
    if (!text.ok) throw wrong(text.problem)
    for (const document of readDocuments(text.value, file)) {
      if (document.ok) sources.push(document.value)
      else problems.push(...document.problem)
    }
  }
  if (problems.length > 0) throw new InputProblem(problems)
  if (sources.length === 0) throw wrong(`there is nothing in ${files.join(', ')}`)
  return sources
}

/** Nobody gets a policy that cannot be read, or whose examples are not what they say. */
function prove(text: string, out: string | undefined, io: Io): Policy {
  const file = out ?? 'the imported policy'
  const read = readPolicy(text, file, () => ({ ok: false, problem: 'it includes nothing' }))
  if (!read.ok) throw new InputProblem(read.problem)
  const { document, locate } = read.value
  const policy = buildPolicy(document, { locate, other: otherPolicies(out ?? '.', io.folders) })
  if (!policy.ok) throw new InputProblem(policy.problem)
  const failed = testExamples(policy.value).find(({ expected, found }) => expected !== found)
  if (failed === undefined) return policy.value
  const where = failed.rule.place === undefined ? '' : `${placeText(failed.rule.place)}: `
  throw new Error(`${where}the example "${failed.text}" of ${failed.rule.name} is not ${failed.expected}`)
}
