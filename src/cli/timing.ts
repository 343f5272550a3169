import type { Command } from 'commander'
import { durationForm, nearest, parseDuration, placeText } from '../base/index.ts'
import { type Calendar, concerns, readCalendar, readInstant, utc } from '../calendar/index.ts'
import { readText } from '../connect/index.ts'
import type { Limits, Summary } from '../fleet/index.ts'
import type { Takes, Timing } from '../plan/index.ts'
import type { Policy } from '../policy/index.ts'
import { InputProblem, wrong } from './io.ts'
import { repeatable, type TimingOptions } from './options.ts'

export const addTimingOptions = (command: Command): Command =>
  command
    .option('--canary <count>', 'of each stage so many instances move first, alone')
    .option('--max-parallel <count>', 'at most so many stages at the same time')
    .addOption(
      repeatable('--takes <duration>', 'how long a batch takes: 90s, 1h30m or agent=30s; may be repeated'),
    )
    .addOption(
      repeatable(
        '--soak <duration>',
        'how long a finished stage is watched: 10m, server=10m; may be repeated',
      ),
    )
    .addOption(repeatable('--calendar <file>', 'maintenance windows and freezes; may be repeated'))
    .option('--start <time>', 'when it begins, as in 2026-11-24T09:00 (default with a calendar: --as-of)')

/** Those of the options as commander gives them, which leaves out what was not given. */
export function timingOptionsOf(
  given: { readonly [K in keyof TimingOptions]?: TimingOptions[K] },
): TimingOptions {
  const { canary, maxParallel, takes = [], soak = [], calendar = [], start } = given
  return { canary, maxParallel, takes, soak, calendar, start }
}

/** What the options say of time; undefined where they say nothing. */
export function timingOf(
  options: TimingOptions,
  policies: readonly Policy[],
  hooks: Limits['hooks'],
  asOf: string,
): Timing | undefined {
  const { calendar, start, takes, soak } = options
  if (calendar.length + takes.length + soak.length === 0 && start === undefined) return undefined
  const calendars = calendar.map(calendarIn)
  const zone = calendars[0]?.zone ?? utc
  const begin = start ?? (calendars.length > 0 ? asOf : undefined)
  const instant = begin === undefined ? undefined : readInstant(begin, zone)
  if (begin !== undefined && instant === undefined) {
    throw wrong(
      `--start ${begin}: no time`,
      'write a day or a time: 2026-11-24, 2026-11-24T09:00 or 2026-11-24T09:00+01:00',
    )
  }
  return {
    start: instant,
    zone,
    calendars,
    batches: takesOf('--takes', takes, policies, hooks),
    soaks: takesOf('--soak', soak, policies, hooks),
  }
}

/** What names its component goes before what is for all of them, else what is said last counts. */
function takesOf(
  option: string,
  texts: readonly string[],
  policies: readonly Policy[],
  hooks: Limits['hooks'],
): readonly Takes[] {
  const found = new Map<string, Takes>()
  const [general, specific] = [
    texts.filter((text) => !text.includes('=')),
    texts.filter((text) => text.includes('=')),
  ]
  for (const text of [...general, ...specific]) {
    const { written, components } = perComponent(option, text, policies, (policy) => tasksOf(policy, hooks))
    const seconds = parseDuration(written)
    if (seconds === undefined) throw wrong(`${option} ${text}: no duration`, `expected ${durationForm}`)
    for (const { policy, component: of } of components) found.set(`${policy}/${of}`, { policy, of, seconds })
  }
  return [...found.values()]
}

/** Names of what plans do beside moving instances. */
const tasksOf = ({ rules }: Policy, hooks: Limits['hooks']): readonly string[] => [
  'migrate',
  'wave',
  ...hooks.flatMap(({ before, after }) => [...before, ...after].map(({ id }) => id)),
  ...rules.flatMap((rule) =>
    rule.kind === 'crossing' ? [...rule.before, ...rule.after].map(({ id }) => id) : [],
  ),
]

/**
 * Of which components an option speaks: `10` of all, `agent=10` and `POLICY/agent=10` of one. Other names count only
 * where they are written.
 */
export function perComponent(
  option: string,
  text: string,
  policies: readonly Policy[],
  others: (policy: Policy) => readonly string[] = () => [],
): {
  readonly written: string
  readonly components: readonly { readonly policy: string; readonly component: string }[]
} {
  const equals = text.lastIndexOf('=')
  const [name, owner] = equals < 0 ? [] : text.slice(0, equals).split('/').reverse()
  const namesOf = (policy: Policy): readonly string[] => [
    ...policy.components.keys(),
    ...(name === undefined ? [] : others(policy)),
  ]
  const components = policies
    .filter((policy) => owner === undefined || policy.name === owner)
    .flatMap((policy) =>
      [...new Set(namesOf(policy))].map((component) => ({ policy: policy.name, component })),
    )
    .filter(({ component }) => name === undefined || component === name)
  if (components.length > 0) return { written: text.slice(equals + 1), components }
  const known = policies.flatMap(namesOf)
  const guess = nearest(name ?? '', known)
  throw wrong(
    `${option} ${text}: "${text.slice(0, Math.max(0, equals))}" is no component`,
    guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`,
  )
}

/** A count of at least one that an option asks for, if it does. */
export function countOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw wrong(`${option} ${text}: no count`, 'write a whole number from 1 on')
  return Number(text)
}

function calendarIn(file: string): Calendar {
  const text = readText(file)
  if (!text.ok) throw wrong(`--calendar: ${text.problem}`)
  const read = readCalendar(text.value, file)
  if (!read.ok) throw new InputProblem(read.problem)
  return read.value
}

/** Notes on scopes of calendars and of limits that no instance is in, but that are spelled almost like one. */
export function strayScopes(
  calendars: readonly Calendar[],
  { unavailable, avoid, waves, hooks }: Limits,
  { groups }: Summary,
): readonly string[] {
  const present = [...new Set(groups.map(({ scope }) => scope))]
  const known = new Set(
    present.flatMap((scope) => scope.split('/').map((_, i, all) => all.slice(0, i + 1).join('/'))),
  )
  const scoped = [
    ...calendars.flatMap(({ windows, freezes }) => [...windows, ...freezes]),
    ...[...unavailable, ...avoid, ...waves, ...hooks],
  ]
  const written = scoped.flatMap(({ scopes = [], place }) => scopes.map((scope) => ({ scope, place })))
  return written.flatMap(({ scope, place }) => {
    const isPresent = present.some((one) => concerns({ scopes: [scope] }, one))
    const guess = isPresent ? undefined : nearest(scope, known)
    const where = place === undefined ? '' : `${placeText(place)}: `
    return guess === undefined ? [] : [`${where}no instance is in ${scope}; did you mean "${guess}"?`]
  })
}

/** Notes on waves of instances that nobody in the fleet is called. */
export function strayParts({ waves }: Limits, { groups }: Summary): readonly string[] {
  const names = new Set(groups.flatMap(({ parts }) => parts.flatMap(({ name }) => name ?? [])))
  return waves.flatMap(({ parts, place }) =>
    parts.flatMap((part) => {
      if (names.has(part)) return []
      const guess = nearest(part, names)
      const where = place === undefined ? '' : `${placeText(place)}: `
      return [
        `${where}no instances are called ${part}${guess === undefined ? '' : `; did you mean "${guess}"?`}`,
      ]
    }),
  )
}
