import type { Catalogue, Lifecycle, Span } from '../policy/index.ts'
import {
  compareLines,
  compareVersions,
  type Line,
  lineDistance,
  type Scheme,
  type Version,
} from '../version/index.ts'

/** The host of a ledger: how its versions are read, and which ones there are. */
export interface Host {
  readonly name: string
  readonly scheme: Scheme
  readonly catalogue?: Catalogue
}

export const hasReached = (at: Version, event: Version | undefined): boolean =>
  event !== undefined && compareVersions(at, event) >= 0

/** Whether the registry of this version was read when the ledger was made; undefined when nobody said. */
export function isCovered({ covers }: Lifecycle, at: Version): boolean | undefined {
  if (covers === undefined) return undefined
  const { from, to } = covers
  return hasReached(at, from) && (!hasReached(at, to) || compareLines(at.line, to.line) === 0)
}

/** The first version that is a span after another: so many lines on, and so many months. */
export function versionAfter(start: Version, span: Span, host: Host): Version | undefined {
  const earliest = laterDate(firstDate(start.line, host), span.months)
  const found = host.catalogue?.releases.find(({ version, date }) => {
    if (version.isPrerelease || (lineDistance(version.line, start.line) ?? -1) < span.lines) return false
    return earliest === undefined || date === undefined || date >= earliest
  })
  return found?.version ?? versionOfLine(start.line, span.lines, host.scheme)
}

/** Whether one version comes at least a span after another; undefined where the two have no distance. */
export function isSpanBetween(start: Version, end: Version, span: Span, host: Host): boolean | undefined {
  const lines = lineDistance(end.line, start.line)
  if (lines === undefined) return undefined
  const earliest = laterDate(firstDate(start.line, host), span.months)
  const date = firstDate(end.line, host)
  return lines >= span.lines && (earliest === undefined || date === undefined || date >= earliest)
}

function firstDate(line: Line, { catalogue }: Host): string | undefined {
  return catalogue?.releases.find(
    ({ version }) => !version.isPrerelease && compareLines(version.line, line) === 0,
  )?.date
}

/** ISO dates compare as texts, so a 31st of February is a bound like any other. */
function laterDate(date: string | undefined, months: number): string | undefined {
  if (date === undefined || months === 0) return undefined
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const total = year * 12 + month - 1 + months
  const parts = [Math.floor(total / 12), (total % 12) + 1, day]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}

/** The first version of a line that no catalogue has yet, where the scheme's numbers let it be guessed. */
function versionOfLine(start: Line, lines: number, scheme: Scheme): Version | undefined {
  const last = start.order.at(-1)
  if (last === undefined) return undefined
  const numbers = [...start.order.slice(0, -1), last + lines]
  while (numbers.length < 3) numbers.push(0)
  const read = scheme.parse(numbers.join('.'))
  return read.ok && lineDistance(read.value.line, start) === lines ? read.value : undefined
}
