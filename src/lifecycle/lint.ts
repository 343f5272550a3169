import { isLike, type Place } from '../base/index.ts'
import type { LedgerRow, LedgerRule, Lifecycle } from '../policy/index.ts'
import { compareVersions, lineDistance } from '../version/index.ts'
import { type Host, isSpanBetween } from './calendar.ts'
import { dueOf, isExempt, isKept, rowsOf } from './ledger.ts'

/** What is odd about a row of a ledger, held against the terms that its own policy sets. */
export interface LedgerFinding {
  readonly severity: 'error' | 'warning' | 'note'
  readonly rule: LedgerRule
  readonly subject: string
  readonly message: string
  /** What the ledger itself says of the row. */
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
      ...ofReach(lifecycle, row),
    ].map(
      ([severity, message, rule = row.rule ?? lifecycle.retire.rule]): LedgerFinding => ({
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
    if (isKept(lifecycle, row, when) && when.line.chain === removed.line.chain)
      return [['error', `removed in ${removed.text}, and what is ${row.statuses[0]?.status} stays`]]
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
  // What nobody promises may be there all the same.
  if (lifecycle.retire.afterwards === 'unpromised') return []
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
    (other) => groupOf(other) === groupOf(row) && compareNames(nameOf(other), nameOf(row)) > 0,
  )
  if (row.deprecated === undefined) {
    const beside = later.filter(({ removed }) => removed === undefined)
    if (row.removed !== undefined || beside.length === 0) return []
    const versions = beside.map(({ version }) => version).join(', ')
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

/** A row under a name that nothing in a document can have is misspelt, or only known from elsewhere. */
function ofReach({ manifests }: Lifecycle, { subject }: LedgerRow): readonly Told[] {
  const parts = manifests.flatMap((kind) => kind.parts)
  if (parts.length === 0 || subject === '*' || manifests.some((kind) => kind.subject !== undefined)) return []
  // Names have no spaces, or nobody could tell where one ends.
  const words = (text: string): readonly string[] => text.split(' ')
  const isReached = parts.some((part) => {
    const pattern = words(part.subject).map((word) => word.replace(/\{\d+\}/g, '*'))
    const written = words(subject)
    return written.length === pattern.length && written.every((word, i) => isLike(word, pattern[i] ?? ''))
  })
  return isReached ? [] : [['note', 'nothing in a document is called so']]
}

/** The row that a replacement names: a subject, or a subject and its version. */
function rowOf(lifecycle: Lifecycle, text: string): LedgerRow | undefined {
  const [subject = '', version] = text.split(' ')
  const rows = rowsOf(lifecycle, subject)?.filter((row) => row.subject !== '*')
  return version === undefined ? rows?.[0] : rows?.find((row) => row.version === version.toLowerCase())
}

/** Versions of an API stand after its group: `apps` of `apps/v1`. Those of different groups do not succeed each other. */
const groupOf = ({ version }: LedgerRow): string => version.slice(0, Math.max(0, version.lastIndexOf('/')))

const nameOf = ({ version }: LedgerRow): string => version.slice(version.lastIndexOf('/') + 1)

/** By number, and a candidate before what it is a candidate of: v1alpha1, v1beta1, v1beta2, v1, v2, v10. */
function compareNames(a: string, b: string): number {
  const [left, right] = [candidateOf(a), candidateOf(b)]
  if (left === undefined || right === undefined) return compareTexts(a, b)
  return left.of - right.of || compareTexts(left.stage, right.stage) || left.number - right.number
}

function candidateOf(name: string): { of: number; stage: string; number: number } | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name)
  if (match === null) return undefined
  const [, of, stage = 'stable', number = '0'] = match
  return { of: Number(of), stage, number: Number(number) }
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
