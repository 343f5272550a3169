import { type Command, Option } from 'commander'
import { groupBy, nearest } from '../base/index.ts'
import {
  type Comparison,
  comparisonText,
  disagreementText,
  versionText,
  type WrittenVersion,
} from '../explain/index.ts'
import { type Component, type Policy, releaseOf } from '../policy/index.ts'
import {
  compareVersions,
  decidingPart,
  semverDisagreement,
  semverOrder,
  type Version,
} from '../version/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import { loadPolicies } from './session.ts'

interface VersionOptions {
  readonly policy: string | undefined
  readonly component: string | undefined
  readonly format: 'text' | 'json'
}

interface Given {
  readonly policy?: string
  readonly component?: string
  readonly format?: 'text' | 'json'
}

/** Adds `version sort|explain|compare` to the command line. */
export function addVersionCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const version = program
    .command('version')
    .summary('sort, explain and compare versions as a policy reads them')
    .description('Sorts, explains and compares versions as a policy reads them.')
    .addHelpText(
      'after',
      `
Examples:
  git tag | interlock version sort --policy NAME -
  interlock version explain --policy NAME v1.2.3
  interlock version compare --policy NAME v1.2.3-rc.1 v1.2.3`,
    )
  const add = (name: string, description: string): Command =>
    version
      .command(name)
      .description(description)
      .option('-p, --policy <name>', 'a shipped policy, or a file')
      .option(
        '--component <name>',
        'the component whose versions these are (default: the one named like the policy)',
      )
      .addOption(new Option('--format <format>', 'how to answer').choices(['text', 'json']).default('text'))
      .showHelpAfterError(`(interlock version ${name} --help explains it)`)
  const optionsOf = ({ policy, component, format = 'text' }: Given): VersionOptions => ({
    policy,
    component,
    format,
  })
  const several = 'versions; - reads more from the standard input, one a line'
  add('sort', 'Versions from the oldest to the newest, one a line.')
    .argument('<version...>', several)
    .action((texts: string[], given: Given) => done(sortVersions(texts, optionsOf(given), io)))
  add('explain', 'What a version is made of, and whether it is one (1: it is none).')
    .argument('<version...>', several)
    .action((texts: string[], given: Given) => done(explainVersions(texts, optionsOf(given), io)))
  add('compare', 'Which of two versions comes first, what decides, and whether SemVer tools agree.')
    .argument('<a>')
    .argument('<b>')
    .action((a: string, b: string, given: Given) => done(compareTwo(a, b, optionsOf(given), io)))
}

/** Versions in the order of their policy, oldest first, as they were written. */
function sortVersions(texts: readonly string[], options: VersionOptions, io: Io): ExitCode {
  const { component } = componentOf(options, io)
  const sorted = readAll(wordsOf(texts, io), component).sort((a, b) => compareVersions(a.version, b.version))
  const { pairs, refused } = semverDisagreement(sorted.map(({ version }) => version))
  if (options.format === 'json') {
    io.write(json(sorted.map(({ written }) => written)))
    return 0
  }
  io.write(sorted.map(({ written }) => `${written}\n`).join(''))
  const byPart = groupBy(pairs, ([a, b]) => decidingPart(a, b, component.scheme)?.part ?? 'precedence')
  const groups = [...byPart].map(([part, own]) => ({ part, pairs: own }))
  // Beside the answer, so that the answer can go on through a pipe.
  io.writeError(disagreementText(groups, refused, paintOf(io)))
  return 0
}

function explainVersions(texts: readonly string[], options: VersionOptions, io: Io): ExitCode {
  const { policy, component } = componentOf(options, io)
  const versions = wordsOf(texts, io).map((written) => explained(written, component, policy))
  if (options.format === 'json') io.write(json(versions.map(explainDocument)))
  else io.write(versions.map((version) => versionText(version, paintOf(io))).join('\n'))
  return versions.every(({ read }) => read.ok) ? 0 : 1
}

function compareTwo(a: string, b: string, options: VersionOptions, io: Io): ExitCode {
  const { component } = componentOf(options, io)
  const [left, right] = readAll([a, b], component).map(({ version }) => version) as [Version, Version]
  const comparison: Comparison = {
    a,
    b,
    order: Math.sign(compareVersions(left, right)),
    deciding: decidingPart(left, right, component.scheme),
    semver: semverOrder(left.text, right.text),
  }
  if (options.format === 'text') io.write(comparisonText(comparison, paintOf(io)))
  else
    io.write(
      json({ ...comparison, deciding: comparison.deciding ?? null, semver: comparison.semver ?? null }),
    )
  return 0
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

function explained(written: string, component: Component, policy: Policy): WrittenVersion {
  const read = component.scheme.parse(written)
  const common = { written, component: component.title }
  if (read.ok) {
    const release = releaseOf(policy, component.name, read.value)
    if (!policy.catalogues.has(component.name)) return { ...common, read }
    return {
      ...common,
      read,
      published: release === undefined ? false : (release.date ?? 'on an unknown day'),
    }
  }
  // Most slips set a part off by another character than the form wants.
  const { at } = read.problem
  const dashed = `${written.slice(0, at)}-${written.slice(at + 1)}`
  const meant = at < written.length && component.scheme.parse(dashed).ok ? { meant: dashed } : {}
  return { ...common, read, ...meant }
}

function explainDocument({ written, read, meant, published }: WrittenVersion): unknown {
  if (!read.ok) {
    const { at, expected } = read.problem
    return { written, valid: false, at, expected, ...(meant !== undefined && { meant }) }
  }
  const { text, line, isPrerelease, isDevelopment, fields, terms, advice = [] } = read.value
  return {
    written,
    valid: true,
    version: text,
    line: line.label,
    isPrerelease,
    isDevelopment,
    ...(fields && { fields }),
    ...(terms && { terms }),
    ...(typeof published === 'string' && { published }),
    advice,
  }
}

function readAll(
  texts: readonly string[],
  { scheme, title }: Component,
): { written: string; version: Version }[] {
  const read = texts.map((written) => ({ written, version: scheme.parse(written) }))
  const wrongOnes = read.flatMap(({ written, version }) =>
    version.ok
      ? []
      : [
          {
            message: `"${written}" is no version of ${title}`,
            help: `expected ${version.problem.expected} at character ${version.problem.at + 1}`,
          },
        ],
  )
  if (wrongOnes.length > 0) throw new InputProblem(wrongOnes)
  return read.flatMap(({ written, version }) => (version.ok ? [{ written, version: version.value }] : []))
}

/** The words given, with those of the standard input, one a line, in place of a dash. */
function wordsOf(texts: readonly string[], io: Io): string[] {
  const words = texts.flatMap((text) =>
    text === '-'
      ? io
          .readStdin()
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '')
      : [text],
  )
  if (words.length === 0)
    throw wrong('no version was given', 'write versions, or - for the standard input, one a line')
  return words
}

function componentOf(options: VersionOptions, io: Io): { policy: Policy; component: Component } {
  if (options.policy === undefined) throw wrong('no policy was named', 'add --policy NAME')
  const [policy] = loadPolicies([options.policy], [], io)
  if (policy === undefined) throw wrong('no policy was named', 'add --policy NAME')
  const names = [...policy.components.keys()]
  const schemes = new Set([...policy.components.values()].map(({ scheme }) => scheme))
  // Where all are written alike it does not matter which one is meant, and a policy's namesake is its main one.
  const name =
    options.component ?? (policy.components.has(policy.name) || schemes.size > 1 ? policy.name : names[0])
  const component = policy.components.get(name ?? '')
  if (component !== undefined) return { policy, component }
  if (options.component === undefined)
    throw wrong(
      `the components of ${policy.name} have versions of several kinds`,
      `add --component: ${names.join(', ')}`,
    )
  const guess = nearest(options.component, names)
  const help = guess === undefined ? `one of: ${names.join(', ')}` : `did you mean "${guess}"?`
  throw wrong(`"${options.component}" is no component of ${policy.name}`, help)
}
