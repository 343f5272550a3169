import { type Diagnostic, nearest } from '../base/index.ts'
import type { PolicyDocument } from './schema.ts'

/** What is wrong with the readings that a user chose: rules that have none, and readings that a rule does not have. */
export function unreadable(
  document: PolicyDocument,
  chosen: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const problems: Diagnostic[] = []
  const ambiguous = new Map(
    document.rules.flatMap((rule) => (rule.readings ? [[rule.id, rule.readings]] : [])),
  )
  for (const [id, reading] of chosen) {
    const readings = ambiguous.get(id)
    if (readings === undefined) {
      const guess = nearest(id, ambiguous.keys())
      const known = [...ambiguous.keys()]
      const help =
        known.length === 0 ? 'no rule of this policy has several readings' : `one of: ${known.join(', ')}`
      problems.push({
        message: `"${id}" is no rule with several readings`,
        help: guess === undefined ? help : `did you mean "${guess}"?`,
      })
    } else if (!Object.hasOwn(readings.choices, reading)) {
      problems.push({
        message: `"${reading}" is no reading of ${id}`,
        help: `one of: ${Object.keys(readings.choices).join(', ')}`,
      })
    }
  }
  return problems
}
