import { targetOf } from '../check/index.ts'
import { type Barred, type Group, type Limits, noLimits, type Part, type Wave } from '../fleet/index.ts'
import type { Policy, Rule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import type { Relaxation } from './movers.ts'
import type { Via, Wishes } from './request.ts'
import { Solver } from './solve.ts'
import type { Direction } from './track.ts'

/** One thing without which the request would be possible: a rule, a fact of the fleet, or a wish. */
export type Cause =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'freeze'; readonly group: Group; readonly part: Part; readonly version: Version }
  /** A component of which nothing was asked, so it stays. */
  | { readonly kind: 'stays'; readonly group: Group }
  | { readonly kind: 'target'; readonly group: Group; readonly version: Version }
  /** A stop that the user insists on. */
  | { readonly kind: 'via'; readonly component: string; readonly version: Version; readonly via: Via }
  /** Releases that cannot be installed. */
  | { readonly kind: 'unavailable'; readonly barred: Barred }
  /** Who goes only after others. */
  | { readonly kind: 'wave'; readonly wave: Wave }
  /** That every stage has to have a way back. */
  | { readonly kind: 'undo' }

/** Why there is no plan for some groups: a set of causes that is minimal, each of them is needed. */
export interface Conflict {
  readonly scopes: readonly string[]
  /** The groups that rules tie together, of which no plan is possible. */
  readonly cluster: readonly Group[]
  readonly causes: readonly Cause[]
  /** How far the groups that were asked to go somewhere get at most. */
  readonly reached: readonly {
    readonly group: Group
    readonly direction: Direction
    readonly start: Version
    readonly furthest: Version
    readonly target: Version
  }[]
}

/**
 * Finds a minimal conflict by leaving causes out one after the other: what can be left out without making the
 * request possible is no part of it.
 */
export function findConflict(
  cluster: readonly Group[],
  policies: readonly Policy[],
  wishes: Wishes,
  limits: Limits = noLimits,
): Conflict {
  const solve = (causes: readonly Cause[]): boolean => {
    const via = causes.flatMap((cause) => (cause.kind === 'via' ? [cause.via] : []))
    const requireUndo = causes.some(({ kind }) => kind === 'undo')
    // Whoever need not stay may go either way, if that helps others.
    return waysOf(unasked(without(causes, allCauses).free, wishes)).some((freeTo) =>
      new Solver(cluster, policies, { ...wishes, via, requireUndo }, limits, {
        ...without(causes, allCauses),
        freeTo,
      }).isPossible(cluster),
    )
  }
  const allCauses = causesOf(cluster, policies, wishes, limits)
  let kept: readonly Cause[] = allCauses
  for (const cause of allCauses) {
    const rest = kept.filter((other) => other !== cause)
    if (!solve(rest)) kept = rest
  }
  const { problem, reached } = new Solver(cluster, policies, wishes, limits).furthest(cluster)
  return {
    scopes: [...new Set(cluster.map(({ scope }) => scope))],
    cluster,
    causes: kept,
    reached: problem.movers.flatMap(({ id, group, start, target, direction }) => {
      const furthest = problem.tracks[id]?.versions[reached[id] ?? 0]
      return direction === undefined || furthest === undefined
        ? []
        : [{ group, direction, start, furthest, target }]
    }),
  }
}

/** Groups of which nothing was asked. */
const unasked = (groups: ReadonlySet<Group>, { targets }: Wishes): readonly Group[] =>
  [...groups].filter((group) => targetOf(targets, group) === undefined)

/** As many ways are tried in which groups may part. */
const mostWays = 48

/**
 * The ways that groups may go that need not stay: as if each were asked to come to some version, so that what is older goes
 * up and what is newer down. All up and all down come first.
 */
function waysOf(groups: readonly Group[]): readonly Relaxation['freeTo'][] {
  const versions = groups.map(({ parts }) => {
    const known = parts.flatMap(({ reading }) => (reading.kind === 'known' ? [reading.version] : []))
    return [...new Map(known.map((version) => [version.text, version])).values()].sort(compareVersions)
  })
  let cuts: readonly (readonly number[])[] = [[]]
  for (const own of versions) {
    const choices = [own.length, ...own.keys()]
    cuts = cuts.flatMap((chosen) => choices.map((cut) => [...chosen, cut])).slice(0, mostWays)
  }
  const ways = [versions.map((own) => own.length), versions.map(() => 0), ...cuts]
  const distinct = [...new Map(ways.map((way) => [way.join(), way])).values()]
  return distinct.map((way) => (group, version) => {
    const i = groups.indexOf(group)
    const place = versions[i]?.findIndex(({ text }) => text === version.text) ?? 0
    return i < 0 || place < (way[i] ?? 0) ? 'newest' : 'oldest'
  })
}

/**
 * Causes in the order in which they are tried: what is left out first is least likely to be named. Rules that
 * only follow from others go before those that are written, and the user's own wishes stay to the end.
 */
function causesOf(
  cluster: readonly Group[],
  policies: readonly Policy[],
  wishes: Wishes,
  limits: Limits,
): readonly Cause[] {
  const names = new Set(cluster.map(({ policy }) => policy))
  const kinds = [
    'status',
    'silent',
    'order',
    'table',
    'expr',
    'edges',
    'step',
    'stops',
    'window',
    'requires',
    'crossing',
  ]
  const weight = (rule: Rule): number => {
    // What has to be crossed together tells the user what to do about it, wherever it is written.
    return (rule.derived && rule.kind !== 'crossing' ? 0 : 10) + kinds.indexOf(rule.kind)
  }
  const rules = policies
    .filter(({ name }) => names.has(name))
    .flatMap((policy) => policy.rules)
    .filter(({ kind, strength }) => strength === 'required' && kinds.includes(kind))
    .sort((a, b) => weight(a) - weight(b))
  const freezes: Cause[] = []
  const stays: Cause[] = []
  const targets: Cause[] = []
  for (const group of cluster) {
    const wish = targetOf(wishes.targets, group)
    for (const part of group.parts) {
      if (!part.frozen || isThawed(part, wishes) || part.reading.kind !== 'known') continue
      freezes.push({ kind: 'freeze', group, part, version: part.reading.version })
    }
    if (wish === undefined) stays.push({ kind: 'stays', group })
    else targets.push({ kind: 'target', group, version: wish.version })
  }
  const vias = wishes.via
    .filter((via) =>
      cluster.some(({ policy, component }) => policy === via.policy && component === via.component),
    )
    .map((via): Cause => ({ kind: 'via', component: via.component, version: via.version, via }))
  const isHere = ({ policy, component }: Barred): boolean =>
    cluster.some((group) => group.policy === policy && group.component === component)
  const barred = limits.unavailable.filter(isHere).map((one): Cause => ({ kind: 'unavailable', barred: one }))
  const waves = limits.waves
    .filter((wave) => wave.after.length > 0)
    .map((wave): Cause => ({ kind: 'wave', wave }))
  return [
    ...rules.map((rule): Cause => ({ kind: 'rule', rule })),
    ...stays,
    ...targets,
    ...waves,
    ...vias,
    ...(wishes.requireUndo === true ? [{ kind: 'undo' } as const] : []),
    ...barred,
    ...freezes,
  ]
}

export const isThawed = (part: Part, wishes: Wishes): boolean =>
  part.name !== undefined && wishes.thaw.includes(part.name)

function without(kept: readonly Cause[], all: readonly Cause[]): Omit<Relaxation, 'freeTo'> {
  const left = all.filter((cause) => !kept.includes(cause))
  return {
    rules: new Set(left.flatMap((cause) => (cause.kind === 'rule' ? [cause.rule] : []))),
    thawed: new Set(left.flatMap((cause) => (cause.kind === 'freeze' ? [cause.part] : []))),
    supplied: new Set(left.flatMap((cause) => (cause.kind === 'unavailable' ? [cause.barred] : []))),
    rushed: new Set(left.flatMap((cause) => (cause.kind === 'wave' ? [cause.wave] : []))),
    free: new Set(
      left.flatMap((cause) => (cause.kind === 'stays' || cause.kind === 'target' ? [cause.group] : [])),
    ),
  }
}
