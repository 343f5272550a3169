import { isNonEmpty } from '../base/index.ts'
import { type Group, type Part, partNames, readingText } from '../fleet/index.ts'
import type { Stage } from '../plan/index.ts'
import { isOf, type Section } from './section.ts'

/** What a group holds at one moment. */
export interface Presence {
  readonly versions: readonly { readonly text: string; readonly count: number }[]
  /** Stages that move it at this moment: what they come from and go to is both there. */
  readonly stages: readonly Stage[]
}

/** A group through a plan: what it holds at the start, in every moment, and at the end. */
export interface Course {
  readonly group: Group
  readonly start: Presence
  readonly moments: readonly Presence[]
  readonly end: Presence
}

/**
 * Gives every stage its moment, counted from 0: the first one at which all that it waits for is done. Stages of the
 * same moment may run side by side; a stage may also begin later than its moment, as long as nothing waits for it.
 */
export function momentsOf({ stages, tasks }: Pick<Section, 'stages' | 'tasks'>): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const stageOf = new Map(stages.map((stage) => [stage.id, stage]))
  const taskOf = new Map(tasks.map((task) => [task.id, task]))
  // Of a plan that was read from a file, nobody knows that it has no circles.
  const open = new Set<string>()
  const after = (id: string): number => {
    const task = taskOf.get(id)
    if (task === undefined) return stageOf.has(id) ? momentOf(id) + 1 : 0
    if (open.has(id)) return 0
    open.add(id)
    const least = Math.max(0, ...task.needs.map(after))
    open.delete(id)
    return least
  }
  const momentOf = (id: string): number => {
    const known = found.get(id)
    const stage = stageOf.get(id)
    if (known !== undefined) return known
    if (stage === undefined || open.has(id)) return 0
    open.add(id)
    // What is carried out at once begins when the last of it may.
    const all = [stage, ...stage.together.flatMap((other) => stageOf.get(other) ?? [])]
    const moment = Math.max(0, ...all.flatMap(({ needs }) => needs.map(after)))
    open.delete(id)
    for (const each of all) found.set(each.id, moment)
    return moment
  }
  for (const { id } of stages) momentOf(id)
  return found
}

/** What every group of a section holds in every moment. Parts in `thawed` are free to move. */
export function coursesOf(section: Section, thawed: readonly string[]): readonly Course[] {
  const moments = momentsOf(section)
  const length = Math.max(0, ...moments.values()) + (section.stages.length > 0 ? 1 : 0)
  return section.groups.map((group): Course => {
    const own = section.stages.filter((stage) => isOf(stage, group))
    let parts: readonly Held[] = group.parts.map((part) => heldOf(part, thawed))
    const start = { versions: versionsOf(parts), stages: [] }
    const during = Array.from({ length }, (_, moment): Presence => {
      const stages = own.filter(({ id }) => moments.get(id) === moment)
      const before = parts
      parts = stages.reduce(moved, parts)
      if (!isNonEmpty(stages)) return { versions: versionsOf(parts), stages: [] }
      return { versions: versionsOf([...before, ...parts.filter((part) => !before.includes(part))]), stages }
    })
    return { group, start, moments: during, end: { versions: versionsOf(parts), stages: [] } }
  })
}

/** Instances that are alike, as a stage leaves them. */
interface Held {
  readonly text: string
  readonly count: number
  readonly name: string | undefined
  readonly isFree: boolean
}

const heldOf = ({ reading, count, name, frozen }: Part, thawed: readonly string[]): Held => ({
  text: readingText(reading),
  count,
  name,
  isFree: !frozen || (name !== undefined && thawed.includes(name)),
})

/** The parts after a stage: as many of those it comes from as it moves are where it goes. */
function moved(parts: readonly Held[], stage: Stage): readonly Held[] {
  const names = stage.part === undefined ? undefined : partNames(stage.part)
  let left = stage.count
  return parts.flatMap((part): Held[] => {
    const isMeant = names === undefined || names.includes(part.name)
    const isThere = stage.from.some(({ text }) => text === part.text)
    const count = part.isFree && isMeant && isThere ? Math.min(left, part.count) : 0
    if (count === 0) return [part]
    left -= count
    const rest = count < part.count ? [{ ...part, count: part.count - count }] : []
    return [...rest, { ...part, text: stage.to.text, count }]
  })
}

function versionsOf(parts: readonly Held[]): Presence['versions'] {
  const counts = new Map<string, number>()
  for (const { text, count } of parts) counts.set(text, (counts.get(text) ?? 0) + count)
  return [...counts].map(([text, count]) => ({ text, count }))
}
