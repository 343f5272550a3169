import { groupBy } from '../base/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import { keyOf, orderOf, type WalkedTask } from './itinerary.ts'
import { isAmong } from './part-name.ts'
import type { Stage } from './stage.ts'
import { Whereabouts } from './whereabouts.ts'

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
export function mixUpsOf(
  groups: readonly Group[],
  stages: readonly Stage[],
  tasks: readonly Pick<WalkedTask, 'id' | 'needs'>[],
): readonly MixUp[] {
  if (!groups.some(({ parts }) => parts.some((part) => part.frozen))) return []
  const order = orderOf(stages, tasks)
  const stagesOf = groupBy(stages, keyOf)
  return groups.flatMap((group) => {
    const own = stagesOf.get(keyOf(group)) ?? []
    const frozen = group.parts.filter((part) => part.frozen)
    if (own.length === 0 || frozen.length === 0) return []
    const whereabouts = new Whereabouts(group)
    const found = new Map<Part, MixUp>()
    for (const stage of own.toSorted((a, b) => order.compare(a.id, b.id))) {
      const isMoving = whereabouts.move(stage)
      const names = new Set(group.parts.flatMap(({ name }, k) => (isMoving[k] === true ? [name] : [])))
      for (const part of frozen) {
        const { reading, name } = part
        const isThere = reading.kind === 'known' && isAmong(reading.version, stage.from)
        if (isThere && names.has(name) && !found.has(part)) found.set(part, { stage, group, frozen: part })
      }
    }
    return [...found.values()]
  })
}
