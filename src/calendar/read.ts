import * as z from 'zod/mini'
import { addDays, type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import { about, readDocument, type Source, text, validate } from '../document/index.ts'
import { type Calendar, type Freeze, type Window, weekdays } from './calendar.ts'
import { instantOf, localOf, nearestZone, type Zone, zoneNamed } from './zone.ts'

const minutesOfDay = 24 * 60

const makeSchema = () => {
  const scopes = () =>
    z.optional(
      about(
        z.array(text()).check(z.minLength(1)),
        'The scopes that it is for, each with everything inside it; all when left out.',
      ),
    )
  const moment = () =>
    z
      .string()
      .check(
        z.regex(
          /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/,
          'a day such as 2026-11-24, or a time such as 2026-11-24T18:00',
        ),
      )
  const clock = (pattern: RegExp) => z.string().check(z.regex(pattern, 'a time of day such as 09:00'))
  const window = z.strictObject({
    scopes: scopes(),
    days: about(
      z._default(z.array(z.enum(weekdays)).check(z.minLength(1)), [...weekdays]),
      'The days of the week on which it opens; all when left out.',
    ),
    from: about(
      z._default(clock(/^([01]\d|2[0-3]):[0-5]\d$/), '00:00'),
      'When it opens, by the clocks of the time zone.',
    ),
    to: about(
      z._default(clock(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/), '24:00'),
      'When it closes; on the next day when it is not later than "from".',
    ),
  })
  const freeze = z.strictObject({
    scopes: scopes(),
    from: about(moment(), 'The first day, or the time of its beginning.'),
    until: about(moment(), 'The last day, which it includes, or the time of its end.'),
    because: z.optional(about(text(), 'Why nothing may change then.')),
  })
  return z.strictObject({
    $schema: z.optional(about(text(), 'The JSON Schema of this document, for editors.')),
    apiVersion: about(z.literal('interlock.dev/v1alpha1'), 'The version of this language.'),
    kind: about(z.literal('Calendar'), 'The kind of this document.'),
    timezone: about(
      text(),
      'The time zone whose clocks it goes by, as the tz database names it: `Europe/Berlin`, `UTC`.',
    ),
    windows: about(
      z._default(z.array(window), []),
      'When stages may run. A scope that none of them is for is open at any time.',
    ),
    freezes: about(z._default(z.array(freeze), []), 'When nothing may run, whatever the windows say.'),
  })
}

type Schema = ReturnType<typeof makeSchema>

let made: Schema | undefined

/** Made when the first calendar is read, so that commands without one do not wait for it. */
const calendarSchema = (): Schema => {
  made ??= makeSchema()
  return made
}

/** The JSON Schema of calendars, for editors. */
export const calendarJsonSchema = (): unknown =>
  z.toJSONSchema(calendarSchema(), { io: 'input', target: 'draft-2020-12' })

/** Reads a calendar; every problem is reported with its place. */
export function readCalendar(content: string, file: string): Result<Calendar, readonly Diagnostic[]> {
  const source = readDocument(content, file)
  if (!source.ok) return source
  const document = validate(calendarSchema(), source.value)
  if (!document.ok) return document
  const { timezone } = document.value
  const zone = zoneNamed(timezone)
  if (zone === undefined) {
    const guess = nearestZone(timezone)
    const help =
      guess === undefined ? 'expected a name such as Europe/Berlin or UTC' : `did you mean "${guess}"?`
    return fail([{ place: source.value.place(['timezone']), message: `"${timezone}" is no time zone`, help }])
  }
  const problems: Diagnostic[] = []
  const windows = document.value.windows.flatMap((written, i) => {
    const at = ['windows', i] as const
    return kept(windowOf(written, source.value, at), problems)
  })
  const freezes = document.value.freezes.flatMap((written, i) => {
    const at = ['freezes', i] as const
    return kept(freezeOf(written, zone, source.value, at), problems)
  })
  return problems.length > 0 ? fail(problems) : ok({ zone, windows, freezes, file })
}

function kept<T>(read: Result<T, Diagnostic>, problems: Diagnostic[]): readonly T[] {
  if (read.ok) return [read.value]
  problems.push(read.problem)
  return []
}

type Written = z.output<Schema>

function windowOf(
  { scopes, days, from, to }: Written['windows'][number],
  source: Source,
  path: readonly PropertyKey[],
): Result<Window, Diagnostic> {
  const opens = minutesOf(from)
  const closes = minutesOf(to)
  if (opens === closes) {
    const help = 'write from "00:00" to "24:00" for a whole day'
    return fail({ place: source.place([...path, 'to']), message: 'the window closes as it opens', help })
  }
  const over = closes < opens ? minutesOfDay : 0
  return ok({ scopes, days, from: opens, to: closes + over, place: source.place(path) })
}

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

function freezeOf(
  { scopes, from, until, because }: Written['freezes'][number],
  zone: Zone,
  source: Source,
  path: readonly PropertyKey[],
): Result<Freeze, Diagnostic> {
  const isDay = (text: string): boolean => !text.includes('T')
  const first = localOf(from)
  const last = localOf(until)
  for (const [member, local, written] of [
    ['from', first, from],
    ['until', last, until],
  ] as const) {
    if (local !== undefined) continue
    const place = source.place([...path, member])
    return fail({ place, message: `"${written}" is no day or time`, help: 'expected YEAR-MONTH-DAY' })
  }
  if (first === undefined || last === undefined) throw new Error('a moment was not read')
  // In doubt the freeze is longer: what clocks show twice counts from the first time to the last.
  const begins = instantOf(zone, first, 'first')
  const ends = isDay(until)
    ? instantOf(zone, localOf(addDays(until, 1)) ?? last, 'first')
    : instantOf(zone, last, 'last')
  if (ends <= begins) {
    const place = source.place([...path, 'until'])
    return fail({ place, message: `the freeze ends (${until}) before it begins (${from})` })
  }
  return ok({ scopes, begins, ends, because, place: source.place(path) })
}
