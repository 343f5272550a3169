import { groupBy } from '../base/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import type { Version } from '../version/index.ts'
import { keyOf, orderOf, type WalkedTask } from './itinerary.ts'
import { isAmong } from './part-name.ts'
import type { Stage } from './stage.ts'
import { Whereabouts } from './whereabouts.ts'

/** What a stage does to each part of its group. */
interface Step {
  readonly stage: Stage
  readonly group: Group
  readonly parts: readonly {
    readonly part: Part
    /** Where it is when the stage begins; undefined where nobody knows. */
    readonly version: Version | undefined
    readonly isMoving: boolean
  }[]
}

type Tasks = readonly Pick<WalkedTask, 'id' | 'needs'>[]

/** The stages of one group after the other, each group's in the order in which they run. */
function* march(groups: readonly Group[], stages: readonly Stage[], tasks: Tasks): Generator<Step> {
  // The order of a large plan takes a while to find.
  if (groups.length === 0) return
  const order = orderOf(stages, tasks)
  const stagesOf = groupBy(stages, keyOf)
  for (const group of groups) {
    const whereabouts = new Whereabouts(group)
    const own = stagesOf.get(keyOf(group)) ?? []
    for (const stage of own.toSorted((a, b) => order.compare(a.id, b.id))) {
      const before = whereabouts.versions
      const isMoving = whereabouts.move(stage)
      const parts = group.parts.map((part, k) => ({
        part,
        version: before[k],
        isMoving: isMoving[k] === true,
      }))
      yield { stage, group, parts }
    }
  }
}

/** Frozen instances that nothing tells from those that a stage moves: neither a name nor, by then, their version. */
export interface MixUp {
  readonly stage: Stage
  readonly group: Group
  readonly frozen: Part
}

/**
 * The mix-ups of a plan, of each frozen part the first. People may know which instances are meant, so such a plan is one; whoever
 * carries it out by what it says would have to guess, so no run may.
 */
export function mixUpsOf(groups: readonly Group[], stages: readonly Stage[], tasks: Tasks): readonly MixUp[] {
  const found = new Map<Part, MixUp>()
  const touched = groups.filter(({ parts }) => parts.some((part) => part.frozen))
  for (const { stage, group, parts } of march(touched, stages, tasks)) {
    const names = new Set(parts.flatMap(({ part, isMoving }) => (isMoving ? [part.name] : [])))
    for (const { part, version } of parts) {
      const isThere = part.frozen && version !== undefined && isAmong(version, stage.from)
      if (isThere && names.has(part.name) && !found.has(part)) found.set(part, { stage, group, frozen: part })
    }
  }
  return [...found.values()]
}

/** Some of a group that a stage leaves where it finds those that it moves. */
export interface LeftBehind {
  readonly stage: Stage
  readonly group: Group
  readonly part: Part
  readonly version: Version
}

/** All that is left behind on the way: whoever can only move a group as a whole cannot carry those stages out. */
export function leftBehind(
  groups: readonly Group[],
  stages: readonly Stage[],
  tasks: Tasks,
): readonly LeftBehind[] {
  return [...march(groups, stages, tasks)].flatMap(({ stage, group, parts }) =>
    parts.flatMap(({ part, version, isMoving }) =>
      !isMoving && version !== undefined && isAmong(version, stage.from)
        ? [{ stage, group, part, version }]
        : [],
    ),
  )
}
