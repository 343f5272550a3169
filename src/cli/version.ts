import type { Command } from 'commander'
import { distinctBy, groupBy, nearest } from '../base/index.ts'
import {
  type Comparison,
  comparisonText,
  disagreementText,
  versionText,
  type WrittenVersion,
} from '../explain/index.ts'
import { type Component, type Policy, releaseOf } from '../policy/index.ts'
import {
  changeNamed,
  companyOf,
  definitionsOf,
  exemptionOf,
  judgeChange,
  type NamedChange,
  promisesOf,
  type StepVerdict,
} from '../release/index.ts'
import {
  compareVersions,
  decidingPart,
  semverDisagreement,
  semverOrder,
  type Version,
} from '../version/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import { formatOption } from './options.ts'
import { fileOf, loadPolicies } from './session.ts'

interface VersionOptions {
  readonly policy: string | undefined
  readonly component: string | undefined
  readonly format: 'text' | 'json'
  /** A change that the step between two versions brings. */
  readonly brings: string | undefined
}

interface Given {
  readonly policy?: string
  readonly component?: string
  readonly format?: 'text' | 'json'
  readonly brings?: string
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
  interlock version compare --policy NAME v1.2.3-rc.1 v1.2.3
  interlock version compare --policy NAME v1.2.3 v1.3.0 --brings breaking`,
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
      .addOption(formatOption())
      .showHelpAfterError(`(interlock version ${name} --help explains it)`)
  const optionsOf = ({ policy, component, format = 'text', brings }: Given): VersionOptions => ({
    policy,
    component,
    format,
    brings,
  })
  const several = 'versions; - reads more from the standard input, one a line'
  add('sort', 'Versions from the oldest to the newest, one a line.')
    .argument('<version...>', several)
    .action((texts: string[], given: Given) => done(sortVersions(texts, optionsOf(given), io)))
  add('explain', 'What a version is made of, and whether it is one (1: it is none).')
    .argument('<version...>', several)
    .action((texts: string[], given: Given) => done(explainVersions(texts, optionsOf(given), io)))
  add(
    'compare',
    'Which of two versions comes first, what decides, whether SemVer tools agree, and what the step may bring.',
  )
    .argument('<a>')
    .argument('<b>')
    .option(
      '--brings <change>',
      'may the step bring it: fixes, compatible, breaking, or a change that a rule names',
    )
    .action((a: string, b: string, given: Given) => done(compareTwo(a, b, optionsOf(given), io)))
}

/** Versions in the order of their policy, oldest first, as they were written. */
function sortVersions(texts: readonly string[], options: VersionOptions, io: Io): ExitCode {
  const words = wordsOf(texts, io)
  const { component } = componentOf(options, words, io)
  const sorted = readAll(words, component).sort((a, b) => compareVersions(a.version, b.version))
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
  const words = wordsOf(texts, io)
  const { policy, component } = componentOf(options, words, io)
  const versions = words.map((written) => explained(written, component, policy))
  if (options.format === 'json') io.write(json(versions.map(explainDocument)))
  else io.write(versions.map((version) => versionText(version, paintOf(io))).join('\n'))
  return versions.every(({ read }) => read.ok) ? 0 : 1
}

function compareTwo(a: string, b: string, options: VersionOptions, io: Io): ExitCode {
  const { policy, component } = componentOf(options, [a, b], io)
  const [left, right] = readAll([a, b], component).map(({ version }) => version) as [Version, Version]
  const change = options.brings === undefined ? undefined : changeOf(options.brings, policy)
  if (change !== undefined && compareVersions(left, right) === 0)
    throw wrong(`--brings: ${a} and ${b} are one version, and nothing lies between them`)
  const step = change && judgeChange(policy, component.name, [left, right], change.kind)
  const comparison: Comparison = {
    a,
    b,
    order: Math.sign(compareVersions(left, right)),
    deciding: decidingPart(left, right, component.scheme),
    semver: semverOrder(left.text, right.text),
    promised: promisesOf(policy, component.name, left, right),
    ...(change && step && { step: { name: options.brings ?? '', change, verdict: step } }),
  }
  if (options.format === 'text') io.write(comparisonText(comparison, paintOf(io), fileOf(options.policy, io)))
  else io.write(json(comparisonDocument(comparison)))
  return step === undefined ? 0 : stepCode(step)
}

function changeOf(name: string, policy: Policy): NamedChange {
  const change = changeNamed(policy, name)
  if (!change.ok) throw wrong(`--brings: ${change.problem}`)
  return change.value
}

function stepCode(step: StepVerdict): ExitCode {
  switch (step.kind) {
    case 'allowed':
    case 'exempt':
      return 0
    case 'gratuitous':
      return step.isFault ? 1 : 0
    case 'too-much':
      return 1
    case 'unknown':
      return 3
  }
}

function comparisonDocument({ promised, deciding, semver, step, ...rest }: Comparison): unknown {
  return {
    ...rest,
    deciding: deciding ?? null,
    semver: semver ?? null,
    differs: promised.bump ?? null,
    ...(step !== undefined && { step: stepDocument(step) }),
    promises: promised.rules.map(({ rule, exempt }) => ({
      rule: rule.name,
      brings: rule.brings,
      gratuitous: rule.gratuitous,
      exempt: exempt?.because ?? null,
      counts: rule.counts,
      source: { ...rule.source, says: rule.says },
    })),
  }
}

function stepDocument({ name, change, verdict }: NonNullable<Comparison['step']>): unknown {
  const needs = verdict.kind === 'too-much' ? verdict.needs : undefined
  return {
    brings: name,
    kind: change.kind,
    verdict: verdict.kind,
    rule: verdict.kind === 'unknown' ? null : verdict.rule.name,
    needs: needs === undefined ? null : { bump: needs.bump, rule: needs.rule.name },
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

function explained(written: string, component: Component, policy: Policy): WrittenVersion {
  const read = component.scheme.parse(written)
  const definitions = definitionsOf(policy, component.name)
  const common = { written, component: component.title, definitions, exempt: [], company: [] }
  if (read.ok) {
    const release = releaseOf(policy, component.name, read.value)
    const exempt = policy.rules.flatMap((rule) => {
      if (rule.kind !== 'promise' || !rule.of.includes(component.name)) return []
      const exemption = exemptionOf(rule, component.name, read.value)
      return exemption === undefined ? [] : [{ rule, exemption }]
    })
    const known = {
      ...common,
      exempt: distinctBy(exempt, ({ exemption }) => exemption.because),
      company: companyOf(policy, component.name, read.value),
      read,
    }
    if (!policy.catalogues.has(component.name)) return known
    return {
      ...known,
      published: release === undefined ? false : (release.date ?? 'on an unknown day'),
    }
  }
  // Most slips set a part off by another character than the form wants.
  const { at } = read.problem
  const dashed = `${written.slice(0, at)}-${written.slice(at + 1)}`
  const meant = at < written.length && component.scheme.parse(dashed).ok ? { meant: dashed } : {}
  return { ...common, read, ...meant }
}

function explainDocument(version: WrittenVersion): unknown {
  const { written, read, meant, published, definitions, exempt, company } = version
  if (!read.ok) {
    const { at, expected } = read.problem
    return { written, valid: false, at, expected, ...(meant !== undefined && { meant }) }
  }
  const { text, line, isPrerelease, isDevelopment, called, fields, terms, advice = [] } = read.value
  return {
    written,
    valid: true,
    version: text,
    line: line.label,
    isPrerelease,
    isDevelopment,
    ...(called !== undefined && { called }),
    ...(exempt.length > 0 && {
      exempt: exempt.map(({ rule, exemption }) => ({ rule: rule.name, because: exemption.because })),
    }),
    ...(company.length > 0 && {
      company: company.map(({ rule, component, named }) => ({ rule: rule.name, component, version: named })),
    }),
    ...(definitions.length > 0 && {
      definitions: definitions.map(({ name, says }) => ({ rule: name, says })),
    }),
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

function componentOf(
  options: VersionOptions,
  words: readonly string[],
  io: Io,
): { policy: Policy; component: Component } {
  if (options.policy === undefined) throw wrong('no policy was named', 'add --policy NAME')
  const [policy] = loadPolicies([options.policy], [], io)
  if (policy === undefined) throw wrong('no policy was named', 'add --policy NAME')
  const names = [...policy.components.keys()]
  const schemes = new Set([...policy.components.values()].map(({ scheme }) => scheme))
  // Where all are written alike it does not matter which one is meant, and a policy's namesake is its main one.
  const standard = policy.components.has(policy.name) || schemes.size > 1 ? policy.name : names[0]
  const name =
    options.component ?? (policy.components.has(standard ?? '') ? standard : onlyReader(policy, words))
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

/** The first component of the only scheme that reads all of the texts; undefined where several do, or none. */
function onlyReader({ components }: Policy, words: readonly string[]): string | undefined {
  const readers = [...components.values()].filter(({ scheme }) =>
    words.every((word) => scheme.parse(word).ok),
  )
  return new Set(readers.map(({ scheme }) => scheme)).size === 1 ? readers[0]?.name : undefined
}
