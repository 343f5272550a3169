import { type Command, Option } from 'commander'
import { nearest } from '../base/index.ts'
import { compareInterfaces, type InterfaceFormat, interfaceFormats } from '../compare/index.ts'
import { type OpenedInterface, openInterface } from '../connect/index.ts'
import { compareDocument, compareSarif } from '../contract/index.ts'
import { type CompareNotes, compareJunit, compareMarkdown, compareText } from '../explain/index.ts'
import type { Component, Policy } from '../policy/index.ts'
import {
  type CompareResult,
  classifyChange,
  compareVerdict,
  judgeStep,
  semverBump,
} from '../release/index.ts'
import type { Version } from '../version/index.ts'
import { type ExitCode, type Io, paintOf, wrong } from './io.ts'
import { formatOption } from './options.ts'
import { programVersion } from './program-version.ts'
import { withProtobuf } from './protobuf.ts'
import { loadPolicies } from './session.ts'

const outputs = ['text', 'json', 'markdown', 'sarif', 'junit'] as const

export interface CompareOptions {
  readonly policy?: string
  readonly component?: string
  readonly interface?: string
  readonly from?: string
  readonly to?: string
  readonly as?: string
  readonly implementedBy?: 'users' | 'platform'
  readonly format?: (typeof outputs)[number]
}

/** Adds `compare` to the command line. */
export function addCompareCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command('compare')
    .summary('what does this change of an interface break?')
    .description(
      'What changed between two states of an interface, whom it breaks, and the number that it asks for.',
    )
    .argument('<old>', 'a file or folder as it was')
    .argument('<new>', 'the same as it is now; - for the standard input')
    .option('--as <format>', `what it is (default: what it looks like): ${interfaceFormats.join(', ')}`)
    .addOption(
      new Option('--implemented-by <who>', 'who implements what it asks for (default: users)').choices([
        'users',
        'platform',
      ]),
    )
    .option('-p, --policy <name>', 'judge it by what a policy promises: a shipped one, or a file')
    .option('--component <name>', 'the component whose interface it is')
    .option('--interface <id>', 'the interface, as the policy names it')
    .option('--from <version>', 'the version of the older state')
    .option('--to <version>', 'the version of the newer state')
    .addOption(formatOption(outputs))
    .addHelpText(
      'after',
      `
Examples:
  interlock compare api-1.2.yaml api-1.3.yaml
  interlock compare sdk-1.2/ sdk-1.3/ --as go
  interlock compare old/ new/ --policy NAME --component sdk --from 1.2.0 --to 1.3.0

Exit codes:
  0  nothing breaks, or the number allows it
  1  something breaks, or more than the number promises
  2  wrong input or command
  3  cannot tell`,
    )
    .action((old: string, young: string, options: CompareOptions) =>
      done(runCompare(old, young, options, io)),
    )
}

function runCompare(old: string, young: string, options: CompareOptions, io: Io): ExitCode {
  const as = formatNamed(options.as)
  const asked = policyAsked(options, io)
  const [before, after] = [opened(old, io), opened(young, io)]
  if (before.isFolder !== after.isFolder)
    throw wrong(
      `${before.isFolder ? young : old} is a file and ${before.isFolder ? old : young} a folder`,
      'compare two files, or two folders',
    )
  const implementedBy = options.implementedBy ?? asked?.interface?.implementedBy
  const plain = compareInterfaces(before, after, {
    ...(as !== undefined && { as }),
    ...(implementedBy !== undefined && { implementedBy }),
  })
  const comparison = withProtobuf(plain, before, after, as)
  if (comparison.files.size === 0)
    throw wrong(
      `there is nothing in ${old} and ${young} that looks like an interface`,
      `say what it is with --as ${interfaceFormats.join(' | ')}`,
    )
  const result: CompareResult = { comparison, ...(asked && judged(asked, comparison.changes)) }
  const verdict = compareVerdict(result)
  const notes: CompareNotes = {
    verdict,
    bump: semverBump(comparison),
    input: skippedText(comparison.skipped, before.isFolder),
    next: [],
  }
  io.write(answerOf(result, notes, options.format ?? 'text', io))
  return verdict === 'kept' ? 0 : verdict === 'broken' ? 1 : 3
}

function answerOf(
  result: CompareResult,
  notes: CompareNotes,
  format: (typeof outputs)[number],
  io: Io,
): string {
  switch (format) {
    case 'text':
      return compareText(result, notes, paintOf(io))
    case 'json':
      return `${JSON.stringify(compareDocument(result, notes), null, 2)}\n`
    case 'markdown':
      return compareMarkdown(result, notes)
    case 'sarif':
      return `${JSON.stringify(compareSarif(result, notes, programVersion), null, 2)}\n`
    case 'junit':
      return compareJunit(result, notes)
  }
}

function opened(name: string, io: Io): OpenedInterface {
  const read = openInterface(name, io.readStdin)
  if (!read.ok) throw wrong(read.problem)
  return read.value
}

const skippedText = (skipped: readonly string[], isFolder: boolean): readonly string[] =>
  isFolder || skipped.length === 0
    ? []
    : [`not compared, for it looks like no interface: ${skipped.join(', ')}`]

function formatNamed(written: string | undefined): InterfaceFormat | undefined {
  if (written === undefined) return undefined
  const found = interfaceFormats.find((each) => each === written)
  if (found !== undefined) return found
  const guess = nearest(written, interfaceFormats)
  throw wrong(
    `--as: "${written}" is no kind of interface`,
    guess === undefined ? `one of: ${interfaceFormats.join(', ')}` : `did you mean "${guess}"?`,
  )
}

interface Asked {
  readonly policy: Policy
  readonly component: Component
  readonly versions: readonly [Version, Version]
  readonly interface: Policy['interfaces'][number] | undefined
  /** The newer version, as it was written. */
  readonly called: string
}

function judged(
  { policy, component, versions, interface: inside, called }: Asked,
  changes: CompareResult['comparison']['changes'],
) {
  const classified = changes.map((change) => classifyChange(policy, component.name, change, inside?.id))
  return { policy: policy.name, step: { ...judgeStep(policy, component.name, versions, classified), called } }
}

/** The policy, component and versions that were asked about; all of them or none. */
function policyAsked(options: CompareOptions, io: Io): Asked | undefined {
  const { policy: reference, component: name, from, to } = options
  if (reference === undefined) {
    const alone = (['component', 'interface', 'from', 'to'] as const).find(
      (each) => options[each] !== undefined,
    )
    if (alone !== undefined) throw wrong(`--${alone} needs a policy`, 'add --policy NAME')
    return undefined
  }
  const [policy] = loadPolicies([reference], [], io)
  if (policy === undefined) throw wrong('no policy was named', 'add --policy NAME')
  const inside = interfaceNamed(policy, options.interface)
  const component = componentNamed(policy, name ?? (inside?.of.length === 1 ? inside.of[0] : undefined))
  if (from === undefined || to === undefined)
    throw wrong(
      `--${from === undefined ? 'from' : 'to'} is missing: between which versions is it?`,
      'add --from VERSION and --to VERSION',
    )
  return {
    policy,
    component,
    interface: inside,
    called: to,
    versions: [versionNamed(from, '--from', component), versionNamed(to, '--to', component)],
  }
}

function interfaceNamed(policy: Policy, id: string | undefined) {
  if (id === undefined) return undefined
  const found = policy.interfaces.find((each) => each.id === id)
  if (found !== undefined) return found
  throw wrong(
    `--interface: "${id}" is no interface of ${policy.name}`,
    helpFor(
      id,
      policy.interfaces.map((each) => each.id),
    ),
  )
}

export function componentNamed(policy: Policy, name: string | undefined): Component {
  const names = [...policy.components.keys()]
  const chosen =
    name ?? (policy.components.has(policy.name) ? policy.name : names.length === 1 ? names[0] : undefined)
  if (chosen === undefined)
    throw wrong(`${policy.name} has several components`, `add --component: ${names.join(', ')}`)
  const component = policy.components.get(chosen)
  if (component === undefined)
    throw wrong(`--component: "${chosen}" is no component of ${policy.name}`, helpFor(chosen, names))
  return component
}

function versionNamed(text: string, option: string, { scheme, title }: Component): Version {
  const read = scheme.parse(text)
  if (read.ok) return read.value
  throw wrong(
    `${option}: "${text}" is no version of ${title}`,
    `expected ${read.problem.expected} at character ${read.problem.at + 1}`,
  )
}

function helpFor(wanted: string, known: readonly string[]): string {
  const guess = nearest(wanted, known)
  if (guess !== undefined) return `did you mean "${guess}"?`
  return known.length === 0 ? 'the policy has none' : `one of: ${known.join(', ')}`
}
