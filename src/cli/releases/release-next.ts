import type { Command } from 'commander'
import { nearest } from '../../base/index.ts'
import { nextTagsDocument, tagVerdictDocument } from '../../contract/index.ts'
import { nextTagsText, tagVerdictText } from '../../explain/index.ts'
import type { Policy } from '../../policy/index.ts'
import {
  branchesCalled,
  branchNames,
  judgeExisting,
  judgeNext,
  type NextQuestion,
  nextTags,
  type TagWorld,
} from '../../tags/index.ts'
import type { Version } from '../../version/index.ts'
import { dateOf } from '../dates.ts'
import { type ExitCode, type Io, paintOf, wrong } from '../io.ts'
import { formatOption } from '../options.ts'
import { type HistoryOptions, openHistories } from './histories.ts'
import { onePolicy, withHistory } from './release-lint.ts'

interface NextOptions extends HistoryOptions {
  readonly policy: string
  readonly reading: readonly string[]
  readonly branch: string | undefined
  readonly upstreamVersion: string | undefined
  readonly check: string | undefined
  readonly asOf: string | undefined
  readonly format: 'text' | 'json'
}

type Given = { readonly [K in keyof NextOptions]?: NextOptions[K] }

/** Adds `release next` to the commands about releases. */
export function addReleaseNext(release: Command, io: Io, done: (code: ExitCode) => void): void {
  withHistory(release.command('next'))
    .description('The tags that may come next on a branch, each with the rules that say so.')
    .option('--branch <name>', 'the branch at whose tip the tag is made')
    .option('--upstream-version <version>', 'the version that is taken from upstream')
    .option('--check <tag>', 'instead: may this tag be made, or is it as it should be?')
    .option('--as-of <date>', 'the day of the tag (default: today)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
With --check a tag that the repository has is judged where it stands; another one
as if it were made at the tip of --branch. What is inside, whether it is
annotated and signed is only asked of tags that are there.

Examples:
  interlock release next --policy NAME --repo . --branch release-1.2
  interlock release next --policy NAME --repo . --branch release-1.2 --upstream-version v1.2.3
  interlock release next --policy NAME --repo . --branch release-1.2 --check v1.2.3

Exit codes:
  0  some tag may come next; yes
  1  none may; no
  2  wrong input or command
  3  cannot tell`,
    )
    .showHelpAfterError('(interlock release next --help explains it)')
    .action((given: Given) => {
      const { policy = '', reading = [], component, repo, history, upstream } = given
      const { branch, upstreamVersion, check, asOf, format = 'text' } = given
      const places = { component, repo, history, upstream }
      done(runNext({ policy, reading, ...places, branch, upstreamVersion, check, asOf, format }, io))
    })
}

const codes = { yes: 0, no: 1, unknown: 3 } as const

function runNext(options: NextOptions, io: Io): ExitCode {
  const { branch, check, format } = options
  const policy = onePolicy(options.policy, options.reading, io)
  const { world, notes } = openHistories(policy, options, io)
  const day = dateOf(options.asOf) ?? io.today
  const upstream = upstreamVersion(world, policy, options.upstreamVersion)
  if (check !== undefined) {
    const existing = judgeExisting(world, check)
    const verdict = existing ?? judgeNext(world, questionOf(world, branch, day, upstream), check)
    const told = [
      ...notes,
      ...(existing === undefined ? [] : ['it is there already, and judged where it stands']),
    ]
    if (format === 'json')
      io.write(`${JSON.stringify(tagVerdictDocument(policy.name, branch, verdict), null, 2)}\n`)
    else io.write(tagVerdictText(policy.name, verdict, told, paintOf(io), existing !== undefined))
    return codes[verdict.answer]
  }
  const question = questionOf(world, branch, day, upstream)
  const next = nextTags(world, question)
  if (format === 'json') io.write(`${JSON.stringify(nextTagsDocument(policy.name, next), null, 2)}\n`)
  else io.write(nextTagsText(policy.name, next, [...notes, ...lacking(world, question, next)], paintOf(io)))
  return next.proposals.length > 0 ? 0 : 1
}

/** What would have to be known to say more. */
function lacking(
  { repository }: TagWorld,
  { upstream }: NextQuestion,
  { after, proposals, refused }: ReturnType<typeof nextTags>,
): string[] {
  if (repository.upstream === undefined || upstream !== undefined) return []
  if (proposals.length + refused.length > 0 && after !== undefined) return []
  return ['nothing says which version is taken from upstream: name it with --upstream-version']
}

function questionOf(
  world: TagWorld,
  branch: string | undefined,
  day: string,
  upstream: Version | undefined,
): NextQuestion {
  const known = branchNames(world).join(', ')
  if (branch === undefined)
    throw wrong('no branch was given', `name the branch that the tag is made on with --branch: ${known}`)
  if (branchesCalled(world, branch).length === 0)
    throw wrong(`"${branch}" is no branch that releases are made from`, branchHelp(world, branch, known))
  return { branch, day, ...(upstream !== undefined && { upstream }) }
}

/** Branches of releases that are there, and how others would be called. */
function branchHelp(world: TagWorld, branch: string, known: string): string {
  const there = world.history.branches.filter((name) => branchesCalled(world, name).length > 0)
  const guess = nearest(branch, there)
  return guess === undefined ? `they are called: ${known}` : `did you mean "${guess}"?`
}

function upstreamVersion(
  { repository }: TagWorld,
  policy: Policy,
  text: string | undefined,
): Version | undefined {
  if (text === undefined) return undefined
  const component = repository.upstream?.component
  const scheme = policy.components.get(component ?? '')?.scheme
  if (component === undefined || scheme === undefined)
    throw wrong(`the policy ${policy.name} takes nothing from upstream here`, 'leave --upstream-version out')
  const read = scheme.parse(text)
  if (read.ok) return read.value
  const { at, expected } = read.problem
  throw wrong(`"${text}" is no version of ${component}`, `expected ${expected} at character ${at + 1}`)
}
