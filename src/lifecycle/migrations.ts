import type { Place } from '../base/index.ts'
import type { Lifecycle } from '../policy/index.ts'
import type { Scheme, Version } from '../version/index.ts'
import type { ScanFinding } from './finding.ts'
import { rowsOf } from './ledger.ts'

/** A manifest that will not load any more where a journey of its host leads, and what can be done about it. */
export interface Migration {
  readonly rule: { readonly name: string; readonly says: string; readonly source: { readonly title: string } }
  readonly host: string
  readonly subject: string
  readonly name?: string
  readonly place: Place
  readonly direction: 'up' | 'down'
  /** Going up: the first version that no longer loads it; going down: the last that does. */
  readonly until: Version
  readonly replacement?: string
  /** The first version that has the replacement; undefined when every version has it, or there is none. */
  readonly since?: Version
}

/** The findings of a scan on the way to another version that a plan has to respect. */
export function migrationsOf(
  findings: readonly ScanFinding[],
  lifecycles: readonly Lifecycle[],
  schemeOf: (host: string) => Scheme | undefined,
): readonly Migration[] {
  return findings.flatMap(({ later, severity, reason, rule, at, ...finding }): Migration[] => {
    if (!later || severity !== 'error' || rule === undefined) return []
    const lifecycle = lifecycles.find(({ rules }) => rules.get(rule.id)?.name === rule.name)
    const until = lifecycle && readVersion(at, schemeOf(lifecycle.host))
    if (lifecycle === undefined || until === undefined) return []
    const { subject, name, place, replacement, since: first } = finding
    const common = { rule, host: lifecycle.host, subject, ...(name !== undefined && { name }), place }
    if (reason.kind === 'not-yet') {
      const introduced = first === undefined ? undefined : readVersion(first, schemeOf(lifecycle.host))
      return introduced === undefined ? [] : [{ ...common, direction: 'down', until: introduced }]
    }
    if (reason.kind !== 'removed') return []
    const since = replacement === undefined ? undefined : introducedIn(lifecycle, replacement)
    return [
      {
        ...common,
        direction: 'up',
        until,
        ...(replacement !== undefined && { replacement }),
        ...(since !== undefined && { since }),
      },
    ]
  })
}

function readVersion(text: string, scheme: Scheme | undefined): Version | undefined {
  const read = scheme?.parse(text)
  return read?.ok === true ? read.value : undefined
}

/** `queue.new v2`, or a subject with any version. */
function introducedIn(lifecycle: Lifecycle, replacement: string): Version | undefined {
  const [subject = '', version] = replacement.split(/\s+/)
  const rows = rowsOf(lifecycle, subject) ?? []
  return (rows.find((row) => row.version === version) ?? rows[0])?.introduced
}
