import { sum } from '../base/index.ts'
import { tiedComponents } from '../check/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import { fullName, type OrderRule, policyNameOf } from '../policy/index.ts'
import { compareLines, compareVersions, type Version } from '../version/index.ts'
import type { Lattice, Move } from './lattice.ts'
import type { Mover } from './movers.ts'
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
  addCustomaryOrder(problem, merged)
  return toSteps(problem, merged)
}

function makeEvents(problem: Problem, moves: readonly Move[], lattice: Lattice | undefined): Event[] {
  const events: Event[] = moves.map((move) => ({ moves: [move], before: new Set<number>() }))
  const lastOf = new Map<number, number>()
  for (const [i, { movers, to }] of moves.entries()) {
    const event = events[i] as Event
    // Outside the lattice class only the order that was searched is known to be safe.
    if (lattice === undefined && i > 0) event.before.add(i - 1)
    for (const mover of movers) {
      const previous = lastOf.get(mover)
      if (previous !== undefined) event.before.add(previous)
      lastOf.set(mover, i)
      if (lattice === undefined) continue
      for (const { y, index } of lattice.required(mover, to)) {
        if (index <= (problem.start[y] as number) || movers.includes(y)) continue
        const reached = moves.findIndex((other) => other.movers.includes(y) && other.to >= index)
        if (reached < 0 || reached >= i) throw new Error('a move comes before what it needs')
        event.before.add(reached)
      }
    }
  }
  return events
}

function reaches(events: readonly Event[], from: number, to: number): boolean {
  const waiting = [from]
  const seen = new Set(waiting)
  for (let event = waiting.pop(); event !== undefined; event = waiting.pop()) {
    if (event === to) return true
    for (const before of events[event]?.before ?? []) {
      if (seen.has(before)) continue
      seen.add(before)
      waiting.push(before)
    }
  }
  return false
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
    const isFree = !reaches(merged, i, first) && !reaches(merged, first, i)
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

/**
 * Where the rules leave two steps free, the policy's order of components decides all the same: within one line
 * nobody is surprised then, and nothing is lost but parallelism that no one asked for.
 */
function addCustomaryOrder(problem: Problem, events: Event[]): void {
  const rules = problem.policies.flatMap(({ rules: all }) =>
    all.filter((rule): rule is OrderRule => rule.kind === 'order'),
  )
  if (rules.length === 0) return
  const tied = new Set(
    problem.policies.flatMap((policy) =>
      tiedComponents(policy)
        .map(([a, b]) => [fullName(policy.name, a), fullName(policy.name, b)])
        .flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]),
    ),
  )
  for (const [b, event] of events.entries()) {
    const later = stepOf(problem, event)
    for (let a = events.length - 1; a >= 0; a--) {
      if (a === b || event.before.has(a)) continue
      const earlier = stepOf(problem, events[a] as Event)
      if (earlier.direction !== later.direction) continue
      const comesFirst = rules.some((rule) => {
        const list = rule[later.direction]
        const names = list.map((name) => fullName(policyNameOf(rule), name))
        const mine = names.indexOf(later.component)
        const other = names.indexOf(earlier.component)
        return other >= 0 && other < mine
      })
      if (!comesFirst || !tied.has(`${earlier.component} ${later.component}`)) continue
      const lines = compareLines(earlier.to.line, later.to.line)
      const isDue = later.direction === 'up' ? lines <= 0 : lines >= 0
      if (isDue && !reaches(events, a, b)) event.before.add(a)
    }
  }
}

function stepOf(problem: Problem, event: Event): { component: string; direction: Direction; to: Version } {
  const move = event.moves[0] as Move
  const mover = problem.movers[move.movers[0] ?? -1] as Mover
  return {
    component: `${mover.group.policy}/${mover.group.component}`,
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
  const reduced = transitiveReduction(sorted)
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

/** Of everything that comes before, only what does not come before something else that comes before. */
function transitiveReduction(events: readonly Event[]): number[][] {
  const all: Set<number>[] = []
  return events.map(({ before }, i) => {
    const indirect = new Set<number>()
    for (const other of before) for (const far of all[other] ?? []) indirect.add(far)
    all[i] = new Set([...before, ...indirect])
    return [...before].filter((other) => !indirect.has(other)).sort((a, b) => a - b)
  })
}
