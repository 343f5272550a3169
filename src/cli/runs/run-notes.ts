import { nearest } from '../../base/index.ts'
import type { OpenedDrivers } from '../../drivers/index.ts'
import { groupsOfStages, type Route } from '../../execute/index.ts'
import { plural } from '../../explain/index.ts'

/* What is worth knowing of a plan and the drivers that carry it out, before it begins. */

/** Where a driver cannot move some of a group and leave the others, whatever the plan says of batches. */
export function wholeNotes(route: Route, { driver }: OpenedDrivers): readonly string[] {
  const groupOf = groupsOfStages(route)
  const isWhole = (id: string): boolean => {
    const group = groupOf.get(id)
    return group !== undefined && driver.granularity?.(group) === 'group'
  }
  const whole = route.stages.filter(
    (stage) =>
      Math.min(stage.batch, stage.canary ?? stage.batch) < stage.count &&
      stage.mode === 'rolling' &&
      isWhole(stage.id),
  )
  const [first] = whole
  if (first === undefined) return []
  const more = whole.length === 1 ? '' : `; the same of ${plural(whole.length - 1, 'other stage')}`
  return [
    `stage ${first.id} moves all ${first.count} of ${groupOf.get(first.id)?.component} as one batch, as its driver knows no other way; the plan says ${first.canary ?? first.batch} first${more}`,
  ]
}

/** Tasks that a person is asked to do, where a driver document has one that is spelled almost so. */
export function slipNotes(route: Route, { tasksOf }: OpenedDrivers, file: string): readonly string[] {
  const groupOf = groupsOfStages(route)
  const slips = route.tasks.flatMap(({ name, stage, isManual }) => {
    const group = groupOf.get(stage)
    const guess = isManual && group !== undefined ? nearest(name, [...tasksOf(group)]) : undefined
    return guess === undefined
      ? []
      : [`a person is asked to do the task "${name}": ${file} has a "${guess}", and no such task`]
  })
  return [...new Set(slips)]
}
