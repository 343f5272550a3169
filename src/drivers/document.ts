import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import { type Path, readDocument, type Source, validate } from '../document/index.ts'
import { driverSchema, type Written, type WrittenPatience } from './schema.ts'
import { usualWithin_ms } from './settings.ts'
import { parseWait, waitFault } from './wait.ts'

/** A driver document that was read: what it says, and where. */
export interface DriverDocument {
  readonly file: string
  readonly written: Written
  readonly source: Source
}

/** Reads a driver document (YAML or JSON). Every problem is reported with its place. */
export function readDriverDocument(
  content: string,
  file: string,
): Result<DriverDocument, readonly Diagnostic[]> {
  const source = readDocument(content, file)
  if (!source.ok) return source
  const written = validate(driverSchema(), source.value)
  if (!written.ok) return written
  const problems = [
    ...waitProblems(written.value, [], source.value),
    ...Object.entries(written.value.components).flatMap(([name, own]) =>
      waitProblems(own, ['components', name], source.value),
    ),
  ]
  return problems.length > 0 ? fail(problems) : ok({ file, written: written.value, source: source.value })
}

/** Waits that nobody means: years, no time for what takes some, and those that do not go together. */
function waitProblems(
  { retry, timeouts, gates, soak, poll }: WrittenPatience,
  root: Path,
  source: Source,
): readonly Diagnostic[] {
  const at = (path: Path, message: string, help?: string): Diagnostic => ({
    place: source.place([...root, ...path]),
    message,
    ...(help !== undefined && { help }),
  })
  const asked = Object.entries(gates ?? {}).flatMap(([name, gate]) =>
    gate.kind === 'approval' ? [] : [[name, gate] as const],
  )
  /** Those that may be nothing, and those that may not. */
  const waits: readonly (readonly [Path, string | undefined, 'any' | 'some'])[] = [
    [['soak'], soak, 'any'],
    [['poll'], poll, 'some'],
    [['retry', 'first'], retry?.first, 'any'],
    [['retry', 'most'], retry?.most, 'any'],
    ...Object.entries(timeouts ?? {}).map(([work, wait]) => [['timeouts', work], wait, 'some'] as const),
    ...asked.flatMap(([name, gate]) => [
      [['gates', name, 'within'], gate.within, 'some'] as const,
      [['gates', name, 'every'], gate.every, 'some'] as const,
    ]),
  ]
  const single = waits.flatMap(([path, wait, least]) => {
    const fault = wait === undefined ? undefined : waitFault(wait, least)
    return fault === undefined ? [] : [at(path, fault)]
  })
  if (single.length > 0) return single
  const ms = (wait: string | undefined): number | undefined =>
    wait === undefined ? undefined : parseWait(wait)
  const rare = asked.flatMap(([name, { every, within }]) =>
    (ms(every) ?? 0) <= (ms(within) ?? usualWithin_ms)
      ? []
      : [
          at(
            ['gates', name, 'every'],
            `it would be asked once: ${every} is longer than it may say no, ${within ?? '2m where "within" is left out'}`,
          ),
        ],
  )
  const [first, most] = [ms(retry?.first), ms(retry?.most)]
  const backwards = first !== undefined && most !== undefined && first > most
  return [
    ...rare,
    ...(backwards
      ? [at(['retry', 'first'], `${retry?.first} is longer than the longest wait, ${retry?.most}`)]
      : []),
  ]
}
