import { surveyDocument } from '../../contract/index.ts'
import { isReady, survey } from '../../execute/index.ts'
import { surveyText } from '../../explain/index.ts'
import { type ExitCode, type Io, paintOf } from '../io.ts'
import { systemClock } from './clock.ts'
import type { Itinerary } from './itinerary.ts'

/** Looks at all that a run would look at, and tells what it would begin with. Nothing is moved, and nothing is left behind. */
export async function dryRun(
  { route, driver, drivers, notes }: Itinerary,
  format: 'text' | 'json',
  io: Io,
): Promise<ExitCode> {
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
  }
  return ready ? 0 : 1
}
