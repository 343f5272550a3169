import { type Diagnostic, nearest, placeText, type Result } from '../base/index.ts'
import { readText } from '../connect/index.ts'
import { plural } from '../explain/index.ts'
import { type Policy, readWaivers, type Waivable, type Waiver, waive } from '../policy/index.ts'
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
  policies: readonly Policy[],
): Lived<F> {
  const { kept, notes, hasExpired } = withoutWaived(findings, options.waivers, today, ways.seen, policies)
  if (options.baseline === undefined) return { findings: kept, notes, hasExpired }
  const isKnown = ways.baseline(textOf(options.baseline), options.baseline)
  if (!isKnown.ok) throw new InputProblem(isKnown.problem)
  const fresh = kept.filter((finding) => !isKnown.value(finding))
  const known = kept.length - fresh.length
  const told = known > 0 ? [`${plural(known, 'finding')} of the baseline set aside; what follows is new`] : []
  return { findings: fresh, notes: [...notes, ...told], hasExpired }
}

/** Sets aside what waivers name, and tells of each of them what became of it. */
export function withoutWaived<F>(
  findings: readonly F[],
  file: string | undefined,
  today: string,
  seen: (finding: F) => Waivable,
  policies: readonly Policy[],
): { readonly kept: readonly F[]; readonly notes: readonly string[]; readonly hasExpired: boolean } {
  if (file === undefined) return { kept: findings, notes: [], hasExpired: false }
  const read = readWaivers(textOf(file), file)
  if (!read.ok) throw new InputProblem(read.problem)
  refuseUnknownRules(read.value, policies)
  const { kept, waived, expired, unused } = waive(findings, seen, read.value, today)
  const nameOf = ({ rule, subject }: Waiver): string => (subject === undefined ? rule : `${rule}, ${subject}`)
  const notes = [
    ...[...new Set(waived.map((one) => one.waiver))].map(
      (waiver) => `waived until ${waiver.until}: ${nameOf(waiver)} (${waiver.reason})`,
    ),
    ...expired.map(
      (waiver) =>
        `the waiver of ${nameOf(waiver)} ended on ${waiver.until} (${placeText(waiver.place)}): decide again`,
    ),
    ...unused.map(
      (waiver) => `nothing is left to waive for ${nameOf(waiver)} (${placeText(waiver.place)}): remove it`,
    ),
  ]
  return { kept, notes, hasExpired: expired.length > 0 }
}

/** A waiver of a rule that no policy in use has waives nothing, ever. */
function refuseUnknownRules(waivers: readonly Waiver[], policies: readonly Policy[]): void {
  const problems = waivers.flatMap(({ rule, place }): Diagnostic[] => {
    const policy = policies.find(({ name }) => rule.startsWith(`${name}/`))
    if (policy === undefined) return []
    const known = ruleNames(policy)
    if (known.includes(rule)) return []
    const guess = nearest(rule, known)
    const help =
      guess === undefined ? `interlock policy show ${policy.name} lists them` : `did you mean "${guess}"?`
    return [{ place, message: `${policy.name} has no rule "${rule}"`, help }]
  })
  if (problems.length > 0) throw new InputProblem(problems)
}

/** The names of all rules that findings may cite. */
const ruleNames = ({ rules, lifecycles, settings, logs }: Policy): readonly string[] => [
  ...rules.map(({ name }) => name),
  ...[...lifecycles, ...settings, ...logs].flatMap((each) =>
    [...each.rules.values()].map(({ name }) => name),
  ),
]

function textOf(file: string): string {
  const text = readText(file)
  if (!text.ok) throw wrong(text.problem)
  return text.value
}
