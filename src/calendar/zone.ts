import { createRequire } from 'node:module'
import type * as Luxon from 'luxon'
import { nearest } from '../base/index.ts'

/*
 * Clocks on the wall and the one time that all of them tell. Instants are whole seconds since 1970 UTC; a local time is
 * written as an ISO text without offset, or counted as if its zone were UTC.
 */

let loaded: typeof Luxon | undefined

/** Loaded when a calendar is first read: most commands never ask what time it is somewhere. */
const luxon = (): typeof Luxon => {
  loaded ??= createRequire(import.meta.url)('luxon') as typeof Luxon
  return loaded
}

const day_s = 86_400

/** A time zone by its name in the tz database, as the engine knows it. */
export interface Zone {
  readonly name: string
  /** Seconds that its clocks are ahead of UTC at an instant. */
  offsetAt(instant: number): number
}

/** The zone of a name, or undefined: `Europe/Berlin`, `UTC`. */
export function zoneNamed(name: string): Zone | undefined {
  const isName = /^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(name)
  if (!isName || !luxon().IANAZone.isValidZone(name)) return undefined
  const zone = luxon().IANAZone.create(name)
  return { name, offsetAt: (instant) => Math.round(zone.offset(instant * 1000) * 60) }
}

/** What was probably meant by the name of no zone. */
export const nearestZone = (name: string): string | undefined =>
  nearest(name, ['UTC', ...Intl.supportedValuesOf('timeZone')])

export const utc: Zone = { name: 'UTC', offsetAt: () => 0 }

/**
 * When the clocks of a zone show a local time. Of a time that they show twice, as they are set back, the first or the
 * last; a time that they leave out, as they are set forward, is the moment at which they do.
 */
export function instantOf(zone: Zone, local: number, which: 'first' | 'last' = 'first'): number {
  const offsets = [zone.offsetAt(local - day_s), zone.offsetAt(local + day_s)]
  const fitting = offsets
    .map((offset) => local - offset)
    .filter((instant) => instant + zone.offsetAt(instant) === local)
  if (fitting.length > 0) return which === 'first' ? Math.min(...fitting) : Math.max(...fitting)
  // Left out: the clocks are behind it before that moment and beyond it after.
  let before = local - Math.max(...offsets)
  let after = local - Math.min(...offsets)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (middle + zone.offsetAt(middle) < local) before = middle
    else after = middle
  }
  return after
}

/** `2026-11-24T09:00` or `2026-11-24` counted as if it were UTC; undefined when there is no such day or time. */
export function localOf(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text)
  if (match === null) return undefined
  const [, day = '', hours = '00', minutes = '00', seconds = '00'] = match
  const milliseconds = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`)
  if (Number.isNaN(milliseconds)) return undefined
  // Written back the same way, or it is a day that no calendar has.
  const isReal = new Date(milliseconds).toISOString().slice(0, 19) === `${day}T${hours}:${minutes}:${seconds}`
  return isReal ? milliseconds / 1000 : undefined
}

/** `2026-11-24T09:00:00+01:00`: what the clocks show at an instant, and how far they are ahead of UTC. */
export function localText(zone: Zone, instant: number): string {
  const offset = zone.offsetAt(instant)
  const shown = new Date((instant + offset) * 1000).toISOString().slice(0, 19)
  const minutes = Math.round(Math.abs(offset) / 60)
  const pad = (part: number): string => String(part).padStart(2, '0')
  const ahead = `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
  return `${shown}${offset === 0 ? 'Z' : ahead}`
}

/**
 * The instant of a text: local to the zone, unless it says how far it is ahead of UTC (`Z`, `+01:00`) itself.
 * Undefined for anything that is no such text.
 */
export function readInstant(text: string, zone: Zone): number | undefined {
  const match = /^(.*\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})$/.exec(text)
  const local = localOf(match?.[1] ?? text)
  if (local === undefined) return undefined
  const ahead = match?.[2]
  if (ahead === undefined) return instantOf(zone, local)
  if (ahead === 'Z') return local
  const [hours = 0, minutes = 0] = ahead.slice(1).split(':').map(Number)
  if (hours > 23 || minutes > 59) return undefined
  return local - (ahead.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}
