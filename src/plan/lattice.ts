import type { Rule } from '../policy/index.ts'
import type { Unit } from '../version/index.ts'
import { isGoal, mayStart } from './goal.ts'
import { Heap } from './heap.ts'
import { isOneChain, judgePairRule, type Needs } from './needs.ts'
import {
  companions,
  costOf,
  hasReached,
  leastLeft,
  lineToReach,
  moveAllowed,
  type Problem,
} from './problem.ts'
import { setRules } from './sets.ts'
import type { Tie } from './ties.ts'
import type { Track } from './track.ts'
import type { Workshop } from './workshop.ts'

/** Movers of one group going to one index of their track, together. */
export interface Move {
  readonly movers: readonly number[]
  /** Where each of them comes from. */
  readonly from: readonly number[]
  readonly to: number
}

export type Solution =
  | { readonly kind: 'solved'; readonly moves: readonly Move[]; readonly effort: number }
  /** `reached` is how far each mover gets at most, as far as that is known. */
  | { readonly kind: 'unsolvable'; readonly reached: readonly number[] }
  | { readonly kind: 'gave-up' }

/** Why a problem is outside the class that can be solved greedily. */
export type Outside =
  /** Some go up and others down. */
  | { readonly kind: 'both-ways' }
  /** A rule looks at more than two at once. */
  | { readonly kind: 'several'; readonly rule: Rule }
  /** A longer move is allowed where a shorter one to the same place is not. */
  | { readonly kind: 'moves'; readonly component: string }
  /** The pairs that a rule allows are not closed under minimum and maximum. */
  | { readonly kind: 'pairs'; readonly rule: Rule }
  /** What is needed and was not there from the start may stay away for a while. */
  | { readonly kind: 'broken-start'; readonly rule: Rule }
  /** Instances of several versions are stopped together. */
  | { readonly kind: 'stopped' }
  /** Instances of several versions may make one stage. */
  | { readonly kind: 'stages' }

/**
 * Planning for the class of problems in which being further on never hurts: all movers travel the same way, the
 * pairs that may run together are closed under minimum and maximum, and a move that is allowed stays allowed
 * when it starts further on. Then every rule is an implication "x at u or beyond needs y at v or beyond".
 *
 * Feasibility is greedy: advance everything as far as is safe. The fixpoint is the unique furthest state; if it
 * is not the target, there is no plan, and it is the nearest that can be reached.
 *
 * Fewest moves is NP-hard even here (feedback vertex set), so: a mover that can go right now as far as its next
 * move could ever take it, goes (some optimal plan does that); only when nobody can, the search branches, best
 * first, with each mover's own remaining moves as the bound.
 */
export class Lattice {
  private readonly problem: Problem
  /** Per mover: what being at an index needs of another mover. */
  private readonly needs: readonly (readonly { y: number; least: Int32Array }[])[]
  private readonly hops: (Int32Array | undefined)[] = []
  /** Per mover, how far one move leads from each index, whoever else is where. */
  private readonly reach: (Int32Array | undefined)[] = []

  private constructor(problem: Problem, needs: Lattice['needs']) {
    this.problem = problem
    this.needs = needs
  }

  /** Or why the problem is outside the class: that is decided for each, not assumed. */
  static of(problem: Problem, workshop: Workshop): Lattice | Outside {
    // Going as far as one can may miss those that one could go with, as one stage.
    const groups = new Set(problem.movers.map(({ group }) => group))
    if (problem.countsStages && groups.size < problem.movers.length) return { kind: 'stages' }
    // Of three and more groups, what the one needs of another depends on a third.
    const [tuple] = problem.tuples
    if (tuple !== undefined) return { kind: 'several', rule: tuple.rule }
    const directions = new Set(problem.movers.flatMap(({ direction }) => direction ?? []))
    if (directions.size > 1) return { kind: 'both-ways' }
    // Against the oldest or newest of several, a group is more than its pairs.
    const wide = setRules(problem).find(
      ({ of, to }) =>
        (new Set([...of, ...to]).size > of.length && to.length > 1) || of.some((mover) => to.includes(mover)),
    )
    if (wide !== undefined) return { kind: 'several', rule: wide.rule }
    const jumpy = problem.movers.find(({ id }) => !movesClosed(problem, id))
    if (jumpy !== undefined) return { kind: 'moves', component: jumpy.group.component }
    // Stopped together, instances of several versions never meet: that is a move that pairs know nothing of.
    const ownTies = problem.ties.filter(({ x, y }) => problem.movers[x]?.group === problem.movers[y]?.group)
    const areMoving = ({ x, y }: Tie): boolean =>
      [x, y].every((mover) => problem.movers[mover]?.direction !== undefined)
    if (problem.mode === 'stopped' && ownTies.some(areMoving)) return { kind: 'stopped' }
    const needs: { y: number; least: Int32Array }[][] = problem.movers.map(() => [])
    for (const tie of problem.ties) {
      const x = problem.tracks[tie.x] as Track
      const y = problem.tracks[tie.y] as Track
      // What is needed and was not there from the start may stay away until it comes: that is no matter of how far on.
      const startX = x.versions[problem.start[tie.x] as number]
      const startY = y.versions[problem.start[tie.y] as number]
      const missing = tie.rules.find(
        (pair) =>
          pair.rule.kind !== 'window' &&
          startX !== undefined &&
          startY !== undefined &&
          judgePairRule(pair, startX, startY) === 'broken',
      )
      if (missing !== undefined) return { kind: 'broken-start', rule: missing.rule }
      const windows: Needs[] = []
      for (const pair of tie.rules) {
        const found = workshop.needsOf(x, y, pair)
        if (found === undefined) return { kind: 'pairs', rule: pair.rule }
        windows.push(found)
      }
      needs[tie.x]?.push({
        y: tie.y,
        least: tieNeeds(
          problem,
          tie,
          windows.map(({ least }) => least),
        ),
      })
    }
    return new Lattice(problem, needs)
  }

  solve(): Solution {
    const { problem } = this
    const reached = this.fixpoint(problem.start)
    if (!mayStart(problem) || !isGoal(problem, reached)) return { kind: 'unsolvable', reached }
    // Whoever need not arrive was only let go to see whether the others can; nobody wants that plan.
    return problem.movers.some(({ isFree }) => isFree)
      ? { kind: 'solved', moves: [], effort: 0 }
      : this.fewestMoves()
  }

  /** What must have been reached by others before a mover goes to an index. */
  required(x: number, to: number): readonly { readonly y: number; readonly index: number }[] {
    return (this.needs[x] ?? []).map(({ y, least }) => ({ y, index: least[to] as number }))
  }

  /**
   * The least state at or beyond another one in which everybody has what they need, with stops that there are; undefined
   * where there is none.
   */
  leastEnd(wanted: readonly number[]): readonly number[] | undefined {
    const at = [...wanted]
    const stopAt = (mover: number, from: number): number | undefined => {
      for (let index = from; index <= (this.problem.last[mover] as number); index++)
        if (index === this.problem.start[mover] || this.problem.isStop(mover, index)) return index
      return undefined
    }
    for (let changed = true; changed; ) {
      changed = false
      for (let x = 0; x < at.length; x++) {
        for (const { y, least } of this.needs[x] ?? []) {
          const need = least[at[x] as number] as number
          if (need >= 0 && need <= (at[y] as number)) continue
          // Where nothing of the other goes with it, it is this one that has to go on.
          const mover = need < 0 ? x : y
          const next = stopAt(mover, need < 0 ? (at[x] as number) + 1 : need)
          if (next === undefined) return undefined
          at[mover] = next
          changed = true
        }
      }
    }
    return at
  }

  /** As far as everybody gets; with `except`, while that mover stays. */
  fixpoint(from: readonly number[], except = -1): number[] {
    const at = [...from]
    for (let changed = true; changed; ) {
      changed = false
      for (let x = 0; x < at.length; x++) {
        if (x === except) continue
        for (let to = this.furthest(x, at); to > (at[x] as number); to = this.furthest(x, at)) {
          at[x] = to
          changed = true
        }
      }
    }
    return at
  }

  /** The furthest index that a mover can go to in one move; its own index when it cannot move. */
  private furthest(x: number, at: readonly number[]): number {
    const from = at[x] as number
    this.reach[x] ??= this.reachOf(x)
    for (let to = this.reach[x][from] as number; to > from; to--) {
      if (this.isSafe(x, to, at) && moveAllowed(this.problem, x, from, to)) return to
    }
    return from
  }

  private isSafe(x: number, to: number, at: readonly number[]): boolean {
    for (const { y, least } of this.needs[x] ?? []) {
      const need = least[to] as number
      if (need < 0 || need > (at[y] as number)) return false
    }
    return true
  }

  private fewestMoves(): Solution {
    interface Node {
      readonly at: readonly number[]
      readonly cost: number
      readonly before: Node | undefined
      readonly move: Move | undefined
    }
    const open = new Heap<Node>()
    const best = new Map<string, number>()
    const push = (node: Node): void => {
      const key = node.at.join()
      if ((best.get(key) ?? Number.POSITIVE_INFINITY) <= node.cost) return
      best.set(key, node.cost)
      open.push(node, node.cost + this.remaining(node.at))
    }
    const follow = (node: Node, x: number, to: number): Node => {
      const at = [...node.at]
      const movers = companions(this.problem, node.at, x)
      for (const mover of movers) at[mover] = to
      const cost = node.cost + costOf(this.problem, movers)
      const from = movers.map((mover) => node.at[mover] as number)
      return { at, cost, before: node, move: { movers, from, to } }
    }
    let branched = 0
    // Most problems never branch: then no bound is ever needed.
    open.push({ at: this.problem.start, cost: 0, before: undefined, move: undefined }, 0)
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (let next = this.noRegret(node.at); next !== undefined; next = this.noRegret(node.at)) {
        node = follow(node, next.mover, next.to)
      }
      // Nobody regrets these moves, but they may have shown that this way is longer than another one looks.
      if (open.leastPriority !== undefined && node.cost + this.remaining(node.at) > open.leastPriority) {
        push(node)
        continue
      }
      if (node.at.every((index, i) => index === this.problem.last[i])) {
        const moves: Move[] = []
        for (let step: Node | undefined = node; step?.move !== undefined; step = step.before)
          moves.push(step.move)
        return { kind: 'solved', moves: moves.reverse(), effort: branched }
      }
      branched++
      for (let x = 0; x < node.at.length; x++) {
        const to = this.furthest(x, node.at)
        if (to > (node.at[x] as number)) push(follow(node, x, to))
      }
    }
    throw new Error('the fixpoint was the target, yet no way leads there')
  }

  /**
   * A mover that can go now as far as its next move could take it after all others went as far as they get
   * without it: waiting cannot help it, and its going cannot hurt anybody.
   */
  private noRegret(at: readonly number[]): { mover: number; to: number } | undefined {
    for (let x = 0; x < at.length; x++) {
      const now = this.furthest(x, at)
      if (now === at[x]) continue
      if (now === this.problem.last[x] || now === this.furthest(x, this.fixpoint(at, x)))
        return { mover: x, to: now }
    }
    return undefined
  }

  private remaining(at: readonly number[]): number {
    return leastLeft(this.problem, (x) => {
      this.hops[x] ??= this.hopsOf(x)
      return this.hops[x][at[x] as number] ?? 0
    })
  }

  /** The fewest moves from each index to the end, if others were no matter: the furthest move is the best one. */
  private hopsOf(mover: number): Int32Array {
    const start = this.problem.start[mover] as number
    const last = this.problem.last[mover] as number
    this.reach[mover] ??= this.reachOf(mover)
    const reach = this.reach[mover]
    const hops = new Int32Array(last + 1)
    for (let from = last - 1; from >= start; from--) {
      const furthest = reach[from] as number
      if (from !== start && !this.problem.isStop(mover, from)) continue
      if (furthest > from) hops[from] = 1 + (hops[furthest] as number)
    }
    return hops
  }

  /** From where nobody stops nothing is known: there any move may be the furthest. */
  private reachOf(mover: number): Int32Array {
    const start = this.problem.start[mover] as number
    const last = this.problem.last[mover] as number
    const reach = new Int32Array(last + 1).fill(last)
    // Moves are closed under starting further on, so going backwards the furthest move never gets longer again.
    let furthest = last
    for (let from = last - 1; from >= start; from--) {
      if (from !== start && !this.problem.isStop(mover, from)) continue
      while (furthest > from && !moveAllowed(this.problem, mover, from, furthest)) furthest--
      reach[from] = furthest
    }
    return reach
  }
}

/** u to w allowed and v between them: v to w is allowed. By form for plain steps; otherwise looked at. */
function movesClosed(problem: Problem, mover: number): boolean {
  const start = problem.start[mover] as number
  const last = problem.last[mover] as number
  const track = problem.tracks[mover] as Track
  const isPlain = track.policy.rules.every((rule) => {
    if (rule.kind === 'edges') return rule.of.component !== track.component
    if (rule.kind === 'step' || rule.kind === 'stops')
      return rule.of.component !== track.component || rule.of.range === undefined
    if (rule.kind === 'requires') return rule.of.component !== rule.to.component
    if (rule.kind !== 'window' || rule.of.component !== track.component) return true
    return (
      rule.to.component !== track.component || (rule.of.range === undefined && rule.to.range === undefined)
    )
  })
  if (isPlain && isOneChain(track)) return true
  for (let w = start + 2; w <= last; w++) {
    if (!problem.isStop(mover, w)) continue
    let ended = false
    for (let v = w - 1; v >= start; v--) {
      if (v !== start && !problem.isStop(mover, v)) continue
      const allowed = moveAllowed(problem, mover, v, w)
      if (allowed && ended) return false
      if (!allowed) ended = true
    }
  }
  return true
}

/**
 * What x at each index needs of y: the windows between them, relaxed where they are broken at the start, and
 * the order in which the two go.
 */
function tieNeeds(problem: Problem, tie: Tie, windows: readonly Int32Array[]): Int32Array {
  const x = problem.tracks[tie.x] as Track
  const y = problem.tracks[tie.y] as Track
  const startX = problem.start[tie.x] as number
  const startY = problem.start[tie.y] as number
  const least = new Int32Array(x.versions.length)
  for (const [i, needs] of windows.entries()) {
    const isBroken = (needs[startX] as number) > startY
    // Between lines without a distance any move away is further.
    const hasDistance = x.versions[startX]?.line.chain === y.versions[startY]?.line.chain
    const rule = tie.rules[i]?.rule
    const counted = rule?.kind === 'window' ? rule.unit : 'release'
    const unit = counted === 'line' && !hasDistance ? 'release' : counted
    for (const [u, need] of needs.entries()) {
      // What is broken at the start may stay so, but get no wider: until y has caught up, x may only go where it is
      // no further away.
      const isTolerated = isBroken && need >= 0 && isNoFurther(x, startX, u, unit)
      const rest = isTolerated ? Math.min(need, startY) : need
      if (rest < 0 || (least[u] as number) < 0) least[u] = -1
      else least[u] = Math.max(least[u] as number, rest)
    }
  }
  least[startX] = 0
  const direction = problem.movers[tie.x]?.direction
  if (direction === undefined || (tie.waits.length === 0 && !tie.isLaterWave)) return least
  const lastY = problem.last[tie.y] as number
  const startLine = x.versions[startX]?.line
  const targetLine = y.versions[lastY]?.line
  if (startLine === undefined || targetLine === undefined) throw new Error('a mover is off its track')
  const perPlan = tie.isLaterWave || tie.waits.some((rule) => rule.per === 'plan')
  const perLine = tie.waits.some((rule) => rule.per === 'line')
  for (let u = startX + 1; u < least.length; u++) {
    const entered = x.versions[u]?.line
    if (entered === undefined || (least[u] as number) < 0) continue
    let need = perPlan ? lastY : 0
    if (perLine && entered.label !== startLine.label) {
      const wanted = lineToReach(entered, targetLine, direction)
      let v = startY
      while (v < lastY && !hasReached(y.versions[v]?.line ?? wanted, wanted, direction)) v++
      need = Math.max(need, v)
    }
    least[u] = Math.max(least[u] as number, need)
  }
  return least
}

/** Whether a distance counted in a unit is the same from one index as from another. */
function isNoFurther({ versions }: Track, from: number, to: number, unit: Unit): boolean {
  if (unit === 'release') return from === to
  const name = unit === 'line' ? 'line' : 'major'
  return versions[from]?.[name].label === versions[to]?.[name].label
}
