import type { Path } from '../document/index.ts'
import type { Version } from '../version/index.ts'
import type { RuleCommon, TableRule } from './rules.ts'
import type { RuleDocument } from './schema.ts'

type Written = Extract<RuleDocument, { kind: 'table' }>

/** What a table refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface TableSurroundings {
  readonly component: (name: string, path: Path) => string
  readonly column: (of: readonly string[], name: string, path: Path) => string | undefined
  readonly version: (text: string, component: string, path: Path) => Version | undefined
  readonly complain: (path: Path, message: string, help?: string) => void
}

/** Makes a table of its document: columns resolved, every version parsed by the scheme of its column. */
export function buildTable(
  written: Written,
  common: RuleCommon,
  path: Path,
  around: TableSurroundings,
): TableRule {
  const of = written.of.map((name, i) => around.component(name, [...path, 'of', i]))
  const rows = written.rows.map((row, i) => rowOf(row, of, [...path, 'rows', i], around))
  const { skew, asOf, at } = written
  if (skew !== undefined) {
    for (const [k, name] of skew.of.entries()) around.column(of, name, [...path, 'skew', 'of', k])
    around.column(of, skew.key, [...path, 'skew', 'key'])
    if (skew.of.includes(skew.key))
      around.complain([...path, 'skew', 'key'], 'the column that rows are counted by cannot be off itself')
  }
  const more = { at, ...(asOf !== undefined && { asOf }), ...(skew !== undefined && { skew }) }
  return { ...common, kind: 'table', of, rows, else: written.else, ...more }
}

function rowOf(
  row: Written['rows'][number],
  of: readonly string[],
  path: Path,
  around: TableSurroundings,
): ReadonlyMap<string, readonly Version[]> {
  const found = new Map<string, readonly Version[]>()
  for (const [name, written] of Object.entries(row)) {
    if (around.column(of, name, [...path, name]) === undefined) continue
    const texts = Array.isArray(written) ? written : [written]
    found.set(
      name,
      texts.flatMap((text) => around.version(String(text), name, [...path, name]) ?? []),
    )
  }
  return found
}
