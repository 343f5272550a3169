import { isInForce, supportEnd } from '../check/index.ts'
import { type FleetRow, scopePath, summarise } from '../fleet/index.ts'
import { type Conflict, type PlanResult, plan } from '../plan/index.ts'
import type { Catalogue, MaintainedRule, Policy, Release, Repository, SupportRule } from '../policy/index.ts'
import { compareLines, compareVersions, type Line, type Version } from '../version/index.ts'

/** A release that is about to be published. */
export interface ReachQuestion {
  readonly repository: Pick<Repository, 'of'>
  readonly version: Version
  /** ISO day on which it is published. */
  readonly day: string
}

/** A fleet that somebody may have, and whether it gets to the new release. */
export interface FleetReach {
  /** All components that are released together, at this version. */
  readonly version: Version
  readonly outcome: 'reached' | 'stranded' | 'unknown'
  /** The versions at which it stops on the way. */
  readonly stops: readonly Version[]
  readonly moves: number
  /** Why there is no way. */
  readonly conflicts: readonly Conflict[]
  /** Of a stranded one, whether it reached the newest release so far. */
  readonly hadWay?: boolean
}

/** Who gets to a release that is about to be published, and who does not. */
export interface Reach {
  readonly version: Version
  /** What says which lines are supported; undefined where nothing does, and every line is asked. */
  readonly by?: SupportRule | MaintainedRule
  readonly fleets: readonly FleetReach[]
  /** Lines that lose their support by it, and the rule that says so. */
  readonly retired: readonly { readonly line: Line; readonly rule: SupportRule }[]
}

/** Enough of each to roll. */
const instances = 3

/**
 * Replays the upgrade of every supported line to a release, as if it were published on a day: from the oldest and the
 * newest release of each line that was out by then. A fleet that finds no way would be stranded.
 */
export function reachOf(policy: Policy, { repository, version, day }: ReachQuestion): Reach {
  const [main = ''] = repository.of
  const before = asOfDay(policy, repository.of, version, day)
  const after = withRelease(before, repository.of, version, day)
  const known = before.catalogues.get(main)?.releases ?? []
  const support = supportedOn(before, main, known, day)
  const starts = startsOf(known, version, support.isSupported)
  const newest = known.filter((each) => isUsable(each) && isBefore(each, version)).at(-1)?.version
  const fleets = starts.map((start): FleetReach => {
    const result = planTo(after, repository.of, start, version, day)
    const outcome = outcomeOf(result)
    const hadWay =
      outcome !== 'stranded' || newest === undefined
        ? {}
        : { hadWay: outcomeOf(planTo(before, repository.of, start, newest, day)) === 'reached' }
    return {
      version: start,
      outcome,
      stops: stopsOf(result, main),
      moves: 'moves' in result ? result.moves : 0,
      conflicts: result.outcome === 'impossible' ? result.conflicts : [],
      ...hadWay,
    }
  })
  const retired = retiredBy(before, after, main, day)
  return { version, ...(support.by !== undefined && { by: support.by }), fleets, retired }
}

/** The policy as it was on a day: without what came out later, and without the release itself. */
function asOfDay(policy: Policy, released: readonly string[], version: Version, day: string): Policy {
  const catalogues = new Map(policy.catalogues)
  for (const component of released) {
    const catalogue = catalogues.get(component)
    if (catalogue === undefined) continue
    const releases = catalogue.releases.filter(
      (each) => (each.date === undefined || each.date <= day) && compareVersions(each.version, version) !== 0,
    )
    catalogues.set(component, { ...catalogue, releases })
  }
  return { ...policy, catalogues }
}

function withRelease(policy: Policy, released: readonly string[], version: Version, day: string): Policy {
  const catalogues = new Map(policy.catalogues)
  for (const component of released) {
    const known: Catalogue = catalogues.get(component) ?? { releases: [], ends: new Map() }
    const release: Release = { version, date: day, tag: version.text, delivers: new Map() }
    const releases = [...known.releases, release].sort((a, b) => compareVersions(a.version, b.version))
    catalogues.set(component, { ...known, releases })
  }
  return { ...policy, catalogues }
}

const isUsable = ({ version, status }: Release): boolean => status === undefined && !version.isPrerelease

const isBefore = (release: Release, version: Version): boolean =>
  compareVersions(release.version, version) < 0

/** The oldest and the newest release of every line up to that of the version. */
function startsOf(
  releases: readonly Release[],
  version: Version,
  isSupported: (line: Line) => boolean,
): readonly Version[] {
  const lines = new Map<string, Version[]>()
  for (const release of releases) {
    const { line } = release.version
    if (!isUsable(release) || !isBefore(release, version) || !isSupported(line)) continue
    lines.set(line.label, [...(lines.get(line.label) ?? []), release.version])
  }
  return [...lines.values()].flatMap((own) => {
    const [oldest] = own
    const newest = own.at(-1)
    if (oldest === undefined || newest === undefined) return []
    return oldest === newest ? [newest] : [oldest, newest]
  })
}

function planTo(
  policy: Policy,
  released: readonly string[],
  from: Version,
  to: Version,
  day: string,
): PlanResult {
  const rows = released.map(
    (component): FleetRow => ({
      policy: policy.name,
      scope: scopePath(undefined),
      component,
      version: from.text,
      count: instances,
    }),
  )
  const schemes = new Map([...policy.components].map(([name, { scheme }]) => [name, scheme]))
  const summary = summarise({ policies: [policy.name], rows }, new Map([[policy.name, schemes]]))
  // The rows are made of the policy's own components.
  if (!summary.ok) throw new Error(summary.problem.map(({ message }) => message).join('; '))
  return plan({
    summary: summary.value,
    policies: [policy],
    wishes: {
      targets: released.map((component) => ({ policy: policy.name, component, version: to })),
      via: [],
      mode: 'rolling',
      together: false,
      thaw: [],
      batches: [],
    },
    asOf: day,
  })
}

function outcomeOf(result: PlanResult): FleetReach['outcome'] {
  switch (result.outcome) {
    case 'plan':
    case 'nothing-to-do':
      return 'reached'
    case 'impossible':
      return 'stranded'
    case 'unknown':
      return 'unknown'
  }
}

function stopsOf(result: PlanResult, component: string): readonly Version[] {
  if (!('stages' in result)) return []
  const own = result.stages.filter((stage) => stage.component === component)
  return own.map(({ to }) => to)
}

const supportRules = ({ rules }: Policy, component: string, day: string): readonly SupportRule[] =>
  rules.filter(
    (rule): rule is SupportRule =>
      rule.kind === 'support' && rule.of.includes(component) && isInForce(rule, day),
  )

interface Support {
  readonly by?: SupportRule | MaintainedRule
  readonly isSupported: (line: Line) => boolean
}

/** Which lines have support on a day: by rules about support, else by those about what still gets releases. */
function supportedOn(policy: Policy, component: string, releases: readonly Release[], day: string): Support {
  const [rule, ...others] = supportRules(policy, component, day)
  if (rule !== undefined) {
    const isSupported = (line: Line): boolean =>
      [rule, ...others].every((each) => {
        const end = supportEnd(each, policy, component, line)
        return !('lastDay' in end) || end.lastDay >= day
      })
    return { by: rule, isSupported }
  }
  const kept = policy.rules.find(
    (each): each is MaintainedRule => each.kind === 'maintained' && each.of.includes(component),
  )
  if (kept === undefined) return { isSupported: () => true }
  const lines = new Map(releases.filter(isUsable).map(({ version }) => [version.line.label, version.line]))
  const newest = [...lines.values()].sort(compareLines).slice(-kept.lines)
  return { by: kept, isSupported: ({ label }) => newest.some((line) => line.label === label) }
}

function retiredBy(before: Policy, after: Policy, component: string, day: string): Reach['retired'] {
  const lines = new Map(
    (before.catalogues.get(component)?.releases ?? []).map(({ version }) => [
      version.line.label,
      version.line,
    ]),
  )
  return supportRules(after, component, day).flatMap((rule) =>
    [...lines.values()]
      .filter((line) => {
        const [was, is] = [before, after].map((policy) => supportEnd(rule, policy, component, line))
        const isOver = is !== undefined && 'lastDay' in is && is.lastDay < day
        const wasOver = was !== undefined && 'lastDay' in was && was.lastDay < day
        return isOver && !wasOver
      })
      .sort(compareLines)
      .map((line) => ({ line, rule })),
  )
}
