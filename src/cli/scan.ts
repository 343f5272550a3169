import type { Command } from 'commander'
import { nearest, ok, sum } from '../base/index.ts'
import { linesOf, loadPolicy, openManifests, shippedPolicies } from '../connect/index.ts'
import { ledgerDocument, readScanBaseline, scanDocument, scanSarif } from '../contract/index.ts'
import {
  ledgerText,
  plural,
  type ScanNotes,
  scanJunit,
  scanMarkdown,
  scanText,
  wrap,
} from '../explain/index.ts'
import {
  type Host,
  type LogResult,
  lintLedger,
  type ScanFinding,
  type ScanReason,
  type ScanResult,
  type Setting,
  scan,
  scanLog,
  scanVerdict,
} from '../lifecycle/index.ts'
import type { Lifecycle, Policy } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import { documentsOf, hostOf, type Reading } from './documents.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import { type LivingOptions, setAside, type Ways, withoutWaived } from './living.ts'
import { formatOption, repeatable } from './options.ts'
import { programVersion } from './program-version.ts'
import { policyFromText } from './session.ts'

const formats = ['text', 'json', 'markdown', 'sarif', 'junit'] as const

export interface ScanOptions extends LivingOptions {
  readonly policy: string
  /** `VERSION` for every host, `HOST=VERSION` for one. */
  readonly at: readonly string[]
  readonly to: readonly string[]
  readonly mode: string | undefined
  readonly image: readonly string[]
  readonly as: string | undefined
  readonly log: readonly string[]
  readonly strict: boolean
  readonly format: (typeof formats)[number]
}

const ways: Ways<ScanFinding> = {
  // A waiver's scope is a file or folder here.
  seen: ({ rule, place, subject }) => ({ rule: rule?.name, scope: place.file, subject }),
  baseline: readScanBaseline,
}

function runScan(names: readonly string[], options: ScanOptions, io: Io): ExitCode {
  const policy = policyNamed(options.policy, io)
  const lifecycles = policy.lifecycles.filter(({ manifests }) => manifests.length > 0)
  if (names.length === 0 && options.log.length === 0)
    throw wrong(
      'nothing to look at was named',
      'name files or folders, - for the standard input, or --log FILE',
    )
  if (names.length > 0 && lifecycles.length === 0 && policy.settings.length === 0)
    throw wrong(`the policy ${policy.name} knows no manifests`)
  const mode = chosenMode(options.mode, lifecycles)
  for (const image of options.image) chosenImage(image, lifecycles)
  if (options.as !== undefined) chosenKind(options.as, policy)
  const input: string[] = []
  if (lifecycles.length === 0 && options.at.length + options.to.length > 0)
    input.push(`nothing in the policy ${policy.name} depends on a version: --at and --to change nothing`)
  const settings = settingsOf(policy, lifecycles, options, mode, input)
  // Where only ledgers could judge, a version is what the question is about.
  if (names.length > 0 && settings.size === 0 && policy.settings.length === 0)
    throw wrong(
      'no version was given',
      `add --at VERSION, the version of ${lifecycles[0]?.host} that loads them`,
    )
  const opened = openManifests(names, io.readStdin)
  if (!opened.ok) throw wrong(opened.problem)
  const logged = options.log.map((file) => logOf(file, policy, io))
  const read: Reading = { files: 0, others: [] }
  const scanned = scan(documentsOf(opened.value, read), {
    lifecycles,
    settings,
    configuration: policy.settings,
    ...(options.as !== undefined && { as: options.as }),
  })
  const judged = withLogs(scanned, logged)
  const { findings, notes: living, hasExpired } = setAside(judged.findings, options, io.today, ways, [policy])
  const isLess = findings.length < judged.findings.length
  const result = isLess ? { ...judged, findings, verdict: scanVerdict(findings) } : judged
  input.push(...othersText(read))
  input.push(...living)
  const warned = options.strict && result.findings.some(({ severity }) => severity === 'warning')
  if (result.verdict === 'supported' && warned)
    input.push('this fails all the same: warnings count (--strict)')
  if (result.verdict === 'supported' && hasExpired)
    input.push('this fails all the same: a waiver has expired')
  if (names.length > 0 && scanned.documents === scanned.skipped)
    input.push(nothingText(policy, lifecycles, scanned.documents))
  const notes: ScanNotes = {
    policy: policy.name,
    hosts: concerned([...settings.values()], result).map(({ host, at, to }) =>
      to === undefined ? `${host.name} ${at.text}` : `${host.name} ${at.text} → ${to.text}`,
    ),
    ...(mode !== undefined && { mode }),
    images: options.image.map((image) => `${image} image`),
    files: read.files,
    ...(logged.length > 0 && {
      log: {
        lines: sum(logged, ({ lines }) => lines),
        marked: sum(logged, ({ marked }) => marked),
        files: options.log,
      },
    }),
    input,
    next: nextOf(result, names, options),
  }
  io.write(answerOf(result, notes, options, io))
  if (result.verdict === 'unsupported' || hasExpired) return 1
  if (result.verdict === 'unknown') return 3
  return warned ? 1 : 0
}

function answerOf(result: ScanResult, notes: ScanNotes, { format, strict }: ScanOptions, io: Io): string {
  switch (format) {
    case 'text':
      return scanText(result, notes, paintOf(io))
    case 'json':
      return `${JSON.stringify(scanDocument(result, notes), null, 2)}\n`
    case 'markdown':
      return scanMarkdown(result, notes)
    case 'sarif':
      return `${JSON.stringify(scanSarif(result, notes, programVersion), null, 2)}\n`
    case 'junit':
      return scanJunit(result, notes, strict)
  }
}

/** Of several hosts those that something was found for; all of them where nothing was. */
function concerned(settings: readonly Setting[], { hosts }: ScanResult): readonly Setting[] {
  const some = settings.filter(({ host }) => hosts.has(host.name))
  return some.length > 0 ? some : settings
}

/** How each host runs whose version was given. */
function settingsOf(
  policy: Policy,
  lifecycles: readonly Lifecycle[],
  options: ScanOptions,
  mode: string | undefined,
  input: string[],
): ReadonlyMap<string, Setting> {
  const names = [...new Set(lifecycles.map(({ host }) => host))]
  const settings = new Map<string, Setting>()
  for (const name of names) {
    const host = hostOf(policy, name)
    const written = chosenVersion(options.at, '--at', host, names)
    const next = chosenVersion(options.to, '--to', host, names)
    if (written === undefined) {
      if (options.to.some((text) => text.startsWith(`${name}=`)))
        throw wrong(`--to: where ${name} comes from was not given`, `add --at ${name}=VERSION`)
      continue
    }
    const at = versionOf(written, '--at', host, input)
    const to = next === undefined ? undefined : versionOf(next, '--to', host, input)
    const running = { ...(to !== undefined && { to }), ...(mode !== undefined && { mode }) }
    settings.set(name, { host, at, ...running, images: options.image })
  }
  return settings
}

/** What was said of one host, or else of all of them. */
function chosenVersion(
  given: readonly string[],
  option: string,
  { name }: Host,
  hosts: readonly string[],
): string | undefined {
  let forAll: string | undefined
  let own: string | undefined
  for (const text of given) {
    const [host = '', version] = text.split('=')
    if (version === undefined) forAll = text
    else if (host === name) own = version
    else if (!hosts.includes(host))
      throw wrong(`${option}: nothing is loaded by "${host}"`, helpFor(host, hosts))
  }
  return own ?? forAll
}

/** A file that was meant to be read, but has a mistake in it, is among these. */
function othersText({ others }: Reading): readonly string[] {
  if (others.length === 0) return []
  const shown = others.slice(0, 3).join(', ')
  const more = others.length > 3 ? ', …' : ''
  return [`${plural(others.length, 'file')} in another format skipped (${shown}${more})`]
}

function nothingText(policy: Policy, lifecycles: readonly Lifecycle[], documents: number): string {
  const kinds = kindsOf(policy, lifecycles)
  const hint =
    documents === 0 || kinds.length === 0 ? '' : `; say what they are with --as ${kinds.join(' | ')}`
  return `nothing was found that could be judged${hint}`
}

function logOf(file: string, policy: Policy, io: Io): LogResult {
  if (policy.logs.length === 0) throw wrong(`the policy ${policy.name} knows no marks in logs`)
  const lines = file === '-' ? ok(io.readStdinLines?.() ?? linesOfText(io.readStdin())) : linesOf(file)
  if (!lines.ok) throw wrong(`--log: ${lines.problem}`)
  return scanLog(lines.value, file === '-' ? 'standard input' : file, policy.logs)
}

const linesOfText = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n')

/** What was found in documents and in logs is one answer. */
function withLogs(scanned: ScanResult, logged: readonly LogResult[]): ScanResult {
  const findings = [...scanned.findings, ...logged.flatMap((each) => each.findings)]
  return { ...scanned, verdict: scanVerdict(findings), findings }
}

/** Whoever asks about one version soon asks about the next. */
function nextOf(
  result: ScanResult,
  names: readonly string[],
  { policy, at, to }: ScanOptions,
): ScanNotes['next'] {
  if (to.length > 0) return []
  const command = ['interlock scan', ...names, '--policy', policy]
  if (at.length > 0 && result.findings.some(({ until, reason }) => until !== undefined || isKept(reason))) {
    const words = [...command, ...at.flatMap((version) => ['--at', version]), '--to VERSION']
    return [{ what: 'what breaks on the way to a newer version?', command: words.join(' ') }]
  }
  const marked = result.findings.find(({ reason }) => reason.kind === 'logged' || reason.kind === 'set')
  if (marked?.rule === undefined) return []
  return [{ what: 'why, and where it is written', command: `interlock explain ${marked.rule.name}` }]
}

const isKept = (reason: ScanReason): boolean => reason.kind === 'deprecated' && reason.promised !== undefined

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

/** What documents can be said to be. */
const kindsOf = (policy: Policy, lifecycles: readonly Lifecycle[]): readonly string[] => [
  ...new Set([
    ...lifecycles.flatMap(({ manifests }) => manifests.flatMap(({ id }) => id ?? [])),
    ...policy.settings.flatMap(({ documents }) => documents.map(({ id }) => id)),
  ]),
]

function chosenKind(wanted: string, policy: Policy): void {
  const kinds = kindsOf(policy, policy.lifecycles)
  if (!kinds.includes(wanted))
    throw wrong(`--as: "${wanted}" is no kind of document of this policy`, helpFor(wanted, kinds))
}

function helpFor(wanted: string, known: readonly string[]): string {
  const guess = nearest(wanted, known)
  if (guess !== undefined) return `did you mean "${guess}"?`
  return known.length === 0 ? 'the policy has none' : `one of: ${known.join(', ')}`
}

function mustBeNamed(reference: string, io: Io): void {
  if (reference !== '') return
  throw wrong('no policy was named', `add --policy NAME (shipped: ${shippedPolicies(io.folders).join(', ')})`)
}

function policyNamed(reference: string, io: Io): Policy {
  mustBeNamed(reference, io)
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
  mustBeNamed(reference, io)
  const policy = policyFromText(reference, io)
  if (policy.lifecycles.length === 0) throw wrong(`the policy ${policy.name} has no ledger`)
  const {
    kept: findings,
    notes,
    hasExpired,
  } = withoutWaived(
    policy.lifecycles.flatMap((each) => lintLedger(each, hostOf(policy, each.host))),
    waivers,
    io.today,
    ({ rule, subject }) => ({ rule: rule.name, subject }),
    [policy],
  )
  const rows = sum(policy.lifecycles, ({ ledger }) => ledger.length)
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
  program
    .command('scan')
    .summary('do these manifests and settings work, and until when?')
    .description(
      'Do these manifests and configurations work with a version, and what breaks on the way to a newer one? YAML, JSON, HCL, TOML and environments are read, also inside ConfigMaps where the policy says so.',
    )
    .argument('[manifests...]', 'files or folders; - for the standard input')
    .requiredOption('-p, --policy <name>', 'a shipped policy, or a file')
    .addOption(
      repeatable(
        '--at <version>',
        'the version that loads them, or HOST=VERSION for one of several hosts; may be repeated',
      ),
    )
    .addOption(repeatable('--to <version>', 'also say what breaks on the way to this version'))
    .option('--mode <mode>', 'how it runs, as the policy names it (default: the first that it names)')
    .addOption(
      repeatable('--image <image>', 'a build that has less, as the policy names it; may be repeated'),
    )
    .option('--as <kind>', 'what all the documents are, as the policy names it, whatever they look like')
    .addOption(
      repeatable('--log <file>', 'also look for the marks that programs leave in this log; may be repeated'),
    )
    .option('--strict', 'warnings fail too')
    .option('--waivers <file>', 'findings to live with until a day; their scope is a file or folder')
    .option('--baseline <file>', 'an earlier --format json: only what is new counts')
    .addOption(formatOption(formats))
    .addHelpText(
      'after',
      `
Examples:
  interlock scan manifests/ --policy NAME --at 1.13.0
  interlock scan manifests/ --policy NAME --at 1.13.0 --to 1.17.0 --format json
  interlock scan manifests/ --policy NAME --at 1.13.0 --format sarif > scan.sarif
  interlock scan *.conf --policy NAME --at server=1.9.0 --at agent=1.8.0
  interlock scan values.yaml .env --policy NAME
  interlock scan --log server.log --policy NAME
  SOME-PROGRAM template chart/ | interlock scan - --policy NAME --at 1.13.0

Exit codes:
  0  everything works
  1  something does not, or will not on the way
  2  wrong input or command
  3  cannot tell`,
    )
    .action((names: string[], given: Partial<ScanOptions>) => {
      const { policy = '', at = [], to = [], mode, image = [], as, log = [], strict = false } = given
      const answer = given.format ?? 'text'
      const { waivers, baseline } = given
      const living = { waivers, baseline }
      done(runScan(names, { policy, at, to, mode, image, as, log, strict, ...living, format: answer }, io))
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
    .addOption(formatOption())
    .action((given: LintOptions) => done(lintLedgers(given, io)))
}
