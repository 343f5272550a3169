import { addDays, isDay } from '../base/index.ts'
import { some } from './imported.ts'
import { cited, type WrittenRule } from './skeleton.ts'
import type { Row, TableContext } from './table-rows.ts'

interface Ends {
  /** The last day of support, by line. */
  readonly days?: Readonly<Record<string, string>>
  readonly rule?: WrittenRule
}

/** Ends of lines. A rule asks for them where every line has one: until when others have support nobody knows. */
export function endsOf(rows: readonly Row[], context: TableContext): Ends {
  const days = new Map<string, string>()
  for (const { version, written, path } of rows) {
    const day = written.eolAt ?? undefined
    const { label } = version.line
    if (day === undefined) continue
    if (!isDay(day)) {
      context.tell([...path, 'eolAt'], `"${day}" is no day: it is left out`)
      continue
    }
    const before = days.get(label)
    if (before !== undefined && before !== day) {
      const message = `${label} is said to end on ${before} and on ${day}: the later day is taken`
      context.tell([...path, 'eolAt'], message)
    }
    if (before === undefined || before < day) days.set(label, day)
  }
  const dated = rows.findLast(({ version }) => days.has(version.line.label))
  const last = dated && days.get(dated.version.line.label)
  if (dated === undefined || last === undefined) return {}
  const labels = new Set(rows.map(({ version }) => version.line.label))
  const open = [...labels].filter((label) => !days.has(label))
  if (open.length > 0) {
    const message = `until when ${some(open)} have support is not told, so no rule asks for the ends of the others`
    context.tell([], message, 'they are in the catalogue')
    return { days: Object.fromEntries(days) }
  }
  const rule: WrittenRule = {
    id: 'support-ends',
    kind: 'support',
    of: context.component,
    recorded: true,
    says: 'a line is supported until the day that its row tells',
    source: cited('eolAt'),
    because: 'What is found in a line after that day is mended in newer lines only.',
    examples: {
      holds: [`${context.component}=${dated.version.text} on ${last}`],
      fails: [`${context.component}=${dated.version.text} on ${addDays(last, 1)}`],
    },
  }
  return { days: Object.fromEntries(days), rule }
}
