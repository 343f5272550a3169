import { clusters, type Target } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import { compareLines, compareVersions, type Version } from '../version/index.ts'
import { load } from './carriage.ts'
import { furthestReachable, solveExactly } from './exact.ts'
import { isAccepted, isGoal } from './goal.ts'
import type { Lattice } from './lattice.ts'
import type { Mover } from './movers.ts'
import type { Problem } from './problem.ts'
import type { Aim, PlanRequest } from './request.ts'
import { Solver } from './solve.ts'
import { endedSupport } from './support-day.ts'

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
      return latest(cluster, request)
    case 'stable-window':
      return inSupport(cluster, request)
    case 'supported':
      return nearestSupported(cluster, request)
  }
}

/** Everybody of a cluster free to go to the newest, or the oldest, of their releases. */
function freely(
  cluster: readonly Group[],
  { policies, wishes, limits }: PlanRequest,
  free: ReadonlySet<Group> = new Set(cluster),
  down: ReadonlySet<Group> = new Set(),
): { problem: Problem; lattice: Lattice | undefined } {
  const solver = new Solver(cluster, policies, { ...wishes, targets: [] }, limits, {
    rules: new Set(),
    thawed: new Set(),
    free,
    freeTo: (group) => (down.has(group) ? 'oldest' : 'newest'),
    supplied: new Set(),
    rushed: new Set(),
  })
  return solver.certainProblem(cluster)
}

/** As far as supported states lead: of those that can be reached, the furthest. */
function latest(cluster: readonly Group[], request: PlanRequest): readonly Placed[] {
  const { problem, lattice } = freely(cluster, request)
  const all = lattice?.fixpoint(problem.start)
  if (all !== undefined && isGoal(problem, all)) return placesAt(problem, all)
  const ended = (at: readonly number[]): number =>
    problem.movers.filter((mover) => hasEnded(mover, versionAt(problem, mover, at), request)).length
  const lines = (at: readonly number[]): number =>
    problem.movers.reduce((sum, mover) => sum + linesBetween(problem, mover, at), 0)
  const found = furthestReachable(problem, (at) => [
    -ended(at),
    lines(at),
    at.reduce((sum, index) => sum + index, 0),
  ])
  return found === undefined ? [] : placesAt(problem, found)
}

/** Out of everything whose support has ended, in as few moves as there can be, and to the newest release of a line. */
function inSupport(cluster: readonly Group[], request: PlanRequest): readonly Placed[] {
  const { problem, lattice } = freely(cluster, request)
  const isWanted = (at: readonly number[]): boolean =>
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
  const least = lattice?.leastEnd(wanted)
  const reached = lattice?.fixpoint(problem.start)
  if (lattice !== undefined && least !== undefined && reached !== undefined) {
    const newest = lattice.leastEnd(newestOfLines(problem, least)) ?? least
    const isSame = newest.every((index, i) => sameLine(problem, i, index, least[i] as number))
    for (const end of isSame ? [newest, least] : [least]) {
      const isReached = end.every((index, i) => index <= (reached[i] as number))
      if (isReached && isAccepted(problem, end) && isGoal({ ...problem, isWanted }, end))
        return placesAt(problem, end)
    }
  }
  const solution = solveExactly({ ...problem, isWanted })
  if (solution.kind === 'solved') return placesAt(problem, endOf(problem, solution.moves))
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
    const cost = solution.moves.reduce(
      (sum, { movers }) => sum + movers.reduce((all, mover) => all + (problem.movers[mover]?.count ?? 0), 0),
      0,
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
      rules: new Set(),
      thawed: new Set(),
      free,
      freeTo: () => freeTo,
      supplied: new Set(),
      rushed: new Set(),
    })
    const { problem, lattice } = solver.certainProblem(cluster)
    const wanted = problem.movers.map(({ id, isFree }) =>
      isFree ? (problem.start[id] as number) : (problem.last[id] as number),
    )
    const ends = [lattice?.leastEnd(wanted)].flatMap((least) =>
      least === undefined ? [] : [lattice?.leastEnd(newestOfLines(problem, least)) ?? least, least],
    )
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

const isKept = ({ isFree, direction }: Mover): boolean => !isFree && direction === undefined

const hasEnded = ({ group }: Mover, version: Version, { policies, asOf }: PlanRequest): boolean =>
  endedSupport(policies, group, version, asOf) !== undefined

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
    const target = { policy, component, version, ...(!isForAll && { scope }) }
    targets.set(`${policy}/${component}@${target.scope ?? ''}`, target)
  }
  return [...targets.values()]
}
