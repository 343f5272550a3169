import { compareLines } from '../version/index.ts'
import { some } from './imported.ts'
import { gaps } from './ranges.ts'
import { cited, type WrittenRule } from './skeleton.ts'
import { type Row, scheme, type TableContext, together } from './table-rows.ts'

/**
 * The lines of the platform that each version goes with, and that of all other versions nothing is told: what brings an
 * add-on along would read it as well, and nobody would miss the row.
 */
export function platformRules(
  rows: readonly Row[],
  platform: string,
  isExact: boolean,
  context: TableContext,
): WrittenRule[] {
  const read = rows.map((row) => ({ row, lines: linesOf(row, context) }))
  const told = read.filter(({ lines }) => lines.length > 0)
  const untold = read.filter(({ lines }) => lines.length === 0)
  const [first] = untold
  if (first !== undefined) {
    const names = untold.map(({ row }) => row.version.text)
    context.tell(first.row.path, `with which lines ${some(names)} go is not told`)
  }
  const last = told.at(-1)
  if (last === undefined) return []
  const all = new Set(told.flatMap(({ lines }) => lines))
  const fails = told.flatMap(({ row, lines }) => {
    const line = [...all].find((each) => !lines.includes(each))
    return line === undefined ? [] : [together(context.component, row.version, platform, `${line}.0`)]
  })
  const requires: WrittenRule = {
    id: 'platform',
    kind: 'requires',
    of: context.component,
    to: platform,
    says: `each version of ${context.title} goes with the lines that its row tells`,
    source: cited('kube'),
    because: 'The table lists what was found to work together, and nothing else.',
    rows: told.map(({ row, lines }) => ({
      of: row.range,
      to: lines.map((line) => `${line}.x`).join(' || '),
    })),
    examples: {
      holds: [together(context.component, last.row.version, platform, `${last.lines.at(-1)}.0`)],
      fails: fails.slice(0, 1),
    },
  }
  const others = isExact ? gaps(told.map(({ row }) => row.version)) : beside(told.map(({ row }) => row))
  const silent: WrittenRule = {
    id: 'not-in-the-table',
    kind: 'silent',
    of: `${context.component} ${others}`,
    says: `the table has no row for other versions of ${context.title}`,
    source: cited('versions'),
    because: isExact
      ? 'A row speaks of its very version.'
      : 'A row speaks of its version and of the later patches of its line, up to the next row.',
    examples: { unknown: [`${context.component}=9999.0.0`] },
  }
  return [requires, silent]
}

/** The lines of a row, oldest first. */
function linesOf({ written, path }: Row, { tell }: TableContext): string[] {
  const lines = (written.kube ?? []).flatMap((text, i) => {
    const line = scheme.parseLine(String(text))
    if (line.ok) return [line.value]
    tell([...path, 'kube', i], `"${text}" is no line such as 1.30: it is left out`)
    return []
  })
  return [...new Set(lines.sort(compareLines).map(({ label }) => label))]
}

/** What is in none of the rows, of which each reaches up to the next one or to the end of its line. */
function beside(rows: readonly Row[]): string {
  const found: string[] = []
  let end: string | undefined
  for (const [i, { version }] of rows.entries()) {
    const [major = 0, minor = 0] = version.line.order
    const isFirst = rows[i - 1]?.version.line.label !== version.line.label
    if (isFirst) found.push(`${end === undefined ? '' : `>=${end} `}<${version.text}`)
    // A pre-release 0 comes before all that the next line can have.
    const next = `${major}.${minor + 1}.0-0`
    end = scheme.parse(next).ok ? next : `${major + 1}.0.0-0`
  }
  return [...found, ...(scheme.parse(end ?? '').ok ? [`>=${end}`] : [])].join(' || ')
}
