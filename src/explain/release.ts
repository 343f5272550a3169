import { groupBy, unreachable } from '../base/index.ts'
import type { Edition, Rule } from '../policy/index.ts'
import type { CatalogueLint, ReleaseFinding, ReleaseSeverity } from '../release/index.ts'
import { explainCommand, pageWidth, plural, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'
import { sourceText } from './words.ts'

const mark: Readonly<Record<ReleaseSeverity, string>> = { error: '✗', unknown: '?', warning: '!', note: '·' }

/** What a release may bring at most, as a phrase. */
export const changeText = {
  fixes: 'fixes only',
  compatible: 'compatible changes',
  breaking: 'breaking changes',
} as const

/** Whether the releases of a policy kept its promises, rule by rule. */
export function catalogueText(
  policy: string,
  { releases, rules }: CatalogueLint,
  paint: Paint,
  file?: string,
): string {
  const findings = rules.flatMap((one) => one.findings)
  const symbol = headSymbol(findings, releases, paint)
  const lines = [
    `${symbol} ${policy}   ${plural(releases, 'release')}, ${plural(rules.length, 'rule')}, ${plural(findings.length, 'finding')}`,
  ]
  if (rules.length === 0) lines.push('', '  the policy has no rule about releases')
  const idle = rules.filter(({ scores }) => Object.values(scores).every((count) => count === 0))
  for (const { rule, scores, findings: own } of rules) {
    if (idle.some((one) => one.rule === rule)) continue
    lines.push('', ...withNote(`  ${rule.says}`, rule.name, pageWidth, 2))
    lines.push(...wrap(`  ${sourceText(rule.source)}`, pageWidth, 2).map(paint.faint))
    const { obeyed, violated, unknown, legacy } = scores
    const counts = [
      ...(obeyed > 0 ? [`${obeyed} kept it`] : []),
      ...(violated > 0 ? [`${violated} broke it`] : []),
      ...(unknown > 0 ? [`${unknown} unknown`] : []),
      ...(legacy > 0 ? [`${legacy} outside its days`] : []),
    ]
    lines.push(`  ${counts.join(', ')}`)
    for (const finding of own.filter(({ severity }) => severity !== 'unknown')) {
      const where = finding.place === undefined ? '' : `${finding.place.file}:${finding.place.line}`
      const text = `  ${paintSymbol(finding.severity, paint)} ${releaseSentence(finding)}`
      lines.push(...withNote(text, paint.faint(where), pageWidth, 4))
    }
    // What cannot be told has one cause for many releases.
    const unknowns = groupBy(
      own.filter(({ severity }) => severity === 'unknown'),
      ({ component, reason }) => `${component} ${JSON.stringify(reason)}`,
    )
    for (const alike of unknowns.values()) {
      const [one] = alike
      if (one === undefined) continue
      const versions = alike.map(({ version }) => version).join(', ')
      lines.push(
        ...wrap(
          `  ${paint.unsure('?')} ${releaseSentence({ ...one, version: versions }, false)}`,
          pageWidth,
          4,
        ),
      )
    }
  }
  if (idle.length > 0) {
    const names = idle.map(({ rule }) => rule.name).join(', ')
    lines.push(
      '',
      ...wrap(`  no release to judge, as none says what it brings: ${names}`, pageWidth, 4).map(paint.faint),
    )
  }
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0]
  if (first !== undefined) lines.push('', '  why', `    ${explainCommand(first.rule.name, file)}`)
  return `${lines.join('\n')}\n`
}

function headSymbol(findings: readonly ReleaseFinding[], releases: number, paint: Paint): string {
  const has = (severity: ReleaseSeverity): boolean => findings.some((one) => one.severity === severity)
  if (has('error')) return paint.bad('✗')
  if (has('unknown') || releases === 0) return paint.unsure('?')
  return has('warning') ? paint.unsure('!') : paint.good('✓')
}

function paintSymbol(severity: ReleaseSeverity, paint: Paint): string {
  if (severity === 'error') return paint.bad(mark.error)
  return severity === 'note' ? mark.note : paint.unsure(mark[severity])
}

/** What is the matter with a release, in one sentence. */
export function releaseSentence(
  { component, version, date, reason }: ReleaseFinding,
  isDated = true,
): string {
  const subject = `${component} ${version}${date === undefined || !isDated ? '' : ` (${date})`}`
  switch (reason.kind) {
    case 'undocumented':
      return `${subject} is missing from ${reason.missing.map(({ title, ref }) => `${title} (${ref})`).join(' and ')}`
    case 'too-soon':
      return `${subject} came ${plural(reason.days, 'day')} after ${reason.after}; at least ${reason.least} are asked`
    case 'no-row':
      return `${subject} is in no row of the table`
    case 'row-lacks':
      return `${subject} has a row without ${reason.columns.join(', ')}`
    case 'table-ends':
      return `${subject} came out after the table was read, on ${reason.asOf}`
    case 'unaccompanied':
      return `${subject} has no ${reason.by} ${reason.named}`
    case 'list-ends': {
      const read =
        reason.asOf === undefined ? 'are in no catalogue' : `were read on ${reason.asOf}, before it`
      return `${subject} may have its ${reason.by} by now: they ${read}`
    }
    case 'no-date':
      return `${subject} has no known day`
    case 'brings-more':
      return `${subject} brings ${changeText[reason.brings]}; a ${bumpText[reason.bump]} after ${reason.after} may bring ${changeText[reason.most]} at most`
    case 'gratuitous':
      return `${subject} brings ${changeText[reason.brings]}, which needed no ${bumpText[reason.bump]} after ${reason.after}`
    case 'recalled': {
      const why = reason.because === undefined ? '' : `: ${reason.because}`
      return `${subject} is recalled${why}${reason.isLast ? '; nothing came after it in its line' : ''}`
    }
    default:
      return unreachable(reason)
  }
}

export const bumpText = {
  major: 'major release',
  minor: 'minor release',
  patch: 'patch release',
  other: 'release of the same numbers',
} as const

/** What a rule about releases says in numbers and lists, beside its sentence. */
export function releaseRuleLines(rule: Rule): string[] {
  switch (rule.kind) {
    case 'promise':
      return section([
        row('a', rule.bump.map((bump) => bumpText[bump]).join(', ')),
        row('brings', `${changeText[rule.brings]} at most`),
        ...rule.counts.map(({ id, interface: what, says }) => row(id, `${says} (${what})`)),
        ...rule.exempt.map(({ because }) => row('exempt', because)),
      ])
    case 'documented':
      return section([
        ...[...rule.pages].map(([name, { title, ref }]) => row(name, `${title}: ${ref}`)),
        ...days(rule),
      ])
    case 'cadence':
      return section([row('at least', `${plural(rule.days, 'day')} between ${rule.unit}s`), ...days(rule)])
    case 'listed':
      return section([row('table', rule.in), row('columns', rule.columns.join(', ')), ...days(rule)])
    case 'accompanied':
      return section([
        row('by', `${rule.by} of the same ${rule.unit === 'line' ? 'line' : 'version'}`),
        ...days(rule),
      ])
    default:
      return []
  }
}

const row = (label: string, text: string): string => `${label.padEnd(8)} ${text}`

const days = ({ from, until }: Edition): string[] =>
  from === undefined && until === undefined
    ? []
    : [row('in force', [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' '))]

const section = (rows: readonly string[]): string[] => [
  '',
  ...rows.flatMap((each) => wrap(`  ${each}`, pageWidth, 11)),
]
