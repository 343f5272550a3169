import { groupBy, nearest } from '../base/index.ts'
import type { LedgerRow, Lifecycle, ManifestPart } from '../policy/index.ts'
import { compareVersions, rangeContains, type Version } from '../version/index.ts'
import { type Host, hasReached, isCovered, versionAfter } from './calendar.ts'
import type { Outcome } from './finding.ts'

/** Names of subjects are compared without regard to case, as hosts do. */
const indexes = new WeakMap<Lifecycle, ReadonlyMap<string, readonly LedgerRow[]>>()

export function rowsOf(lifecycle: Lifecycle, subject: string): readonly LedgerRow[] | undefined {
  let index = indexes.get(lifecycle)
  if (index === undefined) {
    index = groupBy(lifecycle.ledger, (row) => row.subject.toLowerCase())
    indexes.set(lifecycle, index)
  }
  return index.get(subject.toLowerCase()) ?? index.get('*')
}

/** The status at a version of the host; undefined where none is known yet. */
function statusAt({ statuses }: LedgerRow, at: Version): string | undefined {
  return statuses.findLast(({ since }) => since === undefined || hasReached(at, since))?.status
}

/** Whether the terms of retirement do not bind a row, because of what it was when it was retired. */
export function isExempt({ retire }: Lifecycle, row: LedgerRow, when: Version): boolean {
  // A status that is only known from later on is the best guess at what it was before.
  const status = statusAt(row, when) ?? row.statuses[0]?.status
  return status !== undefined && retire.exempt.includes(status)
}

/** Whether the terms say that a row is never removed, because of what it is. */
export function isKept({ retire }: Lifecycle, row: LedgerRow, when: Version): boolean {
  const status = statusAt(row, when)
  return status !== undefined && retire.keep.includes(status)
}

/** The version with which the policy wants a row gone; undefined where it does not say. */
export function dueOf(lifecycle: Lifecycle, row: LedgerRow, host: Host): Version | undefined {
  const { remove } = lifecycle.retire
  if (remove === undefined || row.deprecated === undefined) return undefined
  const isFree = isExempt(lifecycle, row, row.deprecated) || isKept(lifecycle, row, row.deprecated)
  return isFree ? undefined : versionAfter(row.deprecated, remove, host)
}

/** A row that is asked for, and by what. */
interface Wanted {
  readonly subject: string
  readonly version: string
  /** Nobody wrote the version: what has only one has no other default. */
  readonly assumed?: boolean
  readonly images: readonly string[]
  /** How the host runs. */
  readonly mode?: string
  /** What it is that no row names; unknown, when nobody said. */
  readonly unlisted?: ManifestPart['unlisted']
}

/** What comes of loading a subject with one version of the host. */
export function standing(lifecycle: Lifecycle, wanted: Wanted, at: Version, host: Host): readonly Outcome[] {
  const { registry } = lifecycle
  const only = lifecycle.only.find(
    (each) => rangeContains(each.host, at) && !each.versions.includes(wanted.version),
  )
  if (only !== undefined)
    return [{ severity: 'error', reason: { kind: 'only', versions: only.versions }, rule: only.rule }]
  const rows = rowsOf(lifecycle, wanted.subject)
  if (rows === undefined) return ofUnlisted(lifecycle, wanted, at)
  const row =
    rows.find(({ version }) => version === wanted.version) ??
    rows.find(({ version }) => version === '*') ??
    (wanted.assumed && rows.length === 1 ? rows[0] : undefined)
  const beyond = beyondCoverage(lifecycle, at)
  if (row === undefined) {
    if (beyond !== undefined) return [beyond]
    const known = rows.map(({ version }) => version)
    const severity = lifecycle.covers === undefined ? 'unknown' : 'error'
    return [{ severity, reason: { kind: 'unknown-version', known }, rule: registry }]
  }
  return ofRow(lifecycle, row, wanted, at, host)
}

function ofUnlisted(lifecycle: Lifecycle, { subject, unlisted }: Wanted, at: Version): readonly Outcome[] {
  if (unlisted === 'accepted') return []
  const { registry: rule, pluggable } = lifecycle
  const found = nearest(subject, new Set(lifecycle.ledger.map((row) => row.subject)))
  const guess = found === undefined ? {} : { guess: found }
  // Only where the registry was read is it sure that nothing else is there.
  if (unlisted === 'error' && isCovered(lifecycle, at) === true)
    return [{ severity: 'error', reason: { kind: 'nowhere', ...guess }, rule }]
  return [{ severity: 'unknown', reason: { kind: 'unknown-subject', pluggable, ...guess }, rule }]
}

function ofRow(
  lifecycle: Lifecycle,
  row: LedgerRow,
  { images, mode }: Wanted,
  at: Version,
  host: Host,
): readonly Outcome[] {
  const { retire, covers } = lifecycle
  const { introduced, deprecated, removed } = row
  const [registry, leaving] = [row.rule ?? lifecycle.registry, row.rule ?? retire.rule]
  const told = {
    ...(row.replacement !== undefined && { replacement: row.replacement }),
    ...(row.because !== undefined && { because: row.because }),
  }
  const announced = deprecated === undefined ? {} : { announced: deprecated.text }
  if (removed !== undefined && hasReached(at, removed)) {
    const reason = { kind: 'removed', computed: false, ...announced } as const
    return [{ severity: 'error', reason, rule: leaving, since: removed.text, ...told }]
  }
  const isBefore = covers !== undefined && compareVersions(at, covers.from) < 0
  if (introduced !== undefined && !hasReached(at, introduced) && !isBefore) {
    return [{ severity: 'error', reason: { kind: 'not-yet' }, rule: registry, since: introduced.text }]
  }
  if (row.modes !== undefined && mode !== undefined && !row.modes.includes(mode)) {
    const reason = { kind: 'switched-off', mode, modes: row.modes } as const
    return [{ severity: 'error', reason, rule: lifecycle.switched, ...told }]
  }
  const due = dueOf(lifecycle, row, host)
  const beyond = beyondCoverage(lifecycle, at)
  // What was recorded wins: inside the ledger's reach nothing is gone that was not seen to be gone.
  const isDue = removed === undefined && covers === undefined && due !== undefined && hasReached(at, due)
  if (isDue && retire.afterwards === 'unpromised') {
    const reason = { kind: 'lapsed', announced: deprecated?.text ?? '' } as const
    return [{ severity: 'unknown', reason, rule: leaving, since: due.text, ...told }]
  }
  if (isDue) {
    const reason = { kind: 'removed', computed: true, ...announced } as const
    return [{ severity: 'error', reason, rule: leaving, since: due.text, ...told }]
  }
  const found: Outcome[] = beyond === undefined ? [] : [{ ...beyond, ...told }]
  for (const name of images) found.push(...ofImage(lifecycle, row, name, at))
  if (deprecated !== undefined && hasReached(at, deprecated)) {
    // Where the record goes further than the terms, the record tells that nothing came of them.
    const isKept = covers !== undefined && hasReached(covers.to, due)
    const isOverdue = removed === undefined && due !== undefined && (isKept || hasReached(at, due))
    const isOnlyPromised = retire.afterwards === 'unpromised' && due !== undefined
    const end = removed ?? (isOverdue || isOnlyPromised ? undefined : due)
    const reason = {
      kind: 'deprecated',
      end: endOf(lifecycle, row, deprecated),
      ...(isOverdue && !isOnlyPromised && { overdue: due.text }),
      ...(isOnlyPromised && end?.text !== due.text && { promised: due.text, kept: hasReached(at, due) }),
    } as const
    const until = end === undefined ? {} : { until: end.text }
    found.push({ severity: 'warning', reason, rule: leaving, since: deprecated.text, ...until, ...told })
  } else if (removed !== undefined && deprecated === undefined) {
    found.push({ severity: 'note', reason: { kind: 'leaves' }, rule: registry, until: removed.text, ...told })
  }
  return found
}

/** What the terms say of the end of a row that was announced, where neither they nor the record name it. */
function endOf(lifecycle: Lifecycle, row: LedgerRow, when: Version): 'any-time' | 'none' | 'unknown' {
  if (isKept(lifecycle, row, when)) return 'none'
  return isExempt(lifecycle, row, when) ? 'any-time' : 'unknown'
}

function ofImage(lifecycle: Lifecycle, row: LedgerRow, name: string, at: Version): readonly Outcome[] {
  const image = lifecycle.images.get(name)
  if (image === undefined) return []
  const status = statusAt(row, at)
  if (status === undefined)
    return [{ severity: 'unknown', reason: { kind: 'status-unknown', image: name }, rule: image.rule }]
  if (image.registers.includes(status)) return []
  return [{ severity: 'error', reason: { kind: 'status', image: name, status }, rule: image.rule }]
}

function beyondCoverage(lifecycle: Lifecycle, at: Version): Outcome | undefined {
  const { covers, registry } = lifecycle
  if (covers === undefined || isCovered(lifecycle, at) === true) return undefined
  const reason = { kind: 'not-covered', from: covers.from.text, to: covers.to.text } as const
  return { severity: 'unknown', reason, rule: registry }
}

/** Versions of the host at which the standing of a subject may change, beside the ends of the way. */
export function eventsOf(lifecycle: Lifecycle, subject: string, host: Host): readonly Version[] {
  return (rowsOf(lifecycle, subject) ?? []).flatMap((row) => {
    const statuses = row.statuses.flatMap(({ since }) => since ?? [])
    const due = dueOf(lifecycle, row, host)
    return [row.introduced, row.deprecated, row.removed, due, ...statuses].filter(
      (event) => event !== undefined,
    )
  })
}
