import { addDays, daysBetween } from '../base/index.ts'
import type { LineBirth } from '../check/index.ts'

/** How often lines came, in days from one to the next. */
export interface Cadence {
  readonly least_days: number
  readonly median_days: number
  readonly most_days: number
  /** How many intervals that is taken from. */
  readonly intervals: number
  /** The newest line, from which on the next one is counted. */
  readonly last: LineBirth
}

/** The day on which so many more lines will be there: at the earliest, as usual, and at the latest. */
export interface Estimate {
  readonly earliest: string
  readonly expected: string
  readonly latest: string
}

/** Habits change: only so many of the newest intervals count. */
const mostIntervals = 8

/** With fewer, there is no habit to speak of. */
const fewestIntervals = 3

/** How often lines came; undefined where there were too few to tell. */
export function cadenceOf(births: readonly LineBirth[]): Cadence | undefined {
  // By day: an old line that is published late is no step forward.
  const days = births.map(({ date }) => date).sort()
  const intervals = days
    .slice(1)
    .map((day, i) => daysBetween(days[i] ?? day, day))
    .slice(-mostIntervals)
    .sort((a, b) => a - b)
  const last = births.reduce<LineBirth | undefined>(
    (newest, each) => (newest === undefined || each.date > newest.date ? each : newest),
    undefined,
  )
  const [least] = intervals
  const most = intervals.at(-1)
  if (intervals.length < fewestIntervals || least === undefined || most === undefined || last === undefined)
    return undefined
  const middle = intervals.length >> 1
  const upper = intervals[middle] ?? most
  const median =
    intervals.length % 2 === 1 ? upper : Math.round(((intervals[middle - 1] ?? upper) + upper) / 2)
  return { least_days: least, median_days: median, most_days: most, intervals: intervals.length, last }
}

/**
 * When so many more lines will be there if they go on coming as they did. Until the day `known` the next one was not
 * there; later days may be over already.
 */
export function estimate(cadence: Cadence, lines: number, known: string): Estimate {
  const { last, least_days, median_days, most_days } = cadence
  const tomorrow = addDays(known, 1)
  // One that is overdue may come any day; those after it keep their distance.
  const day = (interval: number): string => {
    const first = addDays(last.date, interval)
    return addDays(first < tomorrow ? tomorrow : first, interval * (lines - 1))
  }
  return { earliest: day(least_days), expected: day(median_days), latest: day(most_days) }
}
