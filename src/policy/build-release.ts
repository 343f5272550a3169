import { isDay } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import { parseRange, type Range, type Scheme } from '../version/index.ts'
import { buildMatch } from './build-interface.ts'
import type { DefinitionRule, Edition, Exemption, Operand, ReleaseRule, RuleCommon } from './rules.ts'
import type { RuleDocument } from './schema.ts'

type Written = Extract<RuleDocument, { kind: ReleaseRule['kind'] | 'definition' }>

/** What a rule about releases refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface ReleaseSurroundings {
  readonly component: (name: string, path: Path) => Scheme | undefined
  readonly operand: (text: string, path: Path) => Operand | undefined
  /** The columns of the table that a rule holds. */
  readonly table: (rule: string, path: Path) => readonly string[] | undefined
  readonly interface: (name: string, path: Path) => boolean
  readonly complain: (path: Path, message: string, help?: string) => void
}

/** Makes a rule about releases of its document. */
export function buildReleaseRule(
  written: Written,
  common: RuleCommon,
  path: Path,
  around: ReleaseSurroundings,
): ReleaseRule | DefinitionRule | undefined {
  switch (written.kind) {
    case 'promise': {
      const { bump, brings, gratuitous, counts } = written
      const of = named(written.of, path, around)
      const ids = new Set<string>()
      for (const [i, { id }] of counts.entries()) {
        if (ids.has(id)) around.complain([...path, 'counts', i, 'id'], `there is another change "${id}"`)
        ids.add(id)
      }
      const counted = counts.map(({ changes, ...count }, i) => ({
        ...count,
        changes: changes.map((each, k) => buildMatch(each, [...path, 'counts', i, 'changes', k], around)),
      }))
      const exempt = written.exempt.map((each, i) => exemption(each, of, [...path, 'exempt', i], around))
      return {
        ...common,
        kind: 'promise',
        of: [...of.keys()],
        bump,
        brings,
        gratuitous,
        counts: counted,
        exempt,
      }
    }
    case 'documented': {
      const pages = new Map(Object.entries(written.pages))
      if (pages.size === 0) around.complain([...path, 'pages'], 'at least one document is needed')
      const of = [...named(written.of, path, around).keys()]
      return {
        ...common,
        kind: 'documented',
        of,
        bump: written.bump,
        pages,
        ...edition(written, path, around),
      }
    }
    case 'cadence': {
      const { of, unit, days } = written
      around.component(of, [...path, 'of'])
      return { ...common, kind: 'cadence', of, unit, days, ...edition(written, path, around) }
    }
    case 'listed': {
      const { in: table, columns } = written
      const of = around.operand(written.of, [...path, 'of'])
      const known = around.table(table, [...path, 'in'])
      const unknown = [
        ...(of === undefined ? [] : [[of.component, [...path, 'of']] as const]),
        ...columns.map((name, i) => [name, [...path, 'columns', i]] as const),
      ].filter(([name]) => known?.includes(name) === false)
      for (const [name, where] of unknown)
        around.complain(where, `"${name}" is no column of ${table}`, `one of: ${known?.join(', ')}`)
      const rule = {
        ...common,
        kind: 'listed',
        in: table,
        columns,
        ...edition(written, path, around),
      } as const
      return of && { ...rule, of }
    }
    case 'accompanied': {
      const of = around.operand(written.of, [...path, 'of'])
      around.component(written.by, [...path, 'by'])
      const { by, unit } = written
      const rule = { ...common, kind: 'accompanied', by, unit, ...edition(written, path, around) } as const
      return of && { ...rule, of }
    }
    case 'definition':
      return { ...common, kind: 'definition', of: [...named(written.of, path, around).keys()] }
  }
}

function named(
  names: readonly string[],
  path: Path,
  around: ReleaseSurroundings,
): ReadonlyMap<string, Scheme> {
  const found = new Map<string, Scheme>()
  for (const [i, name] of names.entries()) {
    const scheme = around.component(name, [...path, 'of', i])
    if (scheme !== undefined) found.set(name, scheme)
  }
  return found
}

function exemption(
  written: Extract<Written, { kind: 'promise' }>['exempt'][number],
  of: ReadonlyMap<string, Scheme>,
  path: Path,
  around: ReleaseSurroundings,
): Exemption {
  const { versions, because } = written
  const unfinished = written.unfinished === true
  if (versions === undefined) {
    if (!unfinished) around.complain(path, 'say which releases are meant: "versions", "unfinished" or both')
    return { unfinished, because }
  }
  const ranges = new Map<string, Range>()
  for (const [name, scheme] of of) {
    const read = parseRange(versions, scheme)
    if (read.ok) {
      ranges.set(name, read.value)
      continue
    }
    const help = `expected ${read.problem.expected} at character ${read.problem.at + 1}`
    around.complain([...path, 'versions'], `"${versions}" is no range of versions of ${name}`, help)
  }
  return { versions: ranges, unfinished, because }
}

interface WrittenEdition {
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** The days of a rule, with a complaint where they end before they begin. */
export function edition(
  { from, until }: WrittenEdition,
  path: Path,
  around: Pick<ReleaseSurroundings, 'complain'>,
): Edition {
  for (const [member, day] of Object.entries({ from, until }))
    if (day !== undefined && !isDay(day))
      around.complain([...path, member], `"${day}" is no day`, 'expected YEAR-MONTH-DAY')
  if (from !== undefined && until !== undefined && until < from)
    around.complain([...path, 'until'], `the last day ${until} is before the first, ${from}`)
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
}
