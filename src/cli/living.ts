import { type Diagnostic, placeText, type Result } from '../base/index.ts'
import { readText } from '../connect/index.ts'
import { plural } from '../explain/index.ts'
import { readWaivers, type Waivable, type Waiver, waive } from '../policy/index.ts'
import { InputProblem, wrong } from './io.ts'

/** What the user lives with, by the files that say so. */
export interface LivingOptions {
  /** A document of findings to live with. */
  readonly waivers: string | undefined
  /** An earlier answer as JSON: only what is new counts. */
  readonly baseline: string | undefined
}

/** How findings of one kind are recognised. */
export interface Ways<F> {
  readonly seen: (finding: F) => Waivable
  /** Reads an earlier answer; gives a test of whether a finding is in it. */
  readonly baseline: (content: string, file: string) => Result<(finding: F) => boolean, readonly Diagnostic[]>
}

/** What is left of an answer after known and waived findings were set aside. */
export interface Lived<F> {
  readonly findings: readonly F[]
  /** What was set aside, and what somebody has to decide again; for the user. */
  readonly notes: readonly string[]
  /** A waiver's day is over: that fails, whatever else holds. */
  readonly hasExpired: boolean
}

/** Sets aside what the user lives with: waivers, and findings that an earlier answer had as well. */
export function setAside<F>(
  findings: readonly F[],
  options: LivingOptions,
  today: string,
  ways: Ways<F>,
): Lived<F> {
  const notes: string[] = []
  let left = findings
  let hasExpired = false
  if (options.waivers !== undefined) {
    const read = readWaivers(textOf(options.waivers), options.waivers)
    if (!read.ok) throw new InputProblem(read.problem)
    const { kept, waived, expired, unused } = waive(left, ways.seen, read.value, today)
    left = kept
    hasExpired = expired.length > 0
    for (const waiver of new Set(waived.map((one) => one.waiver))) {
      notes.push(`waived until ${waiver.until}: ${waiver.rule} (${waiver.reason})`)
    }
    for (const { rule, until, place } of expired) {
      notes.push(`the waiver of ${rule} ended on ${until} (${placeText(place)}): decide again`)
    }
    for (const { rule, place } of unused) {
      notes.push(`nothing is left to waive for ${rule} (${placeText(place)}): remove it`)
    }
  }
  if (options.baseline !== undefined) {
    const isKnown = ways.baseline(textOf(options.baseline), options.baseline)
    if (!isKnown.ok) throw new InputProblem(isKnown.problem)
    const fresh = left.filter((finding) => !isKnown.value(finding))
    const known = left.length - fresh.length
    if (known > 0) notes.push(`${plural(known, 'finding')} of the baseline set aside; what follows is new`)
    left = fresh
  }
  return { findings: left, notes, hasExpired }
}

/** The same for the findings of a lint, which are about rows and releases instead of scopes. */
export function setAsideFindings<F>(
  findings: readonly F[],
  file: string | undefined,
  today: string,
  about: (finding: F) => { readonly rule: string; readonly subject: string },
): { readonly kept: readonly F[]; readonly notes: readonly string[]; readonly hasExpired: boolean } {
  if (file === undefined) return { kept: findings, notes: [], hasExpired: false }
  const read = readWaivers(textOf(file), file)
  if (!read.ok) throw new InputProblem(read.problem)
  const used = new Set<Waiver>()
  const isOver = ({ until }: Waiver): boolean => until < today
  const kept = findings.filter((finding) => {
    const { rule, subject } = about(finding)
    const waiver = read.value.find(
      (one) => !isOver(one) && one.rule === rule && (one.subject ?? subject) === subject,
    )
    if (waiver !== undefined) used.add(waiver)
    return waiver === undefined
  })
  const nameOf = ({ rule, subject }: Waiver): string => (subject === undefined ? rule : `${rule}, ${subject}`)
  const notes = read.value.map((waiver) => {
    if (isOver(waiver))
      return `the waiver of ${nameOf(waiver)} ended on ${waiver.until} (${placeText(waiver.place)}): decide again`
    if (used.has(waiver)) return `waived until ${waiver.until}: ${nameOf(waiver)} (${waiver.reason})`
    return `nothing is left to waive for ${nameOf(waiver)} (${placeText(waiver.place)}): remove it`
  })
  return { kept, notes, hasExpired: read.value.some(isOver) }
}

function textOf(file: string): string {
  const text = readText(file)
  if (!text.ok) throw wrong(text.problem)
  return text.value
}
