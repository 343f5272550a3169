import { groupBy } from '../base/index.ts'
import type { CatalogueUpdate, SkipReason, UpdateConflict } from '../release/index.ts'
import { pageWidth, plural, wrap } from './layout.ts'
import type { Paint } from './paint.ts'

/** Where it was read what is published. */
export interface CatalogueOrigin {
  readonly kind: 'git' | 'oci-tags' | 'helm-index'
  readonly path: string
  readonly chart?: string
}

/** What `catalogue update` answers: how the catalogue differed, and what was written where. */
export interface CatalogueUpdateReport {
  readonly policy: string
  /** What the user called the policy. */
  readonly reference: string
  /** The command that writes what is missing. */
  readonly command: string
  readonly components: readonly string[]
  readonly origin: CatalogueOrigin
  /** How many names the source has. */
  readonly published: number
  /** The file that has the catalogue, and the one that was written, if one was. */
  readonly file: string
  readonly written?: string
  /** Set where the policy does not include the file yet. */
  readonly include?: string
  /** The day on which the list was complete, and the one that was written in its place. */
  readonly asOf: { readonly from?: string; readonly to?: string }
  readonly status: 'current' | 'updated' | 'out-of-date' | 'unknown'
  readonly update: CatalogueUpdate
  readonly notes: readonly string[]
}

/** Past this many of a kind, names are told in a sentence. */
const mostRows = 40
const mostNames = 6

/** The differences as a diff, what was left out and why, and what to do next. */
export function catalogueUpdateText(report: CatalogueUpdateReport, paint: Paint): string {
  const { policy, components, update, origin, published, asOf, file, written, notes } = report
  const lines = [
    ...wrap(
      `${symbolOf(report, paint)} ${policy}   ${components.join(', ')}: ${headline(report)}`,
      pageWidth,
      4,
    ),
  ]
  const of = origin.chart === undefined ? '' : ` of ${origin.chart}`
  const { newest } = update
  const latest =
    newest === undefined
      ? ''
      : `, newest ${newest.version.text}${newest.date === undefined ? '' : ` (${newest.date})`}`
  const what = origin.kind === 'helm-index' ? plural(published, 'release') : plural(published, 'tag')
  lines.push('', ...wrap(`  source  ${what}${of} in ${origin.kind} ${origin.path}${latest}`, pageWidth, 10))
  const goes = written === undefined || written === file ? '' : `, written to ${written}`
  lines.push(...wrap(`  file    ${file}${goes}`, pageWidth, 10))
  if (asOf.to !== undefined)
    lines.push(`  as of   ${asOf.from === undefined ? '' : `${asOf.from} → `}${asOf.to}`)
  else if (asOf.from !== undefined) lines.push(`  as of   ${asOf.from}`)
  const rows = [...addedRows(report, paint), ...changedRows(report, paint)]
  if (rows.length > 0) lines.push('', ...rows)
  if (update.conflicts.length > 0) lines.push('', ...conflictRows(report, paint))
  const missing = missingRows(report, paint)
  if (missing.length > 0) lines.push('', ...missing)
  const left = leftOut(report)
  if (left.length > 0) lines.push('', '  left out', ...left)
  if (notes.length > 0) lines.push('', ...notes.flatMap((note) => wrap(`  note: ${note}`, pageWidth, 4)))
  if (report.include !== undefined)
    lines.push(
      '',
      ...wrap(`  the policy does not read it yet: add ${report.include} to its "include"`, pageWidth, 4),
    )
  lines.push('', '  next', `    ${nextCommand(report)}`)
  return `${lines.join('\n')}\n`
}

function symbolOf({ status, update }: CatalogueUpdateReport, paint: Paint): string {
  if (status === 'unknown') return paint.unsure('?')
  if (update.conflicts.length > 0 || status === 'out-of-date') return paint.bad('✗')
  return paint.good('✓')
}

function headline({ status, update }: CatalogueUpdateReport): string {
  const { added, changed, conflicts, missing, found } = update
  const counts = [
    ...(added.length > 0 ? [`${added.length} added`] : []),
    ...(changed.length > 0 ? [`${changed.length} changed`] : []),
    ...(conflicts.length > 0 ? [plural(conflicts.length, 'conflict')] : []),
    ...(missing.length > 0 ? [`${missing.length} not in the source`] : []),
  ].join(', ')
  switch (status) {
    case 'unknown':
      return 'the source has no release of it'
    case 'current':
      return `${plural(found, 'release')}, nothing new${counts === '' ? '' : `, ${counts}`}`
    case 'out-of-date':
      return `out of date, ${counts.replace('added', 'to add').replace('changed', 'to change')}`
    case 'updated':
      return counts
  }
}

function addedRows({ update: { added } }: CatalogueUpdateReport, paint: Paint): string[] {
  const rows = added.map(({ version, date, commit, delivers }) => {
    const more = [
      ...(date === undefined ? [] : [`(${date})`]),
      ...(commit === undefined ? [] : [`at ${commit.slice(0, 12)}`]),
      ...(delivers === undefined ? [] : [`delivers ${delivers.component} ${delivers.version}`]),
    ]
    return `  ${paint.good('+')} ${[version.text, ...more].join(' ')}`
  })
  return cut(rows, 'more to read with --format json')
}

function changedRows({ update: { changed } }: CatalogueUpdateReport, paint: Paint): string[] {
  // A member that many lack and one reason gives: told as one.
  const first = changed.filter(({ member, from }) => member === 'commit' && from === undefined)
  const rest = first.length > mostNames ? changed.filter((one) => !first.includes(one)) : changed
  const rows = rest.map((one) => {
    const what = one.member === 'delivers' ? `delivers ${one.to.component}` : one.member
    const [from, to] = [one.from, one.member === 'delivers' ? one.to.version : one.to].map((text) =>
      one.member === 'commit' ? text?.slice(0, 12) : text,
    )
    return `  ${paint.unsure('~')} ${one.version.text} ${what} ${from === undefined ? '' : `${from} → `}${to}`
  })
  const many =
    rest === changed ? [] : [`  ${paint.unsure('~')} ${plural(first.length, 'release')} with a commit now`]
  return [...cut(rows, 'more to read with --format json'), ...many]
}

function conflictRows(report: CatalogueUpdateReport, paint: Paint): string[] {
  const { conflicts } = report.update
  const rows = conflicts
    .slice(0, mostRows)
    .flatMap((one) => wrap(`  ${paint.bad('?')} ${one.version.text} ${conflictText(one)}`, pageWidth, 4))
  if (conflicts.length > mostRows) rows.push(`    … and ${conflicts.length - mostRows} more`)
  const first = conflicts.find(({ kind }) => kind !== 'ruled')
  if (first === undefined) return rows
  return [
    ...rows,
    '    the catalogue stays as it is; the other is taken with',
    `    --accept ${first.version.text}`,
  ]
}

/** What the two sides say, as a phrase after the version. */
export function conflictText(conflict: UpdateConflict): string {
  const { recorded, found } = conflict
  switch (conflict.kind) {
    case 'moved':
      return `the tag moved: recorded at ${recorded.slice(0, 12)}, now at ${found.slice(0, 12)}`
    case 'date':
      return `is of ${recorded} here, and of ${found} there`
    case 'delivers':
      return `delivers ${conflict.component} ${recorded} here, and ${found} there`
    case 'ruled':
      return `delivers ${conflict.component} ${recorded} by rule, and ${found} by its source`
  }
}

function missingRows({ update: { missing } }: CatalogueUpdateReport, paint: Paint): string[] {
  if (missing.length <= mostNames)
    return missing.map(({ version }) => `  ${paint.faint('-')} ${version.text} is not in the source (kept)`)
  const names = missing.map(({ version }) => version.text)
  return wrap(
    `  ${paint.faint('-')} ${plural(missing.length, 'release')} are not in the source (kept): ${some(names)}`,
    pageWidth,
    4,
  )
}

function leftOut({ update: { skipped, unread } }: CatalogueUpdateReport): string[] {
  const groups = [...groupBy(skipped, ({ reason }) => skipText(reason))]
  const lines = groups.flatMap(([reason, alike]) =>
    wrap(`    ${reason} (${alike.length}): ${some(alike.map(({ name }) => name))}`, pageWidth, 6),
  )
  const unreadable = groupBy(unread, ({ component, text, expected }) => `${component} ${text}\n${expected}`)
  for (const alike of unreadable.values()) {
    const [{ component, text, expected } = { component: '', text: '', expected: '' }] = alike
    const of = some(alike.map(({ version }) => version.text))
    lines.push(
      ...wrap(
        `    "${text}" is no version of ${component}, expected ${expected}: delivered by ${of}`,
        pageWidth,
        6,
      ),
    )
  }
  return lines
}

/** Why a name is left out, as a phrase. */
export function skipText(reason: SkipReason): string {
  switch (reason.kind) {
    case 'form':
      return `not written as ${reason.template}`
    case 'version':
      return 'no version of the scheme'
    case 'prerelease':
      return 'pre-release of a kind that the catalogue leaves out, --prereleases adds it'
    case 'older':
      return reason.than === undefined
        ? 'before --since'
        : `older than ${reason.than}, with which the catalogue begins, --since adds it`
    case 'again':
      return 'another name of a release that is read already'
  }
}

const some = (names: readonly string[]): string => {
  const more = names.length - mostNames
  return `${names.slice(0, mostNames).join(', ')}${more > 0 ? `, … and ${more} more` : ''}`
}

function cut(rows: readonly string[], more: string): string[] {
  return rows.length <= mostRows
    ? [...rows]
    : [...rows.slice(0, mostRows), `    … ${rows.length - mostRows} ${more}`]
}

function nextCommand({ status, reference, command }: CatalogueUpdateReport): string {
  switch (status) {
    case 'unknown':
      return `interlock policy show ${reference}`
    case 'out-of-date':
      return command
    case 'current':
    case 'updated':
      return `interlock catalogue lint --policy ${reference}`
  }
}
