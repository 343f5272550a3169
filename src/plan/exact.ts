import { counted, distanceOf, judgePair, type Outcome } from '../check/index.ts'
import type { WindowRule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import { isGoal, mayStart } from './goal.ts'
import { Heap } from './heap.ts'
import type { Move, Solution } from './lattice.ts'
import { isOfEvery, judgePairRule } from './needs.ts'
import {
  companions,
  costOf,
  hasReached,
  leastLeft,
  lineToReach,
  moveAllowed,
  type Problem,
} from './problem.ts'
import { present, type SetRule, setOutcome, setRules } from './sets.ts'
import type { Tie } from './ties.ts'
import { tuplesAllow } from './tuples.ts'

/** Beyond this many states the search gives up and says so. */
const mostStates = 300_000

/**
 * Planning outside the class that the lattice search covers: best-first over the states of all movers, with
 * each mover's own remaining moves as the bound. Exact: the first plan found has the fewest moves.
 */
export function solveExactly(problem: Problem): Solution {
  const reached = [...problem.start]
  const mayEndElsewhere = problem.movers.some(({ isFree }) => isFree)
  if (!mayStart(problem) || !(mayEndElsewhere || isGoal(problem, problem.last)))
    return { kind: 'unsolvable', reached }
  interface Node {
    readonly at: readonly number[]
    readonly cost: number
    readonly before: Node | undefined
    readonly move: Move | undefined
  }
  const hops = problem.movers.map(({ id }) => ownHops(problem, id))
  const remaining = (at: readonly number[]): number =>
    leastLeft(problem, (mover) => hops[mover]?.[at[mover] as number] ?? 0)
  const open = new Heap<Node>()
  const best = new Map<string, number>()
  const push = (node: Node): void => {
    const bound = remaining(node.at)
    const key = node.at.join()
    if (bound === Number.POSITIVE_INFINITY || (best.get(key) ?? Number.POSITIVE_INFINITY) <= node.cost) return
    best.set(key, node.cost)
    open.push(node, node.cost + bound)
  }
  push({ at: problem.start, cost: 0, before: undefined, move: undefined })
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.cost > (best.get(node.at.join()) ?? 0)) continue
    if (isGoal(problem, node.at)) {
      const moves: Move[] = []
      for (let step: Node | undefined = node; step?.move !== undefined; step = step.before)
        moves.push(step.move)
      return { kind: 'solved', moves: moves.reverse(), effort: best.size }
    }
    if (best.size > mostStates) return { kind: 'gave-up' }
    for (const [x, from] of node.at.entries()) reached[x] = Math.max(reached[x] as number, from)
    for (const move of movesFrom(problem, node.at)) {
      const at = [...node.at]
      for (const mover of move.movers) at[mover] = move.to
      push({ at, cost: node.cost + costOf(problem, move.movers), before: node, move })
    }
  }
  return { kind: 'unsolvable', reached }
}

/**
 * Of the states that can be reached and are fit to stay in, the one with the highest score, compared number by number;
 * undefined where there are too many to look at, or none is.
 */
export function furthestReachable(
  problem: Problem,
  scoreOf: (at: readonly number[]) => readonly number[],
): readonly number[] | undefined {
  if (!mayStart(problem)) return undefined
  const seen = new Set([problem.start.join()])
  const waiting: (readonly number[])[] = [problem.start]
  let best: { readonly at: readonly number[]; readonly score: readonly number[] } | undefined
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const score = scoreOf(at)
    if ((best === undefined || isHigher(score, best.score)) && isGoal(problem, at)) best = { at, score }
    for (const { movers, to } of movesFrom(problem, at)) {
      const next = [...at]
      for (const mover of movers) next[mover] = to
      const key = next.join()
      if (seen.has(key)) continue
      if (seen.size > mostStates) return undefined
      seen.add(key)
      waiting.push(next)
    }
  }
  return best?.at
}

function isHigher(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((value, i) => value !== b[i])
  return place >= 0 && (a[place] as number) > (b[place] as number)
}

/** Every move that rules allow in a state, furthest first. */
function* movesFrom(problem: Problem, at: readonly number[]): Generator<Move> {
  for (const [x, from] of at.entries()) {
    for (let to = problem.last[x] as number; to > from; to--) {
      if (!moveAllowed(problem, x, from, to)) continue
      for (const movers of crews(problem, at, x, to)) {
        if (!isSafeMove(problem, movers, at, to)) continue
        yield { movers, from: movers.map((mover) => at[mover] as number), to }
      }
    }
  }
}

/**
 * Who may go to an index together, of those of whom x is the first. Rolling, it never helps to go with instances of
 * another version, unless stages are counted; stopped together, versions that must not meet can pass.
 */
function crews(
  problem: Problem,
  at: readonly number[],
  x: number,
  to: number,
): readonly (readonly number[])[] {
  const own = companions(problem, at, x)
  if (own[0] !== x) return []
  if (problem.mode === 'rolling' && !problem.countsStages) return [own]
  const mover = problem.movers[x]
  const others = problem.movers
    .filter(({ id, group, direction }) => id > x && group === mover?.group && direction === mover.direction)
    .filter(({ id }) => companions(problem, at, id)[0] === id && !own.includes(id))
    .filter(({ id }) => (at[id] as number) < to && moveAllowed(problem, id, at[id] as number, to))
  const crews: (readonly number[])[] = [own]
  for (const { id } of others) {
    const more = companions(problem, at, id)
    for (const crew of [...crews]) {
      // Whose wave comes later does not go along.
      const isLater = crew.some((one) => more.some((other) => problem.areApart(one, other)))
      if (!isLater) crews.push([...crew, ...more])
    }
  }
  return crews
}

/** The fewest moves from each index to the end if others were no matter; infinite where there is no way. */
function ownHops(problem: Problem, mover: number): number[] {
  const last = problem.last[mover] as number
  const hops = new Array<number>(last + 1).fill(Number.POSITIVE_INFINITY)
  hops[last] = 0
  for (let from = last - 1; from >= 0; from--) {
    for (let to = from + 1; to <= last; to++) {
      const further = 1 + (hops[to] as number)
      if (further < (hops[from] as number) && moveAllowed(problem, mover, from, to)) hops[from] = further
    }
  }
  return hops
}

/**
 * Whether everything else allows movers to go together: the rules hold before, while and after, or were broken
 * before and get no worse.
 */
export function isSafeMove(
  problem: Problem,
  movers: readonly number[],
  at: readonly number[],
  to: number,
): boolean {
  const [first] = movers
  const next = problem.tracks[first ?? -1]?.versions[to]
  if (next === undefined) return false
  for (const tie of problem.ties) {
    if (!movers.includes(tie.x) || movers.includes(tie.y)) continue
    const old = present(problem, tie.x, at)
    const other = present(problem, tie.y, at)
    for (const pair of tie.rules) {
      if (!isOfEvery(pair)) continue
      const after = judgePairRule(pair, next, other)
      if (problem.accepts(after)) continue
      if (after !== 'broken' || judgePairRule(pair, old, other) !== 'broken') return false
      // What is needed and not there has no measure: any other pair that does not fit is as bad at most.
      if (pair.rule.kind !== 'window') continue
      const [before, then] = pair.mirrored
        ? [[other, old] as const, [other, next] as const]
        : [[old, other] as const, [next, other] as const]
      if (isWider(pair.rule, before, then)) return false
    }
    if (!orderAllows(problem, tie, at, next)) return false
  }
  return (
    setRules(problem).every((rule) => setAllows(problem, rule, at, movers, next)) &&
    tuplesAllow(problem, movers, at, next)
  )
}

type Pair = readonly [of: Version, to: Version]

/** Whether a broken pair got further outside the window, or fell out of it on the other side. */
function isWider(rule: WindowRule, before: Pair, after: Pair): boolean {
  const was = distanceOf(before[0], before[1], rule.unit)
  const is = distanceOf(after[0], after[1], rule.unit)
  if (was.sign !== is.sign) return true
  if (rule.unit !== 'release' && was.distance !== undefined && is.distance !== undefined) {
    return Math.abs(is.distance) > Math.abs(was.distance)
  }
  // No distance: wider when one of the two moved away from the other.
  const ofMoved = distanceOf(after[0], before[0], 'release').sign
  const toMoved = distanceOf(after[1], before[1], 'release').sign
  return ofMoved === is.sign || toMoved === -is.sign
}

export function orderAllows(problem: Problem, tie: Tie, at: readonly number[], next: Version): boolean {
  const direction = problem.movers[tie.x]?.direction
  if (direction === undefined) return true
  if (tie.isLaterWave && at[tie.y] !== problem.last[tie.y]) return false
  if (tie.waits.length === 0) return true
  const old = present(problem, tie.x, at)
  const other = present(problem, tie.y, at)
  const target = problem.tracks[tie.y]?.versions[problem.last[tie.y] ?? -1] ?? other
  return tie.waits.every((rule) => {
    if (rule.per === 'plan') return at[tie.y] === problem.last[tie.y]
    if (next.line.label === old.line.label) return true
    return hasReached(other.line, lineToReach(next.line, target.line, direction), direction)
  })
}

/** A rule about the oldest or newest of a group, before, while and after movers of one of its groups go. */
function setAllows(
  problem: Problem,
  rule: SetRule,
  at: readonly number[],
  movers: readonly number[],
  next: Version,
): boolean {
  const movesTo = rule.to.some((mover) => movers.includes(mover))
  if (!movesTo && !rule.of.some((mover) => movers.includes(mover))) return true
  const versionsOf = (list: readonly number[]): Version[] => list.map((mover) => present(problem, mover, at))
  const others = versionsOf(rule.to.filter((mover) => !movers.includes(mover)))
  const before = versionsOf(rule.to)
  const after = movesTo ? [...others, next] : others
  const during = movesTo && problem.mode === 'rolling' ? [...before, next] : others
  return rule.of.every((of) => {
    const was = present(problem, of, at)
    if (!movers.includes(of))
      return [during, after].every((to) => isNoWorse(problem, rule, [was, before], [was, to]))
    const mixed =
      problem.mode === 'stopped' ||
      [was, next].every((is) => isNoWorse(problem, rule, [was, before], [is, during]))
    return mixed && isNoWorse(problem, rule, [was, before], [next, after])
  })
}

function isNoWorse(
  problem: Problem,
  rule: SetRule,
  before: readonly [Version, readonly Version[]],
  after: readonly [Version, readonly Version[]],
): boolean {
  const outcome: Outcome = setOutcome(rule, after[0], after[1])
  if (problem.accepts(outcome)) return true
  if (outcome !== 'broken' || setOutcome(rule, before[0], before[1]) !== 'broken') return false
  const was = brokenPair(rule, before[0], before[1])
  const is = brokenPair(rule, after[0], after[1])
  return was !== undefined && is !== undefined && !isWider(rule.rule, was, is)
}

function brokenPair(rule: SetRule, of: Version, to: readonly Version[]): Pair | undefined {
  const end = counted(rule.rule, to, (version) => version).find(
    (version) => judgePair(rule.rule, of, version).outcome === 'broken',
  )
  return end === undefined ? undefined : [of, end]
}
