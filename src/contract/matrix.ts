import type { Matrix } from '../explain/index.ts'
import { contractVersion } from './check.ts'

/** A matrix as --format json prints it: one row per pair of versions, nothing merged. */
export function matrixDocument(matrix: Matrix): unknown {
  return {
    apiVersion: contractVersion,
    kind: 'MatrixResult',
    policy: matrix.policy.name,
    of: matrix.of,
    against: matrix.against,
    unit: matrix.unit,
    rows: matrix.rows.flatMap((row, i) =>
      matrix.columns.map((column, k) => ({
        of: { [matrix.unit]: row.label, version: row.version },
        against: { [matrix.unit]: column.label, version: column.version },
        verdict: matrix.cells[i]?.[k]?.verdict ?? 'unknown',
        rules: matrix.cells[i]?.[k]?.rules ?? [],
      })),
    ),
  }
}
