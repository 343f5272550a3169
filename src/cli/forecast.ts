import { type Command, Option } from 'commander'
import { forecastDocument } from '../contract/index.ts'
import { type ForecastNotes, forecastMarkdown, forecastText } from '../explain/index.ts'
import { type Forecast, forecast } from '../forecast/index.ts'
import { dateOf } from './dates.ts'
import { type ExitCode, type Io, paintOf, wrong } from './io.ts'
import type { SessionOptions } from './options.ts'
import { openSession } from './session.ts'
import { commandLine, targetWords } from './words.ts'

interface ForecastOptions extends SessionOptions {
  readonly asOf: string | undefined
  readonly within: string
  readonly lead: string
  readonly format: 'text' | 'json' | 'markdown'
}

function runForecast(inputs: readonly string[], options: ForecastOptions, io: Io): ExitCode {
  const { policies, summary, notes } = openSession(inputs, options, io)
  const result = forecast({
    summary,
    policies,
    asOf: dateOf(options.asOf) ?? io.today,
    lead_days: daysOf('--lead', options.lead),
    within_days: daysOf('--within', options.within),
  })
  const told: ForecastNotes = { input: notes, next: nextOf(result, inputs, options) }
  switch (options.format) {
    case 'json':
      io.write(`${JSON.stringify(forecastDocument(result, told), null, 2)}\n`)
      break
    case 'markdown':
      io.write(forecastMarkdown(result, told))
      break
    case 'text':
      io.write(forecastText(result, told, paintOf(io)))
      break
  }
  switch (result.verdict) {
    case 'supported':
      return 0
    case 'unsupported':
      return 1
    case 'unknown':
      return 3
  }
}

/** Longer than anybody plans, and short enough for a calendar. */
const most_days = 36_500

function daysOf(option: string, text: string): number {
  const days = Number(text)
  if (!/^\d+$/.test(text) || days > most_days)
    throw wrong(`${option} ${text}: no number of days`, `write a whole number from 0 to ${most_days}`)
  return days
}

function nextOf(
  { way }: Forecast,
  inputs: readonly string[],
  options: ForecastOptions,
): ForecastNotes['next'] {
  if (way === undefined) return []
  const words = [commandLine('plan', inputs, options), ...targetWords(way.wishes.targets)]
  return [{ what: 'how to get to the newest there is', command: words.join(' ') }]
}

/** The command about what lies ahead. */
export function addForecastCommand(
  command: Command,
  format: Option,
  repeat: { readonly fleets: string; readonly sessionOf: (given: Partial<SessionOptions>) => SessionOptions },
  io: Io,
  done: (code: ExitCode) => void,
): void {
  command
    .summary('until when is what I run supported?')
    .description('When what runs today leaves support, from which facts, and the latest safe start.')
    .argument('[fleet...]', 'what is running')
    .option('--as-of <date>', 'the day to look ahead from (default: today)')
    .addOption(
      new Option('--within <days>', 'support has to last for so many days from then on').default('0'),
    )
    .addOption(
      new Option('--lead <days>', 'days that an upgrade takes, for the latest safe start').default('14'),
    )
    .addOption(format)
    .addHelpText(
      'after',
      `${repeat.fleets}

Examples:
  interlock forecast fleet.yaml
  interlock forecast fleet.yaml --within 90 --lead 30
  interlock forecast --policy NAME server=1.2.3 --as-of 2026-01-31 --format json

Exit codes:
  0  everything is supported, on that day and for --within days
  1  something is out of support, or will be by then
  2  wrong input or command
  3  cannot tell: the policy or the catalogue does not say, or an estimate does`,
    )
    .action((inputs: string[], given: Partial<ForecastOptions>) => {
      const { asOf, within = '0', lead = '14', format: answer = 'text' } = given
      done(runForecast(inputs, { ...repeat.sessionOf(given), asOf, within, lead, format: answer }, io))
    })
}
