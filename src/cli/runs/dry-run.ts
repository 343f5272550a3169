import { surveyDocument } from '../../contract/index.ts'
import { isReady, survey } from '../../execute/index.ts'
import { surveyText } from '../../explain/index.ts'
import { type ExitCode, type Io, paintOf } from '../io.ts'
import { quoted } from '../words.ts'
import { systemClock } from './clock.ts'
import type { Itinerary, Papers } from './itinerary.ts'
import { observedFleetText } from './observed-fleet.ts'

/** How a dry run answers; `fleet` is what is there now, as a fleet document. */
export const dryFormats = ['text', 'json', 'fleet'] as const
export type DryFormat = (typeof dryFormats)[number]

/** Looks at all that a run would look at, and tells what it would begin with. Nothing is moved, and nothing is left behind. */
export async function dryRun(
  papers: Papers,
  itinerary: Itinerary,
  format: DryFormat,
  io: Io,
): Promise<ExitCode> {
  if (format === 'fleet') {
    const title = `What was there when ${papers.plan.file} was to be carried out, on ${io.today}.`
    io.write(await observedFleetText(papers, itinerary, title))
    return 0
  }
  const { route, driver, drivers, notes } = itinerary
  const seen = await survey(
    route,
    { driver, clock: systemClock },
    (group) => drivers.settingsOf(group),
    new AbortController().signal,
  )
  const ready = isReady(seen)
  if (format === 'json') io.write(`${JSON.stringify(surveyDocument(route, seen, ready, notes), null, 2)}\n`)
  else {
    const paint = paintOf(io)
    for (const note of notes) io.write(`${paint.unsure('!')} ${note}\n`)
    io.write(surveyText(route, seen, ready, paint))
    if (seen.groups.some(({ drift }) => drift.length > 0)) io.write(waysOn(papers))
  }
  return ready ? 0 : 1
}

/** How a fleet that is not as it was planned for gets a plan of its own. */
function waysOn({ plan, driver, policies, allowUnsealed }: Papers): string {
  const own = policies.flatMap((policy) => ['--policy', policy])
  const words = [
    'interlock',
    'apply',
    plan.file,
    '--driver',
    driver.file,
    ...own,
    '--dry-run',
    '--format',
    'fleet',
  ]
  if (allowUnsealed) words.push('--unsealed')
  return [
    '',
    '  plan anew from what is there',
    `    ${words.map(quoted).join(' ')} > fleet-now.yaml`,
    '    interlock plan fleet-now.yaml --format json > plan-anew.json',
    '',
  ].join('\n')
}
