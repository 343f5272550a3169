import { describe, expect, it } from 'vitest'
import { instantOf, localOf, localText, nearestZone, readInstant, utc, type Zone, zoneNamed } from './zone.ts'

const zone = (name: string): Zone => {
  const found = zoneNamed(name)
  if (found === undefined) throw new Error(`no zone ${name}`)
  return found
}
const local = (text: string): number => localOf(text) ?? Number.NaN
const iso = (instant: number | undefined): string =>
  instant === undefined ? 'none' : new Date(instant * 1000).toISOString().slice(0, 16)

describe('what the clocks show', () => {
  // Twice, as they are set back; left out, as they are set forward.
  it.each([
    ['Europe/Berlin', '2026-11-24T09:00', '2026-11-24T08:00', '2026-11-24T08:00'],
    ['Europe/Berlin', '2026-07-24T09:00', '2026-07-24T07:00', '2026-07-24T07:00'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30', '2026-10-25T01:30'],
    ['Europe/Berlin', '2026-10-25T01:59', '2026-10-24T23:59', '2026-10-24T23:59'],
    ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00', '2026-10-25T02:00'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00', '2026-03-29T01:00'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00', '2026-03-29T01:00'],
    ['America/New_York', '2026-03-08T02:15', '2026-03-08T07:00', '2026-03-08T07:00'],
    ['Australia/Lord_Howe', '2027-04-04T01:45', '2027-04-03T14:45', '2027-04-03T15:15'],
    // The clocks of Cairo leave out midnight.
    ['Africa/Cairo', '2026-04-24T00:30', '2026-04-23T22:00', '2026-04-23T22:00'],
    ['Asia/Kathmandu', '2026-01-01T00:00', '2025-12-31T18:15', '2025-12-31T18:15'],
    ['UTC', '2026-01-01T00:00', '2026-01-01T00:00', '2026-01-01T00:00'],
  ])('%s %s is %s, at last %s', (name, text, first, last) => {
    expect(iso(instantOf(zone(name), local(text), 'first'))).toBe(first)
    expect(iso(instantOf(zone(name), local(text), 'last'))).toBe(last)
  })

  it.each([
    ['Europe/Berlin', '2026-11-24T08:00Z', '2026-11-24T09:00:00+01:00'],
    ['America/New_York', '2026-07-01T01:30Z', '2026-06-30T21:30:00-04:00'],
    ['Asia/Kathmandu', '2026-11-24T08:00Z', '2026-11-24T13:45:00+05:45'],
    ['UTC', '2026-11-24T08:00Z', '2026-11-24T08:00:00Z'],
  ])('%s at %s: %s', (name, instant, text) => {
    expect(localText(zone(name), Date.parse(instant) / 1000)).toBe(text)
    expect(readInstant(text, utc)).toBe(Date.parse(instant) / 1000)
  })
})

describe('times that people write', () => {
  it.each([
    ['2026-11-24', '2026-11-23T23:00'],
    ['2026-11-24T09:00', '2026-11-24T08:00'],
    ['2026-11-24T09:00:00', '2026-11-24T08:00'],
    ['2026-11-24T09:00Z', '2026-11-24T09:00'],
    ['2026-11-24T09:00-05:30', '2026-11-24T14:30'],
    ['2026-11-31', 'none'],
    ['2026-02-29', 'none'],
    ['2026-11-24T24:00', 'none'],
    ['2026-11-24T09:60', 'none'],
    ['2026-11-24T09', 'none'],
    ['2026-11-24Z', 'none'],
    ['2026-11-24T09:00+99:00', 'none'],
    ['tomorrow', 'none'],
    ['', 'none'],
  ])('"%s" in Berlin is %s', (text, expected) => {
    expect(iso(readInstant(text, zone('Europe/Berlin')))).toBe(expected)
  })
})

describe('names of zones', () => {
  it.each(['Europe/Berln', 'Berlin', '+01:00', 'Europe', '', '../etc/passwd', 'local', 'system', 'default'])(
    '"%s" is none',
    (name) => {
      expect(zoneNamed(name)).toBeUndefined()
    },
  )

  it('tells the nearest one', () => {
    expect(nearestZone('Europe/Berln')).toBe('Europe/Berlin')
    expect(nearestZone('utx')).toBe('UTC')
  })
})
