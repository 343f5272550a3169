import { distinctBy, groupBy, sum } from '../base/index.ts'
import type { CheckResult, Finding, JumpResult, Severity } from '../check/index.ts'
import { readingText, type Summary } from '../fleet/index.ts'
import { pageWidth, plural, times, withNote, wrap } from './layout.ts'
import type { CheckNotes } from './notes.ts'
import type { Paint } from './paint.ts'
import { enforcedText, factText, sentence, sourceText } from './words.ts'

export type Judged = (CheckResult | JumpResult) & { readonly repairs?: CheckResult['repairs'] }

const verdictSymbol = { supported: '✓', untested: '?', unknown: '?', unsupported: '✗' } as const
const severitySymbol: Record<Severity, string> = { error: '✗', unknown: '?', warning: '!', note: '·' }

/** The scope of instances for which the user named none: not worth a word. */
export const unnamedScope = 'default'

/** As many findings are shown; the rest is counted. */
const mostFindings = 20

export function checkText(result: Judged, notes: CheckNotes, paint: Paint): string {
  const { kind } = result.verdict
  const tone = kind === 'supported' ? paint.good : kind === 'unsupported' ? paint.bad : paint.unsure
  const subject = fleetText(result.summary)
  const jump = notes.jump === undefined ? '' : ` ${notes.jump}`
  const lines = wrap(`${tone(`${verdictSymbol[kind]} ${kind}`)}   ${subject}${jump}`, pageWidth, 2)
  for (const text of notes.input) lines.push(...wrap(`  ${text}`, pageWidth, 2).map(paint.faint))
  const all = merged(result.findings)
  const shown = all.slice(0, mostFindings)
  for (const finding of shown) lines.push('', ...findingLines(finding, paint))
  if (all.length > shown.length) {
    const more = plural(all.length - shown.length, 'more finding')
    lines.push('', `  … ${more}: --format json shows all`)
  }
  const repairs = kind === 'unsupported' ? (result.repairs ?? []) : []
  if (repairs.length > 0) {
    lines.push('')
    for (const repair of repairs) {
      for (const { member, to } of repair.changes) {
        const { group, part } = member
        const where = severalScopes(result.summary) ? `${group.scope}: ` : ''
        const change = `${where}${group.component} ${readingText(part.reading)} ${times(part.count)} → ${to.text}`
        lines.push(...withNote(`  mend  ${change}`, paint.faint('smallest change'), pageWidth, 8))
      }
    }
  }
  if (kind === 'supported' && result.findings.length === 0) {
    lines.push(
      `  every rule that was asked holds${notes.isLenient ? ' or is lived with' : ''}: ${plural(result.rules, 'rule')}`,
    )
  }
  for (const { what, command } of notes.next) lines.push('', paint.faint(`  ${what}`), `    ${command}`)
  return `${lines.join('\n')}\n`
}

/** Findings that a reader would take for one. */
interface Merged extends Finding {
  readonly scopes: readonly string[]
  /** The other rules that say the same. */
  readonly also: readonly string[]
}

/** The same finding in many scopes is told once, and so is a version that several rules cannot judge. */
function merged(findings: readonly Finding[]): readonly Merged[] {
  const alike = groupBy(findings, (finding) => {
    const rule = finding.reason.kind.startsWith('version-') ? '' : finding.rule?.name
    return `${finding.severity}\n${rule}\n${sentence(finding)}`
  })
  return [...alike.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const rules = new Set(same.flatMap(({ rule }) => rule?.name ?? []))
    rules.delete(first.rule?.name ?? '')
    return [{ ...first, scopes: [...new Set(same.map(({ scope }) => scope))], also: [...rules] }]
  })
}

function findingLines(finding: Merged, paint: Paint): string[] {
  const { severity, rule, scopes } = finding
  const tone = severity === 'error' ? paint.bad : severity === 'note' ? paint.faint : paint.unsure
  const lines = wrap(`  ${severitySymbol[severity]} ${sentence(finding)}`, pageWidth, 4).map((line, i) =>
    i === 0 ? line.replace(severitySymbol[severity], tone(severitySymbol[severity])) : line,
  )
  const where =
    scopes.length > 3 ? `${scopes.slice(0, 3).join(', ')} and ${scopes.length - 3} more` : scopes.join(', ')
  if (rule === undefined) {
    if (where !== unnamedScope) lines.push(paint.faint(`    in ${where}`))
    return lines
  }
  const label = rule.derived ? `${rule.name} (derived)` : rule.name
  lines.push(...withNote(`    ${rule.says}`, label, pageWidth, 4))
  if (finding.reason.kind === 'edge' && finding.reason.because !== undefined) {
    lines.push(...wrap(`    ${finding.reason.because}`, pageWidth, 4))
  }
  if (finding.reason.kind === 'stop' && finding.reason.because !== undefined)
    lines.push(...wrap(`    ${finding.reason.because}`, pageWidth, 4))
  if (finding.reason.kind === 'fact') lines.push(...wrap(`    ${factText(finding.reason)}`, pageWidth, 4))
  if (finding.also.length > 0) lines.push(...wrap(`    so says ${finding.also.join(', ')}`, pageWidth, 4))
  const enforced = enforcedText(rule)
  if (enforced !== undefined && finding.outcome === 'broken') lines.push(`    ${paint.bad(enforced)}`)
  lines.push(...wrap(`    ${sourceText(rule.source)}`, pageWidth, 4).map(paint.faint))
  const shown = placesOf(finding)
  const place = [where === unnamedScope ? '' : where, shown].filter((text) => text !== '').join(' · ')
  if (place !== '') lines.push(...wrap(`    in ${place}`, pageWidth, 4).map(paint.faint))
  return lines
}

/** Where the user wrote these instances, or what they are called. */
function placesOf({ members }: Finding): string {
  const places = distinctBy(
    members.flatMap(({ part }) => part.place ?? []),
    ({ file, line }) => `${file}:${line}`,
  )
  const instances = members.flatMap(({ part }) => part.instances).slice(0, 3)
  const shown =
    instances.length > 0 ? instances : places.slice(0, 3).map(({ file, line }) => `${file}:${line}`)
  const total = instances.length > 0 ? sum(members, ({ part }) => part.count) : places.length
  return total > shown.length && shown.length > 0 ? `${shown.join(', ')}, …` : shown.join(', ')
}

const severalScopes = ({ groups }: Summary): boolean => new Set(groups.map(({ scope }) => scope)).size > 1

/** `prod · mesh: server 1.2.3 ×3, agent 1.1.0 ×40`, or the numbers when it is more. */
export function fleetText(summary: Summary): string {
  const scopes = new Set(summary.groups.map(({ scope }) => scope))
  const policies = [...new Set(summary.groups.map(({ policy }) => policy))].join(', ')
  const components = [...groupBy(summary.groups, ({ component }) => component)].map(([component, groups]) => {
    const parts = groups.flatMap((group) => group.parts)
    const versions = [...new Set(parts.map(({ reading }) => readingText(reading)))]
    const count = times(sum(parts, (part) => part.count))
    return versions.length > 3
      ? `${component} ${count} (${versions.length} versions)`
      : `${component} ${versions.join(', ')} ${count}`
  })
  const where =
    scopes.size === 1 ? [...scopes].filter((scope) => scope !== unnamedScope) : [plural(scopes.size, 'scope')]
  return [...where, policies, ...components].join(' · ')
}
