import type { Place } from '../base/index.ts'
import type { LedgerRow, LedgerRule, Lifecycle } from '../policy/index.ts'
import { compareVersions, lineDistance } from '../version/index.ts'
import { type Host, isSpanBetween } from './calendar.ts'
import { dueOf, isExempt, rowsOf } from './ledger.ts'

/** What is odd about a row of a ledger, held against the terms that its own policy sets. */
export interface LedgerFinding {
  readonly severity: 'error' | 'warning' | 'note'
  readonly rule: LedgerRule
  readonly subject: string
  readonly message: string
  /** What the row itself has to say. */
  readonly because?: string
  readonly place?: Place
}

/** Whether what was retired was retired as the policy promises. */
export function lintLedger(lifecycle: Lifecycle, host: Host): readonly LedgerFinding[] {
  const findings = lifecycle.ledger.flatMap((row) =>
    [
      ...ofOrder(row),
      ...ofRemoval(lifecycle, row, host),
      ...ofSuccession(lifecycle, row, host),
      ...ofStatus(lifecycle, row),
    ].map(
      ([severity, message, rule = lifecycle.retire.rule]): LedgerFinding => ({
        severity,
        message,
        rule,
        subject: row.version === '*' ? row.subject : `${row.subject} ${row.version}`,
        ...(row.because !== undefined && { because: row.because }),
        ...(row.place !== undefined && { place: row.place }),
      }),
    ),
  )
  const rank = { error: 0, warning: 1, note: 2 } as const
  return findings.sort((a, b) => rank[a.severity] - rank[b.severity])
}

type Told = readonly [severity: LedgerFinding['severity'], message: string, rule?: LedgerRule]

function ofOrder({ introduced, deprecated, removed }: LedgerRow): readonly Told[] {
  const found: Told[] = []
  if (introduced && removed && compareVersions(removed, introduced) <= 0)
    found.push([
      'error',
      `it is removed in ${removed.text}, not after it was introduced in ${introduced.text}`,
    ])
  if (introduced && deprecated && compareVersions(deprecated, introduced) < 0)
    found.push([
      'error',
      `it is deprecated in ${deprecated.text}, before it was introduced in ${introduced.text}`,
    ])
  if (deprecated && removed && compareVersions(removed, deprecated) < 0)
    found.push(['error', `it is removed in ${removed.text}, before it was deprecated in ${deprecated.text}`])
  return found
}

function ofRemoval(lifecycle: Lifecycle, row: LedgerRow, host: Host): readonly Told[] {
  const { announce } = lifecycle.retire
  const { deprecated, removed } = row
  if (removed !== undefined) {
    const when = deprecated ?? removed
    const [severity, whose] = weightOf(lifecycle, row, isExempt(lifecycle, row, when))
    if (deprecated === undefined)
      return [[severity, `removed in ${removed.text} without announcement${whose}`]]
    if (isSpanBetween(deprecated, removed, announce, host) !== false) return []
    const lines = lineDistance(removed.line, deprecated.line)
    const notice = lines === 1 ? 'one line' : `${lines} lines`
    return [
      [severity, `announced in ${deprecated.text}, removed in ${removed.text}: ${notice} of notice${whose}`],
    ]
  }
  const due = dueOf(lifecycle, row, host)
  if (due === undefined || lifecycle.covers === undefined || compareVersions(due, lifecycle.covers.to) > 0)
    return []
  return [['warning', `due to go in ${due.text}, still there in ${lifecycle.covers.to.text}`]]
}

/** Who is exempt breaks no promise; of whose status nothing is known may have. */
function weightOf(
  lifecycle: Lifecycle,
  row: LedgerRow,
  exempt: boolean,
): readonly ['error' | 'warning' | 'note', string] {
  if (exempt) return ['note', `; exempt as ${row.statuses[0]?.status}`]
  if (row.statuses.length === 0 && lifecycle.retire.exempt.length > 0)
    return ['warning', '; its status is not recorded']
  return ['error', '']
}

function ofSuccession(lifecycle: Lifecycle, row: LedgerRow, host: Host): readonly Told[] {
  const { coexist } = lifecycle.retire
  const later = (rowsOf(lifecycle, row.subject) ?? []).filter(
    (other) => other.version !== row.version && compareNames(other.version, row.version) > 0,
  )
  if (row.deprecated === undefined) {
    if (row.removed !== undefined || later.length === 0) return []
    const versions = later.map(({ version }) => version).join(', ')
    return [['note', `${versions} is there beside it, and it is not deprecated`]]
  }
  if (later.length === 0 && row.replacement === undefined)
    return [['note', `deprecated in ${row.deprecated.text} with neither a newer version nor a replacement`]]
  const next = later[0] ?? rowOf(lifecycle, row.replacement ?? '')
  if (coexist === undefined || row.removed === undefined || next?.introduced === undefined) return []
  if (isExempt(lifecycle, row, row.deprecated)) return []
  if (isSpanBetween(next.introduced, row.removed, coexist, host) !== false) return []
  return [
    [
      'error',
      `${next.subject} ${next.version} is there from ${next.introduced.text}, too short before it goes`,
    ],
  ]
}

/** A status that has to be earned is not there from the beginning. */
function ofStatus({ mature, covers }: Lifecycle, { introduced, statuses }: LedgerRow): readonly Told[] {
  const since = statuses.find(({ status }) => status === mature?.status)?.since
  if (mature === undefined || since === undefined || introduced === undefined) return []
  // What was there when the ledger begins may have been there before.
  if (covers !== undefined && compareVersions(introduced, covers.from) <= 0) return []
  const lines = lineDistance(since.line, introduced.line)
  if (lines === undefined || lines >= mature.lines) return []
  return [['warning', `${mature.status} in ${since.text}, and there from ${introduced.text} on`, mature.rule]]
}

/** The row that a replacement names: a subject, or a subject and its version. */
function rowOf(lifecycle: Lifecycle, text: string): LedgerRow | undefined {
  const [subject = '', version] = text.split(' ')
  const rows = rowsOf(lifecycle, subject)?.filter((row) => row.subject !== '*')
  return version === undefined ? rows?.[0] : rows?.find((row) => row.version === version.toLowerCase())
}

/** By length first, so that v10 comes after v9. */
const compareNames = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
