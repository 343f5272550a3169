import type { LogMark, Logs } from '../policy/index.ts'
import { compareFindings, type ScanFinding, scanVerdict, severityOf } from './finding.ts'
import { fieldsOf } from './log-line.ts'
import type { ScanResult } from './scan.ts'

/** What marks in a log say, each with the number of lines that say so. */
export interface LogResult extends Pick<ScanResult, 'verdict' | 'findings'> {
  readonly lines: number
  /** Lines that have a mark. */
  readonly marked: number
}

/** A log that says a thing in ever new words is not kept whole. */
const mostSubjects = 1000

/** Looks for the marks of a policy in a log, line by line; nothing of a line is kept but the first of its kind. */
export function scanLog(lines: Iterable<string>, file: string, logs: readonly Logs[]): LogResult {
  const marks = logs.flatMap((each) => each.marks)
  const found = new Map<string, { finding: ScanFinding; count: number }>()
  let line = 0
  let marked = 0
  for (const text of lines) {
    line++
    const read = readMark(text, marks)
    if (read === undefined) continue
    marked++
    const { mark, fields } = read
    const written = mark.subject.map((field) => fields.get(field)).find((value) => value !== undefined)
    let key = JSON.stringify([marks.indexOf(mark), written])
    if (!found.has(key) && found.size >= mostSubjects) key = JSON.stringify([marks.indexOf(mark)])
    const before = found.get(key)
    if (before !== undefined) before.count++
    else found.set(key, { finding: findingOf(mark, fields, written, { file, line, column: 1 }), count: 1 })
  }
  const findings = [...found.values()].map(
    ({ finding, count }): ScanFinding =>
      finding.reason.kind === 'logged' ? { ...finding, reason: { ...finding.reason, count } } : finding,
  )
  return { verdict: scanVerdict(findings), findings: findings.sort(compareFindings), lines: line, marked }
}

function readMark(
  text: string,
  marks: readonly LogMark[],
): { readonly mark: LogMark; readonly fields: ReadonlyMap<string, string> } | undefined {
  let fields: ReadonlyMap<string, string> | undefined
  for (const mark of marks) {
    const { match } = mark
    // Most lines have none, and are seen to have none without being taken apart.
    if (![...match].every(([name, value]) => text.includes(name) && text.includes(value))) continue
    fields ??= fieldsOf(text)
    if ([...match].every(([name, value]) => fields?.get(name) === value)) return { mark, fields }
  }
  return undefined
}

function findingOf(
  { rule, instead: field }: LogMark,
  fields: ReadonlyMap<string, string>,
  subject: string | undefined,
  place: ScanFinding['place'],
): ScanFinding {
  const instead = field === undefined ? undefined : fields.get(field)
  return {
    severity: severityOf(rule),
    reason: { kind: 'logged', count: 1, ...(instead !== undefined && { instead }) },
    rule,
    place,
    subject: subject ?? rule.says,
    at: '',
    later: false,
  }
}
