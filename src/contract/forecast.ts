import { basisSentence, type ForecastNotes, outlookSentence } from '../explain/index.ts'
import type { Forecast, Prospect } from '../forecast/index.ts'
import { contractVersion } from './check.ts'

/** When what runs leaves support, as --format json prints it. */
export function forecastDocument(result: Forecast, notes: ForecastNotes): unknown {
  const { verdict, asOf, lead_days, within_days, outlooks, startBy, way, knownUntil } = result
  return {
    apiVersion: contractVersion,
    kind: 'ForecastResult',
    verdict,
    asOf,
    leadDays: lead_days,
    withinDays: within_days,
    startBy: startBy ?? null,
    outlooks: outlooks.map((outlook) => ({
      policy: outlook.policy,
      component: outlook.component,
      line: outlook.line ?? null,
      versions: outlook.versions,
      scopes: outlook.scopes,
      count: outlook.count,
      rule: outlook.rule?.name ?? null,
      ...prospectDocument(outlook.prospect),
      message: outlookSentence([outlook], asOf),
      basis: basisSentence(outlook.prospect) ?? null,
      source: outlook.rule?.source ?? null,
    })),
    way:
      way === undefined
        ? null
        : {
            outcome: way.result.outcome,
            targets: way.wishes.targets.map(({ policy, component, version }) => ({
              policy,
              component,
              version: version.text,
            })),
            stages: way.result.outcome === 'plan' ? way.result.stages.length : null,
            moves: way.result.outcome === 'plan' ? way.result.moves : null,
          },
    catalogues: knownUntil,
    input: notes.input,
  }
}

/** Days that are certain stand in `lastDay`, guesses in `estimate`; which of the two there is, `prospect` says. */
function prospectDocument(prospect: Prospect) {
  const empty = { lastDay: null, startBy: null, estimate: null }
  switch (prospect.kind) {
    case 'ended':
      return { prospect: 'ended', ...empty, lastDay: prospect.lastDay }
    case 'ends':
      return { prospect: 'ends', ...empty, lastDay: prospect.lastDay, startBy: prospect.startBy }
    case 'estimated': {
      const { cadence, on, missing, startBy } = prospect
      const { least_days, median_days, most_days, intervals, last } = cadence
      return {
        prospect: 'estimated',
        ...empty,
        startBy,
        estimate: {
          ...on,
          missingLines: missing,
          intervalDays: { least: least_days, median: median_days, most: most_days, of: intervals },
          newest: { line: last.line.label, version: last.version.text, date: last.date },
        },
      }
    }
    case 'undefined':
      return { prospect: 'undefined', ...empty }
    case 'unknown':
      return { prospect: 'unknown', ...empty, why: prospect.why }
  }
}
