/*
 * Days of the calendar as ISO dates (`2026-03-19`), which compare as texts. Time zones play no part: releases and ends
 * of support are announced by the day.
 */

const day_ms = 86_400_000

/** Whether the calendar has a day that is written like one: not 2026-02-30. */
export const isDay = (day: string): boolean => !Number.isNaN(Date.parse(day)) && addDays(day, 0) === day

/** The day so many days later; earlier, when negative. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * day_ms).toISOString().slice(0, 10)

/** How many days one day is after another; negative when it is before. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / day_ms)

/** The same day so many months later, or the last one of a month that is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const total = year * 12 + month - 1 + months
  const first = `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}-01`
  const next = total + 1
  const end = `${String(Math.floor(next / 12)).padStart(4, '0')}-${String((next % 12) + 1).padStart(2, '0')}-01`
  return addDays(first, Math.min(date, daysBetween(first, end)) - 1)
}
