import { groupBy } from '../base/index.ts'
import { type Target, targetOf } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import { policyNameOf, type TableRule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { broughtAlong } from './aim.ts'
import type { Conflict } from './conflict.ts'
import type { PlanRequest, Wishes } from './request.ts'

/** A changed request that was planned again and works. */
export interface Alternative {
  readonly kind:
    | 'other-target'
    | 'thaw'
    | 'move-all'
    | 'bring-along'
    | 'without-via'
    | 'without-undo'
    | 'recover'
    | 'together'
    | 'stopped'
  readonly wishes: Wishes
  /** For another target, the version, and the scopes that it is for. */
  readonly version?: Version
  readonly scopes?: readonly string[]
  /** What goes along, of which nothing was asked. */
  readonly along?: readonly Target[]
  /** For a thaw, the names of the parts; without a stop, the version. */
  readonly name?: string
  readonly moves: number
}

/** Plans a request again; undefined when that one is not possible either. */
type Replan = (wishes: Wishes) => number | undefined

/** As many nearer targets are tried before giving up. */
const mostTargets = 12

export function findAlternatives(
  request: PlanRequest,
  conflicts: readonly Conflict[],
  replan: Replan,
): readonly Alternative[] {
  const { wishes } = request
  const found: Alternative[] = []
  const consider = (alternative: Omit<Alternative, 'moves'>): void => {
    const moves = replan(alternative.wishes)
    if (moves !== undefined) found.push({ ...alternative, moves })
  }
  const nearer = nearerTarget(request, conflicts, replan)
  if (nearer !== undefined) found.push(nearer)
  const causes = conflicts.flatMap((conflict) => conflict.causes)
  // The freezes that are named explain the conflict, but there may be others behind them.
  const named = new Set(causes.flatMap((cause) => (cause.kind === 'freeze' ? (cause.part.name ?? []) : [])))
  for (const names of named.size === 0 ? [] : [named, frozenNames(request)]) {
    const before = found.length
    const thaw = [...new Set([...wishes.thaw, ...names])]
    consider({ kind: 'thaw', wishes: { ...wishes, thaw }, name: [...names].join(', ') })
    if (found.length > before) break
  }
  const insisted = causes.flatMap((cause) => (cause.kind === 'via' ? [cause.via] : []))
  if (insisted.length > 0) {
    const via = wishes.via.filter((stop) => !insisted.includes(stop))
    const name = insisted.map(({ version }) => version.text).join(', ')
    consider({ kind: 'without-via', wishes: { ...wishes, via }, name })
  }
  const isStuck = causes.some(({ kind }) => kind === 'stays')
  const before = found.length
  if (isStuck) {
    const targets = targetsOfAll(request)
    if (targets !== undefined) consider({ kind: 'move-all', wishes: { ...wishes, targets } })
  }
  for (const cause of causes) {
    if (cause.kind !== 'rule' || cause.rule.kind !== 'table') continue
    const targets = targetsOfRow(cause.rule, request)
    if (targets === undefined) continue
    consider({ kind: 'move-all', wishes: { ...wishes, targets } })
    break
  }
  if (isStuck && found.length === before) {
    const along = conflicts.flatMap(({ cluster }) => alongOf(cluster, request))
    if (along.length > 0)
      consider({ kind: 'bring-along', wishes: { ...wishes, targets: [...wishes.targets, ...along] }, along })
  }
  if (causes.some(({ kind }) => kind === 'undo'))
    consider({ kind: 'without-undo', wishes: { ...wishes, requireUndo: false } })
  if (!wishes.together) {
    const before = found.length
    consider({ kind: 'together', wishes: { ...wishes, together: true } })
    const isEnough = found.length > before || wishes.mode === 'stopped'
    if (!isEnough) consider({ kind: 'stopped', wishes: { ...wishes, mode: 'stopped', together: true } })
  }
  return found.sort((a, b) => downtimeOf(a) - downtimeOf(b) || a.moves - b.moves)
}

/** What costs users most is downtime; without any it is instances that restart. */
const downtimeOf = ({ kind }: Alternative): number => ['together', 'stopped'].indexOf(kind)

/** What has to go along with what was asked for: groups of which nothing was asked, and as few moves as will do. */
function alongOf(cluster: readonly Group[], request: PlanRequest): readonly Target[] {
  const free = new Set(cluster.filter((group) => targetOf(request.wishes.targets, group) === undefined))
  return free.size === 0 ? [] : (broughtAlong(cluster, request, free) ?? [])
}

const frozenNames = ({ summary }: PlanRequest): ReadonlySet<string> =>
  new Set(
    summary.groups.flatMap(({ parts }) => parts.flatMap(({ name, frozen }) => (frozen ? (name ?? []) : []))),
  )

/** The furthest version, on the way to the one that was asked for, that can be reached by all who are blocked. */
function nearerTarget(
  request: PlanRequest,
  conflicts: readonly Conflict[],
  replan: Replan,
): Alternative | undefined {
  const candidates = new Map<string, Version>()
  for (const { furthest, target, start } of conflicts.flatMap(({ reached }) => reached)) {
    if (compareVersions(furthest, target) === 0 || compareVersions(furthest, start) === 0) continue
    candidates.set(furthest.text, furthest)
  }
  for (const version of releasesBetween(request, conflicts))
    if (!candidates.has(version.text)) candidates.set(version.text, version)
  for (const version of [...candidates.values()].slice(0, mostTargets)) {
    const wishes = { ...request.wishes, targets: nearerTargets(request, conflicts, version) }
    const moves = replan(wishes)
    const scopes = conflicts.flatMap((conflict) => conflict.scopes)
    if (moves !== undefined && moves > 0) return { kind: 'other-target', wishes, version, scopes, moves }
  }
  return undefined
}

/** As many releases of a line are tried as targets. */
const mostOfLine = 3

/**
 * Releases between where the blocked groups are and where they were asked to go, furthest first: how far each group gets
 * says little where groups wait for each other's arrival, or where some scope cannot have a release.
 */
function releasesBetween({ policies }: PlanRequest, conflicts: readonly Conflict[]): readonly Version[] {
  const found = new Map<string, Version>()
  for (const { group, direction, start, target } of conflicts.flatMap(({ reached }) => reached)) {
    const sign = direction === 'up' ? 1 : -1
    const releases = policies.find(({ name }) => name === group.policy)?.catalogues.get(group.component)
    const between = (releases?.releases ?? [])
      .filter(({ status, version }) => status === undefined && (!version.isPrerelease || target.isPrerelease))
      .map(({ version }) => version)
      .filter(
        (version) =>
          sign * compareVersions(version, start) > 0 && sign * compareVersions(version, target) < 0,
      )
      .sort((a, b) => -sign * compareVersions(a, b))
    for (const own of groupBy(between, ({ line }) => line.label).values())
      for (const version of own.slice(0, mostOfLine)) found.set(version.text, version)
  }
  return [...found.values()]
}

/** The targets with another version for what is blocked; whatever is not keeps its own. */
function nearerTargets(
  { wishes, policies, summary }: PlanRequest,
  conflicts: readonly Conflict[],
  version: Version,
) {
  const isKnown = ({ policy: name, component }: Target): boolean => {
    const releases =
      policies.find((policy) => policy.name === name)?.catalogues.get(component)?.releases ?? []
    return releases.some((release) => compareVersions(release.version, version) === 0)
  }
  const blocked = new Set(conflicts.flatMap(({ scopes }) => scopes))
  const areAll = summary.groups.every(({ scope }) => blocked.has(scope))
  if (areAll) return wishes.targets.map((target) => (isKnown(target) ? { ...target, version } : target))
  const scoped = summary.groups.flatMap(({ policy, scope, component }): Target[] => {
    const target = targetOf(wishes.targets, { policy, scope, component })
    return target !== undefined && blocked.has(scope) && isKnown(target)
      ? [{ ...target, scope, version }]
      : []
  })
  return [...wishes.targets, ...scoped]
}

/** What goes with what was asked for, by the newest row that has it: targets for everybody in the table. */
function targetsOfRow(rule: TableRule, { wishes, summary }: PlanRequest): readonly Target[] | undefined {
  const policy = policyNameOf(rule)
  const present = new Set(
    summary.groups.flatMap((group) => (group.policy === policy ? [group.component] : [])),
  )
  const asked = wishes.targets.filter(
    (target) => target.policy === policy && rule.of.includes(target.component),
  )
  const isIn = (row: TableRule['rows'][number], { component, version }: Target): boolean =>
    row.get(component)?.some((one) => compareVersions(one, version) === 0) === true
  const row = rule.rows.find((one) => asked.length > 0 && asked.every((target) => isIn(one, target)))
  if (row === undefined) return undefined
  const others = rule.of.flatMap((component): Target[] => {
    const version = row.get(component)?.at(-1)
    const isAsked = asked.some((target) => target.component === component)
    return version === undefined || isAsked || !present.has(component) ? [] : [{ policy, component, version }]
  })
  return others.length === 0 ? undefined : [...wishes.targets, ...others]
}

/** The same target for every component that has such a release. */
function targetsOfAll({ wishes, policies, summary }: PlanRequest): readonly Target[] | undefined {
  const versions = new Map(wishes.targets.map(({ version }) => [version.text, version]))
  const [version] = versions.values()
  if (versions.size !== 1 || version === undefined) return undefined
  const targets = new Map<string, Target>()
  for (const { policy: name, component } of summary.groups) {
    const releases =
      policies.find((policy) => policy.name === name)?.catalogues.get(component)?.releases ?? []
    const release = releases.find((candidate) => candidate.version.text === version.text)
    if (release === undefined) return undefined
    targets.set(`${name}/${component}`, { policy: name, component, version: release.version })
  }
  return [...targets.values()]
}
