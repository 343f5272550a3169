import { orderAllows } from './exact.ts'
import type { Move } from './lattice.ts'
import { isOfEvery, judgePairRule } from './needs.ts'
import type { Problem } from './problem.ts'
import { setRules } from './sets.ts'
import type { Tie } from './ties.ts'

/*
 * What has to wait for what, of moves that were found one after the other. Two moves that no rule ties can go in any order;
 * of two that are tied it is known how early and how late the one may find the other.
 */

/** The moves of each mover, in their order. */
export function movesByMover(moves: readonly Move[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const [i, { movers }] of moves.entries()) {
    for (const mover of movers) {
      const own = found.get(mover)
      if (own === undefined) found.set(mover, [i])
      else own.push(i)
    }
  }
  return found
}

/** Of each move the earlier ones that it waits for, so that every order that is left is as good as the one found. */
export function waitsOf(problem: Problem, moves: readonly Move[]): Set<number>[] {
  const waits = moves.map(() => new Set<number>())
  const movesOf = movesByMover(moves)
  const tiesOf = new Map<number, Tie[]>()
  for (const tie of problem.ties) tiesOf.set(tie.x, [...(tiesOf.get(tie.x) ?? []), tie])
  const at = [...problem.start]
  for (const [i, { movers, to }] of moves.entries()) {
    for (const x of movers) {
      const previous = movesOf.get(x)?.findLast((other) => other < i)
      if (previous !== undefined) waits[i]?.add(previous)
      for (const tie of tiesOf.get(x) ?? []) {
        if (movers.includes(tie.y)) continue
        const others = movesOf.get(tie.y) ?? []
        const done = others.filter((other) => other < i).length
        const fits = (count: number): boolean =>
          meets(problem, tie, at, to, placeAfter(problem, moves, others, tie.y, count))
        // Where the two do not fit even now, they were so from the start: then nothing else is tried.
        let early = done
        while (fits(done) && early > 0 && fits(early - 1)) early--
        let late = done
        while (fits(done) && late < others.length && fits(late + 1)) late++
        const reached = others[early - 1]
        if (reached !== undefined) waits[i]?.add(reached)
        const leaving = others[late]
        if (leaving !== undefined) waits[leaving]?.add(i)
      }
    }
    for (const mover of movers) at[mover] = to
  }
  // Rules about more than two keep the order that was searched, among those concerned.
  for (const concerned of severalAtOnce(problem)) {
    let last: number | undefined
    for (const [i, { movers }] of moves.entries()) {
      if (!movers.some((mover) => concerned.has(mover))) continue
      if (last !== undefined) waits[i]?.add(last)
      last = i
    }
  }
  return waits
}

function placeAfter(
  problem: Problem,
  moves: readonly Move[],
  own: readonly number[],
  mover: number,
  count: number,
): number {
  const last = own[count - 1]
  return last === undefined ? (problem.start[mover] as number) : (moves[last] as Move).to
}

/** Whether a mover may go to an index, or be on its way there, while the other one is at an index of its own. */
function meets(problem: Problem, tie: Tie, at: readonly number[], to: number, other: number): boolean {
  const x = problem.tracks[tie.x]?.versions
  const y = problem.tracks[tie.y]?.versions[other]
  const [old, next] = [x?.[at[tie.x] as number], x?.[to]]
  if (old === undefined || next === undefined || y === undefined) return false
  const state = at.map((index, mover) => (mover === tie.y ? other : index))
  if (!orderAllows(problem, tie, state, next)) return false
  return tie.rules
    .filter(isOfEvery)
    .every((pair) => [old, next].every((version) => problem.accepts(judgePairRule(pair, version, y))))
}

function severalAtOnce(problem: Problem): readonly ReadonlySet<number>[] {
  return [
    ...setRules(problem).map(({ of, to }) => new Set([...of, ...to])),
    ...problem.tuples.map(({ columns }) => new Set(columns.flatMap(({ movers }) => movers))),
  ]
}
