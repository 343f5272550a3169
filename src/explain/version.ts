import { sum } from '../base/index.ts'
import type { DefinitionRule, Exemption, PromiseRule } from '../policy/index.ts'
import type { Company, NamedChange, Promised, StepVerdict } from '../release/index.ts'
import type { Deciding, Disagreement, ParseProblem, Version } from '../version/index.ts'
import { explainCommand, plural, table, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'
import { bumpText, changeText } from './release.ts'
import { sourceText } from './words.ts'

/** A text that a user wrote, and what a scheme made of it. */
export interface WrittenVersion {
  readonly written: string
  readonly component: string
  readonly read:
    | { readonly ok: true; readonly value: Version }
    | { readonly ok: false; readonly problem: ParseProblem }
  /** The same with a dash where it went wrong, when that is a version. */
  readonly meant?: string
  /** The day on which it was published, or that no catalogue has it; undefined without a catalogue. */
  readonly published?: string | false
  /** What the policy defines of the component, and where it promises nothing of such a version. */
  readonly definitions: readonly DefinitionRule[]
  readonly company: readonly Company[]
  readonly exempt: readonly { readonly rule: PromiseRule; readonly exemption: Exemption }[]
}

/** How two versions compare, and how a tool would have it that knows SemVer only. */
export interface Comparison {
  readonly a: string
  readonly b: string
  readonly order: number
  readonly deciding: Deciding | undefined
  /** Undefined where one of them is no version to SemVer. */
  readonly semver: number | undefined
  /** What the policy promises of the step between them. */
  readonly promised: Promised
  /** Whether the step may bring what was asked for. */
  readonly step?: { readonly name: string; readonly change: NamedChange; readonly verdict: StepVerdict }
}

const width = 80

const signOf = (order: number): '<' | '=' | '>' => (order < 0 ? '<' : order > 0 ? '>' : '=')

/** Everything that a version tells: its parts by name, its line, what could be written better. */
export function versionText(version: WrittenVersion, paint: Paint): string {
  const { written, component: title, read, published, definitions, exempt, company } = version
  if (!read.ok) return faultText(version, read.problem, paint)
  const { line, isPrerelease, isDevelopment, fields = {}, terms = {}, advice = [] } = read.value
  const unfinished = read.value.called ?? 'pre-release'
  const kind = isDevelopment ? 'development build' : isPrerelease ? unfinished : 'release'
  const lines = [`${paint.good('✓')} ${paint.strong(written)}   ${title}, ${kind}`]
  const named = Object.entries(terms)
  const rows = [
    ...named,
    ...(named.length > 0 ? [[]] : []),
    ...Object.entries(fields),
    ['line', line.label],
    ...(published === undefined ? [] : [['published', published === false ? 'in no catalogue' : published]]),
  ]
  lines.push('', ...table(rows.map(([name = '', value = '']) => [`  ${name}`, value])))
  const told = [
    ...exempt.map(({ rule, exemption }) => ({
      rule,
      text: `nothing is promised of it: ${exemption.because}`,
    })),
    ...company.map(({ rule, component, named }) => ({ rule, text: `goes with ${component} ${named}` })),
    ...definitions.map((rule) => ({ rule, text: rule.says })),
  ]
  for (const { rule, text } of told) lines.push('', ...withNote(`  ${text}`, rule.name, width, 2))
  for (const { at, expected } of advice)
    lines.push(
      '',
      ...pointed(written, at, `expected ${expected}: valid, and advised against`, paint.unsure('!')),
    )
  return `${lines.join('\n')}\n`
}

function faultText(
  { written, component, meant }: WrittenVersion,
  problem: ParseProblem,
  paint: Paint,
): string {
  const lines = [`${paint.bad('✗')} ${paint.strong(written)}   no version of ${component}`, '']
  lines.push(...pointed(written, problem.at, `expected ${problem.expected}`, ' '))
  if (written[problem.at] === '+') {
    lines.push(
      ...wrap(
        '  What follows "+" is build metadata: it has no precedence, and no two versions differ by it.',
        width,
        2,
      ),
    )
  }
  if (meant !== undefined) lines.push(`  did you mean ${meant}?`)
  return `${lines.join('\n')}\n`
}

/** A text, and below it a word about one place in it. Where the text is too long, only the word. */
function pointed(text: string, at: number, word: string, symbol: string): string[] {
  if (text.length > width - 8) return wrap(`${symbol} ${word}, at character ${at + 1}`, width, 4)
  const before = ' '.repeat(at + 4)
  const sameLine = `${before}^ ${word}`
  return [
    `${symbol}   ${text}`,
    ...(sameLine.length <= width ? [sameLine] : [`${before}^`, ...wrap(`    ${word}`, width, 4)]),
  ]
}

/** `1.4.0-rc.1 < 1.4.0`, what decides, and whether plain SemVer agrees. */
export function comparisonText(comparison: Comparison, paint: Paint, file?: string): string {
  const { a, b, order, deciding, semver, promised } = comparison
  const lines = [...stepLines(comparison, paint), paint.strong(`${a} ${signOf(order)} ${b}`)]
  if (deciding !== undefined) {
    const [left, right] = deciding.values.map((value) => value ?? 'none')
    const isAbsent = deciding.values.includes(undefined)
    const why = isAbsent && order !== 0 ? ', as candidates come before what they are for' : ''
    lines.push(...wrap(`  ${deciding.part} decides: ${left} ${signOf(order)} ${right}${why}`, width, 2))
  }
  if (semver === undefined) {
    lines.push(...wrap(`${paint.unsure('!')} SemVer tools (npm, Helm) refuse to compare these`, width, 2))
  } else if (semver !== Math.sign(order)) {
    lines.push(`${paint.unsure('!')} SemVer tools (npm, Helm) have it otherwise: ${signOf(semver)}`)
  }
  lines.push(...promisedLines(promised, paint, file))
  return `${lines.join('\n')}\n`
}

/** What kind of step it is, what it may bring, and which rules say so. */
function promisedLines({ bump, rules, isSpokenOf }: Promised, paint: Paint, file?: string): string[] {
  if (bump === undefined || !isSpokenOf) return []
  const lines = ['', `  a ${bumpText[bump]} apart`]
  if (rules.length === 0) lines.push(`  ${paint.unsure('?')} the policy does not say what that may bring`)
  for (const { rule, exempt } of rules) {
    const may = `${changeText[rule.brings]} at most: ${rule.says}`
    const text = exempt === undefined ? may : `nothing is promised: ${exempt.because}`
    lines.push(...withNote(`  ${text}`, rule.name, width, 2))
    lines.push(...wrap(`  ${sourceText(rule.source)}`, width, 2).map(paint.faint))
    const isTold = exempt === undefined && rule.counts.length > 0
    if (isTold) lines.push(...wrap(`  such as ${rule.counts.map(({ says }) => says).join('; ')}`, width, 4))
  }
  const [first] = rules
  if (first !== undefined) lines.push('', `  ${explainCommand(first.rule.name, file)}`)
  return lines
}

/** Whether the step may bring what was asked for, and which number would do if not. */
function stepLines({ promised, step }: Comparison, paint: Paint): string[] {
  if (step === undefined || promised.bump === undefined) return []
  const { name, change, verdict } = step
  const number = `a ${bumpText[promised.bump]}`
  const what =
    change.says === undefined ? changeWords[change.kind] : `"${change.says}" (${name}, ${change.kind})`
  const told = (symbol: string, text: string, rule: string): string[] => [
    ...withNote(`${symbol} ${text}`, rule, width, 2),
    '',
  ]
  switch (verdict.kind) {
    case 'allowed':
      return told(paint.good('✓'), `${number} may bring ${what}`, verdict.rule.name)
    case 'exempt':
      return told(paint.good('✓'), `${number} may bring ${what}: ${verdict.because}`, verdict.rule.name)
    case 'gratuitous': {
      const symbol = verdict.isFault ? paint.bad('✗') : paint.unsure('!')
      return told(symbol, `${number} for ${what} alone: a smaller number would do`, verdict.rule.name)
    }
    case 'too-much': {
      const { rule, needs } = verdict
      const refused = withNote(`${paint.bad('✗')} ${number} may not bring ${what}`, rule.name, width, 2)
      if (needs === undefined) return [...refused, '']
      return [...refused, ...withNote(`  it needs a ${bumpText[needs.bump]}`, needs.rule.name, width, 2), '']
    }
    case 'unknown':
      return told(paint.unsure('?'), `the policy does not say whether ${number} may bring ${what}`, '')
  }
}

const changeWords = {
  fixes: 'fixes',
  compatible: 'compatible changes',
  breaking: 'breaking changes',
} as const

/** Where tools that know only SemVer would sort otherwise; '' where they would not. */
export function disagreementText(
  groups: readonly { readonly part: string; readonly pairs: Disagreement['pairs'] }[],
  refused: Disagreement['refused'],
  paint: Paint,
): string {
  const lines: string[] = []
  const count = sum(groups, ({ pairs }) => pairs.length)
  if (count > 0) {
    lines.push(`${paint.unsure('!')} SemVer tools (npm, Helm) turn ${plural(count, 'neighbour pair')} round:`)
    for (const { part, pairs } of groups) {
      lines.push(`  where ${part} decides (${pairs.length})`)
      lines.push(
        ...pairs.slice(0, shownPairs).flatMap(([a, b]) => wrap(`    ${a.text} before ${b.text}`, width, 6)),
      )
      if (pairs.length > shownPairs) lines.push(`    … and ${pairs.length - shownPairs} more`)
    }
  }
  const [first] = refused
  if (first !== undefined) {
    const text = `${paint.unsure('!')} ${plural(refused.length, 'version')} SemVer tools refuse, such as ${first.text}`
    lines.push(...wrap(text, width, 2))
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

const shownPairs = 3
