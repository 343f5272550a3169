import { sum } from '../base/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { addCustomaryOrder, waitsFor } from './customary.ts'
import { keyOf } from './itinerary.ts'
import type { Lattice, Move } from './lattice.ts'
import type { Mover } from './movers.ts'
import { movesByMover, waitsOf } from './order.ts'
import { fewestNeeds } from './precedence.ts'
import type { Problem } from './problem.ts'
import type { Direction } from './track.ts'

/** Instances of one group that go to one version together: a stage before it is numbered and described. */
export interface Step {
  readonly group: Group
  readonly direction: Direction
  readonly movers: readonly Mover[]
  readonly parts: readonly Part[]
  readonly count: number
  /** Distinct, oldest first. */
  readonly from: readonly Version[]
  readonly to: Version
  /** Steps that must be finished before this one begins: the fewest that say it all. */
  readonly after: readonly number[]
  /** Steps that are carried out at once with this one, everything concerned being stopped. */
  readonly together: readonly number[]
  /** Whether everything that moves is stopped first. */
  readonly isStopped: boolean
}

interface Event {
  readonly moves: readonly Move[]
  readonly before: Set<number>
}

/**
 * The partial order of a solution: what has to wait for what, and nothing more. Moves of one group to one version
 * become one step where nothing has to happen between them. Steps come out in an order that can be followed one by
 * one.
 */
export function schedule(
  problem: Problem,
  moves: readonly Move[],
  lattice: Lattice | undefined,
): readonly Step[] {
  const events = makeEvents(problem, moves, lattice)
  const merged = mergeAlike(problem, events)
  oneAtATime(problem, merged)
  addCustomaryOrder(
    merged.map((event) => ({ ...stepOf(problem, event), before: event.before })),
    problem.policies,
  )
  return toSteps(problem, merged)
}

function makeEvents(problem: Problem, moves: readonly Move[], lattice: Lattice | undefined): Event[] {
  const waits = lattice === undefined ? waitsOf(problem, moves) : leastWaits(problem, moves, lattice)
  return moves.map((move, i) => ({ moves: [move], before: waits[i] ?? new Set() }))
}

/** In the class that is solved greedily a move waits for what it needs, and nothing else. */
function leastWaits(problem: Problem, moves: readonly Move[], lattice: Lattice): Set<number>[] {
  const movesOf = movesByMover(moves)
  return moves.map(({ movers, to }, i) => {
    const before = new Set<number>()
    for (const mover of movers) {
      const previous = movesOf.get(mover)?.findLast((other) => other < i)
      if (previous !== undefined) before.add(previous)
      for (const { y, index } of lattice.required(mover, to)) {
        if (index <= (problem.start[y] as number) || movers.includes(y)) continue
        const reached = movesOf.get(y)?.find((other) => (moves[other] as Move).to >= index)
        if (reached === undefined || reached >= i) throw new Error('a move comes before what it needs')
        before.add(reached)
      }
    }
    return before
  })
}

function mergeAlike(problem: Problem, events: readonly Event[]): Event[] {
  const groups = new Map<string, number>()
  const into = events.map((_, i) => i)
  const merged: Event[] = events.map(({ moves, before }) => ({ moves, before: new Set(before) }))
  for (const [i, event] of events.entries()) {
    const move = event.moves[0] as Move
    const mover = problem.movers[move.movers[0] ?? -1] as Mover
    const key = `${mover.group.policy} ${mover.group.scope} ${mover.group.component} ${versionAt(problem, move, move.to).text} ${mover.direction}`
    const first = groups.get(key)
    if (first === undefined) {
      groups.set(key, i)
      continue
    }
    const isFree = !waitsFor(merged, i, first) && !waitsFor(merged, first, i)
    if (!isFree) continue
    // Both happen together: what either waits for, both wait for, and who waits for either waits for both.
    const host = merged[first] as Event
    for (const before of (merged[i] as Event).before) host.before.add(before)
    merged[first] = { moves: [...host.moves, move], before: host.before }
    for (const other of merged) if (other.before.delete(i)) other.before.add(first)
    into[i] = first
  }
  const kept = merged.flatMap((_, i) => (into[i] === i ? [i] : []))
  return topological(kept, merged)
}

/** The events in an order that respects what comes before what, otherwise as they were found. */
function topological(kept: readonly number[], events: readonly Event[]): Event[] {
  const place = new Map<number, number>()
  const sorted: number[] = []
  const visit = (i: number): void => {
    if (place.has(i)) return
    place.set(i, -1)
    for (const before of [...(events[i] as Event).before].sort((a, b) => a - b)) visit(before)
    place.set(i, sorted.length)
    sorted.push(i)
  }
  for (const i of kept) visit(i)
  return sorted.map((i) => {
    const { moves, before } = events[i] as Event
    return { moves, before: new Set([...before].map((other) => place.get(other) as number)) }
  })
}

/** A group is in one stage at a time, whatever the rules allow: nobody rolls one deployment to two versions at once. */
function oneAtATime(problem: Problem, events: readonly Event[]): void {
  const lastOf = new Map<Group, number>()
  for (const [i, event] of events.entries()) {
    const group = problem.movers[event.moves[0]?.movers[0] ?? -1]?.group
    if (group === undefined) continue
    const previous = lastOf.get(group)
    if (previous !== undefined) event.before.add(previous)
    lastOf.set(group, i)
  }
}

/** The group of an event: it is in one stage at a time. */
function chainOf(problem: Problem, { moves }: Event): string {
  const group = problem.movers[moves[0]?.movers[0] ?? -1]?.group
  return group === undefined ? '' : keyOf(group)
}

function stepOf(problem: Problem, event: Event): { group: Group; direction: Direction; to: Version } {
  const move = event.moves[0] as Move
  const mover = problem.movers[move.movers[0] ?? -1] as Mover
  return {
    group: mover.group,
    direction: mover.direction ?? 'up',
    to: versionAt(problem, move, move.to),
  }
}

function versionAt(problem: Problem, { movers: [mover = -1] }: Move, index: number): Version {
  const version = problem.tracks[mover]?.versions[index]
  if (version === undefined) throw new Error('a move leaves its track')
  return version
}

function toSteps(problem: Problem, events: readonly Event[]): Step[] {
  const sorted = topological([...events.keys()], events)
  const reduced = fewestNeeds(
    sorted.map((event, id) => ({
      id,
      needs: [...event.before].sort((a, b) => a - b),
      chain: chainOf(problem, event),
    })),
  )
  return sorted.map((event, i) => {
    const movers = event.moves.flatMap((move) => move.movers.map((mover) => problem.movers[mover] as Mover))
    const [first] = movers
    if (first === undefined) throw new Error('a step moves nobody')
    const from = event.moves.flatMap((move) => move.from.map((index) => versionAt(problem, move, index)))
    const distinct = [...new Map(from.map((version) => [version.text, version])).values()]
    return {
      group: first.group,
      direction: first.direction ?? 'up',
      movers,
      parts: movers.flatMap(({ parts }) => parts),
      count: sum(movers, ({ count }) => count),
      from: distinct.sort(compareVersions),
      to: stepOf(problem, event).to,
      after: reduced[i] ?? [],
      together: [],
      isStopped: false,
    }
  })
}
