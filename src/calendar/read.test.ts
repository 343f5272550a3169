import { describe, expect, it } from 'vitest'
import { placeText } from '../base/index.ts'
import { readCalendar } from './read.ts'

const text = `apiVersion: interlock.dev/v1alpha1
kind: Calendar
timezone: Europe/Berlin
windows:
  - { scopes: [prod], days: [tue, wed], from: "09:00", to: "16:00" }
  - { from: "22:00", to: "02:00" }
freezes:
  - { scopes: [prod/shop], from: 2026-11-24, until: 2026-12-01, because: sales week }
`

const problemsOf = (from: string, to: string): string[] => {
  if (!text.includes(from)) throw new Error(`there is no ${from} to edit`)
  const read = readCalendar(text.replace(from, to), 'calendar.yaml')
  if (read.ok) throw new Error('it was read')
  return read.problem.map(
    ({ place, message, help }) => `${place ? placeText(place) : '-'} ${message}${help ? ` | ${help}` : ''}`,
  )
}

describe('a calendar', () => {
  it('is read', () => {
    const read = readCalendar(text, 'calendar.yaml')
    expect(read.ok && read.value).toMatchObject({
      zone: { name: 'Europe/Berlin' },
      windows: [
        { scopes: ['prod'], days: ['tue', 'wed'], from: 540, to: 960, place: { line: 5, column: 5 } },
        { scopes: undefined, days: { length: 7 }, from: 1320, to: 1560 },
      ],
      freezes: [
        {
          scopes: ['prod/shop'],
          begins: Date.parse('2026-11-24T00:00+01:00') / 1000,
          // The last day is one of them.
          ends: Date.parse('2026-12-02T00:00+01:00') / 1000,
          because: 'sales week',
          place: { line: 8 },
        },
      ],
    })
  })

  it('may be nothing but a time zone', () => {
    const bare = text.slice(0, text.indexOf('windows'))
    expect(readCalendar(bare, 'calendar.yaml')).toMatchObject({
      ok: true,
      value: { windows: [], freezes: [] },
    })
  })

  it.each([
    [
      'an unknown zone',
      ['Europe/Berlin', 'Europe/Berln'],
      'calendar.yaml:3:11 "Europe/Berln" is no time zone | did you mean "Europe/Berlin"?',
    ],
    [
      'no zone at all',
      ['timezone: Europe/Berlin\n', ''],
      'calendar.yaml:1:1 "timezone" is missing | expected a text',
    ],
    [
      'a misspelt member',
      ['freezes:', 'freeze:'],
      'calendar.yaml:7:1 "freeze" is not known here | did you mean "freezes"?',
    ],
    [
      'a misspelt day',
      ['[tue, wed]', '[tue, wen]'],
      'calendar.yaml:5:35 "days" is "wen" | did you mean "wed"?',
    ],
    [
      'another word for a scope',
      ['{ scopes: [prod],', '{ scope: [prod],'],
      'calendar.yaml:5:7 "scope" is not known here | did you mean "scopes"?',
    ],
    [
      'no scope',
      ['[prod/shop]', '[]'],
      'calendar.yaml:8:15 "scopes" is a list | expected something that is not empty',
    ],
    [
      'a time of no day',
      ['"16:00"', '"25:00"'],
      'calendar.yaml:5:60 "to" is "25:00" | expected a time of day such as 09:00',
    ],
    ['a time that is a number', ['"09:00"', '9'], 'calendar.yaml:5:47 "from" is 9 | expected a text'],
    [
      'a window of no length',
      ['"16:00"', '"09:00"'],
      'calendar.yaml:5:60 the window closes as it opens | write from "00:00" to "24:00" for a whole day',
    ],
    [
      'a day that is none',
      ['2026-11-24', '2026-11-31'],
      'calendar.yaml:8:34 "2026-11-31" is no day or time | expected YEAR-MONTH-DAY',
    ],
    [
      'a time that is none',
      ['2026-12-01', '2026-12-01T25:00'],
      'calendar.yaml:8:53 "2026-12-01T25:00" is no day or time | expected YEAR-MONTH-DAY',
    ],
    [
      'another way to write a day',
      ['2026-11-24', '24.11.2026'],
      'calendar.yaml:8:34 "from" is "24.11.2026" | expected a day such as 2026-11-24, or a time such as 2026-11-24T18:00',
    ],
    [
      'a freeze backwards',
      ['2026-12-01', '2026-11-20'],
      'calendar.yaml:8:53 the freeze ends (2026-11-20) before it begins (2026-11-24)',
    ],
    [
      'another kind',
      ['kind: Calendar', 'kind: Calender'],
      'calendar.yaml:2:7 "kind" is "Calender" | did you mean "Calendar"?',
    ],
  ] as const)('%s', (_, [from, to], expected) => {
    expect(problemsOf(from, to)).toEqual([expected])
  })
})
