import { canonicalJson, daysBetween, groupBy, isNonEmpty, type NonEmpty } from '../base/index.ts'
import type { Forecast, Outlook, Prospect } from '../forecast/index.ts'
import { fleetText } from './check.ts'
import { pageWidth, plural, times, withNote, wrap } from './layout.ts'
import { cell } from './markdown.ts'
import { type Paint, toneOf } from './paint.ts'
import { sourceText } from './words.ts'

/** What the command knows and the result does not. */
export interface ForecastNotes {
  readonly input: readonly string[]
  readonly next: readonly { readonly what: string; readonly command: string }[]
}

const verdictSymbol = { supported: '✓', unknown: '?', unsupported: '✗' } as const

/** As many outlooks are shown; the rest is counted. */
const mostOutlooks = 30

/** After this many days, lines may be there that the catalogue does not have. */
const oldCatalogue_days = 90

export function forecastText(result: Forecast, notes: ForecastNotes, paint: Paint): string {
  const { verdict, outlooks, summary } = result
  const tone = toneOf(paint, verdict)
  const lines = wrap(`${tone(`${verdictSymbol[verdict]} ${verdict}`)}   ${fleetText(summary)}`, pageWidth, 2)
  lines.push(...wrap(`  ${headSentence(result)}`, pageWidth, 2).map(paint.faint))
  for (const text of notes.input) lines.push(...wrap(`  ${text}`, pageWidth, 2).map(paint.faint))
  for (const text of ageSentences(result)) lines.push(...wrap(`  ${text}`, pageWidth, 2).map(paint.faint))
  const alike = [...groupBy(outlooks, likeness).values()].flatMap((same) => (isNonEmpty(same) ? [same] : []))
  for (const same of alike.slice(0, mostOutlooks)) lines.push('', ...outlookLines(same, result, paint))
  if (alike.length > mostOutlooks) {
    lines.push('', `  … ${alike.length - mostOutlooks} more: --format json shows all`)
  }
  const summing = [startSentence(result), waySentence(result)].filter((text) => text !== undefined)
  if (summing.length > 0) lines.push('', ...summing.flatMap((text) => wrap(`  ${text}`, pageWidth, 9)))
  for (const { what, command } of notes.next) lines.push('', paint.faint(`  ${what}`), `    ${command}`)
  return `${lines.join('\n')}\n`
}

/** Programs that are released together have one outlook, told once. */
const likeness = ({ policy, line, rule, prospect }: Outlook): string =>
  canonicalJson([
    policy,
    line ?? null,
    rule?.name ?? null,
    dayText(prospect),
    basisSentence(prospect) ?? null,
  ])

const dayText = (prospect: Prospect): string => {
  switch (prospect.kind) {
    case 'ended':
    case 'ends':
      return `${prospect.kind} ${prospect.lastDay}`
    case 'estimated':
      return Object.values(prospect.on).join(' ')
    case 'undefined':
      return prospect.kind
    case 'unknown':
      return prospect.why
  }
}

function outlookLines(same: NonEmpty<Outlook>, { asOf, within_days }: Forecast, paint: Paint): string[] {
  const [{ rule, prospect }] = same
  const mark = symbolOf(prospect, asOf, within_days)
  const tone = mark === '✗' ? paint.bad : mark === '✓' ? paint.good : paint.unsure
  const lines = wrap(`  ${mark} ${outlookSentence(same, asOf)}`, pageWidth, 4)
  lines[0] = (lines[0] ?? '').replace(mark, tone(mark))
  const basis = basisSentence(prospect)
  if (basis !== undefined) lines.push(...wrap(`    ${basis}`, pageWidth, 4))
  const start = 'startBy' in prospect ? startWords(prospect.startBy, asOf) : undefined
  if (start !== undefined) lines.push(`    ${start}`)
  if (rule !== undefined) {
    lines.push(...withNote(`    ${rule.says}`, rule.name, pageWidth, 4))
    lines.push(paint.faint(`    ${sourceText(rule.source)}`))
  }
  return lines
}

function symbolOf(prospect: Prospect, asOf: string, within_days: number): string {
  switch (prospect.kind) {
    case 'ended':
      return '✗'
    case 'ends':
      return daysBetween(asOf, prospect.lastDay) < within_days ? '✗' : '✓'
    case 'estimated':
      return daysBetween(asOf, prospect.on.earliest) <= within_days ? '?' : '✓'
    case 'undefined':
    case 'unknown':
      return '?'
  }
}

/** `server 1.34 ×3, agent 1.34 ×40 (1.34.8, 1.34.9)`. */
function subjectOf(same: NonEmpty<Outlook>): string {
  const versions = [...new Set(same.flatMap((outlook) => outlook.versions))]
  const shown = versions.length > 4 ? [...versions.slice(0, 4), `${versions.length - 4} more`] : versions
  const [{ line }] = same
  const who = same.map(({ component, count }) =>
    line === undefined ? `${component} ${times(count)}` : `${component} ${line} ${times(count)}`,
  )
  return `${who.join(', ')} (${shown.join(', ')})`
}

/** What outlooks that are alike say, as one sentence. */
export function outlookSentence(same: NonEmpty<Outlook>, asOf: string): string {
  const components = same.map(({ component }) => component).join(', ')
  return `${subjectOf(same)}: ${sayingOf(same[0].prospect, asOf, components)}`
}

function sayingOf(prospect: Prospect, asOf: string, components: string): string {
  switch (prospect.kind) {
    case 'ended':
      return `support ended on ${prospect.lastDay}, ${daysText(daysBetween(prospect.lastDay, asOf))} ago`
    case 'ends':
      return `supported until ${prospect.lastDay}, ${inDays(daysBetween(asOf, prospect.lastDay))}`
    case 'estimated': {
      const { earliest, expected, latest } = prospect.on
      const range = `(estimate: ${earliest} to ${latest})`
      return earliest <= asOf
        ? `may be out of support already, about since ${expected} ${range}`
        : `supported until about ${expected} ${range}`
    }
    case 'undefined':
      return `undefined by the policy, which says nothing on how long lines of ${components} are supported`
    case 'unknown':
      switch (prospect.why) {
        case 'version':
          return 'a version that nobody can tell has no line'
        case 'no-dates':
          return 'the catalogue has no date to tell it by'
        case 'none-recorded':
          return 'supported for now; the catalogue records no end'
        case 'too-few-lines':
          return 'supported for now; too few lines came so far to estimate the next'
      }
  }
}

/** What the day is taken from. */
export function basisSentence(prospect: Prospect): string | undefined {
  switch (prospect.kind) {
    case 'ended':
    case 'ends':
      switch (prospect.basis.kind) {
        case 'recorded':
          return 'the day is announced'
        case 'months':
          return `${prospect.basis.months} months from its first release on ${prospect.basis.since}`
        case 'replaced':
          return `${prospect.basis.by.text} took its place`
      }
      break
    case 'estimated': {
      const { least_days, median_days, most_days, intervals, last } = prospect.cadence
      const more = plural(prospect.missing, 'more line')
      const habit = `the last ${intervals + 1} lines came every ${least_days} to ${daysText(most_days)}, median ${median_days}`
      return `ends with ${more}: ${habit}; newest is ${last.line.label} of ${last.date}`
    }
    case 'undefined':
    case 'unknown':
      return undefined
  }
}

const startWords = (startBy: string, asOf: string): string =>
  startBy <= asOf ? 'start now' : `start by ${startBy}`

const daysText = (days: number): string => plural(days, 'day')

const inDays = (days: number): string => (days === 0 ? 'today' : `in ${daysText(days)}`)

function headSentence({ asOf, within_days, lead_days }: Forecast): string {
  const horizon = within_days === 0 ? '' : `, looking ${daysText(within_days)} ahead`
  return `on ${asOf}${horizon}; an upgrade is taken to need ${daysText(lead_days)} (--lead)`
}

function ageSentences({ asOf, knownUntil }: Forecast): string[] {
  return knownUntil.flatMap(({ policy, asOf: until }) => {
    const age = daysBetween(until, asOf)
    return age > oldCatalogue_days
      ? [`the catalogue of ${policy} is ${age} days old: newer lines may be there already`]
      : []
  })
}

function startSentence({ startBy, asOf, outlooks }: Forecast): string | undefined {
  if (outlooks.some(({ prospect }) => prospect.kind === 'ended'))
    return 'start  now: some of it is out of support'
  if (startBy === undefined) return undefined
  return startBy <= asOf
    ? `start  now: what ends first leaves no more time than the upgrade needs`
    : `start  by ${startBy}, the latest safe day: in ${daysText(daysBetween(asOf, startBy))}`
}

function waySentence({ way }: Forecast): string | undefined {
  if (way === undefined) return undefined
  const { result, wishes } = way
  const targets = [...new Set(wishes.targets.map(({ version }) => version.text))].join(', ')
  switch (result.outcome) {
    case 'plan':
      return `way    ${plural(result.stages.length, 'stage')}, ${plural(result.moves, 'move')} to the newest there is (${targets})`
    case 'impossible':
      return `way    none that stays supported to the newest there is (${targets}): the plan says why`
    case 'unknown':
      return `way    the policy does not vouch for one to the newest there is (${targets})`
    case 'nothing-to-do':
      return undefined
  }
}

/** A forecast for an issue or a report. */
export function forecastMarkdown(result: Forecast, notes: ForecastNotes): string {
  const lines = [`## ${result.verdict}`, '', cell(fleetText(result.summary)), '', headSentence(result)]
  const texts = [...notes.input, ...ageSentences(result)]
  if (texts.length > 0) lines.push('', ...texts.map((text) => `- ${cell(text)}`))
  lines.push('', '| | outlook | basis | start | rule |', '| --- | --- | --- | --- | --- |')
  for (const outlook of result.outlooks) {
    const { prospect, rule } = outlook
    const source = rule === undefined ? '' : `[${rule.name}](${rule.source.ref})`
    const start = 'startBy' in prospect ? startWords(prospect.startBy, result.asOf) : ''
    lines.push(
      `| ${symbolOf(prospect, result.asOf, result.within_days)} | ${cell(outlookSentence([outlook], result.asOf))} | ${cell(basisSentence(prospect) ?? '')} | ${start} | ${source} |`,
    )
  }
  const summing = [startSentence(result), waySentence(result)].filter((text) => text !== undefined)
  lines.push(...summing.flatMap((text) => ['', cell(text.replace(/ {2,}/, ': '))]))
  return `${lines.join('\n')}\n`
}
