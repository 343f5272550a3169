import { sum } from '../base/index.ts'
import { crosses } from '../check/index.ts'
import type { CrossingRule } from '../policy/index.ts'
import { compareLines, type Version } from '../version/index.ts'
import { solveExactly } from './exact.ts'
import { isAccepted, isGoal } from './goal.ts'
import { Lattice, type Move } from './lattice.ts'
import { liftStops } from './lift.ts'
import type { Mover } from './movers.ts'
import { makeProblem, moveAllowed, type Problem } from './problem.ts'
import { type Step, schedule } from './schedule.ts'
import type { Workshop } from './workshop.ts'

/*
 * Some boundaries cannot be crossed one after the other: neither side goes with the other's next version. Then all
 * who are concerned stop, change, and start again, at once. That is downtime, so it is only done where the user
 * allows it, and only where nothing else leads on.
 */

/** As many boundaries a plan may cross together, one after the other. */
const mostCrossings = 4

/** A way that stops movers together where it has to; undefined where not even that helps. */
export function solveTogether(movers: readonly Mover[], workshop: Workshop): readonly Step[] | undefined {
  const rules = workshop.policies.flatMap((policy) =>
    policy.rules.filter(
      (rule): rule is CrossingRule => rule.kind === 'crossing' && rule.together && workshop.counts(rule),
    ),
  )
  // Each one is downtime, so as few as there can be.
  for (let crossings = 1; crossings <= mostCrossings; crossings++) {
    const steps = follow(movers, workshop, rules, crossings)
    if (steps !== undefined) return steps
  }
  return undefined
}

function follow(
  movers: readonly Mover[],
  workshop: Workshop,
  rules: readonly CrossingRule[],
  left: number,
): readonly Step[] | undefined {
  const rolling = solveRolling(movers, workshop)
  if (rolling !== undefined || left === 0) return rolling
  const problem = makeProblem(movers, workshop)
  for (const crew of crews(problem, rules)) {
    for (const before of vantages(problem, workshop, crew)) {
      const landings = jumps(problem, crew, before).filter(
        (state) => isAccepted(problem, state) && keepsWaves(problem, before, state),
      )
      if (landings.length === 0) continue
      const approach = solveRolling(movedTo(problem, problem.start, before), workshop)
      if (approach === undefined) continue
      for (const at of landings) {
        const rest = follow(continued(problem, at), workshop, rules, left - 1)
        if (rest !== undefined) return joined([approach, stopAll(problem, crew, before, at), rest])
      }
    }
  }
  return undefined
}

/** Who stops together: those whom one rule wants to cross together; without such a rule, everybody who moves. */
function crews(problem: Problem, rules: readonly CrossingRule[]): readonly (readonly number[])[] {
  const moving = problem.movers.filter(({ direction }) => direction !== undefined)
  const byRule = rules.flatMap((rule) => {
    const crew = moving.filter(
      ({ group, start, target }) =>
        rule.name.startsWith(`${group.policy}/`) && crosses(rule, group.component, start, target),
    )
    return crew.length === 0 ? [] : [crew.map(({ id }) => id)]
  })
  return byRule.length > 0 ? byRule : [moving.map(({ id }) => id)]
}

/** From where the jump is tried: the start, the nearest stop from which the moves allow it, as far as all get. */
function* vantages(problem: Problem, workshop: Workshop, crew: readonly number[]): Generator<number[]> {
  yield [...problem.start]
  const nearest = problem.start.map((start, mover) => {
    if (!crew.includes(mover)) return start
    const last = problem.last[mover] as number
    for (let from = start; from < last; from++) {
      if (from !== start && !problem.isStop(mover, from)) continue
      if (furthest(problem, mover, from) > from && crossesFrom(problem, mover, from)) return from
    }
    return start
  })
  if (nearest.some((index, mover) => index !== problem.start[mover])) yield nearest
  const lattice = Lattice.of(problem, workshop)
  if (lattice instanceof Lattice) yield lattice.fixpoint(problem.start)
}

/** Whether the furthest single move from an index is refused to one that goes alone. */
function crossesFrom(problem: Problem, mover: number, from: number): boolean {
  const to = furthest(problem, mover, from)
  return !moveAllowed(problem, mover, from, to)
}

/** Whether nobody goes along whose wave begins only when another one has arrived. */
const keepsWaves = (problem: Problem, before: readonly number[], at: readonly number[]): boolean =>
  problem.ties.every(
    ({ x, y, isLaterWave }) => !isLaterWave || at[x] === before[x] || before[y] === problem.last[y],
  )

/** A group that is stopped starts again with one version: that of its slowest. */
function asGroups(
  problem: Problem,
  moving: readonly number[],
  before: readonly number[],
  at: readonly number[],
): number[] | undefined {
  const landed = [...at]
  for (const mover of moving) {
    const { group, direction } = problem.movers[mover] as Mover
    const mates = moving.filter((other) => problem.movers[other]?.group === group)
    if (mates.some((other) => problem.movers[other]?.direction !== direction)) return undefined
    const to = Math.min(...mates.map((other) => at[other] as number))
    const from = before[mover] as number
    if (to <= from || !moveAllowed(problem, mover, from, to, 'together')) return undefined
    landed[mover] = to
  }
  return landed
}

/** The furthest index to which the rules about single moves let a mover go, boundaries aside. */
function furthest(
  problem: Problem,
  mover: number,
  from: number,
  isNear: (index: number) => boolean = () => true,
): number {
  for (let to = problem.last[mover] as number; to > from; to--) {
    if (isNear(to) && moveAllowed(problem, mover, from, to, 'together')) return to
  }
  return from
}

/** Where the crew may land: as far as single moves go, or no further than the slowest's major, or its line. */
function jumps(
  problem: Problem,
  crew: readonly number[],
  before: readonly number[],
): readonly (readonly number[])[] {
  const versionAt = (mover: number, index: number): Version | undefined =>
    problem.tracks[mover]?.versions[index]
  const moving = crew.filter((mover) => before[mover] !== problem.last[mover])
  const land = (isNear: (version: Version) => boolean): number[] | undefined => {
    const at = [...before]
    for (const mover of moving) {
      const from = before[mover] as number
      const to = furthest(problem, mover, from, (index) => {
        const version = versionAt(mover, index)
        return version !== undefined && isNear(version)
      })
      if (to === from) return undefined
      at[mover] = to
    }
    return asGroups(problem, moving, before, at)
  }
  const far = land(() => true)
  if (far === undefined || moving.length === 0) return []
  const sign = problem.movers[moving[0] ?? -1]?.direction === 'down' ? -1 : 1
  const near = (['major', 'line'] as const).flatMap((unit) => {
    const ends = moving.flatMap((mover) => versionAt(mover, far[mover] as number)?.[unit] ?? [])
    const [slowest] = ends.sort((a, b) => sign * compareLines(a, b))
    if (slowest === undefined) return []
    const found = land((version) => sign * compareLines(version[unit], slowest) <= 0)
    return found === undefined ? [] : [found]
  })
  return [far, ...near]
}

function solveRolling(movers: readonly Mover[], workshop: Workshop): readonly Step[] | undefined {
  const problem = makeProblem(movers, workshop)
  if (movers.every(({ direction }) => direction === undefined))
    return isGoal(problem, problem.start) ? [] : undefined
  const lattice = Lattice.of(problem, workshop)
  const greedy = lattice instanceof Lattice ? lattice : undefined
  const solution = greedy === undefined ? solveExactly(problem) : greedy.solve()
  if (solution.kind !== 'solved') return undefined
  return schedule(problem, liftStops(problem, solution.moves), greedy)
}

/** The movers on their way to another place than their target. */
const movedTo = (problem: Problem, from: readonly number[], to: readonly number[]): readonly Mover[] =>
  problem.movers.map((mover, i) => {
    const start = problem.tracks[i]?.versions[from[i] ?? -1] ?? mover.start
    const target = problem.tracks[i]?.versions[to[i] ?? -1] ?? mover.target
    const { direction: _, ...rest } = mover
    return { ...rest, start, target, direction: from[i] === to[i] ? undefined : mover.direction }
  })

const continued = (problem: Problem, at: readonly number[]): readonly Mover[] =>
  movedTo(problem, at, problem.last)

/** One step for each group and destination; they are carried out at once. */
function stopAll(
  problem: Problem,
  crew: readonly number[],
  before: readonly number[],
  at: readonly number[],
): readonly Step[] {
  const moves = new Map<string, Move>()
  for (const mover of crew) {
    const to = at[mover] as number
    if (to === before[mover]) continue
    const { group, direction } = problem.movers[mover] as Mover
    const key = `${group.policy} ${group.scope} ${group.component} ${direction} ${to}`
    const known = moves.get(key) ?? { movers: [], from: [], to }
    moves.set(key, {
      movers: [...known.movers, mover],
      from: [...known.from, before[mover] as number],
      to,
    })
  }
  const all = [...moves.values()].map((_, i) => i)
  return [...moves.values()].flatMap((move, i): Step[] => {
    const concerned = move.movers.flatMap((id) => problem.movers[id] ?? [])
    const track = problem.tracks[move.movers[0] ?? -1]
    const to = track?.versions[move.to]
    const [first] = concerned
    if (first === undefined || track === undefined || to === undefined) return []
    const from = move.from.flatMap((index) => track.versions[index] ?? [])
    return [
      {
        group: first.group,
        direction: first.direction ?? 'up',
        movers: concerned,
        parts: concerned.flatMap(({ parts }) => parts),
        count: sum(concerned, ({ count }) => count),
        from: [...new Map(from.map((version) => [version.text, version])).values()],
        to,
        after: [],
        together: all.filter((other) => other !== i),
        isStopped: true,
      },
    ]
  })
}

/** One after the other: a part begins when all of the part before it is done. */
function joined(parts: readonly (readonly Step[])[]): readonly Step[] {
  const steps: Step[] = []
  let ends: readonly number[] = []
  for (const part of parts) {
    if (part.length === 0) continue
    const base = steps.length
    const waited = new Set(part.flatMap(({ after }) => after))
    for (const step of part) {
      const after = step.after.length === 0 ? ends : step.after.map((other) => other + base)
      const together = step.together.map((other) => other + base)
      steps.push({ ...step, after, together })
    }
    ends = part.flatMap((_, i) => (waited.has(i) ? [] : [base + i]))
  }
  return steps
}
