import { wrong } from './io.ts'

/** The day that --as-of names, if it does. */
export function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  // Written back the same way, or it is a day that no calendar has.
  const day = new Date(`${text}T00:00:00Z`)
  const isDate = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text
  if (!isDate) throw wrong(`--as-of ${text}: no date`, 'write YEAR-MONTH-DAY, as in 2026-03-19')
  return text
}
