import { type Calendar, concerns, type Freeze, type Window, weekdays } from './calendar.ts'
import { instantOf, type Zone } from './zone.ts'

/*
 * When something is open, as spans in the order of time that neither overlap nor touch. Spans are made one after the
 * other as somebody asks for them.
 */

/** From an instant up to, and without, another one; seconds since 1970 UTC. */
export interface Span {
  readonly begins: number
  readonly ends: number
}

const day_s = 86_400

/** When all calendars let work be done in a scope, from a little before one instant up to another. */
export function openSpans(calendars: readonly Calendar[], scope: string, range: Span): Iterator<Span> {
  return calendars.reduce<Iterator<Span>>(
    (open, calendar) => both(open, spansOf(calendar, scope, range)),
    [range].values(),
  )
}

function spansOf({ windows, freezes, zone }: Calendar, scope: string, range: Span): Iterator<Span> {
  const mine = windows.filter((window) => concerns(window, scope))
  const frozen = freezes.filter((freeze) => concerns(freeze, scope))
  const open = mine.length === 0 ? [range].values() : windowSpans(mine, zone, range)
  return frozen.length === 0 ? open : without(open, frozen)
}

/** The union of windows, day by day. Each opens once a day, when the clocks first show its time. */
function* windowSpans(windows: readonly Window[], zone: Zone, range: Span): Generator<Span> {
  let current: Span | undefined
  // Early enough for a window that opened on the day before and is still open.
  const first = Math.floor((range.begins + zone.offsetAt(range.begins)) / day_s) - 2
  for (let day = first; day * day_s < range.ends + 2 * day_s; day++) {
    // The first of January 1970 was a Thursday.
    const weekday = weekdays[(((day + 3) % 7) + 7) % 7]
    const opened = windows
      .filter(({ days }) => weekday !== undefined && days.includes(weekday))
      .map(({ from, to }) => ({
        begins: instantOf(zone, day * day_s + from * 60),
        ends: instantOf(zone, day * day_s + to * 60),
      }))
      // Of a window in the hour that the clocks leave out nothing remains.
      .filter(({ begins, ends }) => begins < ends)
      .sort((a, b) => a.begins - b.begins)
    for (const span of opened) {
      if (current !== undefined && span.begins > current.ends) {
        yield current
        current = undefined
      }
      current = { begins: current?.begins ?? span.begins, ends: Math.max(current?.ends ?? 0, span.ends) }
    }
  }
  if (current !== undefined) yield current
}

/** What is left of spans outside freezes. */
function* without(open: Iterator<Span>, freezes: readonly Freeze[]): Generator<Span> {
  const sorted = [...freezes].sort((a, b) => a.begins - b.begins)
  for (const { begins, ends } of each(open)) {
    let from = begins
    for (const freeze of sorted) {
      if (freeze.ends <= from || freeze.begins >= ends) continue
      if (freeze.begins > from) yield { begins: from, ends: freeze.begins }
      from = freeze.ends
      if (from >= ends) break
    }
    if (from < ends) yield { begins: from, ends }
  }
}

/** When both are open. */
export function* both(a: Iterator<Span>, b: Iterator<Span>): Generator<Span> {
  let left = a.next()
  let right = b.next()
  while (left.done !== true && right.done !== true) {
    const begins = Math.max(left.value.begins, right.value.begins)
    const ends = Math.min(left.value.ends, right.value.ends)
    if (begins < ends) yield { begins, ends }
    if (left.value.ends < right.value.ends) left = a.next()
    else right = b.next()
  }
}

function* each(spans: Iterator<Span>): Generator<Span> {
  for (let next = spans.next(); next.done !== true; next = spans.next()) yield next.value
}
