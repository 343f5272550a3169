import { placeText, unreachable } from '../base/index.ts'
import type { Planned, Stage, StageTime, Timetable, TimeWarning } from '../plan/index.ts'
import { pageWidth, plural, table, wrap } from './layout.ts'
import type { Paint } from './paint.ts'
import { day, duration, moment } from './times.ts'

/** As many stages are told one by one when they run. */
const mostStages = 24

type Timed = Pick<Planned, 'timetable' | 'tasks' | 'request'> & { readonly stages: readonly Stage[] }

/** When a plan runs, after its stages; nothing where nobody asked. */
export function whenLines({ timetable, stages, tasks, request }: Timed, paint: Paint): string[] {
  const { maxParallel } = request.wishes
  const limit = maxParallel === undefined ? [] : [`at most ${plural(maxParallel, 'stage')} at a time`]
  if (timetable === undefined) return limit.length === 0 ? [] : [`  when  ${limit[0]}`]
  const summary = [spanText(timetable), chainText(timetable), ...limit].filter((text) => text !== '')
  const told = [summary.join('; '), untimedText({ timetable, stages, tasks })].filter((text) => text !== '')
  const lines = told.flatMap((text, i) => wrap(`  ${i === 0 ? 'when' : '    '}  ${text}`, pageWidth, 8))
  if (timetable.stages.length > mostStages) lines.push('        --format json tells when each stage runs')
  else if (timetable.stages.length > 1) lines.push(...stageLines(timetable, paint))
  return lines
}

/** `Tue 24 Nov 09:00 → 12:40 (Europe/Berlin), 3 h 40 min`. */
export function spanText({ begins, finish, timezone, seconds, untimed }: Timetable): string {
  if (seconds === undefined) return 'never done: some stages find no place in the calendar'
  // Where nothing is known but windows, there is nothing to add up.
  if (seconds === 0 && untimed.length > 0)
    return begins === undefined ? '' : `not before ${moment(begins)} (${timezone})`
  const least = untimed.length > 0 ? 'at least ' : ''
  if (begins === undefined || finish === undefined) return `${least}${duration(seconds)} from the start`
  const span = `${moment(begins)} → ${moment(finish, begins)} (${timezone})`
  return `${span}, ${least}${duration(seconds)}`
}

/** `longest chain 1 → 2 → 4`: what the end waits for; nothing to tell of a single stage. */
export function chainText({ chain, seconds, stages, untimed }: Timetable): string {
  if (chain.length < 2 || seconds === undefined) return ''
  const onIt = new Set(chain)
  if (untimed.length === 0 && stages.every(({ stage }) => onIt.has(stage))) return 'one stage after the other'
  const shown = chain.length > 9 ? [...chain.slice(0, 6), '…', ...chain.slice(-2)] : chain
  return `longest chain ${shown.join(' → ')}`
}

export function untimedText({
  timetable,
  stages,
  tasks,
}: Pick<Timed, 'stages' | 'tasks'> & { timetable: Timetable }): string {
  const nameOf = new Map([
    ...stages.map(({ id, component }) => [id, component] as const),
    ...tasks.map(({ id, name }) => [id, name] as const),
  ])
  const names = timetable.untimed.map((id) => nameOf.get(id) ?? id)
  const [first] = names
  if (first === undefined) return ''
  const distinct = [...new Set(names)]
  const shown =
    distinct.length > 4
      ? `${distinct.slice(0, 3).join(', ')} and ${distinct.length - 3} more`
      : distinct.join(', ')
  return `nobody says how long ${shown} ${distinct.length === 1 ? 'takes' : 'take'}: --takes ${first}=DURATION`
}

/** `Tue 24 Nov 09:00 → 12:40`, or how long after the start. */
export function runText({ run, isExact, seconds }: StageTime): string {
  if (run === undefined) return 'never'
  const { begins, ends, clock } = run
  const [from, to] =
    clock === undefined
      ? [begins === 0 ? '0' : duration(begins), duration(ends)]
      : [moment(clock.begins), moment(clock.ends, clock.begins)]
  if (seconds === undefined) return `not before ${from}`
  return isExact ? `${from} → ${to}` : `${from} → ${to} at the earliest`
}

function stageLines({ stages }: Timetable, paint: Paint): string[] {
  const rows = stages.map((time) => {
    const { run, seconds } = time
    const isPaused = run !== undefined && seconds !== undefined && run.ends - run.begins > seconds
    const pauses = isPaused ? `${duration(seconds)} without the pauses` : ''
    return [`        ${time.stage}`, runText(time), paint.faint(pauses)]
  })
  return table(rows)
}

export function timeWarningText(warning: TimeWarning): { text: string; details: readonly string[] } {
  switch (warning.kind) {
    case 'no-window': {
      const { refusal } = warning
      const details = refusal.places.slice(0, 4).map(placeText)
      const rest = refusal.places.length - details.length
      const where = rest > 0 ? [...details, `and ${rest} more`] : details
      switch (refusal.kind) {
        case 'too-long':
          return {
            text: `${which(warning.stages)}: no window is long enough`,
            details: [
              `${isStages(warning.stages) ? 'a batch' : 'it'} takes ${duration(refusal.seconds)}, the longest time without a break is ${duration(refusal.longest)}`,
              where.join(', '),
            ],
          }
        case 'closed':
          return {
            text: `${which(warning.stages)}: the calendar has no place within two years`,
            details: [where.join(', ')],
          }
        default:
          return unreachable(refusal)
      }
    }
    case 'frozen-midway': {
      const { freeze, stages, begins, ends } = warning
      const are = stages.length === 1 ? 'is' : 'are'
      return {
        text: `${freeze.because ?? 'a freeze'} begins ${moment(begins)}, before ${which(stages)} ${are} done`,
        details: [`nothing may run until ${moment(ends, begins)} (${placeText(freeze.place)})`],
      }
    }
    case 'support-ends': {
      const { component, version, isLeft, stage, lastDay, finish, rule } = warning
      const who = `support of ${component} ${version.text} ends after ${day(lastDay)}`
      const what = isLeft ? `before stage ${stage} has left it` : 'before the plan is done'
      return { text: `${who}, ${what} (${day(finish)})`, details: [`${rule.says} (${rule.name})`] }
    }
    default:
      return unreachable(warning)
  }
}

/** Tasks have a letter in their ids. */
const isStages = (ids: readonly string[]): boolean => ids.every((id) => /^\d+$/.test(id))

const which = (ids: readonly string[]): string => {
  const shown = ids.length > 6 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ')
  return isStages(ids) ? `${ids.length === 1 ? 'stage' : 'stages'} ${shown}` : shown
}
