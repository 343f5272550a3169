import type { Path } from '../document/index.ts'
import { parseRange, type Range, type Scheme, semver, type Version } from '../version/index.ts'
import type { RuleCommon, SettleRule } from './rules.ts'
import type { RuleDocument } from './schema.ts'

/** What a settle rule refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface SettleSurroundings {
  readonly component: (name: string, path: Path) => Scheme | undefined
  readonly scheme: (name: string, path: Path) => Scheme | undefined
  readonly complain: (path: Path, message: string, help?: string) => void
}

/** Makes a settle rule of its document: versions and ranges parsed, each by the scheme of what it speaks of. */
export function buildSettle(
  written: Extract<RuleDocument, { kind: 'settle' }>,
  common: RuleCommon,
  path: Path,
  around: SettleSurroundings,
): SettleRule | undefined {
  const spoken = written.scheme === undefined ? semver() : around.scheme(written.scheme, [...path, 'scheme'])
  const sides = new Map<string, Scheme>()
  for (const member of ['of', 'by'] as const) {
    const scheme = around.component(written[member], [...path, member])
    if (scheme !== undefined) sides.set(written[member], scheme)
  }
  if (written.of === written.by) {
    around.complain([...path, 'by'], 'a handshake has two sides', 'name another component than in "of"')
    return undefined
  }
  if (spoken === undefined || sides.size < 2) return undefined

  const version = (text: string, where: Path): Version | undefined => {
    const read = spoken.parse(text)
    if (read.ok) return read.value
    const help = `expected ${read.problem.expected} at character ${read.problem.at + 1}`
    around.complain(where, `"${text}" is no version`, help)
    return undefined
  }
  const range = (text: string, scheme: Scheme, where: Path): Range | undefined => {
    const read = parseRange(text, scheme)
    if (read.ok) return read.value
    const help = `expected ${read.problem.expected} at character ${read.problem.at + 1}`
    around.complain(where, `"${text}" is no range of versions`, help)
    return undefined
  }

  const protocol = written.protocol.flatMap((row, i) => {
    const here = [...path, 'protocol', i]
    const says = version(row.version, [...here, 'version'])
    const releases = new Map<string, Range>()
    for (const [k, name] of (row.of ?? [...sides.keys()]).entries()) {
      const scheme = sides.get(name)
      if (scheme === undefined) {
        const help = `one of: ${[...sides.keys()].join(', ')}`
        around.complain([...here, 'of', k], `"${name}" is no side of this handshake`, help)
        continue
      }
      const read = range(row.releases, scheme, [...here, 'releases'])
      if (read !== undefined) releases.set(name, read)
    }
    return says === undefined ? [] : [{ releases, version: says }]
  })
  const seen = new Set<string>()
  const gates = written.gates.flatMap(({ capability, requires, because }, i) => {
    const here = [...path, 'gates', i]
    if (seen.has(capability))
      around.complain([...here, 'capability'], `there is another gate "${capability}"`)
    seen.add(capability)
    const read = range(requires, spoken, [...here, 'requires'])
    return read === undefined
      ? []
      : [{ capability, requires: read, ...(because !== undefined && { because }) }]
  })
  const assume = written.assume === undefined ? undefined : version(written.assume, [...path, 'assume'])
  const least = written.least === undefined ? undefined : version(written.least, [...path, 'least'])
  return {
    ...common,
    kind: 'settle',
    of: written.of,
    by: written.by,
    as: written.as,
    scheme: spoken,
    ...(assume && { assume }),
    ...(least && { least }),
    protocol,
    gates,
  }
}
