import type { Command } from 'commander'
import { nearest } from '../../base/index.ts'
import { releaseLintDocument, releaseSarif } from '../../contract/index.ts'
import { type TagNotes, tagLintJunit, tagLintMarkdown, tagLintText } from '../../explain/index.ts'
import type { Policy } from '../../policy/index.ts'
import { lintHistory, type ReleaseLint, type TagFinding, type TagWorld } from '../../tags/index.ts'
import { type ExitCode, type Io, paintOf, wrong } from '../io.ts'
import { withoutWaived } from '../living.ts'
import { formatOption, repeatable } from '../options.ts'
import { programVersion } from '../program-version.ts'
import { fileOf, loadPolicies } from '../session.ts'
import { type HistoryOptions, openHistories } from './histories.ts'

interface ReleaseLintOptions extends HistoryOptions {
  readonly policy: string
  readonly reading: readonly string[]
  readonly since: string | undefined
  readonly waivers: string | undefined
  readonly strict: boolean
  readonly all: boolean
  readonly format: 'text' | 'json' | 'markdown' | 'sarif' | 'junit'
}

const formats = ['text', 'json', 'markdown', 'sarif', 'junit'] as const

/** The options of all commands that judge tags. */
export const withTagPolicy = (command: Command): Command =>
  command
    .requiredOption('-p, --policy <name>', 'a shipped policy, or a file')
    .addOption(repeatable('--reading <rule=reading>', 'choose how an ambiguous rule is read'))
    .option('--component <name>', 'whose tags they are, where a policy has several repositories')
    .option('--upstream <path>', 'the repository, or table, of what is taken from elsewhere')

/** The options of commands that read tags from wherever they are. */
export const withHistory = (command: Command): Command =>
  withTagPolicy(command)
    .option('--repo <dir>', 'a git repository: a clone, a bare one, or a folder in one (default: here)')
    .option(
      '--history <file>',
      'instead of it a table of tags: CSV with tag, date, branch, commit; - for standard input',
    )

type Given = { readonly [K in keyof ReleaseLintOptions]?: ReleaseLintOptions[K] }

/** Adds `release lint` to the commands about releases. */
export function addReleaseLint(release: Command, io: Io, done: (code: ExitCode) => void): void {
  withHistory(release.command('lint'))
    .description('Holds the tags of a repository against the rules about tags, branches and releases.')
    .option('--since <tag|date>', 'judge only tags from this one, or this day, on')
    .option('--waivers <file>', 'findings to live with, each with a reason and a last day')
    .option('--strict', 'warnings fail too')
    .option('--all', 'show every finding, not only the first ones of each rule')
    .addOption(formatOption(formats))
    .addHelpText(
      'after',
      `
The scoreboard tells of every rule how many tags obeyed it, broke it, cannot be
judged, are from days on which it was not in force (legacy), and are not what it
is about. Nothing reaches the network.

Examples:
  interlock release lint --policy NAME --repo .
  interlock release lint --policy NAME --repo . --upstream ../upstream --since v1.2.0
  interlock release lint --policy NAME --history tags.csv --format sarif

Exit codes:
  0  every rule was obeyed
  1  some tag broke a rule
  2  wrong input or command
  3  cannot tell: too little is known of a tag, or there is none`,
    )
    .showHelpAfterError('(interlock release lint --help explains it)')
    .action((given: Given) => {
      const { policy = '', reading = [], component, repo, history, upstream, since, waivers } = given
      const { strict = false, all = false, format = 'text' } = given
      const places = { component, repo, history, upstream }
      done(runReleaseLint({ policy, reading, ...places, since, waivers, strict, all, format }, io))
    })
}

function runReleaseLint(options: ReleaseLintOptions, io: Io): ExitCode {
  const { since, waivers, strict, all, format } = options
  const policy = onePolicy(options.policy, options.reading, io)
  const { world, origin, notes } = openHistories(policy, options, io)
  const found = lintHistory(world, since === undefined ? {} : { since: startOf(since, world) })
  const seen = ({ rule, tag, branch }: TagFinding) => ({ rule: rule.name, subject: tag ?? branch ?? '' })
  const findings = found.rules.flatMap((one) => one.findings)
  const lived = withoutWaived(findings, waivers, io.today, seen, [policy])
  const left = new Set(lived.kept)
  const rules = found.rules.map((one) => ({
    ...one,
    findings: one.findings.filter((each) => left.has(each)),
  }))
  const lint: ReleaseLint = { ...found, rules }
  const code = lived.hasExpired ? 1 : codeOf(lint, strict)
  const verdict = ({ 0: 'supported', 1: 'unsupported', 3: 'unknown' } as const)[code]
  const told: TagNotes = {
    policy: policy.name,
    file: fileOf(options.policy, io),
    origin,
    notes: [...notes, ...lived.notes],
    isComplete: all,
    hasLedger: policy.lifecycles.length > 0,
  }
  switch (format) {
    case 'text':
      io.write(tagLintText(lint, told, paintOf(io)))
      break
    case 'json': {
      const document = { ...releaseLintDocument(policy.name, verdict, lint), origin, notes: told.notes }
      io.write(`${JSON.stringify(document, null, 2)}\n`)
      break
    }
    case 'markdown':
      io.write(tagLintMarkdown(verdict, lint, told))
      break
    case 'sarif':
      io.write(`${JSON.stringify(releaseSarif(policy.name, verdict, lint, programVersion), null, 2)}\n`)
      break
    case 'junit':
      io.write(tagLintJunit(lint, told, strict))
      break
  }
  return code
}

export function onePolicy(reference: string, readings: readonly string[], io: Io): Policy {
  const [policy] = loadPolicies([reference], readings, io)
  if (policy === undefined) throw wrong('no policy was given', 'name one with --policy')
  return policy
}

/** The place of the first tag that is judged: a tag by its name, or the first one of a day. */
function startOf(since: string, { history }: TagWorld): number {
  const { tags } = history
  const named = tags.findIndex(({ name }) => name === since)
  if (named >= 0) return named
  if (/^\d{4}-\d{2}-\d{2}$/.test(since) && !Number.isNaN(Date.parse(since))) {
    const first = tags.findIndex(({ date }) => date !== undefined && date >= since)
    return first < 0 ? tags.length : first
  }
  const guess = nearest(
    since,
    tags.map(({ name }) => name),
  )
  const help = guess === undefined ? 'write a tag, or a day as 2026-03-19' : `did you mean "${guess}"?`
  throw wrong(`"${since}" is no tag of this history and no day`, help)
}

function codeOf({ tags, rules }: ReleaseLint, isStrict: boolean): 0 | 1 | 3 {
  const has = (severity: TagFinding['severity']): boolean =>
    rules.some(({ findings }) => findings.some((one) => one.severity === severity))
  if (has('error') || (isStrict && has('warning'))) return 1
  return has('unknown') || tags === 0 ? 3 : 0
}
