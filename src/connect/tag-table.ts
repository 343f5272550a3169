import { parse } from 'csv-parse/sync'
import { type Diagnostic, fail, messageOf, nearest, ok, type Result } from '../base/index.ts'
import type { History, Tag, TagObject } from '../tags/index.ts'

const columns = ['tag', 'date', 'branch', 'commit', 'annotated', 'signed'] as const
type Column = (typeof columns)[number]

/** A row as the reader of CSV gives it, with the line that it ends on. */
interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * Reads a table of tags: CSV with a header; `tag` is needed, `date`, `branch`, `commit`, `annotated`, `signed` and what
 * the policy reads in the repository are optional. One such value may also be called `embedded_…`. Rows are ordered by
 * their days; on one day the order is that of the table.
 */
export function readTagTable(
  text: string,
  file: string,
  reads: Iterable<string>,
): Result<History, readonly Diagnostic[]> {
  const place = (line: number, column = 1) => ({ file, line, column })
  const rows = readRows(text, file)
  if (!rows.ok) return rows
  const [header, ...body] = rows.value
  if (header === undefined)
    return fail([
      {
        place: place(1),
        message: 'there is no tag in it',
        help: `expected the columns ${columns.join(', ')}`,
      },
    ])
  const named = columnsOf(header.record, [...reads])
  const problems: Diagnostic[] = named.problems.map((problem) => ({ place: place(1), ...problem }))
  const tags = body.flatMap((row): Tag[] => {
    const read = tagOf(row, named.columns, place(row.info.lines))
    if (read.ok) return [read.value]
    problems.push(...read.problem)
    return []
  })
  if (problems.length > 0) return fail(problems)
  const isDated = tags.every(({ date }) => date !== undefined)
  const branches = new Set(tags.flatMap((tag) => tag.branches ?? []))
  return ok({
    tags: isDated ? [...tags].sort(byDay) : tags,
    branches: [...branches].sort(),
    isWhole: false,
  })
}

const byDay = (a: Tag, b: Tag): number =>
  a.seconds !== undefined && b.seconds !== undefined
    ? a.seconds - b.seconds
    : (a.date ?? '') < (b.date ?? '')
      ? -1
      : a.date === b.date
        ? 0
        : 1

function readRows(text: string, file: string): Result<readonly Row[], readonly Diagnostic[]> {
  try {
    // The reader counts every carriage return as a line, and nobody else does.
    const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', ' ')
    const read: readonly unknown[] = parse(lines, {
      record_delimiter: '\n',
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      comment: '#',
      comment_no_infix: true,
    })
    return ok(read.filter(isRow))
  } catch (error) {
    const line =
      error instanceof Error && 'lines' in error && typeof error.lines === 'number' ? error.lines : 1
    const message = messageOf(error)
    return fail([{ place: { file, line, column: 1 }, message: `this is no CSV: ${message}` }])
  }
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && 'record' in value && Array.isArray(value.record)

/** What a column holds: something of a tag, or what is read in the repository. */
type Holds = { readonly column: Column } | { readonly reads: string }

function columnsOf(
  header: readonly string[],
  reads: readonly string[],
): {
  readonly columns: readonly (Holds | undefined)[]
  readonly problems: readonly Omit<Diagnostic, 'place'>[]
} {
  const problems: Omit<Diagnostic, 'place'>[] = []
  const seen = new Set<string>()
  const found = header.map((written): Holds | undefined => {
    const name = written.toLowerCase()
    if (seen.has(name)) problems.push({ message: `there are two columns "${written}"` })
    seen.add(name)
    const column = columns.find((one) => one === name)
    if (column !== undefined) return { column }
    const exact = reads.find((one) => one.toLowerCase() === name)
    const only = name.startsWith('embedded') && reads.length === 1 ? reads[0] : undefined
    const held = exact ?? only
    if (held !== undefined) return { reads: held }
    const all = [...columns, ...reads]
    const guess = nearest(name, all)
    const help = guess === undefined ? `one of: ${all.join(', ')}` : `did you mean "${guess}"?`
    problems.push({ message: `"${written}" is no column of a table of tags`, help })
    return undefined
  })
  if (
    !found.some((one) => one !== undefined && 'column' in one && one.column === 'tag') &&
    problems.length === 0
  )
    problems.push({
      message: 'there is no column "tag"',
      help: `the first line names the columns: ${columns.join(', ')}`,
    })
  return { columns: found, problems }
}

type Place = NonNullable<Tag['place']>

function tagOf(
  { record }: Row,
  named: readonly (Holds | undefined)[],
  place: Place,
): Result<Tag, readonly Diagnostic[]> {
  const problems: Diagnostic[] = []
  const complain = (message: string, help?: string): void => {
    problems.push({ place, message, ...(help !== undefined && { help }) })
  }
  if (record.length > named.length)
    complain(`this row has ${record.length} fields, and the header ${named.length}`)
  const held = new Map<Column, string>()
  const reads = new Map<string, string>()
  for (const [i, text] of record.entries()) {
    const holds = named[i]
    if (holds === undefined || text === '') continue
    if ('column' in holds) held.set(holds.column, text)
    else reads.set(holds.reads, text)
  }
  const name = held.get('tag')
  const branch = held.get('branch')
  const commit = held.get('commit')
  const flag = (column: Column): boolean | undefined => {
    const text = held.get(column)?.toLowerCase()
    if (text === undefined) return undefined
    if (text === 'true' || text === 'yes') return true
    if (text !== 'false' && text !== 'no')
      complain(`"${text}" says nothing of ${column}`, 'write true or false')
    return false
  }
  const annotated = flag('annotated')
  const signed = flag('signed')
  const date = held.get('date')
  const time = date === undefined ? undefined : timeOf(date)
  if (date !== undefined && time === undefined)
    complain(`"${date}" is no day`, 'expected a day as 2026-03-19, or a time as 2026-03-19T12:00:00Z')
  if (name === undefined) complain('this row has no tag')
  if (name === undefined || problems.length > 0) return fail(problems)
  return ok({
    name,
    ...time,
    ...(commit !== undefined && { commit }),
    ...(branch !== undefined && { branches: [branch] }),
    ...((annotated !== undefined || signed !== undefined) && { object: objectOf(annotated, signed) }),
    reads,
    place,
  })
}

/** What is signed is annotated, and what is not annotated is not signed; no more can be told of one from the other. */
function objectOf(annotated: boolean | undefined, signed: boolean | undefined): TagObject {
  const isAnnotated = annotated ?? (signed === true ? true : undefined)
  const isSigned = signed ?? (annotated === false ? false : undefined)
  return {
    ...(isAnnotated !== undefined && { isAnnotated }),
    ...(isSigned !== undefined && { isSigned }),
  }
}

function timeOf(text: string): { readonly date: string; readonly seconds?: number } | undefined {
  const match = /^\d{4}-\d{2}-\d{2}(T.+)?$/.exec(text)
  const time = match === null ? Number.NaN : Date.parse(text)
  if (Number.isNaN(time)) return undefined
  const date = new Date(time).toISOString().slice(0, 10)
  // Date.parse moves 30 February on to March.
  if (match?.[1] === undefined) return date === text ? { date } : undefined
  return { date, seconds: Math.floor(time / 1000) }
}
