import type { TableRule } from './shape.ts'
import type { Verdict } from './verdict.ts'
import { readVersion, type Version } from './versions.ts'

/**
 * What a table says of one version of each component, undefined where a component is not there. A combination that is
 * in no row is as the table says otherwise, but a table ends somewhere: of a version newer than all of a column it
 * says nothing, and neither does it rule out what stands alone.
 */
export function readTable({ of, rows, else: otherwise }: Omit<TableRule, 'at'>) {
  const columns = of.map((component) =>
    rows.map((row) => (row[component] ?? []).map((text) => readVersion(text, []).rank)),
  )
  const isInRow = (cells: readonly (Version | undefined)[]): boolean =>
    rows.some((_, row) =>
      cells.every((cell, column) => cell === undefined || columns[column]?.[row]?.includes(cell.rank)),
    )
  return (versions: readonly (Version | undefined)[]): Verdict => {
    if (isInRow(versions)) return 'holds'
    const present = versions.filter((version) => version !== undefined)
    const strangers = versions.flatMap((version, column) => {
      const ranks = columns[column]?.flat() ?? []
      if (version === undefined || ranks.includes(version.rank)) return []
      return [{ isNewest: ranks.every((rank) => rank < version.rank) }]
    })
    const saysNothing = present.length === 1 || strangers.some(({ isNewest }) => isNewest)
    const rulesOut = present.length > 1 && strangers.some(({ isNewest }) => !isNewest)
    if (saysNothing && !rulesOut) return 'unknown'
    return otherwise === 'unsupported' ? 'broken' : 'unknown'
  }
}
