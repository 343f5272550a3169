import type { Policy, VerdictName } from '../policy/index.ts'
import { pageWidth, plural, table, widthOf, wrap } from './layout.ts'
import { type Paint, toneOf } from './paint.ts'
import { escaped } from './xml.ts'

/** A row or column of a matrix: a line, told by its newest release, or a single release. */
export interface MatrixEnd {
  readonly label: string
  /** The version that was judged. */
  readonly version: string
}

export interface MatrixCell {
  readonly verdict: VerdictName
  /** The rules that keep it from being supported. */
  readonly rules: readonly string[]
}

/** What two components say to each other, version by version. */
export interface Matrix {
  readonly policy: Pick<Policy, 'name' | 'title'>
  readonly of: string
  readonly against: string
  readonly unit: 'line' | 'release'
  readonly rows: readonly MatrixEnd[]
  readonly columns: readonly MatrixEnd[]
  /** Row by row. */
  readonly cells: readonly (readonly MatrixCell[])[]
}

const symbols: Record<VerdictName, string> = { supported: '✓', untested: '~', unknown: '?', unsupported: '✗' }

/** Neighbouring rows that say the same become one, `1.2–1.4`, and so do columns. Nothing is lost but the length. */
export const mergedMatrix = (matrix: Matrix): Matrix => mergedColumns(mergedRows(matrix))

function mergedRows(matrix: Matrix): Matrix {
  const rows = runs(matrix.rows.length, (a, b) =>
    matrix.columns.every((_, k) => sameCell(cellOf(matrix, a, k), cellOf(matrix, b, k))),
  )
  return {
    ...matrix,
    rows: rows.map((run) => joined(matrix.rows, run)),
    cells: rows.map(([row]) => matrix.columns.map((_, k) => cellOf(matrix, row, k))),
  }
}

function mergedColumns(matrix: Matrix): Matrix {
  const columns = runs(matrix.columns.length, (a, b) =>
    matrix.rows.every((_, i) => sameCell(cellOf(matrix, i, a), cellOf(matrix, i, b))),
  )
  return {
    ...matrix,
    columns: columns.map((run) => joined(matrix.columns, run)),
    cells: matrix.rows.map((_, i) => columns.map(([column]) => cellOf(matrix, i, column))),
  }
}

function cellOf({ cells }: Matrix, row: number, column: number): MatrixCell {
  const cell = cells[row]?.[column]
  if (cell === undefined) throw new Error(`a matrix without a cell ${row}, ${column}`)
  return cell
}

const sameCell = (a: MatrixCell, b: MatrixCell): boolean =>
  a.verdict === b.verdict && a.rules.join() === b.rules.join()

/** Splits 0 … count - 1 into runs whose members are alike, each as its first and last. */
function runs(count: number, isAlike: (a: number, b: number) => boolean): [number, number][] {
  const found: [number, number][] = []
  for (let i = 0; i < count; i++) {
    const run = found.at(-1)
    if (run !== undefined && isAlike(run[0], i)) run[1] = i
    else found.push([i, i])
  }
  return found
}

function joined(ends: readonly MatrixEnd[], [from, to]: readonly [number, number]): MatrixEnd {
  const first = ends[from]
  const last = ends[to]
  if (first === undefined || last === undefined) throw new Error(`a run beyond the matrix: ${from} to ${to}`)
  return from === to
    ? first
    : { label: rangeText(first.label, last.label), version: rangeText(first.version, last.version) }
}

/** Of ranges that are merged again only the two ends are told. */
const rangeText = (first: string, last: string): string =>
  `${first.split('–')[0] ?? first}–${last.split('–').at(-1) ?? last}`

/** For the terminal: as many columns beside each other as fit, the rest below, each part with its own merged rows. */
export function matrixText(matrix: Matrix, paint: Paint): string {
  const lines = [paint.strong(titleOf(matrix)), ...wrap(`  ${subjectOf(matrix)}`, pageWidth, 2), '']
  for (const shown of pages(mergedMatrix(bare(matrix)))) {
    const head = ['', ...shown.columns.map(({ label }) => label)]
    const body = shown.rows.map((row, i) => [
      row.label,
      ...shown.columns.map((_, k) => {
        const { verdict } = cellOf(shown, i, k)
        return toneOf(paint, verdict)(symbols[verdict])
      }),
    ])
    lines.push(...table([head, ...body]).map((line) => `  ${line}`), '')
  }
  lines.push(...wrap(`  ${legendOf(matrix)}`, pageWidth, 2))
  const rules = rulesOf(matrix)
  if (rules.length > 0) {
    lines.push('', paint.faint('  decided by'), ...rules.map((rule) => `    interlock policy show ${rule}`))
  }
  return `${lines.join('\n')}\n`
}

/** Without the rules, where only verdicts are shown: cells that differ in rules alone look the same. */
const bare = (matrix: Matrix): Matrix => ({
  ...matrix,
  cells: matrix.cells.map((row) => row.map(({ verdict }) => ({ verdict, rules: [] }))),
})

/** The columns in parts that fit beside the labels of their rows. */
function pages(matrix: Matrix): Matrix[] {
  // Rows may merge further once fewer columns tell them apart.
  const labels = 2 * Math.max(0, ...matrix.rows.map(({ label }) => widthOf(label))) + 1
  const parts: number[][] = []
  let room = 0
  for (const [k, { label }] of matrix.columns.entries()) {
    const width = widthOf(label) + 2
    if (parts.length === 0 || room < width) {
      parts.push([])
      room = pageWidth - 2 - labels
    }
    parts.at(-1)?.push(k)
    room -= width
  }
  return parts.map((part) =>
    mergedRows({
      ...matrix,
      columns: matrix.columns.filter((_, k) => part.includes(k)),
      cells: matrix.cells.map((row) => row.filter((_, k) => part.includes(k))),
    }),
  )
}

const titleOf = ({ policy, of, against }: Matrix): string => `${policy.name}   ${of} with ${against}`

const subjectOf = ({ of, against, unit, rows, columns }: Matrix): string =>
  `rows: ${of}, ${plural(rows.length, unit)}; columns: ${against}, ${plural(columns.length, unit)}` +
  `${unit === 'line' ? '; each line by its newest release' : ''}`

/** Only the verdicts that occur. */
function legendOf({ cells }: Matrix): string {
  const present = new Set(cells.flatMap((row) => row.map(({ verdict }) => verdict)))
  return (['supported', 'unsupported', 'untested', 'unknown'] as const)
    .filter((verdict) => present.has(verdict))
    .map((verdict) => `${symbols[verdict]} ${verdict}`)
    .join('   ')
}

const rulesOf = ({ cells }: Matrix): readonly string[] => [
  ...new Set(cells.flatMap((row) => row.flatMap(({ rules }) => rules))),
]

/** For a page or a pull request. */
export function matrixMarkdown(matrix: Matrix): string {
  const shown = mergedMatrix(bare(matrix))
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const lines = [
    `## ${titleOf(matrix)}`,
    '',
    subjectOf(matrix),
    '',
    line([`${matrix.of} \\ ${matrix.against}`, ...shown.columns.map(({ label }) => label)]),
    line(['---', ...shown.columns.map(() => ':-:')]),
    ...shown.rows.map((row, i) =>
      line([`**${row.label}**`, ...shown.columns.map((_, k) => symbols[cellOf(shown, i, k).verdict])]),
    ),
    '',
    legendOf(matrix),
  ]
  const rules = rulesOf(matrix)
  if (rules.length > 0) lines.push('', `Decided by ${rules.map((rule) => `\`${rule}\``).join(', ')}.`)
  return `${lines.join('\n')}\n`
}

const style = `
  :root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif }
  body { margin: 2rem } h1 { font-size: 1.2rem } .scroll { overflow: auto }
  table { border-collapse: collapse } th, td { padding: .25rem .5rem; text-align: center; white-space: nowrap }
  th { font-weight: 600 } tbody th { text-align: right; position: sticky; left: 0; background: Canvas }
  td { border: 1px solid color-mix(in srgb, CanvasText 15%, Canvas) }
  .supported { background: color-mix(in srgb, #2da44e 25%, Canvas) }
  .unsupported { background: color-mix(in srgb, #cf222e 25%, Canvas) }
  .untested, .unknown { background: color-mix(in srgb, #bf8700 25%, Canvas) }`

/** A page of its own: no script, nothing that is loaded. A cell's tooltip names its versions and rules. */
export function matrixHtml(matrix: Matrix): string {
  const shown = mergedMatrix(matrix)
  const head = shown.columns.map(({ label }) => `<th scope="col">${escaped(label)}</th>`).join('')
  const body = shown.rows.map((row, i) => {
    const cells = shown.columns.map((column, k) => {
      const { verdict, rules } = cellOf(shown, i, k)
      const what = `${matrix.of} ${row.version}, ${matrix.against} ${column.version}: ${verdict}`
      const title = rules.length === 0 ? what : `${what} (${rules.join(', ')})`
      return `<td class="${verdict}" title="${escaped(title)}">${symbols[verdict]}</td>`
    })
    return `<tr><th scope="row">${escaped(row.label)}</th>${cells.join('')}</tr>`
  })
  const rules = rulesOf(matrix)
  const decided = rules.length === 0 ? '' : `<p>Decided by ${escaped(rules.join(', '))}.</p>\n`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(`${matrix.policy.title}: ${matrix.of} with ${matrix.against}`)}</title>
<style>${style}
</style>
<h1>${escaped(`${matrix.policy.title}: ${matrix.of} with ${matrix.against}`)}</h1>
<p>${escaped(subjectOf(matrix))}</p>
<div class="scroll"><table>
<thead><tr><th></th>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>
<p>${escaped(legendOf(matrix))}</p>
${decided}</html>
`
}
