/* What clocks on the wall show, minute by minute, straight from the engine's own table of time zones. */

export interface Shown {
  /** `2026-11-24` */
  readonly date: string
  /** Minutes after midnight. */
  readonly minute: number
  /** `2026-11-24T09:00` */
  readonly text: string
}

export interface Days {
  readonly shown: readonly Shown[]
  /** Each date, and where in the list it begins. */
  readonly dates: readonly (readonly [date: string, index: number])[]
}

const known = new Map<string, Days>()

/** What the clocks of a zone show at each of so many minutes, the first at an instant in minutes since 1970 UTC. */
export function shownFrom(zone: string, first: number, minutes: number): Days {
  const key = `${zone} ${first} ${minutes}`
  const before = known.get(key)
  if (before !== undefined) return before
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  } as Intl.DateTimeFormatOptions)
  const shown = Array.from({ length: minutes }, (_, i): Shown => {
    const match = /^(\d{4}-\d{2}-\d{2}), (\d{2}):(\d{2})$/.exec(format.format((first + i) * 60_000))
    if (match === null) throw new Error(`the engine writes times otherwise: ${format.format(0)}`)
    const [, date = '', hours, rest] = match
    return { date, minute: Number(hours) * 60 + Number(rest), text: `${date}T${hours}:${rest}` }
  })
  const dates = [...new Map([...shown.entries()].reverse().map(([i, { date }]) => [date, i]))].reverse()
  const days = { shown, dates }
  known.set(key, days)
  return days
}
