import { fail, ok, type Place, type Result } from '../base/index.ts'
import { type Calendar, concerns } from './calendar.ts'
import { both, openSpans, type Span } from './spans.ts'

/** As far ahead work is looked for a place, from the beginning on: two years. */
const horizon_s = 2 * 366 * 86_400

/** Why work has no place. Places are those of the windows and freezes that are in the way. */
export type Refusal =
  /** It is open at times, but never for as long as one piece takes; `longest` in seconds. */
  | {
      readonly kind: 'too-long'
      readonly seconds: number
      readonly longest: number
      readonly places: readonly Place[]
    }
  /** It does not open at all any more, or not often enough for all pieces, within two years. */
  | { readonly kind: 'closed'; readonly places: readonly Place[] }

/**
 * When work may be done by calendars, all of which have to be open. Instants are seconds since 1970 UTC. Nothing is
 * looked for before `begins`, nor later than two years after it.
 */
export class Openings {
  private readonly calendars: readonly Calendar[]
  private readonly range: Span
  private readonly keys = new Map<string, string>()
  private readonly timelines = new Map<string, Timeline>()

  constructor(calendars: readonly Calendar[], begins: number) {
    this.calendars = calendars
    this.range = { begins, ends: begins + horizon_s }
  }

  /** The earliest time at which work of that many seconds may begin in all the scopes, and end in the same window. */
  nextSlot(scopes: readonly string[], from: number, seconds: number): Result<Span, Refusal> {
    return this.work(scopes, from, 1, seconds)
  }

  /**
   * The earliest time for so many pieces of work, one after the other. None is cut by the end of a window; between
   * two of them work may rest until the next one.
   */
  work(scopes: readonly string[], from: number, pieces: number, seconds: number): Result<Span, Refusal> {
    if (this.calendars.length === 0) return ok({ begins: from, ends: from + pieces * seconds })
    const timeline = this.timelineOf(scopes)
    let left = pieces
    let begins: number | undefined
    let longest = 0
    for (let i = timeline.firstEndingAfter(from); ; i++) {
      const span = timeline.at(i)
      if (span === undefined) break
      const cursor = Math.max(from, span.begins)
      longest = Math.max(longest, span.ends - cursor)
      const fitting = seconds === 0 ? left : Math.min(left, Math.floor((span.ends - cursor) / seconds))
      if (fitting === 0) continue
      begins ??= cursor
      left -= fitting
      if (left === 0) return ok({ begins, ends: cursor + fitting * seconds })
    }
    const places = this.placesOf(scopes)
    return begins === undefined && longest > 0
      ? fail({ kind: 'too-long', seconds, longest, places })
      : fail({ kind: 'closed', places })
  }

  /** Equal for scopes that are always open at the same times. */
  keyOf(scopes: readonly string[]): string {
    const [first = '', ...others] = scopes.map((scope) => {
      const known = this.keys.get(scope)
      if (known !== undefined) return known
      const key = this.calendars
        .map(({ windows, freezes }) =>
          [...windows, ...freezes].map((entry) => (concerns(entry, scope) ? '1' : '0')).join(''),
        )
        .join(' ')
      this.keys.set(scope, key)
      return key
    })
    return others.length === 0 ? first : [...new Set([first, ...others])].sort().join('&')
  }

  private timelineOf(scopes: readonly string[]): Timeline {
    const key = this.keyOf(scopes)
    let timeline = this.timelines.get(key)
    if (timeline === undefined) {
      const [first, ...others] = scopes.map((scope) => openSpans(this.calendars, scope, this.range))
      const open = first ?? [this.range].values()
      timeline = new Timeline(others.reduce<Iterator<Span>>((all, one) => both(all, one), open))
      this.timelines.set(key, timeline)
    }
    return timeline
  }

  private placesOf(scopes: readonly string[]): readonly Place[] {
    return this.calendars.flatMap(({ windows, freezes, zone: _, file: __ }) => {
      const mine = [...windows, ...freezes].filter((entry) => scopes.some((scope) => concerns(entry, scope)))
      return mine.map(({ place }) => place)
    })
  }
}

/** Spans that are kept as they are made, to be searched. */
class Timeline {
  private readonly source: Iterator<Span>
  private readonly spans: Span[] = []

  constructor(source: Iterator<Span>) {
    this.source = source
  }

  at(index: number): Span | undefined {
    while (this.spans.length <= index) {
      const next = this.source.next()
      if (next.done === true) return undefined
      this.spans.push(next.value)
    }
    return this.spans[index]
  }

  /** The index of the first span that ends after an instant. */
  firstEndingAfter(instant: number): number {
    let low = 0
    let high = this.spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.spans[middle]?.ends ?? 0) > instant) high = middle
      else low = middle + 1
    }
    for (;;) {
      const span = this.at(low)
      if (span === undefined || span.ends > instant) return low
      low++
    }
  }
}
