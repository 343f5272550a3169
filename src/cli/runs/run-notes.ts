import { nearest } from '../../base/index.ts'
import type { OpenedDrivers } from '../../drivers/index.ts'
import type { Route } from '../../execute/index.ts'
import { plural } from '../../explain/index.ts'

/* What is worth knowing of a plan and the drivers that carry it out, before it begins. */

/** Where a driver cannot move some of a group and leave the others, whatever the plan says of batches. */
export function wholeNotes({ stages, groups }: Route, { driver }: OpenedDrivers): readonly string[] {
  const groupOf = new Map(groups.map((group) => [group.key, group]))
  const isWhole = (key: string): boolean => {
    const group = groupOf.get(key)
    return group !== undefined && driver.granularity?.(group) === 'group'
  }
  const whole = stages.filter(
    (stage) =>
      Math.min(stage.batch, stage.canary ?? stage.batch) < stage.count &&
      stage.mode === 'rolling' &&
      isWhole(stage.group),
  )
  const [first] = whole
  if (first === undefined) return []
  const more = whole.length === 1 ? '' : `; the same of ${plural(whole.length - 1, 'other stage')}`
  return [
    `stage ${first.id} moves all ${first.count} of ${groupOf.get(first.group)?.component} as one batch, as its driver knows no other way; the plan says ${first.canary ?? first.batch} first${more}`,
  ]
}

/** Tasks that a person is asked to do, where a driver document has one that is spelled almost so. */
export function slipNotes(
  { stages, groups, tasks }: Route,
  { tasksOf }: OpenedDrivers,
  file: string,
): readonly string[] {
  const groupOf = new Map(groups.map((group) => [group.key, group]))
  const byId = new Map(stages.map(({ id, group }) => [id, groupOf.get(group)]))
  const slips = tasks.flatMap(({ name, stage, isManual }) => {
    const group = byId.get(stage)
    const guess = isManual && group !== undefined ? nearest(name, [...tasksOf(group)]) : undefined
    return guess === undefined
      ? []
      : [`a person is asked to do the task "${name}": ${file} has a "${guess}", and no such task`]
  })
  return [...new Set(slips)]
}
