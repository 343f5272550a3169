import { addDays, addMonths } from '../base/index.ts'
import { type Catalogue, catalogueOf, type Policy, type SupportRule } from '../policy/index.ts'
import { compareLines, compareVersions, type Line, type Version } from '../version/index.ts'
import type { Judgement } from './judgement.ts'
import { knownParts, type Present, type StateReport } from './present.ts'
import type { Sight } from './sight.ts'

/** What is known of the end of a line's support. `lastDay` is the last one on which it is there. */
export type SupportEnd =
  /** The catalogue says so. */
  | { readonly kind: 'recorded'; readonly lastDay: string }
  /** So many months after its first release. */
  | { readonly kind: 'months'; readonly lastDay: string; readonly months: number; readonly since: string }
  /** A newer line has taken its place, or is known to. */
  | { readonly kind: 'replaced'; readonly lastDay: string; readonly by: Version }
  /** It ends once so many more lines are there, which nobody knows yet. */
  | { readonly kind: 'open'; readonly missing: number }
  /** The catalogue knows the line and records no end, which by the rule is no end so far. */
  | { readonly kind: 'none-recorded' }
  /** The catalogue has no dates to tell it by. */
  | { readonly kind: 'unknown' }

/** The first release of a line. */
export interface LineBirth {
  readonly line: Line
  readonly version: Version
  readonly date: string
}

const births = new WeakMap<Catalogue, readonly LineBirth[]>()

/** The lines whose first release has a date, oldest line first. Candidates and what was recalled begin none. */
export function birthsOf(catalogue: Catalogue | undefined): readonly LineBirth[] {
  if (catalogue === undefined) return []
  let found = births.get(catalogue)
  if (found === undefined) {
    const byLine = new Map<string, LineBirth>()
    for (const { version, date, status } of catalogue.releases) {
      if (status !== undefined || version.isPrerelease || date === undefined) continue
      const { line } = version
      const first = byLine.get(line.label)
      if (first === undefined || date < first.date) byLine.set(line.label, { line, version, date })
    }
    found = [...byLine.values()].sort((a, b) => compareLines(a.line, b.line))
    births.set(catalogue, found)
  }
  return found
}

/** Whether a rule about days is in force on a day: policies have editions. */
export const isInForce = (rule: SupportRule, asOf: string): boolean =>
  (rule.from === undefined || rule.from <= asOf) && (rule.until === undefined || asOf <= rule.until)

/**
 * When the support of a line ends by a rule. What the catalogue records goes before what the rule promises; of months
 * and lines, whichever lasts longer.
 */
export function supportEnd(rule: SupportRule, policy: Policy, component: string, line: Line): SupportEnd {
  const catalogue = catalogueOf(policy, component)
  const recorded = catalogue?.ends.get(line.label)
  if (recorded !== undefined) return { kind: 'recorded', lastDay: recorded }
  if (rule.recorded) {
    const isListed = catalogue?.releases.some(({ version }) => compareLines(version.line, line) === 0)
    return { kind: isListed === true ? 'none-recorded' : 'unknown' }
  }
  const known = birthsOf(catalogue)
  const ends = [byMonths(rule, known, line), byLines(rule, known, line)].filter((end) => end !== undefined)
  const open = ends.find(({ kind }) => kind === 'open') ?? ends.find(({ kind }) => kind === 'unknown')
  return open ?? ends.reduce((a, b) => (lastDayOf(a) >= lastDayOf(b) ? a : b), { kind: 'unknown' } as const)
}

const lastDayOf = (end: SupportEnd): string => ('lastDay' in end ? end.lastDay : '')

function byMonths({ months }: SupportRule, known: readonly LineBirth[], line: Line): SupportEnd | undefined {
  if (months === undefined) return undefined
  const birth = known.find((each) => compareLines(each.line, line) === 0)
  if (birth === undefined) return { kind: 'unknown' }
  return { kind: 'months', lastDay: addMonths(birth.date, months), months, since: birth.date }
}

function byLines({ lines }: SupportRule, known: readonly LineBirth[], line: Line): SupportEnd | undefined {
  if (lines === undefined) return undefined
  if (known.length === 0) return { kind: 'unknown' }
  const newer = known
    .filter((each) => compareLines(each.line, line) > 0)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : compareVersions(a.version, b.version)))
  const last = newer[lines - 1]
  if (last === undefined) return { kind: 'open', missing: lines - newer.length }
  // On the day of that release this line is one too many.
  return { kind: 'replaced', lastDay: addDays(last.date, -1), by: last.version }
}

/** Whether lines have support on a day. */
export function judgeSupport<G extends Present>(
  rule: SupportRule,
  policy: Policy,
  sight: Sight<G>,
  report: StateReport<G>,
  asOf: string | undefined,
): void {
  if (asOf === undefined || !isInForce(rule, asOf)) return
  for (const component of rule.of) {
    for (const group of sight.groupsOf(policy.name, component)) {
      for (const { part, version } of knownParts(group)) {
        const judgement = judgeLine(rule, policy, component, version.line, asOf)
        if (judgement.outcome !== 'holds') report.breaches.push({ rule, group, part, judgement })
      }
    }
  }
}

function judgeLine(
  rule: SupportRule,
  policy: Policy,
  component: string,
  line: Line,
  asOf: string,
): Judgement {
  const end = supportEnd(rule, policy, component, line)
  switch (end.kind) {
    case 'open':
    case 'none-recorded':
      return { outcome: 'holds' }
    case 'unknown':
      return { outcome: 'unknown', reason: { kind: 'support-unknown', line: line.label } }
    case 'recorded':
    case 'months':
    case 'replaced': {
      if (asOf <= end.lastDay) return { outcome: 'holds' }
      const oldest = rule.lines === undefined ? undefined : oldestSupported(rule, policy, component, asOf)
      const known = { line: line.label, lastDay: end.lastDay, asOf, ...(oldest !== undefined && { oldest }) }
      return { outcome: 'broken', reason: { kind: 'out-of-support', ...known } }
    }
  }
}

function oldestSupported(
  rule: SupportRule,
  policy: Policy,
  component: string,
  asOf: string,
): string | undefined {
  const released = birthsOf(catalogueOf(policy, component)).filter(({ date }) => date <= asOf)
  return released.at(-(rule.lines ?? 1))?.line.label
}
