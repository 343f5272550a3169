import * as z from 'zod/mini'
import { type Diagnostic, fail, nearest, ok, type Result } from '../base/index.ts'
import type { FleetRow } from './fleet.ts'
import { scopePath } from './scope.ts'

const columns = [
  'policy',
  'scope',
  'component',
  'version',
  'count',
  'id',
  'name',
  'frozen',
  'target',
  'labels',
] as const

const rowSchema = z.object({
  policy: z.optional(z.string()),
  scope: z.optional(z.string()),
  component: z.string(),
  version: z.nullable(z.union([z.string(), z.int()])),
  count: z.optional(z.int().check(z.minimum(1))),
  id: z.optional(z.string()),
  name: z.optional(z.string()),
  frozen: z.optional(z.boolean()),
  target: z.optional(z.string()),
})

/** Past this many broken lines nobody reads on. */
const mostProblems = 20

/**
 * Takes the lines of an NDJSON file one by one (each an object with `component`, `version` and optionally
 * `policy`, `scope`, `id`, `count`, `name`, `frozen`,
 * `target`, `labels`) and keeps only their summary, so that memory
 * grows with the distinct rows and not with the instances.
 */
export class RowReader {
  private readonly file: string
  private readonly scope: string | undefined
  private readonly problems: Diagnostic[] = []
  private readonly rows = new Map<string, { row: FleetRow; count: number; instances: string[] }>()
  private lineNumber = 0

  /** `scope` is where rows go that name none. */
  constructor(file: string, scope?: string) {
    this.file = file
    this.scope = scope
  }

  line(text: string): void {
    this.lineNumber++
    if (text.trim() === '') return
    const row = this.read(text)
    if (row.ok) this.add(row.value)
    else if (this.problems.length < mostProblems) this.problems.push(row.problem)
  }

  end(): Result<readonly FleetRow[], readonly Diagnostic[]> {
    if (this.problems.length > 0) return fail(this.problems)
    return ok([...this.rows.values()].map(({ row, count, instances }) => ({ ...row, count, instances })))
  }

  private add(row: z.output<typeof rowSchema>): void {
    const version = String(row.version ?? '').trim()
    const key = keyOf(row, version)
    const known = this.rows.get(key)
    if (known !== undefined) {
      known.count += row.count ?? 1
      if (row.id !== undefined && known.instances.length < 3) known.instances.push(row.id)
      return
    }
    this.rows.set(key, {
      row: {
        ...(row.policy !== undefined && { policy: row.policy }),
        scope: scopePath(row.scope ?? this.scope),
        component: row.component,
        version,
        count: 1,
        ...(row.name !== undefined && { name: row.name }),
        ...(row.frozen !== undefined && { frozen: row.frozen }),
        ...(row.target !== undefined && { target: row.target }),
        place: { file: this.file, line: this.lineNumber, column: 1 },
      },
      count: row.count ?? 1,
      instances: row.id === undefined ? [] : [row.id],
    })
  }

  private read(text: string): Result<z.output<typeof rowSchema>, Diagnostic> {
    let value: unknown
    try {
      // Trimmed of a byte order mark too, with which some programs begin a file.
      value = JSON.parse(text.trim())
    } catch {
      return this.stop(
        1,
        'this line is no JSON object',
        'write one object a line: {"component":"…","version":"…"}',
      )
    }
    if (isPlainRow(value)) return ok(value)
    const row = rowSchema.safeParse(value)
    if (!row.success) {
      const member = String(row.error.issues[0]?.path[0] ?? '')
      if (member === '') return this.stop(1, 'this line is no JSON object', 'write one object a line')
      return this.stop(1, `"${member}" is not as expected`, memberHelp(member, value))
    }
    const unknown = Object.keys(value as object).find((key) => !columns.some((column) => column === key))
    if (unknown === undefined) return ok(row.data)
    const guess = nearest(unknown, columns)
    const help = guess === undefined ? `one of: ${columns.join(', ')}` : `did you mean "${guess}"?`
    // A name that is written with escapes is not found; then the line alone has to do.
    const column = Math.max(text.indexOf(JSON.stringify(unknown)) + 1, 1)
    return this.stop(column, `"${unknown}" is no column`, help)
  }

  private stop(column: number, message: string, help: string) {
    return fail({ place: { file: this.file, line: this.lineNumber, column }, message, help })
  }
}

type Row = z.output<typeof rowSchema>

/** By far most rows are this plain, and of a million rows each costs as little as it can. */
function isPlainRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { component, version } = value as Record<string, unknown>
  if (component === undefined || version === undefined) return false
  for (const name in value) {
    if (name !== 'component' && name !== 'version' && name !== 'scope' && name !== 'id') return false
    if (typeof (value as Record<string, unknown>)[name] !== 'string') return false
  }
  return true
}

/** Equal for rows that may be added up. Lengths keep the parts apart without escaping them. */
function keyOf({ policy, scope, component, name, frozen, target }: Row, version: string): string {
  if (policy === undefined && name === undefined && frozen === undefined && target === undefined) {
    return `${scope?.length ?? ''} ${component.length} ${scope ?? ''}${component}${version}`
  }
  return JSON.stringify([policy, scope, component, version, name, frozen, target])
}

function memberHelp(member: string, value: unknown): string {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const misspelt = nearest(member, names)
  if (!names.includes(member) && misspelt !== undefined) return `did you mean it by "${misspelt}"?`
  if (member === 'count') return 'expected a whole number of at least 1'
  return member === 'frozen' ? 'expected true or false' : 'expected a text'
}
