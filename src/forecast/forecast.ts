import { addDays, groupBy, sum } from '../base/index.ts'
import { birthsOf, isInForce, isNamed, type SupportEnd, supportEnd, withDeliveries } from '../check/index.ts'
import { type Group, type Part, readingText, type Summary } from '../fleet/index.ts'
import { type PlanResult, plan, type Wishes } from '../plan/index.ts'
import { catalogueOf, type Policy, type SupportRule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { type Cadence, cadenceOf, type Estimate, estimate } from './cadence.ts'

export interface ForecastRequest {
  readonly summary: Summary
  readonly policies: readonly Policy[]
  /** The day from which on is looked ahead, ISO date. */
  readonly asOf: string
  /** How many days an upgrade takes. */
  readonly lead_days: number
  /** How many days ahead support has to last for a yes. */
  readonly within_days: number
}

/** What lies ahead of instances that are of one line. */
export type Prospect =
  | { readonly kind: 'ended'; readonly lastDay: string; readonly basis: Dated }
  | { readonly kind: 'ends'; readonly lastDay: string; readonly basis: Dated; readonly startBy: string }
  | {
      readonly kind: 'estimated'
      /** The day of the line that ends it; support lasts until the day before. */
      readonly on: Estimate
      readonly cadence: Cadence
      /** How many more lines that takes. */
      readonly missing: number
      /** Counted from the earliest day. */
      readonly startBy: string
    }
  /** No rule of the policy says how long this component has support. */
  | { readonly kind: 'undefined' }
  | { readonly kind: 'unknown'; readonly why: 'version' | 'no-dates' | 'none-recorded' | 'too-few-lines' }

export type Dated = Extract<SupportEnd, { readonly lastDay: string }>

/** All instances of a component that are of one line, in whatever scopes. */
export interface Outlook {
  readonly policy: string
  readonly component: string
  /** Undefined where the version is not known. */
  readonly line?: string
  readonly versions: readonly string[]
  readonly scopes: readonly string[]
  readonly count: number
  /** The rule that says so; there is none for what is undefined. */
  readonly rule?: SupportRule
  readonly prospect: Prospect
}

export type ForecastVerdict = 'supported' | 'unknown' | 'unsupported'

export interface Forecast {
  readonly verdict: ForecastVerdict
  readonly asOf: string
  readonly lead_days: number
  readonly within_days: number
  readonly summary: Summary
  /** What ends first stands first. */
  readonly outlooks: readonly Outlook[]
  /** The last day on which an upgrade of all that ends can begin; undefined where nothing has a date. */
  readonly startBy?: string
  /** How the newest releases are reached, when something has an end and is not there yet. */
  readonly way?: { readonly wishes: Wishes; readonly result: PlanResult }
  /** The day on which the catalogue of a policy was complete, the oldest of them. */
  readonly knownUntil: readonly { readonly policy: string; readonly asOf: string }[]
}

/** When what runs today leaves support, by the rules of its policies and the habits of its releases. */
export function forecast(request: ForecastRequest): Forecast {
  const { summary, policies, asOf, lead_days, within_days } = request
  const outlooks = policies
    .flatMap((policy) => outlooksOf(policy, request))
    .sort((a, b) => compareTexts(dayOf(a.prospect), dayOf(b.prospect)))
  const days = outlooks.flatMap(({ prospect }) => startOf(prospect) ?? [])
  const startBy = days.sort(compareTexts)[0]
  const isMoving = outlooks.some(({ prospect }) => !['undefined', 'unknown'].includes(prospect.kind))
  const way = isMoving ? wayToNewest(request) : undefined
  return {
    verdict: verdictOf(outlooks, addDays(asOf, within_days)),
    asOf,
    lead_days,
    within_days,
    summary,
    outlooks,
    ...(startBy !== undefined && { startBy }),
    ...(way && { way }),
    knownUntil: policies.flatMap(({ name, catalogues }) => {
      const [oldest] = [...catalogues.values()].flatMap((catalogue) => catalogue.asOf ?? []).sort()
      return oldest === undefined ? [] : [{ policy: name, asOf: oldest }]
    }),
  }
}

/** The worst on the last day of the horizon: out of support, perhaps out or not known, in support. */
function verdictOf(outlooks: readonly Outlook[], horizon: string): ForecastVerdict {
  const verdicts = outlooks.map(({ prospect }): ForecastVerdict => {
    switch (prospect.kind) {
      case 'ended':
        return 'unsupported'
      case 'ends':
        return prospect.lastDay < horizon ? 'unsupported' : 'supported'
      // A guess is no fact: it makes nothing unsupported.
      case 'estimated':
        return prospect.on.earliest <= horizon ? 'unknown' : 'supported'
      case 'undefined':
      case 'unknown':
        return 'unknown'
    }
  })
  return (['unsupported', 'unknown'] as const).find((each) => verdicts.includes(each)) ?? 'supported'
}

/** The rules in force that speak of a component, of its own policy and of others that know it. */
function supportRules({ policies, asOf }: ForecastRequest, group: Group): readonly Supporting[] {
  return policies.flatMap((policy) =>
    policy.rules.flatMap((rule) => {
      if (rule.kind !== 'support' || !isInForce(rule, asOf)) return []
      const name = rule.of.find((each) => isNamed(policy.name, each, group))
      return name === undefined ? [] : [{ rule, policy, name }]
    }),
  )
}

interface Supporting {
  readonly rule: SupportRule
  readonly policy: Policy
  /** What the rule calls the component. */
  readonly name: string
}

/** What runs; in the place of what only brings something along that has support, that. */
function supportable(request: ForecastRequest): readonly Group[] {
  const { summary, policies } = request
  const hasRules = (group: Group): boolean => supportRules(request, group).length > 0
  const brought = withDeliveries(summary.groups, policies)
    .filter((group) => !summary.groups.includes(group))
    .filter(hasRules)
  const isReplaced = (group: Group): boolean =>
    !hasRules(group) &&
    policies.some(({ name, rules }) =>
      rules.some(
        (rule) =>
          rule.kind === 'follows' &&
          isNamed(name, rule.by, group) &&
          brought.some((one) => one.scope === group.scope && isNamed(name, rule.of, one)),
      ),
    )
  return [...summary.groups.filter((group) => !isReplaced(group)), ...brought]
}

function outlooksOf(policy: Policy, request: ForecastRequest): Outlook[] {
  const mine = supportable(request).filter((group) => group.policy === policy.name)
  return [...groupBy(mine, ({ component }) => component)].flatMap(([component, groups]) => {
    const rules = groups[0] === undefined ? [] : supportRules(request, groups[0])
    const parts = groups.flatMap(({ scope, parts }) => parts.map((part) => ({ scope, part })))
    const alike = groupBy(parts, ({ part }) => lineOf(part))
    return [...alike].flatMap(([line, same]): Outlook[] => {
      const first = same[0]?.part
      if (first === undefined) return []
      const common = {
        policy: policy.name,
        component,
        ...(line !== undefined && { line }),
        versions: versionsOf(same.map(({ part }) => part)),
        scopes: [...new Set(same.map(({ scope }) => scope))],
        count: sum(same, ({ part }) => part.count),
      }
      if (rules.length === 0) return [{ ...common, prospect: { kind: 'undefined' } }]
      return rules.map(({ rule, policy: owner, name }) => ({
        ...common,
        rule,
        prospect: prospectOf(rule, owner, name, first, request),
      }))
    })
  })
}

const lineOf = ({ reading }: Part): string | undefined =>
  reading.kind === 'known' ? reading.version.line.label : undefined

function versionsOf(parts: readonly Part[]): readonly string[] {
  const known = parts.flatMap(({ reading }) => (reading.kind === 'known' ? reading.version : []))
  const unknown = parts.flatMap(({ reading }) => (reading.kind === 'known' ? [] : readingText(reading)))
  return [...new Set([...known.sort(compareVersions).map(({ text }) => text), ...unknown])]
}

function prospectOf(
  rule: SupportRule,
  policy: Policy,
  component: string,
  { reading }: Part,
  { asOf, lead_days }: ForecastRequest,
): Prospect {
  if (reading.kind !== 'known') return { kind: 'unknown', why: 'version' }
  const end = supportEnd(rule, policy, component, reading.version.line)
  switch (end.kind) {
    case 'unknown':
      return { kind: 'unknown', why: 'no-dates' }
    case 'none-recorded':
      return { kind: 'unknown', why: 'none-recorded' }
    case 'open': {
      const catalogue = catalogueOf(policy, component)
      const cadence = cadenceOf(birthsOf(catalogue))
      if (cadence === undefined) return { kind: 'unknown', why: 'too-few-lines' }
      const on = estimate(cadence, end.missing, catalogue?.asOf ?? cadence.last.date)
      const startBy = addDays(on.earliest, -1 - lead_days)
      return { kind: 'estimated', on, cadence, missing: end.missing, startBy }
    }
    case 'recorded':
    case 'months':
    case 'replaced':
      if (end.lastDay < asOf) return { kind: 'ended', lastDay: end.lastDay, basis: end }
      return {
        kind: 'ends',
        lastDay: end.lastDay,
        basis: end,
        startBy: addDays(end.lastDay, -lead_days),
      }
  }
}

/** The day by which prospects are put in order; what has none comes last. */
function dayOf(prospect: Prospect): string {
  switch (prospect.kind) {
    case 'ended':
    case 'ends':
      return prospect.lastDay
    case 'estimated':
      return prospect.on.earliest
    case 'undefined':
    case 'unknown':
      return '~'
  }
}

const startOf = (prospect: Prospect): string | undefined =>
  'startBy' in prospect ? prospect.startBy : undefined

/** A plan for everything to the newest release of its component on that day; undefined when all are there. */
function wayToNewest({ summary, policies, asOf }: ForecastRequest): Forecast['way'] {
  const components = new Map(summary.groups.map((group) => [`${group.policy}/${group.component}`, group]))
  const targets = [...components.values()].flatMap(({ policy: name, component }) => {
    const policy = policies.find((each) => each.name === name)
    const version = policy && newestOf(policy, component, asOf)
    return version === undefined ? [] : [{ policy: name, component, version }]
  })
  if (targets.length === 0) return undefined
  const wishes: Wishes = { targets, via: [], mode: 'rolling', together: false, thaw: [], batches: [] }
  const result = plan({ summary, policies, wishes, asOf })
  return result.outcome === 'nothing-to-do' ? undefined : { wishes, result }
}

const newestOf = (policy: Policy, component: string, asOf: string): Version | undefined =>
  policy.catalogues
    .get(component)
    ?.releases.findLast(
      ({ version, status, date }) =>
        status === undefined && !version.isPrerelease && (date === undefined || date <= asOf),
    )?.version

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
