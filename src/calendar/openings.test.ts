import { describe, expect, it } from 'vitest'
import type { Calendar } from './calendar.ts'
import { Openings } from './openings.ts'
import { readCalendar } from './read.ts'
import { localText, readInstant } from './zone.ts'

const head = 'apiVersion: interlock.dev/v1alpha1\nkind: Calendar\n'

const calendarOf = (text: string): Calendar => {
  const read = readCalendar(`${head}${text}`, 'calendar.yaml')
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value
}

const office = calendarOf(`timezone: Europe/Berlin
windows:
  - { scopes: [prod], days: [tue, wed, thu], from: "09:00", to: "16:00" }
  - { scopes: [prod/shop], days: [sat], from: "22:00", to: "02:00" }
freezes:
  - { scopes: [prod/shop], from: 2026-11-26, until: 2026-12-01, because: sales week }
  - { from: 2026-12-24T12:00, until: 2027-01-04T08:00 }
`)
const nights = calendarOf(`timezone: Europe/Berlin
windows: [{ from: "22:00", to: "04:00" }]
`)
const always = calendarOf('timezone: UTC\nwindows: [{ days: [mon, tue, wed, thu, fri, sat, sun] }]\n')
const morning = calendarOf('timezone: America/New_York\nwindows: [{ from: "06:00", to: "08:00" }]\n')
const sunday = calendarOf(`timezone: Europe/Berlin
windows: [{ days: [sun], from: "01:00", to: "02:30" }]
freezes: [{ from: 2026-10-11T02:10, until: 2026-10-25T02:10 }]
`)

const minute = 60
const hour = 3600

/** From and to as the clocks of Berlin show them. */
function slot(
  calendars: readonly Calendar[],
  scope: string | readonly string[],
  from: string,
  pieces: number,
  seconds: number,
) {
  const zone = office.zone
  const instant = readInstant(from, zone) ?? Number.NaN
  const found = new Openings(calendars, instant).work([scope].flat(), instant, pieces, seconds)
  if (!found.ok) return found.problem.kind
  const shown = (at: number): string => localText(zone, at).slice(0, 16)
  return `${shown(found.value.begins)} → ${shown(found.value.ends)}`
}

describe('when work may be done', () => {
  it.each([
    ['no calendar', [], 'prod', '2026-11-24T03:00', hour, '2026-11-24T03:00 → 2026-11-24T04:00'],
    ['inside a window', [office], 'prod', '2026-11-24T10:00', hour, '2026-11-24T10:00 → 2026-11-24T11:00'],
    ['before it', [office], 'prod', '2026-11-24T03:00', hour, '2026-11-24T09:00 → 2026-11-24T10:00'],
    ['to its very end', [office], 'prod', '2026-11-24T15:00', hour, '2026-11-24T15:00 → 2026-11-24T16:00'],
    ['not cut by its end', [office], 'prod', '2026-11-24T15:01', hour, '2026-11-25T09:00 → 2026-11-25T10:00'],
    [
      'over a long weekend',
      [office],
      'prod',
      '2026-11-26T15:59',
      hour,
      '2026-12-01T09:00 → 2026-12-01T10:00',
    ],
    ['a scope inside', [office], 'prod/eu', '2026-11-24T03:00', hour, '2026-11-24T09:00 → 2026-11-24T10:00'],
    [
      'a scope of no window',
      [office],
      'test',
      '2026-11-24T03:00',
      hour,
      '2026-11-24T03:00 → 2026-11-24T04:00',
    ],
    [
      'a name that only begins alike',
      [office],
      'production',
      '2026-11-24T03:00',
      hour,
      '2026-11-24T03:00 → 2026-11-24T04:00',
    ],
    [
      'over midnight',
      [office],
      'prod/shop',
      '2026-11-21T23:30',
      2 * hour,
      '2026-11-21T23:30 → 2026-11-22T01:30',
    ],
    [
      'opened yesterday',
      [office],
      'prod/shop',
      '2026-11-22T00:30',
      hour,
      '2026-11-22T00:30 → 2026-11-22T01:30',
    ],
    [
      'frozen, its last day too',
      [office],
      'prod/shop',
      '2026-11-26T09:00',
      hour,
      '2026-12-02T09:00 → 2026-12-02T10:00',
    ],
    ['a freeze for all', [office], 'test', '2026-12-24T11:30', hour, '2027-01-04T08:00 → 2027-01-04T09:00'],
    ['up to a freeze', [office], 'test', '2026-12-24T11:00', hour, '2026-12-24T11:00 → 2026-12-24T12:00'],
    [
      'days that touch are one',
      [always],
      'prod',
      '2026-11-24T09:00',
      50 * hour,
      '2026-11-24T09:00 → 2026-11-26T11:00',
    ],
    ['both calendars', [nights, morning], 'prod', '2026-11-24T00:00', hour, 'closed'],
    [
      'both calendars, sometimes',
      [office, morning],
      'prod',
      '2026-11-24T00:00',
      hour,
      '2026-11-24T12:00 → 2026-11-24T13:00',
    ],
    ['too long for every window', [office], 'prod', '2026-11-24T00:00', 8 * hour, 'too-long'],
    [
      'the night in which clocks are set back is longer',
      [nights],
      'a',
      '2026-10-24T20:00',
      7 * hour,
      '2026-10-24T22:00 → 2026-10-25T04:00',
    ],
    [
      'the one in which they are set forward is shorter',
      [nights],
      'a',
      '2026-03-28T20:00',
      6 * hour,
      '2026-03-29T22:00 → 2026-03-30T04:00',
    ],
    [
      'what clocks show twice closes at the first, and is frozen until the last',
      [sunday],
      'a',
      '2026-10-24T20:00',
      minute,
      '2026-11-01T01:00 → 2026-11-01T01:01',
    ],
    [
      'nothing takes no time, but not at night',
      [office],
      'prod',
      '2026-11-24T03:00',
      0,
      '2026-11-24T09:00 → 2026-11-24T09:00',
    ],
    [
      'the end of a window is outside',
      [office],
      'prod',
      '2026-11-24T16:00',
      0,
      '2026-11-25T09:00 → 2026-11-25T09:00',
    ],
  ] as const)('%s', (_, calendars, scope, from, seconds, expected) => {
    expect(slot(calendars, scope, from, 1, seconds)).toBe(expected)
  })

  it.each([
    ['pieces go on in the next window', 9, hour, '2026-11-24T09:00 → 2026-11-25T11:00'],
    ['as many as fit', 7, hour, '2026-11-24T09:00 → 2026-11-24T16:00'],
    ['each whole', 3, 4 * hour, '2026-11-24T09:00 → 2026-11-26T13:00'],
    ['more than two years hold', 100_000, hour, 'closed'],
  ] as const)('%s', (_, pieces, seconds, expected) => {
    expect(slot([office], 'prod', '2026-11-24T00:00', pieces, seconds)).toBe(expected)
  })

  it('is when all scopes of what goes together are open', () => {
    const found = slot([office], ['test', 'prod/shop'], '2026-12-24T11:30', 1, hour)
    expect(found).toBe('2027-01-05T09:00 → 2027-01-05T10:00')
  })

  it('tells what is in the way', () => {
    const from = readInstant('2026-11-24', office.zone) ?? 0
    const found = new Openings([office], from).nextSlot(['prod'], from, 8 * hour)
    expect(found.ok ? undefined : found.problem).toMatchObject({
      kind: 'too-long',
      seconds: 8 * hour,
      longest: 7 * hour,
      places: [{ line: 5 }, { line: 9 }],
    })
  })
})
