import type { WrittenPolicy } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { cited, type WrittenRule } from './skeleton.ts'
import { type Row, scheme, type TableContext, together } from './table-rows.ts'

interface Chart {
  readonly rule: WrittenRule
  readonly catalogue: NonNullable<WrittenPolicy['catalogue']>[number]
}

/** The charts that bring an add-on: a component of their own, whose releases deliver the version of their row. */
export function chartOf(rows: readonly Row[], context: TableContext): Chart | undefined {
  const list = broughtBy(rows, context)
  const last = list.at(-1)
  if (last === undefined) return undefined
  const chart = context.other(`${context.title} chart`)
  const other = list.find(({ row }) => row !== last.row)
  const example = ({ version }: Row): string => together(chart, last.chart, context.component, version.text)
  const rule: WrittenRule = {
    id: 'chart-brings',
    kind: 'follows',
    of: context.component,
    by: chart,
    fill: true,
    says: `a chart brings the ${context.title} of its row`,
    source: cited('chart_version'),
    because: 'A chart names the images that it installs.',
    examples: { holds: [example(last.row)], fails: other === undefined ? [] : [example(other.row)] },
  }
  const releases = list
    .map(({ chart: { text }, row }) => ({
      version: text,
      delivers: { [context.component]: row.version.text },
    }))
    .reverse()
  return { rule, catalogue: { of: [chart], asOf: context.asOf, releases } }
}

interface Brought {
  readonly chart: Version
  readonly row: Row
}

/** The charts of all rows, oldest first. */
function broughtBy(rows: readonly Row[], { tell }: TableContext): Brought[] {
  const found: Brought[] = []
  for (const row of rows) {
    const text = String(row.written.chart_version ?? '')
    if (text === '') continue
    const path = [...row.path, 'chart_version']
    const chart = scheme.parse(text)
    if (!chart.ok) {
      tell(path, `"${text}" is no version: what that chart brings is left out`)
      continue
    }
    const twin = found.findIndex((each) => compareVersions(each.chart, chart.value) === 0)
    const before = found[twin]
    if (before !== undefined) {
      const both = `${before.row.version.text} and ${row.version.text}`
      tell(path, `the chart ${text} is said to bring ${both}: the newer one is taken`)
      found.splice(twin, 1)
    }
    found.push({ chart: chart.value, row })
  }
  return found.sort((a, b) => compareVersions(a.chart, b.chart))
}
