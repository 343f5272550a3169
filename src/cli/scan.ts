import { type Command, Option } from 'commander'
import { fail, nearest } from '../base/index.ts'
import {
  loadPolicy,
  type ManifestText,
  openManifests,
  readPolicyText,
  shippedPolicies,
} from '../connect/index.ts'
import { ledgerDocument, scanDocument } from '../contract/index.ts'
import { readDocuments } from '../document/index.ts'
import { ledgerText, type ScanNotes, scanText, wrap } from '../explain/index.ts'
import {
  type Host,
  lintLedger,
  type ScanInput,
  type ScanResult,
  type Setting,
  scan,
} from '../lifecycle/index.ts'
import { buildPolicy, type Lifecycle, type Policy } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import { setAsideFindings } from './living.ts'

export interface ScanOptions {
  readonly policy: string
  readonly at: string
  readonly to: string | undefined
  readonly mode: string | undefined
  readonly image: readonly string[]
  readonly strict: boolean
  readonly format: 'text' | 'json'
}

function runScan(names: readonly string[], options: ScanOptions, io: Io): ExitCode {
  const policy = policyNamed(options.policy, io)
  const lifecycles = policy.lifecycles.filter(({ manifests }) => manifests.length > 0)
  if (lifecycles.length === 0) throw wrong(`the policy ${policy.name} knows no manifests`)
  const mode = chosenMode(options.mode, lifecycles)
  for (const image of options.image) chosenImage(image, lifecycles)
  const input: string[] = []
  const settings = new Map<string, Setting>()
  for (const { host: name } of lifecycles) {
    if (settings.has(name)) continue
    const host = hostOf(policy, name)
    const at = versionOf(options.at, '--at', host, input)
    const to = options.to === undefined ? undefined : versionOf(options.to, '--to', host, input)
    const running = { ...(to !== undefined && { to }), ...(mode !== undefined && { mode }) }
    settings.set(name, { host, at, ...running, images: options.image })
  }
  const opened = openManifests(names, io.readStdin)
  if (!opened.ok) throw wrong(opened.problem)
  const files = { count: 0 }
  const result = scan(documentsOf(opened.value, files), { lifecycles, settings })
  const notes: ScanNotes = {
    policy: policy.name,
    hosts: [...settings.values()].map(({ host, at, to }) =>
      to === undefined ? `${host.name} ${at.text}` : `${host.name} ${at.text} → ${to.text}`,
    ),
    ...(mode !== undefined && { mode }),
    images: options.image.map((image) => `${image} image`),
    files: files.count,
    input: result.documents === 0 ? [...input, 'nothing was found that could be judged'] : input,
    next: nextOf(result, names, options),
  }
  if (options.format === 'json') io.write(`${JSON.stringify(scanDocument(result, notes), null, 2)}\n`)
  else io.write(scanText(result, notes, paintOf(io)))
  if (result.verdict === 'unsupported') return 1
  if (result.verdict === 'unknown') return 3
  return options.strict && result.findings.some(({ severity }) => severity === 'warning') ? 1 : 0
}

function* documentsOf(texts: Iterable<ManifestText>, files: { count: number }): Iterable<ScanInput> {
  for (const { file, text } of texts) {
    files.count++
    if (text.ok) yield* readDocuments(text.value, file)
    else yield fail([{ place: { file, line: 1, column: 1 }, message: text.problem }])
  }
}

/** Whoever asks about one version soon asks about the next. */
function nextOf(
  result: ScanResult,
  names: readonly string[],
  { policy, at, to }: ScanOptions,
): ScanNotes['next'] {
  if (to !== undefined || !result.findings.some(({ until }) => until !== undefined)) return []
  const command = `interlock scan ${names.join(' ')} --policy ${policy} --at ${at} --to VERSION`
  return [{ what: 'what breaks on the way to a newer version?', command }]
}

const hostOf = ({ components, catalogues }: Policy, name: string): Host => {
  const component = components.get(name)
  if (component === undefined) throw new Error(`the ledger names a host ${name} that was built without it`)
  const catalogue = catalogues.get(name)
  return { name, scheme: component.scheme, ...(catalogue && { catalogue }) }
}

function versionOf(text: string, option: string, { name, scheme }: Host, input: string[]): Version {
  const plain = text.startsWith(`${name}=`) ? text.slice(name.length + 1) : text
  const read = scheme.parse(plain)
  if (!read.ok) {
    const { expected, at } = read.problem
    throw wrong(
      `${option}: "${plain}" is no version of ${name}`,
      `expected ${expected} at character ${at + 1}`,
    )
  }
  if (!read.value.isPrerelease) return read.value
  // A candidate has what its release will have.
  const release = scheme.parse(plain.split('-')[0] ?? plain)
  if (!release.ok) return read.value
  input.push(`${read.value.text} is judged as ${release.value.text}`)
  return release.value
}

function chosenMode(wanted: string | undefined, lifecycles: readonly Lifecycle[]): string | undefined {
  const modes = [...new Set(lifecycles.flatMap(({ modes }) => modes))]
  if (wanted === undefined || modes.includes(wanted)) return wanted ?? modes[0]
  throw wrong(`--mode: "${wanted}" is no mode of this policy`, helpFor(wanted, modes))
}

function chosenImage(wanted: string, lifecycles: readonly Lifecycle[]): void {
  const images = lifecycles.flatMap(({ images }) => [...images.keys()])
  if (!images.includes(wanted))
    throw wrong(`--image: "${wanted}" is no image of this policy`, helpFor(wanted, images))
}

function helpFor(wanted: string, known: readonly string[]): string {
  const guess = nearest(wanted, known)
  if (guess !== undefined) return `did you mean "${guess}"?`
  return known.length === 0 ? 'the policy has none' : `one of: ${known.join(', ')}`
}

function policyNamed(reference: string, io: Io): Policy {
  if (reference === '')
    throw wrong(
      'no policy was named',
      `add --policy NAME (shipped: ${shippedPolicies(io.folders).join(', ')})`,
    )
  const policy = loadPolicy(reference, io.folders)
  if (!policy.ok) throw new InputProblem(policy.problem)
  return policy.value
}

interface LintOptions {
  readonly policy: string
  readonly waivers?: string
  readonly format: 'text' | 'json'
}

/** Holds the ledgers of a policy against the terms that the same policy sets. */
function lintLedgers({ policy: reference, waivers, format }: LintOptions, io: Io): ExitCode {
  const known = policyNamed(reference, io)
  // From its text, so that findings can tell where they stand.
  const read = readPolicyText(reference, io.folders)
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  const policy = built.ok ? built.value : known
  if (policy.lifecycles.length === 0) throw wrong(`the policy ${policy.name} has no ledger`)
  const {
    kept: findings,
    notes,
    hasExpired,
  } = setAsideFindings(
    policy.lifecycles.flatMap((each) => lintLedger(each, hostOf(policy, each.host))),
    waivers,
    io.today,
    ({ rule, subject }) => ({ rule: rule.name, subject }),
  )
  const rows = policy.lifecycles.reduce((total, { ledger }) => total + ledger.length, 0)
  if (format === 'json')
    io.write(`${JSON.stringify({ ...ledgerDocument(policy.name, rows, findings), notes }, null, 2)}\n`)
  else {
    io.write(ledgerText(policy.name, rows, findings, paintOf(io)))
    for (const note of notes) io.write(`\n${wrap(`  ${note}`, 80, 2).join('\n')}\n`)
  }
  return hasExpired || findings.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** The commands about manifests and ledgers. */
export function addScanCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const format = (): Option =>
    new Option('--format <format>', 'how to answer').choices(['text', 'json']).default('text')
  program
    .command('scan')
    .summary('do these manifests load, and until when?')
    .description('Do these manifests load at a version, and what breaks on the way to a newer one?')
    .argument('<manifests...>', 'files or folders; - for the standard input')
    .requiredOption('-p, --policy <name>', 'a shipped policy, or a file')
    .requiredOption('--at <version>', 'the version that loads them')
    .option('--to <version>', 'also say what breaks on the way to this version')
    .option('--mode <mode>', 'how it runs, as the policy names it (default: the first that it names)')
    .addOption(
      new Option(
        '--image <image>',
        'a build that has less, as the policy names it; may be repeated',
      ).argParser((value: string, before?: readonly string[]) => [...(before ?? []), value]),
    )
    .option('--strict', 'warnings fail too')
    .addOption(format())
    .addHelpText(
      'after',
      `
Examples:
  interlock scan manifests/ --policy NAME --at 1.13.0
  interlock scan manifests/ --policy NAME --at 1.13.0 --to 1.17.0 --format json
  SOME-PROGRAM template chart/ | interlock scan - --policy NAME --at 1.13.0

Exit codes:
  0  everything loads
  1  something does not load, or will not on the way
  2  wrong input or command
  3  cannot tell`,
    )
    .action((names: string[], given: Partial<ScanOptions>) => {
      const { policy = '', at = '', to, mode, image = [], strict = false, format: answer = 'text' } = given
      done(runScan(names, { policy, at, to, mode, image, strict, format: answer }, io))
    })

  const lifecycle = program
    .command('lifecycle')
    .summary('was everything retired as promised?')
    .description('Looks at the ledger of what is loaded, since when and until when.')
  lifecycle
    .command('lint')
    .description('Holds the ledger of a policy against the terms that it sets: notice, coexistence, removal.')
    .requiredOption('-p, --policy <name>', 'a shipped policy, or a file')
    .option('--waivers <file>', 'findings to live with, each with a reason and a last day')
    .addOption(format())
    .action((given: LintOptions) => done(lintLedgers(given, io)))
}
