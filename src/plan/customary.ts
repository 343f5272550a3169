import { groupBy } from '../base/index.ts'
import { Sight } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import type { OrderRule, Policy } from '../policy/index.ts'
import { compareLines, type Version } from '../version/index.ts'
import type { Direction } from './track.ts'

/** Something that happens to one group, and what has to have happened before. */
export interface Happening {
  readonly group: Group
  readonly direction: Direction
  readonly to: Version
  /** Indexes of what comes before. */
  readonly before: Set<number>
}

/**
 * Where the rules leave two steps free, the policy's order of components decides all the same: within one line nobody is
 * surprised then, and nothing is lost but parallelism that no one asked for.
 *
 * `events` come in an order that can be followed, and those of one group one after the other. So of another group those
 * that are due before an event are the first ones, and so are those that do not wait for it: it is enough to wait for the
 * last that is both. Seldom such waits contradict each other; then they are added one by one, as far as they do not.
 */
export function addCustomaryOrder(events: readonly Happening[], policies: readonly Policy[]): void {
  const chains = groupBy([...events.keys()], (i) => (events[i] as Happening).group)
  const wanted = wantedWaits(events, chains, policies)
  if (wanted.length === 0) return
  const firstAfter = firstReached(events, chains)
  const added: (readonly [first: number, then: number])[] = []
  for (const { chain, then, last } of wanted) {
    const reached = firstAfter[then]?.get((events[chain[0] ?? -1] as Happening).group) ?? chain.length
    const first = chain[Math.min(last, reached - 1)]
    if (first !== undefined) added.push([first, then])
  }
  if (isCircular(events, added)) {
    for (const { chain, then, last } of wanted) {
      const first = chain.slice(0, last + 1).findLast((one) => !waitsFor(events, one, then))
      if (first !== undefined) (events[then] as Happening).before.add(first)
    }
    return
  }
  for (const [first, then] of added) (events[then] as Happening).before.add(first)
}

interface Wanted {
  readonly then: number
  /** The events of the group that customarily goes first, and the place of the last one that is due. */
  readonly chain: readonly number[]
  readonly last: number
}

function wantedWaits(
  events: readonly Happening[],
  chains: ReadonlyMap<Group, readonly number[]>,
  policies: readonly Policy[],
): readonly Wanted[] {
  const sight = new Sight(chains.keys())
  const wanted: Wanted[] = []
  for (const policy of policies) {
    for (const rule of policy.rules) {
      if (rule.kind !== 'order') continue
      for (const direction of ['up', 'down'] as const) {
        for (const [a, b] of pairsOf(rule, direction, policy.name, sight)) {
          const chain = (chains.get(a) ?? []).filter((i) => events[i]?.direction === direction)
          for (const then of chains.get(b) ?? []) {
            const later = events[then] as Happening
            if (later.direction !== direction) continue
            const last = chain.findLastIndex((i) => {
              const lines = compareLines((events[i] as Happening).to.line, later.to.line)
              return direction === 'up' ? lines <= 0 : lines >= 0
            })
            if (last >= 0) wanted.push({ then, chain, last })
          }
        }
      }
    }
  }
  return wanted
}

function pairsOf(rule: OrderRule, direction: Direction, policy: string, sight: Sight<Group>) {
  const list = rule[direction]
  return list.flatMap((first, i) =>
    list.slice(i + 1).flatMap((then) => sight.pairs(policy, first, then).filter(([a, b]) => a !== b)),
  )
}

/** For each event, of every group the place of the first event that waits for it. */
function firstReached(
  events: readonly Happening[],
  chains: ReadonlyMap<Group, readonly number[]>,
): readonly ReadonlyMap<Group, number>[] {
  const places = new Map<number, number>()
  for (const chain of chains.values()) {
    // Places count among the events of one direction, as those that are waited for do.
    const counts = { up: 0, down: 0 }
    for (const i of chain) places.set(i, counts[(events[i] as Happening).direction]++)
  }
  const reached = events.map(() => new Map<Group, number>())
  for (let i = events.length - 1; i >= 0; i--) {
    const { group, before } = events[i] as Happening
    for (const earlier of before) {
      const known = reached[earlier] as Map<Group, number>
      const note = (other: Group, place: number): void => {
        if (place < (known.get(other) ?? Number.POSITIVE_INFINITY)) known.set(other, place)
      }
      note(group, places.get(i) ?? 0)
      for (const [other, place] of reached[i] ?? []) note(other, place)
    }
  }
  return reached
}

function isCircular(events: readonly Happening[], added: readonly (readonly [number, number])[]): boolean {
  const waits = events.map(({ before }) => new Set(before))
  for (const [first, then] of added) waits[then]?.add(first)
  const left = waits.map((before) => before.size)
  const followers: number[][] = events.map(() => [])
  for (const [i, before] of waits.entries()) for (const one of before) followers[one]?.push(i)
  const free = left.flatMap((count, i) => (count === 0 ? [i] : []))
  let done = 0
  for (let i = free.pop(); i !== undefined; i = free.pop()) {
    done++
    for (const next of followers[i] ?? []) {
      left[next] = (left[next] ?? 0) - 1
      if (left[next] === 0) free.push(next)
    }
  }
  return done < events.length
}

/** Whether one event comes after another, through others as well. */
export function waitsFor(
  events: readonly { readonly before: ReadonlySet<number> }[],
  event: number,
  other: number,
): boolean {
  const waiting = [event]
  const seen = new Set(waiting)
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one === other) return true
    for (const before of events[one]?.before ?? []) {
      if (seen.has(before)) continue
      seen.add(before)
      waiting.push(before)
    }
  }
  return false
}
