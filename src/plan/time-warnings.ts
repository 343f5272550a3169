import { groupBy } from '../base/index.ts'
import { concerns, type Freeze, localText, type Refusal } from '../calendar/index.ts'
import type { Rule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import type { PlanRequest } from './request.ts'
import type { Stage } from './stage.ts'
import { supportEndsOf } from './support-ends.ts'
import type { Timetable } from './timetable.ts'

/** What a careful colleague would say about when a plan runs. */
export type TimeWarning =
  /** The calendars have no place for these stages and tasks. */
  | { readonly kind: 'no-window'; readonly stages: readonly string[]; readonly refusal: Refusal }
  /** A freeze begins while the plan is on its way: these stages are not done by then. */
  | {
      readonly kind: 'frozen-midway'
      readonly stages: readonly string[]
      readonly freeze: Freeze
      /** As the clocks of the plan show it. */
      readonly begins: string
      readonly ends: string
    }
  /** Support ends before a stage has left a version, or before the plan is done with one to stay at. */
  | {
      readonly kind: 'support-ends'
      readonly stage: string
      readonly component: string
      readonly version: Version
      readonly isLeft: boolean
      /** The last day on which there is support, and the day on which the stage, or the plan, is done. */
      readonly lastDay: string
      readonly finish: string
      readonly rule: Rule
    }

export function timeWarningsOf(
  timetable: Timetable,
  stages: readonly Stage[],
  request: PlanRequest,
): readonly TimeWarning[] {
  return [
    ...refused(timetable),
    ...frozen(timetable, stages, request),
    ...supportEnds(timetable, stages, request),
  ]
}

function refused({ refused: all }: Timetable): TimeWarning[] {
  const same = groupBy(all, ({ refusal }) => JSON.stringify(refusal))
  return [...same.values()].flatMap((alike): TimeWarning[] => {
    const [first] = alike
    if (first === undefined) return []
    const stages = alike.flatMap((one) => one.stages)
    return [{ kind: 'no-window', stages, refusal: first.refusal }]
  })
}

function frozen(timetable: Timetable, stages: readonly Stage[], { timing }: PlanRequest): TimeWarning[] {
  const start = timing?.start
  if (timing === undefined || start === undefined) return []
  return timing.calendars.flatMap(({ freezes }) =>
    freezes.flatMap((freeze): TimeWarning[] => {
      const from = freeze.begins - start
      const late = timetable.stages.filter(({ run }, i) => {
        const stage = stages[i]
        return stage !== undefined && concerns(freeze, stage.scope) && (run?.worked ?? from + 1) > from
      })
      const isBegun = timetable.stages.some(({ run }) => run !== undefined && run.begins < from)
      if (!isBegun || late.length === 0) return []
      const [begins, ends] = [localText(timing.zone, freeze.begins), localText(timing.zone, freeze.ends)]
      return [{ kind: 'frozen-midway', stages: late.map(({ stage }) => stage), freeze, begins, ends }]
    }),
  )
}

/** What is out of support from the first day on is warned of elsewhere. */
function supportEnds(
  { start, finish, stages: times }: Timetable,
  stages: readonly Stage[],
  { policies, asOf }: PlanRequest,
): TimeWarning[] {
  if (start === undefined) return []
  const found = new Map<string, TimeWarning>()
  const look = (stage: Stage, version: Version, isLeft: boolean, done: string | undefined): void => {
    if (done === undefined) return
    const { component } = stage
    for (const { rule, lastDay } of supportEndsOf(stage, version, policies, asOf)) {
      if (lastDay < dayOf(start) || lastDay >= dayOf(done)) continue
      const key = `${rule.name} ${component} ${version.line.label}`
      if (found.has(key)) continue
      const facts = { stage: stage.id, component, version, isLeft, lastDay, finish: dayOf(done), rule }
      found.set(key, { kind: 'support-ends', ...facts })
    }
  }
  const lastOf = new Map(
    stages.map((stage) => [`${stage.policy} ${stage.scope} ${stage.component}`, stage] as const),
  )
  // The latest end first: it says the most of each version.
  const byEnd = stages
    .map((stage, i) => ({ stage, run: times[i]?.run }))
    .sort((a, b) => (b.run?.ends ?? 0) - (a.run?.ends ?? 0))
  for (const { stage, run } of byEnd)
    for (const version of stage.from) look(stage, version, true, run?.clock?.ends)
  for (const stage of lastOf.values()) look(stage, stage.to, false, finish)
  return [...found.values()]
}

const dayOf = (clock: string): string => clock.slice(0, 10)
