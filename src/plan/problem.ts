import { sum } from '../base/index.ts'
import { judgeVersions, type Outcome, worse } from '../check/index.ts'
import { barring, type Group } from '../fleet/index.ts'
import type { Mode, PairwiseRule, Policy, TupleRule } from '../policy/index.ts'
import { compareLines, type Line, type Version } from '../version/index.ts'
import type { Mover } from './movers.ts'
import { type MoveTable, remembering } from './moves.ts'
import type { Accepts } from './needs.ts'
import type { Via } from './request.ts'
import { makeTies, type Tie, type TupleTie } from './ties.ts'
import type { Direction, Track } from './track.ts'
import type { Workshop } from './workshop.ts'

/**
 * One cluster, ready to be solved: movers on their tracks, and what they need of each other. Index 0 of a mover
 * is where it starts, `last` where it is asked to go.
 */
export interface Problem {
  readonly movers: readonly Mover[]
  readonly tracks: readonly Track[]
  readonly start: readonly number[]
  readonly last: readonly number[]
  readonly moves: readonly MoveTable[]
  readonly ties: readonly Tie[]
  /** Whether one of two movers goes in a wave that begins when that of the other has arrived. */
  readonly areApart: (a: number, b: number) => boolean
  /** Rules that hold in every moment, about one component alone or about more than two. */
  readonly tuples: readonly TupleTie[]
  /** What rules that look at one version alone say of a mover at an index. */
  readonly alone: (mover: number, index: number) => Outcome
  /** Indexes of required intermediate stops, per mover, ascending. */
  readonly via: readonly (readonly number[])[]
  readonly isStop: (mover: number, index: number) => boolean
  readonly mode: Mode
  /** Whether moves count that cannot be taken back. */
  readonly needsWayBack: boolean
  /** Whether the plan is to have as few stages as there can be, or as few restarts. */
  readonly countsStages: boolean
  /** A state that is asked for although everybody may end elsewhere. */
  readonly isWanted?: (at: readonly number[]) => boolean
  readonly accepts: Accepts
  /** What combinations that hold at rest may say of the end. */
  readonly acceptsEnd: Accepts
  readonly policies: readonly Policy[]
  readonly sightRules: readonly PairwiseRule[]
  /** Combinations that hold at rest: asked of the state at the end, not on the way. */
  readonly atRest: readonly TupleRule[]
}

export function makeProblem(movers: readonly Mover[], workshop: Workshop): Problem {
  const main = movers.find(({ direction }) => direction !== undefined)?.direction ?? 'up'
  const tracks = movers.map((mover) => workshop.track(mover, mover.direction ?? main))
  const start = movers.map((mover, i) => indexOn(tracks[i] as Track, mover.start))
  const last = movers.map((mover, i) => indexOn(tracks[i] as Track, mover.target))
  const windows = workshop.policies.flatMap(({ rules }) =>
    rules.filter(
      (rule): rule is PairwiseRule =>
        (rule.kind === 'window' || rule.kind === 'requires') && workshop.counts(rule),
    ),
  )
  const via = movers.map((mover, i) =>
    viaOf(mover, tracks[i] as Track, start[i] ?? 0, last[i] ?? 0, [
      ...workshop.wishes.via,
      ...workshop.waypoints(mover),
    ]),
  )
  const refused = tracks.map((track, i) => lineMates(track, via[i] ?? []))
  const tupleRules = workshop.policies.flatMap(({ rules }) =>
    rules.filter(
      (rule): rule is TupleRule => (rule.kind === 'table' || rule.kind === 'expr') && workshop.counts(rule),
    ),
  )
  const always = tupleRules.filter(({ at }) => at === 'always')
  const { ties, tuples } = makeTies(movers, windows, always, workshop, workshop.limits)
  const apart = new Set(ties.flatMap(({ x, y, isLaterWave }) => (isLaterWave ? [`${x} ${y}`] : [])))
  const lonely = tuples.filter(({ columns }) => columns.length === 1)
  const alone = (mover: number, index: number): Outcome => {
    const track = tracks[mover]
    const version = track?.versions[index]
    let outcome = track?.alone[index] ?? 'broken'
    for (const { rule, columns } of lonely) {
      const [column] = columns
      if (version === undefined || column?.movers.includes(mover) !== true) continue
      outcome = worse(outcome, judgeVersions(rule, [{ component: column.component, version }]).outcome)
    }
    return outcome
  }
  const { unavailable } = workshop.limits
  const avoided = workshop.avoids ? workshop.limits.avoid : []
  return {
    movers,
    tracks,
    start,
    last,
    moves: tracks.map((track, i) =>
      remembering(workshop.moveTable(track), track, workshop.stepsOf(track), start[i] as number),
    ),
    ties,
    areApart: (a, b) => apart.has(`${a} ${b}`) || apart.has(`${b} ${a}`),
    tuples: tuples.filter(({ columns }) => columns.length > 1),
    alone,
    via,
    isStop: (mover, index) => {
      const track = tracks[mover]
      if (track === undefined || (index !== last[mover] && refused[mover]?.has(index) === true)) return false
      if (!workshop.accepts(alone(mover, index))) return false
      const version = track.versions[index]
      const { group } = movers[mover] as Mover
      if (version && barring(unavailable, group, version)) return false
      // Whoever asks for such a release gets it, and is warned.
      if (index !== last[mover] && version && barring(avoided, group, version)) return false
      return track.isStop[index] === true || index === last[mover] || via[mover]?.includes(index) === true
    },
    mode: workshop.wishes.mode,
    needsWayBack: workshop.wishes.requireUndo === true,
    countsStages: workshop.wishes.minimise === 'stages',
    accepts: workshop.accepts,
    acceptsEnd: workshop.acceptsEnd,
    policies: workshop.policies,
    sightRules: windows,
    atRest: tupleRules.filter(({ at }) => at === 'rest'),
  }
}

function indexOn(track: Track, version: Version): number {
  const index = track.indexOf.get(version.text)
  if (index === undefined) throw new Error(`${version.text} is not on the track of ${track.component}`)
  return index
}

function viaOf(mover: Mover, track: Track, start: number, last: number, wanted: readonly Via[]): number[] {
  return wanted
    .filter((via) => via.policy === mover.group.policy && via.component === mover.group.component)
    .flatMap(({ version }) => track.indexOf.get(version.text) ?? [])
    .filter((index) => index > start && index < last)
    .sort((a, b) => a - b)
}

/** The other releases of the lines in which the user chose the stop. */
function lineMates(track: Track, via: readonly number[]): Set<number> {
  const lines = new Set(via.map((index) => track.versions[index]?.line.label))
  return new Set(
    track.versions.flatMap((version, i) => (lines.has(version.line.label) && !via.includes(i) ? [i] : [])),
  )
}

/** What movers add that go together: each of their instances restarts, and they are one stage. */
export const costOf = (problem: Problem, movers: readonly number[]): number =>
  problem.countsStages ? 1 : sum(movers, (mover) => problem.movers[mover]?.count ?? 0)

/**
 * The least that is left to add, of what each mover has left for itself: those of one group may go together.
 */
export function leastLeft(problem: Problem, hops: (mover: number) => number): number {
  if (!problem.countsStages)
    return sum(problem.movers, ({ id, count, isFree }) => (isFree ? 0 : hops(id) * count))
  const most = new Map<Group, number>()
  for (const { id, group, isFree } of problem.movers)
    if (!isFree) most.set(group, Math.max(most.get(group) ?? 0, hops(id)))
  return sum([...most.values()], (count) => count)
}

/**
 * The movers that go when one goes: instances of one group at one version with one destination are not told apart
 * any more, however they came there.
 */
export function companions(problem: Problem, at: readonly number[], x: number): readonly number[] {
  const mover = problem.movers[x]
  return problem.movers
    .filter(({ id, group, direction, wave }) => {
      const isAlike = group === mover?.group && direction === mover.direction && wave === mover.wave
      return isAlike && at[id] === at[x] && problem.last[id] === problem.last[x]
    })
    .map(({ id }) => id)
}

/** The line that y must have reached for x to enter a line: that line, or y's own target if it comes earlier. */
export function lineToReach(entered: Line, target: Line, direction: Direction): Line {
  const isEarlier = direction === 'up' ? compareLines(target, entered) < 0 : compareLines(target, entered) > 0
  return isEarlier ? target : entered
}

export const hasReached = (line: Line, wanted: Line, direction: Direction): boolean =>
  direction === 'up' ? compareLines(line, wanted) >= 0 : compareLines(line, wanted) <= 0

/**
 * Whether a mover may go from one index to a further one in one move, looking at nothing but itself. Some boundaries
 * are only crossed together with others.
 */
export function moveAllowed(
  problem: Problem,
  mover: number,
  from: number,
  to: number,
  how: 'alone' | 'together' = 'alone',
): boolean {
  if (how === 'alone' && problem.moves[mover]?.isAlone(from, to) === false) return false
  if (to > (problem.last[mover] ?? 0) || !problem.isStop(mover, to)) return false
  if (problem.via[mover]?.some((stop) => stop > from && stop < to) === true) return false
  const table = problem.moves[mover]
  const judge = how === 'alone' ? table?.outcome : table?.stoppedOutcome
  // Nobody relies on a way back of which the policy says nothing.
  if (problem.needsWayBack && judge?.(to, from) !== 'holds') return false
  const outcome = judge?.(from, to)
  return problem.accepts(outcome ?? 'broken')
}
