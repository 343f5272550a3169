import { distinctBy, groupBy } from '../base/index.ts'
import type { LedgerFinding, ScanFinding, ScanResult } from '../lifecycle/index.ts'
import { pageWidth, plural, withNote, wrap } from './layout.ts'
import { type Paint, toneOf } from './paint.ts'
import { sourceText } from './words.ts'

/** What the command knows and the result does not. */
export interface ScanNotes {
  /** `runtime 1.13.0 → 1.17.0`. */
  readonly hosts: readonly string[]
  readonly policy: string
  readonly mode?: string
  readonly images: readonly string[]
  readonly files: number
  /** Set when logs were looked at. */
  readonly log?: { readonly lines: number; readonly marked: number; readonly files: readonly string[] }
  readonly input: readonly string[]
  readonly next: readonly { readonly what: string; readonly command: string }[]
}

const symbol = { error: '✗', unknown: '?', warning: '!', note: '·' } as const
const verdictSymbol = { supported: '✓', unknown: '?', unsupported: '✗' } as const

/** As many groups of findings are shown, and as many places of each. */
const mostGroups = 30
const mostPlaces = 4

export function scanText(result: ScanResult, notes: ScanNotes, paint: Paint): string {
  const { verdict } = result
  const tone = toneOf(paint, verdict)
  const setting = [notes.policy, ...notes.hosts, notes.mode, ...notes.images].filter(
    (word) => word !== undefined,
  )
  const lines = wrap(`${tone(`${verdictSymbol[verdict]} ${verdict}`)}   ${setting.join(' · ')}`, pageWidth, 2)
  for (const text of scanCounts(result, notes))
    lines.push(...wrap(`  ${text}`, pageWidth, 2).map(paint.faint))
  for (const text of notes.input) lines.push(...wrap(`  ${text}`, pageWidth, 2).map(paint.faint))
  const groups = [...groupBy(result.findings, groupKey).values()]
  let wasLater = false
  for (const [first, ...rest] of groups.slice(0, mostGroups)) {
    if (first === undefined) continue
    if (first.later && !wasLater) lines.push('', '  on the way')
    wasLater = first.later
    lines.push('', ...groupLines(first, [first, ...rest], paint))
  }
  if (groups.length > mostGroups) {
    const more = plural(groups.length - mostGroups, 'more finding')
    lines.push('', `  … ${more}: --format json shows all`)
  }
  for (const { what, command } of notes.next) lines.push('', paint.faint(`  ${what}`), `    ${command}`)
  return `${lines.join('\n')}\n`
}

/** What was read: documents as what, and lines of logs. */
export function scanCounts(result: ScanResult, { files, log }: ScanNotes): readonly string[] {
  const { manifests, loads, kinds, documents, skipped, unreadable } = result
  const found: string[] = []
  if (files > 0) {
    const read = `(${plural(documents, 'document')} in ${plural(files, 'file')})`
    const counts = [
      // Of documents that no ledger judges there is nothing to say but what they were taken for.
      ...(manifests > 0
        ? [
            `${loads} of ${plural(manifests, 'manifest')} ${loads === 1 || manifests === 1 ? 'loads' : 'load'}`,
          ]
        : []),
      ...(kinds.size > 0
        ? [`read as ${[...kinds].map(([kind, count]) => `${kind} ×${count}`).join(', ')}`]
        : []),
      ...(unreadable > 0 ? [`${plural(unreadable, 'document')} could not be read`] : []),
      ...(skipped > 0 ? [`${plural(skipped, 'document')} of other kinds skipped`] : []),
    ]
    found.push(`${counts.length > 0 ? counts.join(', ') : 'nothing was read'} ${read}`)
  }
  if (log !== undefined)
    found.push(`${log.marked} of ${plural(log.lines, 'line')} marked (${log.files.join(', ')})`)
  return found
}

const groupKey = (finding: ScanFinding): string =>
  `${finding.severity}\n${finding.later}\n${finding.rule?.name}\n${scanSentence(finding)}`

function groupLines(first: ScanFinding, all: readonly ScanFinding[], paint: Paint): string[] {
  const mark = symbol[first.severity]
  const tone = first.severity === 'error' ? paint.bad : first.severity === 'note' ? paint.faint : paint.unsure
  const lines = wrap(`  ${mark} ${scanSentence(first)}`, pageWidth, 4)
  lines[0] = (lines[0] ?? '').replace(mark, tone(mark))
  const detail = scanAdvice(first)
  if (detail !== undefined) lines.push(...wrap(`    ${detail}`, pageWidth, 4))
  if (first.rule !== undefined)
    lines.push(...withNote(`    ${first.rule.says}`, first.rule.name, pageWidth, 4))
  const places = distinctBy(all, ({ place }) => `${place.file}:${place.line}`)
  for (const { place, name } of places.slice(0, mostPlaces)) {
    lines.push(paint.faint(`    ${place.file}:${place.line}${name === undefined ? '' : `  ${name}`}`))
  }
  if (places.length > mostPlaces)
    lines.push(paint.faint(`    and ${plural(places.length - mostPlaces, 'more place')}`))
  return lines
}

/** What a finding says, as one sentence. */
export function scanSentence({ subject, reason, at, later, since, until }: ScanFinding): string {
  const when = later ? `from ${at} on, ` : ''
  switch (reason.kind) {
    case 'unreadable':
      return `${subject} could not be read: ${reason.message}${reason.help === undefined ? '' : `; ${reason.help}`}`
    case 'api-version':
      return `${subject} is written for ${reason.written}; only ${reason.accepts.join(', ')} is read`
    case 'missing': {
      const mode = reason.mode === undefined ? '' : ` (${reason.mode})`
      return reason.taken === undefined
        ? `${subject} has no ${reason.field}${mode}`
        : `${subject} has no ${reason.field}; ${reason.taken} is taken${mode}`
    }
    case 'nowhere':
      return `${when}${subject} is not there`
    case 'outside':
      return `${subject} comes from outside: nothing is promised for it`
    case 'no-version':
      return `${subject} was not judged: no version of ${reason.host} was given`
    case 'lapsed':
      return `${when}nothing is promised for ${subject}${later ? '' : ` since ${since}`}`
    case 'set':
      return `${subject} is set to ${shortened(reason.value)}`
    case 'logged':
      return shortened(subject)
    case 'only':
      return `${when}${subject} is not there at ${at}: everything is ${reason.versions.join(' or ')}`
    case 'unknown-subject':
      return `${when}${subject} is not in the ledger`
    case 'unknown-version':
      return `${when}${subject} is not there: there is ${reason.known.join(' and ')}`
    case 'not-covered':
      return `${subject} at ${at}: the ledger only covers ${reason.from} to ${reason.to}`
    case 'not-yet':
      return `${subject} is not there at ${at}, only from ${since} on`
    case 'removed':
      return later ? `from ${at} on, ${subject} no longer loads` : `${subject} is gone since ${since}`
    case 'deprecated':
      return `${when}${subject} is deprecated${later ? '' : ` since ${since}`}`
    case 'switched-off':
      return `${when}${subject} is not there in mode ${reason.mode}, only in ${reason.modes.join(' or ')}`
    case 'leaves':
      return `${subject} loads until ${until}`
    case 'status':
      return `${when}${subject} is ${reason.status} and not in the ${reason.image} image`
    case 'status-unknown':
      return `${when}${subject} has no known status: whether the ${reason.image} image has it is open`
  }
}

const endWords = {
  'any-time': 'may go with any release',
  none: 'it stays, and gets no further',
  unknown: 'no end is known',
} as const
/** A text of somebody else's may be of any length, and of several lines. */
const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 240 ? `${line.slice(0, 239)}…` : line
}

/** What else there is to say: since when, until when, what to use instead. */
export function scanAdvice({ reason, until, replacement, because }: ScanFinding): string | undefined {
  const parts: string[] = []
  if (reason.kind === 'removed') {
    if (reason.announced !== undefined) parts.push(`announced in ${reason.announced}`)
    if (reason.computed) parts.push('gone by the terms of the policy, not by record')
  }
  if (reason.kind === 'deprecated') {
    const { promised } = reason
    if (until !== undefined && promised !== undefined)
      parts.push(`loads until ${until}, promised only until ${promised}`)
    else if (until !== undefined) parts.push(`loads until ${until}`)
    else if (promised !== undefined)
      parts.push(
        reason.kept ? `promised only until ${promised}, but still there` : `promised until ${promised}`,
      )
    else if (reason.overdue !== undefined) parts.push(`due to go in ${reason.overdue}, but it was kept`)
    else parts.push(endWords[reason.end])
  }
  if (reason.kind === 'lapsed') parts.push(`announced in ${reason.announced}; it may work or not`)
  if (reason.kind === 'nowhere' && reason.guess !== undefined) parts.push(`did you mean ${reason.guess}?`)
  if (reason.kind === 'no-version') parts.push(`add --at ${reason.host}=VERSION`)
  if (reason.kind === 'set' && reason.instead !== undefined) parts.push(reason.instead)
  if (reason.kind === 'logged') {
    parts.push(reason.count === 1 ? 'once' : `${reason.count} times, first here`)
    if (reason.instead !== undefined) parts.push(`use ${reason.instead} instead`)
  }
  if (reason.kind === 'unknown-subject') {
    if (reason.pluggable) parts.push('a type of its own may be plugged in from outside')
    if (reason.guess !== undefined) parts.push(`did you mean ${reason.guess}?`)
  }
  if (reason.kind === 'switched-off') parts.push(`--mode ${reason.modes[0]} judges for that`)
  if (replacement !== undefined) parts.push(`use ${replacement} instead`)
  if (because !== undefined) parts.push(because)
  return parts.length === 0 ? undefined : parts.join('; ')
}

/** What is odd about the ledgers of a policy. */
export function ledgerText(
  policy: string,
  rows: number,
  findings: readonly LedgerFinding[],
  paint: Paint,
): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const mark = errors > 0 ? paint.bad('✗') : findings.length > 0 ? paint.unsure('!') : paint.good('✓')
  const lines = [`${mark} ${policy}   ${plural(rows, 'row')}, ${plural(findings.length, 'finding')}`]
  for (const same of groupBy(findings, ({ rule }) => rule.name).values()) {
    const rule = same[0]?.rule
    if (rule === undefined) continue
    lines.push('', ...withNote(`  ${rule.says}`, rule.name, pageWidth, 2))
    lines.push(...wrap(`  ${sourceText(rule.source)}`, pageWidth, 2).map(paint.faint))
    for (const { severity, subject, message, because, place } of same) {
      const where = place === undefined ? '' : `${place.file}:${place.line}`
      lines.push(
        ...withNote(`  ${symbol[severity]} ${subject}: ${message}`, paint.faint(where), pageWidth, 4),
      )
      if (because !== undefined && severity !== 'note')
        lines.push(...wrap(`    ${because}`, pageWidth, 4).map(paint.faint))
    }
  }
  return `${lines.join('\n')}\n`
}
