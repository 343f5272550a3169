import { describe, expect } from 'vitest'
import { calendarJsonSchema, Openings, readCalendar } from '../../src/calendar/index.ts'
import { readDocument } from '../../src/document/index.ts'
import { expectAnswer } from './answer.ts'
import { fuzz, plain } from './fuzz.ts'
import { fits } from './json-schema.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'

const calendar = `apiVersion: interlock.dev/v1alpha1
kind: Calendar
timezone: Europe/Berlin
windows:
  - { scopes: [prod, prod/shop], days: [tue, wed, thu], from: "09:00", to: "16:00" }
  - { from: "22:00", to: "02:00" }
freezes:
  - { scopes: [prod/shop], from: 2026-11-24, until: 2026-12-01, because: sales week }
  - { from: 2026-12-24T12:00, until: 2027-01-04T08:00 }
`

describe('calendars', () => {
  const start = Date.parse('2026-11-24T00:00Z') / 1000

  const answer = (text: string): boolean => {
    const read = readCalendar(text, 'calendar.yaml')
    expectAnswer(read, { 'calendar.yaml': text })
    if (!read.ok) return false
    const openings = new Openings([read.value], start)
    for (const scope of ['prod', 'prod/shop', 'test']) {
      const slot = openings.nextSlot([scope], start, 3600)
      if (slot.ok) expect(slot.value.ends - slot.value.begins).toBe(3600)
      else expect(slot.problem.places.length).toBeGreaterThan(0)
    }
    return true
  }

  fuzz('with characters changed', 500, mutatedText(calendar), (text) => {
    answer(text)
  })

  fuzz('with parts changed', 500, mutatedValue(plain(calendar)), (value) => {
    const text = JSON.stringify(value)
    const isRead = answer(text)
    const source = readDocument(text, 'calendar.yaml')
    const schema = calendarJsonSchema() as Readonly<Record<string, unknown>>
    // Zones, days that there are and ends before beginnings are more than a schema can tell.
    if (isRead) expect(source.ok && fits(schema, source.value.value), text).toBe(true)
  })

  fuzz('of any characters', 300, soup(), (text) => {
    answer(text)
  })
})
