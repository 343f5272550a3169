import { groupBy } from '../base/index.ts'
import type {
  AccompaniedRule,
  CadenceRule,
  DocumentedRule,
  Edition,
  ListedRule,
  Policy,
  PromiseRule,
  Release,
  ReleaseRule,
  StatusRule,
  Strength,
  TableRule,
} from '../policy/index.ts'
import { type Bump, bumpBetween, compareVersions, rangeContains, type Version } from '../version/index.ts'
import { editionOn } from './edition.ts'
import type { ReleaseFinding, ReleaseReason, ReleaseSeverity } from './finding.ts'
import { bringsMore, exemptionOf } from './promise.ts'
import { brokenSeverity, worstFirst } from './severity.ts'

/** How the releases fared under one rule. */
export interface Scores {
  readonly obeyed: number
  readonly violated: number
  readonly unknown: number
  /** Releases of days on which the rule was not in force. */
  readonly legacy: number
}

/** What became of the catalogue of a policy, rule by rule. */
export interface CatalogueLint {
  /** How many releases some rule speaks of. */
  readonly releases: number
  readonly rules: readonly {
    readonly rule: ReleaseRule | StatusRule
    readonly scores: Scores
    /** Worst first, and of those the newest release. */
    readonly findings: readonly ReleaseFinding[]
  }[]
}

/** Whether the releases of a catalogue keep what the policy promises and demands of releases. */
export function lintCatalogue(policy: Policy): CatalogueLint {
  const judged = new Set<string>()
  const rules = policy.rules.flatMap((rule) => {
    if (!isReleaseRule(rule)) return []
    const told = judgeReleases(rule, policy).filter(({ verdict }) => verdict !== 'not-applicable')
    for (const { component, release } of told) judged.add(`${component} ${release.version.text}`)
    const count = (verdict: Told['verdict']): number => told.filter((one) => one.verdict === verdict).length
    const scores = {
      obeyed: count('obeyed'),
      violated: count('violated'),
      unknown: count('unknown'),
      legacy: count('legacy'),
    }
    const findings = told.flatMap(({ component, release, finding }): ReleaseFinding[] => {
      if (finding === undefined) return []
      const { version, date, place } = release
      const where = { ...(date !== undefined && { date }), ...(place !== undefined && { place }) }
      return [{ rule, component, version: version.text, ...where, ...finding }]
    })
    return [{ rule, scores, findings: worstFirst(findings) }]
  })
  return { releases: judged.size, rules }
}

export const isReleaseRule = (rule: Policy['rules'][number]): rule is ReleaseRule | StatusRule =>
  ['promise', 'documented', 'cadence', 'listed', 'accompanied', 'status'].includes(rule.kind)

/** What a rule says of one release. */
export interface Told {
  readonly component: string
  readonly release: Release
  readonly verdict: 'obeyed' | 'violated' | 'unknown' | 'legacy' | 'not-applicable'
  readonly finding?: { readonly severity: ReleaseSeverity; readonly reason: ReleaseReason }
}

type Verdict = Pick<Told, 'verdict' | 'finding'>

const obeyed: Verdict = { verdict: 'obeyed' }
const legacy: Verdict = { verdict: 'legacy' }
const notApplicable: Verdict = { verdict: 'not-applicable' }

const violated = (strength: Strength, reason: ReleaseReason): Verdict => ({
  verdict: 'violated',
  finding: { severity: brokenSeverity[strength], reason },
})

const unknown = (reason: ReleaseReason): Verdict => ({
  verdict: 'unknown',
  finding: { severity: 'unknown', reason },
})

/** Candidates and other unfinished versions are not what promises are made of. */
const finished = (policy: Policy, component: string): readonly Release[] =>
  (policy.catalogues.get(component)?.releases ?? []).filter(({ version }) => !version.isPrerelease)

/** What a rule says of every release of the components that it is about. */
export function judgeReleases(rule: ReleaseRule | StatusRule, policy: Policy): readonly Told[] {
  const each = (
    component: string,
    verdictOf: (release: Release, before: Release | undefined) => Verdict,
  ): readonly Told[] => {
    const releases = finished(policy, component)
    return releases.map((release, i) => ({ component, release, ...verdictOf(release, releases[i - 1]) }))
  }
  switch (rule.kind) {
    case 'promise':
      return rule.of.flatMap((component) =>
        each(component, (release, before) => ofPromise(rule, component, release, before)),
      )
    case 'documented':
      return rule.of.flatMap((component) =>
        each(component, (release, before) => ofDocuments(rule, release, before)),
      )
    case 'cadence': {
      const firsts = firstsOf(rule.unit, finished(policy, rule.of))
      return firsts.map((release, i) => ({
        component: rule.of,
        release,
        ...ofCadence(rule, release, firsts[i - 1]),
      }))
    }
    case 'listed': {
      const table = policy.rules.find(
        (other): other is TableRule => other.kind === 'table' && other.id === rule.in,
      )
      return table === undefined ? [] : each(rule.of.component, (release) => ofList(rule, table, release))
    }
    case 'accompanied': {
      const { component } = rule.of
      const releases = finished(policy, component)
      const asked = rule.unit === 'line' ? firstsOf(rule.unit, releases) : releases
      return asked.map((release) => ({ component, release, ...ofCompany(rule, policy, release) }))
    }
    case 'status':
      return each(rule.of.component, (release) => ofStatus(rule, policy, release))
  }
}

/** Only of releases that somebody looked into can it be told whether they kept the promise. */
function ofPromise(
  rule: PromiseRule,
  component: string,
  { version, brings }: Release,
  before: Release | undefined,
): Verdict {
  const bump = before && bumpBetween(before.version, version)
  if (before === undefined || bump === undefined || !rule.bump.includes(bump) || brings === undefined)
    return notApplicable
  const isExempt = [before.version, version].some((one) => exemptionOf(rule, component, one) !== undefined)
  if (isExempt) return notApplicable
  const reason = { bump, brings, most: rule.brings, after: before.version.text }
  if (bringsMore(brings, rule.brings)) return violated(rule.strength, { kind: 'brings-more', ...reason })
  if (!bringsMore(rule.brings, brings) || rule.gratuitous === 'accepted') return obeyed
  if (rule.gratuitous === 'error') return violated(rule.strength, { kind: 'gratuitous', ...reason })
  return { verdict: 'obeyed', finding: { severity: 'note', reason: { kind: 'gratuitous', ...reason } } }
}

function ofDocuments(rule: DocumentedRule, release: Release, before: Release | undefined): Verdict {
  const bump: Bump | undefined = before && bumpBetween(before.version, release.version)
  const isOwed = release.brings === 'breaking' || (bump !== undefined && rule.bump.includes(bump))
  if (!isOwed) return notApplicable
  const edition = editionFor(rule, release)
  if ('verdict' in edition) return edition
  const missing = [...edition.pages].flatMap(([name, page]) =>
    release.documents?.has(name) === true ? [] : [page],
  )
  return missing.length === 0 ? obeyed : violated(rule.strength, { kind: 'undocumented', missing })
}

function firstsOf(unit: CadenceRule['unit'], releases: readonly Release[]): readonly Release[] {
  const lineOf = ({ version }: Release): string => (unit === 'line' ? version.line : version.major).label
  return [...groupBy(releases, lineOf).values()].flatMap(([first]) => first ?? [])
}

const dayLength = 24 * 60 * 60 * 1000

function ofCadence(rule: CadenceRule, release: Release, before: Release | undefined): Verdict {
  if (before === undefined) return notApplicable
  const edition = editionFor(rule, release)
  if ('verdict' in edition) return edition
  // A day that no calendar has is as good as none.
  const days = Math.round((Date.parse(release.date ?? '') - Date.parse(before.date ?? '')) / dayLength)
  if (Number.isNaN(days)) return unknown({ kind: 'no-date' })
  if (days >= edition.days) return obeyed
  return violated(rule.strength, { kind: 'too-soon', days, least: edition.days, after: before.version.text })
}

function ofList(rule: ListedRule, table: TableRule, release: Release): Verdict {
  const { component, range } = rule.of
  if (range !== undefined && !rangeContains(range, release.version)) return notApplicable
  const edition = editionFor(rule, release)
  if ('verdict' in edition) return edition
  const rows = table.rows.filter((row) => row.get(component)?.some((one) => isSame(one, release.version)))
  if (rows.length > 0) {
    const lacks = (row: (typeof rows)[number]) => edition.columns.filter((column) => !row.has(column))
    const [columns] = rows.map(lacks).sort((a, b) => a.length - b.length)
    if (columns === undefined || columns.length === 0) return obeyed
    return violated(rule.strength, { kind: 'row-lacks', columns })
  }
  // What came out after the table was read may well be in it by now.
  if (table.asOf !== undefined && (release.date === undefined || release.date > table.asOf))
    return unknown({ kind: 'table-ends', asOf: table.asOf })
  return violated(rule.strength, { kind: 'no-row' })
}

function ofCompany(rule: AccompaniedRule, policy: Policy, release: Release): Verdict {
  const { of, by, unit } = rule
  if (of.range !== undefined && !rangeContains(of.range, release.version)) return notApplicable
  const edition = editionFor(rule, release)
  if ('verdict' in edition) return edition
  const isThere = finished(policy, by).some(({ version }) =>
    unit === 'line' ? version.line.label === release.version.line.label : isSame(version, release.version),
  )
  if (isThere) return obeyed
  const asOf = policy.catalogues.get(by)?.asOf
  const isRead = policy.catalogues.has(by) && (asOf === undefined || (release.date ?? asOf) <= asOf)
  if (!isRead) return unknown({ kind: 'list-ends', by, asOf })
  const named = unit === 'line' ? release.version.line.label : release.version.text
  return violated(rule.strength, { kind: 'unaccompanied', by, named })
}

const isSame = (a: Version, b: Version): boolean => compareVersions(a, b) === 0

/** A recalled release is told, and is a fault where nothing came after it in its line. */
function ofStatus(rule: StatusRule, policy: Policy, release: Release): Verdict {
  if (release.status === undefined || !rule.refuse.includes(release.status)) return notApplicable
  const isLast = !finished(policy, rule.of.component).some(
    ({ version, status }) =>
      status === undefined &&
      version.line.label === release.version.line.label &&
      compareVersions(version, release.version) > 0,
  )
  const reason = { kind: 'recalled', because: release.because, isLast } as const
  if (isLast) return violated('recommended', reason)
  return { verdict: 'obeyed', finding: { severity: 'note', reason } }
}

/** The rule as it was on the day of a release, or the verdict on one of no edition or of no known day. */
function editionFor<R extends ReleaseRule & Edition>(rule: R, { date }: Release): R | Verdict {
  const edition = editionOn(rule, date)
  if (typeof edition !== 'string') return edition
  return edition === 'legacy' ? legacy : unknown({ kind: 'no-date' })
}
