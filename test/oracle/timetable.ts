import { type Days, type Shown, shownFrom } from './clock.ts'
import { Random } from './random.ts'

/*
 * Small random worlds of calendars and stages, and a simulation that walks through them minute by minute: it looks at
 * the clocks, opens and closes windows, begins what may begin, and lets batches pass. It shares no code with the planner.
 */

export interface WindowText {
  readonly scopes?: readonly string[]
  readonly days?: readonly string[]
  readonly from: string
  readonly to: string
}

export interface FreezeText {
  readonly scopes?: readonly string[]
  readonly from: string
  readonly until: string
}

export interface CalendarText {
  readonly timezone: string
  readonly windows: readonly WindowText[]
  readonly freezes: readonly FreezeText[]
}

export interface StageModel {
  readonly scope: string
  /** Places in the list of those that come before. */
  readonly needs: readonly number[]
  /** In minutes; undefined when nobody says. */
  readonly batch: number | undefined
  readonly batches: number
  readonly soak: number
  readonly hasCanary: boolean
}

export interface TimeWorld {
  readonly calendars: readonly CalendarText[]
  /** In minutes since 1970 UTC. */
  readonly start: number
  readonly stages: readonly StageModel[]
  readonly limit: number | undefined
}

/** As far as a world is walked through: twelve days, and two days before its beginning. */
const walked_min = 12 * 1440
const before_min = 2 * 1440

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** Zones, each with beginnings of worlds: hours before its clocks are set forward or back, and on an ordinary day. */
const zones = {
  'Europe/Berlin': ['2026-03-28T21:10Z', '2026-10-24T20:00Z', '2026-11-23T00:00Z'],
  'America/New_York': ['2026-03-08T02:00Z', '2026-11-01T01:00Z', '2026-11-23T00:00Z'],
  'Australia/Lord_Howe': ['2026-10-03T10:00Z', '2027-04-03T10:00Z'],
  'Asia/Kathmandu': ['2026-11-23T00:00Z'],
  UTC: ['2026-10-24T13:00Z'],
} as const
const scopes = ['a', 'a/x', 'a/y', 'b', 'ab']

const pad = (part: number): string => String(part).padStart(2, '0')
const clock = (minute: number): string => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`

export function randomTimeWorld(seed: number): TimeWorld {
  const random = new Random(seed)
  const zone = random.pick(Object.keys(zones) as (keyof typeof zones)[])
  const start = Date.parse(random.pick<string>(zones[zone])) / 60_000
  const some = (): { readonly scopes?: readonly string[] } =>
    random.chance(0.6) ? {} : { scopes: random.shuffled(scopes).slice(0, random.whole(1, 2)) }
  const window = (): WindowText => {
    // Clocks are changed in the small hours; what ends as another begins is one.
    const hour = (): number => (random.chance(0.4) ? random.whole(60, 200) : 360 * random.whole(0, 4))
    const to = Math.max(1, hour())
    const from = Math.min(1439, hour())
    const days = random.chance(0.4) ? {} : { days: random.shuffled(weekdays).slice(0, random.whole(1, 4)) }
    return { ...some(), ...days, from: clock(from), to: clock(from === to ? to + 1 : to) }
  }
  const freeze = (): FreezeText => {
    const day = (offset: number): string =>
      new Date(start * 60_000 + offset * 86_400_000).toISOString().slice(0, 10)
    const first = random.whole(-2, 5)
    const last = first + random.whole(0, 3)
    return random.chance(0.5)
      ? { ...some(), from: day(first), until: day(last) }
      : {
          ...some(),
          from: `${day(first)}T${clock(random.whole(0, 119))}`,
          until: `${day(last)}T${clock(random.chance(0.5) ? random.whole(120, 180) : random.whole(120, 1439))}`,
        }
  }
  const many = <T>(most: number, make: () => T): T[] => Array.from({ length: random.whole(0, most) }, make)
  const calendars = many(2, () => ({
    timezone: random.chance(0.8) ? zone : random.pick(Object.keys(zones)),
    windows: many(3, window),
    freezes: many(2, freeze),
  }))
  const count = random.whole(1, 8)
  const isOpen = random.chance(0.25)
  const stages = Array.from({ length: count }, (_, i): StageModel => {
    const batches = random.whole(1, 6)
    return {
      scope: random.pick(scopes),
      needs: [...Array(i).keys()].filter(() => random.chance(1.2 / count)),
      batch: isOpen && random.chance(0.3) ? undefined : random.whole(1, random.chance(0.2) ? 500 : 90),
      batches,
      soak: random.chance(0.5) ? 0 : random.whole(1, 200),
      hasCanary: batches > 1 && random.chance(0.3),
    }
  })
  return { calendars, start, stages, limit: random.chance(0.5) ? random.whole(1, 3) : undefined }
}

/** The calendar as people write it. JSON is YAML. */
export const calendarText = ({ timezone, windows, freezes }: CalendarText): string =>
  JSON.stringify({ apiVersion: 'interlock.dev/v1alpha1', kind: 'Calendar', timezone, windows, freezes })

const isFor = ({ scopes: outer }: { readonly scopes?: readonly string[] }, scope: string): boolean =>
  outer === undefined || outer.some((one) => `${scope}/`.startsWith(`${one}/`))

/** For each minute whether all calendars let work be done in a scope. */
function openMinutes({ calendars, start }: TimeWorld, scope: string): readonly boolean[] {
  const first = start - before_min
  const total = before_min + walked_min
  const open = Array.from({ length: total }, () => true)
  for (const { timezone, windows, freezes } of calendars) {
    const days = shownFrom(timezone, first, total)
    const mine = windows.filter((window) => isFor(window, scope))
    if (mine.length > 0) {
      const inside = Array.from({ length: total }, () => false)
      for (const window of mine) markWindow(window, days, inside)
      for (const [i, is] of inside.entries()) if (!is) open[i] = false
    }
    for (const freeze of freezes.filter((one) => isFor(one, scope))) {
      const isDay = !freeze.until.includes('T')
      const from = days.shown.findIndex(({ text }) => text >= freeze.from)
      const last = days.shown.findLastIndex(({ date, text }) =>
        isDay ? date <= freeze.until : text < freeze.until,
      )
      if (from >= 0) for (let i = from; i <= last; i++) open[i] = false
    }
  }
  return open.slice(before_min)
}

/** On its days a window opens when the clocks first show its time or a later one, and closes once, in the same way. */
function markWindow(window: WindowText, { shown, dates }: Days, inside: boolean[]): void {
  const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)]
  for (const [i, [date, start]] of dates.entries()) {
    const weekday = weekdays[new Date(date).getUTCDay()] ?? ''
    if (window.days !== undefined && !window.days.includes(weekday)) continue
    const last = (to <= from ? dates[i + 1]?.[0] : date) ?? '9'
    let at = start
    while (shown[at]?.date === date && (shown[at]?.minute ?? 0) < from) at++
    if (shown[at]?.date !== date) continue
    for (; at < shown.length; at++) {
      const now = shown[at] as Shown
      if (now.date > last || (now.date === last && now.minute >= to)) break
      inside[at] = true
    }
  }
}

export interface SimulatedRun {
  readonly begins: number
  readonly worked: number
  readonly ends: number
}

/** Runs in minutes from the start; those that do not end within the time that is walked are missing. */
export function simulate(world: TimeWorld): readonly (SimulatedRun | undefined)[] {
  const used = [...new Set(world.stages.map(({ scope }) => scope))]
  const open = new Map(used.map((scope) => [scope, openMinutes(world, scope)]))
  const isOpen = (scope: string, minute: number): boolean => open.get(scope)?.[minute] === true
  const fits = ({ scope, batch = 0 }: StageModel, minute: number): boolean => {
    if (batch === 0) return isOpen(scope, minute)
    for (let i = 0; i < batch; i++) if (!isOpen(scope, minute + i)) return false
    return true
  }
  /** From a minute at which the first batch fits. */
  const run = (stage: StageModel, begins: number): SimulatedRun | undefined => {
    let now = begins
    let left = stage.batches
    let worked = begins
    while (left > 0) {
      while (!fits(stage, now)) if (++now > walked_min) return undefined
      now += stage.batch ?? 0
      worked = now
      left--
      if (stage.hasCanary && left === stage.batches - 1) now += stage.soak
    }
    return { begins, worked, ends: worked + stage.soak }
  }
  const lengthOf = ({ batch = 0, batches, soak, hasCanary }: StageModel): number =>
    batch * batches + soak + (hasCanary ? soak : 0)
  const chains: number[] = []
  for (let i = world.stages.length - 1; i >= 0; i--) {
    const after = world.stages.flatMap(({ needs }, k) => (needs.includes(i) ? (chains[k] ?? 0) : []))
    chains[i] = lengthOf(world.stages[i] as StageModel) + Math.max(0, ...after)
  }
  const runs: (SimulatedRun | undefined)[] = world.stages.map(() => undefined)
  const failed = new Set<number>()
  const limit = world.limit ?? Number.POSITIVE_INFINITY
  const isSettled = (i: number): boolean => runs[i] !== undefined || failed.has(i)
  for (let now = 0; now < walked_min && !runs.every((_, i) => isSettled(i)); now++) {
    for (let isChanged = true; isChanged; ) {
      isChanged = false
      const busy = runs.filter((one) => one !== undefined && one.begins <= now && now < one.ends).length
      const ready = world.stages
        .map((stage, i) => ({ stage, i }))
        .filter(
          ({ stage, i }) =>
            !isSettled(i) &&
            stage.needs.every((need) => (runs[need]?.ends ?? Number.POSITIVE_INFINITY) <= now) &&
            fits(stage, now),
        )
        .sort((a, b) => (chains[b.i] ?? 0) - (chains[a.i] ?? 0) || a.i - b.i)
      const next = busy < limit ? ready[0] : undefined
      if (next === undefined) break
      const made = run(next.stage, now)
      if (made === undefined) failed.add(next.i)
      runs[next.i] = made
      isChanged = true
    }
  }
  return runs
}
