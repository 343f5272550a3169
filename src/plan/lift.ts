import { compareVersions } from '../version/index.ts'
import { isSafeMove } from './exact.ts'
import type { Move } from './lattice.ts'
import { companions, moveAllowed, type Problem } from './problem.ts'

/**
 * The same moves with every intermediate stop at the newest release of its line that still works. The search
 * itself takes the furthest stop, which is the newest going up and the oldest going down.
 */
export function liftStops(problem: Problem, moves: readonly Move[]): readonly Move[] {
  let lifted = moves
  // One lift can make room for another (an agent follows its server), so until nothing changes.
  for (let changed = true; changed; ) {
    changed = false
    for (const [i, move] of lifted.entries()) {
      for (const to of newerInLine(problem, move)) {
        const tried = withStop(problem, lifted, i, to)
        if (!replays(problem, tried)) continue
        lifted = tried
        changed = true
        break
      }
    }
  }
  return lifted
}

/** Newer releases of the line of a stop, newest first; none for the last stop, which the user chose. */
function newerInLine(problem: Problem, { movers: [mover = -1], to }: Move): number[] {
  const track = problem.tracks[mover]
  const stop = track?.versions[to]
  if (track === undefined || stop === undefined || to === problem.last[mover]) return []
  return track.versions
    .map((version, index) => ({ version, index }))
    .filter(({ version, index }) => version.line.label === stop.line.label && problem.isStop(mover, index))
    .filter(({ version }) => compareVersions(version, stop) > 0)
    .sort((a, b) => compareVersions(b.version, a.version))
    .map(({ index }) => index)
}

/** Everybody who stops there stops at the other release instead, and goes on from it. */
function withStop(problem: Problem, moves: readonly Move[], changed: number, to: number): readonly Move[] {
  const old = moves[changed]
  const group = problem.movers[old?.movers[0] ?? -1]?.group
  return moves.map((move) => {
    if (problem.movers[move.movers[0] ?? -1]?.group !== group) return move
    const from = move.from.map((index) => (index === old?.to ? to : index))
    return { ...move, from, to: move.to === old?.to ? to : move.to }
  })
}

function replays(problem: Problem, moves: readonly Move[]): boolean {
  const at = [...problem.start]
  for (const { movers, from, to } of moves) {
    if (movers.some((mover, i) => at[mover] !== from[i] || (at[mover] as number) >= to)) return false
    // Two stops that have become one would let others come along.
    if (movers.some((mover) => companions(problem, at, mover).some((other) => !movers.includes(other))))
      return false
    if (movers.some((mover) => !moveAllowed(problem, mover, at[mover] as number, to))) return false
    if (!isSafeMove(problem, movers, at, to)) return false
    for (const mover of movers) at[mover] = to
  }
  return true
}
