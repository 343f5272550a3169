import { sum } from '../base/index.ts'
import { clusters, type Target } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import { compareLines, compareVersions, type Version } from '../version/index.ts'
import { load } from './carriage.ts'
import { furthestReachable, solveExactly } from './exact.ts'
import { isAccepted, isGoal } from './goal.ts'
import type { Lattice } from './lattice.ts'
import { type Mover, noRelaxation } from './movers.ts'
import type { Problem } from './problem.ts'
import type { Aim, PlanRequest } from './request.ts'
import { Solver } from './solve.ts'
import { supportEndsOf } from './support-ends.ts'

/*
 * Where to go, when the user names no versions. Each cluster is looked at for itself, with everybody free to move; what is
 * found are targets like any other, and the plan to them is made and proven as any other.
 */

/** What an aim comes to: targets for the groups that have to move. */
export function targetsOfAim(request: PlanRequest, aim: Aim): readonly Target[] {
  const { groups } = load(request.summary.groups, request.policies)
  const found = clusters(groups, request.policies).flatMap((cluster) =>
    aimOfCluster(cluster, { ...request, summary: { groups } }, aim),
  )
  return simplified(found, groups)
}

interface Placed {
  readonly group: Group
  readonly version: Version
}

function aimOfCluster(cluster: readonly Group[], request: PlanRequest, aim: Aim): readonly Placed[] {
  switch (aim) {
    case 'latest-supported':
      return possible(latest(cluster, request), cluster, request)
    case 'stable-window':
      return inSupport(cluster, request)
    case 'supported':
      return nearestSupported(cluster, request)
  }
}

/** As many times what is too far is held back. */
const mostRounds = 8

/**
 * Orders over a whole plan speak of targets, so what free groups can do is not all that counts once there are some: where it
 * is too far, each goes as far as it got.
 */
function possible(
  places: readonly Placed[],
  cluster: readonly Group[],
  { policies, wishes, limits }: PlanRequest,
): readonly Placed[] {
  let left = places
  for (let round = 0; left.length > 0 && round < mostRounds; round++) {
    const solver = new Solver(cluster, policies, { ...wishes, targets: simplified(left, cluster) }, limits)
    if (solver.solve(cluster).kind === 'planned') return left
    const { problem, reached } = solver.furthest(cluster)
    const nearer = placesAt(problem, reached)
    const isSame =
      nearer.length === left.length &&
      nearer.every((place) =>
        left.some((one) => one.group === place.group && compareVersions(one.version, place.version) === 0),
      )
    left = isSame ? [] : nearer
  }
  return []
}

/** Everybody of a cluster free to go to the newest, or the oldest, of their releases. */
function freely(
  cluster: readonly Group[],
  { policies, wishes, limits }: PlanRequest,
  free: ReadonlySet<Group> = new Set(cluster),
  down: ReadonlySet<Group> = new Set(),
): { problem: Problem; lattice: Lattice | undefined; solver: Solver } {
  const solver = new Solver(cluster, policies, { ...wishes, targets: [] }, limits, {
    ...noRelaxation,
    free,
    freeTo: (group) => (down.has(group) ? 'oldest' : 'newest'),
  })
  const { problem, lattice } = solver.certainProblem(cluster)
  return { problem: { ...problem, isWanted: (at) => haveOneTarget(problem, at) }, lattice, solver }
}

/** As far as supported states lead: of those that can be reached, the furthest. */
function latest(cluster: readonly Group[], request: PlanRequest): readonly Placed[] {
  const { problem, lattice, solver } = freely(cluster, request)
  const all = lattice && furthestTogether(problem, solver)
  if (all !== undefined && isGoal(problem, all)) return placesAt(problem, all)
  const ended = (at: readonly number[]): number =>
    problem.movers.filter((mover) => hasEnded(mover, versionAt(problem, mover, at), request)).length
  const lines = (at: readonly number[]): number =>
    sum(problem.movers, (mover) => linesBetween(problem, mover, at))
  const found = furthestReachable(problem, (at) => [-ended(at), lines(at), sum(at, (index) => index)])
  return found === undefined ? [] : placesAt(problem, found)
}

/**
 * As far as everybody gets, with one target for each group: whose parts get to different versions, goes no further than the
 * one that gets least far, or stays where that cannot be asked of all of them.
 */
function furthestTogether(problem: Problem, solver: Solver): readonly number[] | undefined {
  let last = problem.last
  // Each round holds some group back, so there are as many at most as there are groups and stops.
  for (;;) {
    const held = { ...problem, last }
    const at = solver.greedily(held)?.fixpoint(problem.start)
    if (at === undefined) return undefined
    const apart = problem.movers.find((mover) => !haveOneTarget(problem, at, mover.group))
    if (apart === undefined) return at
    const parts = problem.movers.filter((mover) => mover.group === apart.group && isMovable(mover))
    const [least] = parts.map((mover) => versionAt(problem, mover, at)).sort(compareVersions)
    const isForAll = least !== undefined && parts.every((mover) => compareVersions(mover.start, least) <= 0)
    last = last.map((index, i) => {
      if (!parts.some(({ id }) => id === i)) return index
      const place = isForAll ? problem.tracks[i]?.indexOf.get(least.text) : problem.start[i]
      return place ?? index
    })
  }
}

const isMovable = ({ stays }: Mover): boolean => stays !== 'frozen'

/** Whether the parts of each group are where they were, or all of them at one version: a group has one target. */
function haveOneTarget(problem: Problem, at: readonly number[], of?: Group): boolean {
  const groups = of === undefined ? new Set(problem.movers.map(({ group }) => group)) : [of]
  for (const group of groups) {
    const parts = problem.movers.filter((mover) => mover.group === group && isMovable(mover))
    const isStaying = parts.every(({ id }) => at[id] === problem.start[id])
    const versions = new Set(parts.map((mover) => versionAt(problem, mover, at).text))
    if (!isStaying && versions.size > 1) return false
  }
  return true
}

/** Out of everything whose support has ended, in as few moves as there can be, and to the newest release of a line. */
function inSupport(cluster: readonly Group[], request: PlanRequest): readonly Placed[] {
  const { problem, lattice } = freely(cluster, request)
  const isWanted = (at: readonly number[]): boolean =>
    haveOneTarget(problem, at) &&
    problem.movers.every((mover) => isKept(mover) || !hasEnded(mover, versionAt(problem, mover, at), request))
  if (isWanted(problem.start)) return []
  const wanted = problem.start.map((start, i) => {
    const mover = problem.movers[i] as Mover
    if (isKept(mover) || !hasEnded(mover, mover.start, request)) return start
    for (let index = start + 1; index <= (problem.last[i] as number); index++) {
      const version = problem.tracks[i]?.versions[index]
      if (version && problem.isStop(i, index) && !hasEnded(mover, version, request)) return index
    }
    return problem.last[i] as number
  })
  const least = lattice && leastTogether(problem, lattice, wanted)
  const reached = lattice?.fixpoint(problem.start)
  if (lattice !== undefined && least !== undefined && reached !== undefined) {
    const newest = leastTogether(problem, lattice, newestOfLines(problem, least)) ?? least
    const isSame = newest.every((index, i) => sameLine(problem, i, index, least[i] as number))
    for (const end of [...(isSame ? [newest, ...newerInLines(problem, least)] : []), least]) {
      const isReached = end.every((index, i) => index <= (reached[i] as number))
      if (isReached && isAccepted(problem, end) && isGoal({ ...problem, isWanted }, end))
        return placesAt(problem, end)
    }
  }
  const solution = solveExactly({ ...problem, isWanted })
  if (solution.kind === 'solved') {
    const end = endOf(problem, solution.moves)
    for (const newer of newerInLines(problem, end))
      if (isGoal({ ...problem, isWanted }, newer) && isReachable(problem, newer))
        return placesAt(problem, newer)
    return placesAt(problem, end)
  }
  // Asked for all the same, so that it is told why that is not possible.
  return placesAt(problem, wanted)
}

/** The nearest supported state, whatever direction that is: each way that groups may go is tried, up to so many. */
function nearestSupported(cluster: readonly Group[], request: PlanRequest): readonly Placed[] {
  const start = freely(cluster, request).problem
  if (isGoal(start, start.start)) return []
  let best: { readonly places: readonly Placed[]; readonly cost: number } | undefined
  const movable = cluster.filter((group) => group.parts.some((part) => !part.frozen)).slice(0, mostTurned)
  for (let choice = 0; choice < 2 ** movable.length; choice++) {
    const down = new Set(movable.filter((_, i) => (choice >> i) % 2 === 1))
    const { problem } = freely(cluster, request, new Set(cluster), down)
    const solution = solveExactly(problem)
    if (solution.kind !== 'solved') continue
    const cost = sum(solution.moves, ({ movers }) =>
      sum(movers, (mover) => problem.movers[mover]?.count ?? 0),
    )
    if (best !== undefined && best.cost <= cost) continue
    best = { places: placesAt(problem, endOf(problem, solution.moves)), cost }
  }
  return best?.places ?? []
}

/** With more groups than this, the others only go up. */
const mostTurned = 6

/** What goes along with targets that are asked for: the fewest moves of groups that are free to. */
export function broughtAlong(
  cluster: readonly Group[],
  request: PlanRequest,
  free: ReadonlySet<Group>,
): readonly Target[] | undefined {
  for (const freeTo of ['newest', 'oldest'] as const) {
    const { policies, wishes, limits } = request
    const solver = new Solver(cluster, policies, wishes, limits, {
      ...noRelaxation,
      free,
      freeTo: () => freeTo,
    })
    const { problem: plain, lattice } = solver.certainProblem(cluster)
    const problem: Problem = { ...plain, isWanted: (at) => haveOneTarget(plain, at) }
    const wanted = problem.movers.map(({ id, isFree }) =>
      isFree ? (problem.start[id] as number) : (problem.last[id] as number),
    )
    const least = lattice && leastTogether(problem, lattice, wanted)
    const ends =
      lattice === undefined || least === undefined
        ? []
        : [leastTogether(problem, lattice, newestOfLines(problem, least)) ?? least, least]
    const end = ends.find((at) => isGoal(problem, at)) ?? exactEnd(problem)
    if (end === undefined) continue
    const places = placesAt(problem, end).filter(({ group }) => free.has(group))
    if (places.length > 0) return simplified(places, cluster)
  }
  return undefined
}

function exactEnd(problem: Problem): readonly number[] | undefined {
  const solution = solveExactly(problem)
  return solution.kind === 'solved' ? endOf(problem, solution.moves) : undefined
}

/** The least state at or beyond another one in which everybody has what they need, with one target for each group. */
function leastTogether(
  problem: Problem,
  lattice: Lattice,
  wanted: readonly number[],
): readonly number[] | undefined {
  let at = lattice.leastEnd(wanted)
  while (at !== undefined) {
    const here = at
    const apart = problem.movers.find((mover) => !haveOneTarget(problem, here, mover.group))
    if (apart === undefined) return here
    const parts = problem.movers.filter((mover) => mover.group === apart.group && isMovable(mover))
    const most = parts
      .map((mover) => versionAt(problem, mover, here))
      .sort(compareVersions)
      .at(-1)
    const raised = here.map((index, i) => {
      if (!parts.some(({ id }) => id === i)) return index
      return problem.tracks[i]?.indexOf.get(most?.text ?? '') ?? index
    })
    // Whoever is beyond that already cannot come back on this way.
    if (raised.some((index, i) => index < (here[i] as number)) || raised.join() === here.join())
      return undefined
    at = lattice.leastEnd(raised)
  }
  return undefined
}

const isKept = ({ isFree, direction }: Mover): boolean => !isFree && direction === undefined

/** Whether its support is known to have ended; what is not known has not. */
const hasEnded = ({ group }: Mover, version: Version, { policies, asOf }: PlanRequest): boolean =>
  supportEndsOf(group, version, policies, asOf).some(({ lastDay }) => lastDay < asOf)

const versionAt = (problem: Problem, { id, start }: Mover, at: readonly number[]): Version =>
  problem.tracks[id]?.versions[at[id] as number] ?? start

function linesBetween(problem: Problem, mover: Mover, at: readonly number[]): number {
  const versions = problem.tracks[mover.id]?.versions ?? []
  const from = problem.start[mover.id] as number
  return new Set(versions.slice(from, (at[mover.id] as number) + 1).map(({ line }) => line.label)).size
}

const sameLine = (problem: Problem, mover: number, a: number, b: number): boolean => {
  const versions = problem.tracks[mover]?.versions
  const [one, other] = [versions?.[a], versions?.[b]]
  return one !== undefined && other !== undefined && compareLines(one.line, other.line) === 0
}

/** Whoever moves, at the newest stop of the line that it comes to. */
function newestOfLines(problem: Problem, at: readonly number[]): readonly number[] {
  return at.map((index, i) => {
    if (index === problem.start[i]) return index
    let newest = index
    for (let next = index + 1; next <= (problem.last[i] as number); next++)
      if (sameLine(problem, i, index, next) && problem.isStop(i, next)) newest = next
    return newest
  })
}

/**
 * Ends like this one with whoever moves at newer stops of the same lines, newest first: all at one version where they all
 * have it, else one after the other as far as that goes.
 */
function* newerInLines(problem: Problem, end: readonly number[]): Generator<readonly number[]> {
  const newest = newestOfLines(problem, end)
  yield newest
  const moving = problem.movers.filter(({ id }) => end[id] !== problem.start[id])
  const [first] = moving
  const from = first && (end[first.id] as number)
  if (first === undefined || from === undefined) return
  for (let index = newest[first.id] as number; index > from; index--) {
    if (!problem.isStop(first.id, index)) continue
    const text = problem.tracks[first.id]?.versions[index]?.text ?? ''
    const at = [...end]
    for (const { id } of moving) {
      const place = problem.tracks[id]?.indexOf.get(text)
      if (place !== undefined && place > (end[id] as number) && place <= (newest[id] as number))
        at[id] = place
    }
    yield at
  }
}

const isReachable = (problem: Problem, end: readonly number[]): boolean =>
  isAccepted(problem, end) &&
  solveExactly({ ...problem, isWanted: (at) => at.every((index, i) => index === end[i]) }).kind === 'solved'

function endOf(
  problem: Problem,
  moves: readonly { readonly movers: readonly number[]; readonly to: number }[],
): readonly number[] {
  const at = [...problem.start]
  for (const { movers, to } of moves) for (const mover of movers) at[mover] = to
  return at
}

/** Where whoever moves comes to; of a group whose parts come to several versions, the furthest. */
function placesAt(problem: Problem, at: readonly number[]): readonly Placed[] {
  const places = new Map<Group, Version>()
  for (const mover of problem.movers) {
    const version = versionAt(problem, mover, at)
    if (compareVersions(version, mover.start) === 0) continue
    const known = places.get(mover.group)
    const isUp = compareVersions(version, mover.start) > 0
    if (known === undefined || compareVersions(version, known) > 0 === isUp) places.set(mover.group, version)
  }
  return [...places].map(([group, version]) => ({ group, version }))
}

/** One target for a component where all its groups have the same one, else one for each scope. */
function simplified(places: readonly Placed[], groups: readonly Group[]): readonly Target[] {
  const targets = new Map<string, Target>()
  for (const { group, version } of places) {
    const { policy, component, scope } = group
    const alike = groups.filter((other) => other.policy === policy && other.component === component)
    const isForAll = alike.every((other) =>
      places.some((place) => place.group === other && compareVersions(place.version, version) === 0),
    )
    const target: Target = { policy, component, version, ...(!isForAll && { scope, isExact: true }) }
    targets.set(`${policy}/${component}@${target.scope ?? ''}`, target)
  }
  return [...targets.values()]
}
