import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import { type Path, readDocument, type Source, validate } from '../document/index.ts'
import { driverSchema, type Written, type WrittenPatience } from './schema.ts'
import { parseWait } from './wait.ts'

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
    ...tooLong(written.value, [], source.value),
    ...Object.entries(written.value.components).flatMap(([name, own]) =>
      tooLong(own, ['components', name], source.value),
    ),
  ]
  return problems.length > 0 ? fail(problems) : ok({ file, written: written.value, source: source.value })
}

/** Waits that are longer than anybody means. */
function tooLong(
  { retry, timeouts, gates, soak, poll }: WrittenPatience,
  root: Path,
  source: Source,
): readonly Diagnostic[] {
  const waits: readonly (readonly [Path, unknown])[] = [
    [['soak'], soak],
    [['poll'], poll],
    [['retry', 'first'], retry?.first],
    [['retry', 'most'], retry?.most],
    ...Object.entries(timeouts ?? {}).map(([work, wait]) => [['timeouts', work], wait] as const),
    ...Object.entries(gates ?? {}).flatMap(([name, gate]) =>
      gate.kind === 'approval'
        ? []
        : [
            [['gates', name, 'within'], gate.within] as const,
            [['gates', name, 'every'], gate.every] as const,
          ],
    ),
  ]
  return waits.flatMap(([path, wait]) =>
    typeof wait !== 'string' || parseWait(wait) !== undefined
      ? []
      : [{ place: source.place([...root, ...path]), message: `${wait} is longer than a year` }],
  )
}
