import type { FollowsRule, NeedsRule, Policy, TableRule } from '../policy/index.ts'
import { compareVersions, lineDistance, rangeContains, type Version } from '../version/index.ts'
import { deliveredOf } from './delivered.ts'
import { type Judgement, outcomeOf } from './judgement.ts'
import {
  type Known,
  knownParts,
  type PartOf,
  type Present,
  type StateReport,
  unknownReason,
} from './present.ts'
import type { Sight } from './sight.ts'

/*
 * Rules that look at more than a pair of distances: packaged combinations, versions that follow from another release,
 * what a feature needs, and what is supported on a given day.
 */

/** What a check is asked for beside the fleet. */
export interface Circumstances {
  /** The day, ISO date; without one, rules about days are not asked. */
  readonly asOf?: string
  /** Features that must work. */
  readonly features?: readonly string[]
}

interface Column<G extends Present> {
  readonly component: string
  readonly group: G
  readonly known: readonly Known<PartOf<G>>[]
}

/** Every combination of versions that see each other must be in a row; components that are absent are not asked. */
export function judgeTable<G extends Present>(
  rule: TableRule,
  policy: Policy,
  sight: Sight<G>,
  report: StateReport<G>,
): void {
  const groups = rule.of.flatMap((component) => sight.groupsOf(policy.name, component))
  const seen = new Set<string>()
  for (const anchor of groups) {
    const columns = rule.of.flatMap((component): Column<G>[] => {
      const group =
        component === anchor.component ? anchor : sight.nearest(policy.name, component, anchor.scope)
      return group === undefined ? [] : [{ component, group, known: knownParts(group) }]
    })
    // The same groups are found from each of them.
    const key = columns.map(({ group }) => `${group.component}@${group.scope}`).join()
    if (seen.has(key)) continue
    seen.add(key)
    judgeColumns(rule, columns, report)
  }
}

function judgeColumns<G extends Present>(
  rule: TableRule,
  columns: readonly Column<G>[],
  report: StateReport<G>,
): void {
  for (const { group } of columns) {
    for (const part of group.parts) {
      if (part.reading.kind === 'known') continue
      const judgement = { outcome: 'unknown' as const, reason: unknownReason(part.reading) }
      report.breaches.push({ rule, group, part, judgement })
    }
  }
  const judgement = outcomeOf(rule.else, { kind: 'not-in-table' })
  if (judgement.outcome === 'holds') return
  for (const tuple of combinations(columns)) {
    for (const { known } of tuple) report.read.add(known.part)
    const isIn = (cells: typeof tuple): boolean => isInRow(rule, cells) || isNear(rule, cells, tuple)
    if (isIn(tuple)) continue
    // The smallest thing to tell: a version in no row at all, else two that no row has together, else the ends.
    const alone = tuple.find((cell) => !isIn([cell]))
    const pair = tuple.flatMap((a, i) =>
      tuple.slice(i + 1).flatMap((b) => (isIn([a, b]) ? [] : [[a, b] as const])),
    )[0]
    const [first, last] = alone !== undefined ? [undefined, alone] : (pair ?? [tuple[0], tuple.at(-1)])
    if (last === undefined) continue
    // The table ends somewhere: of what is newer than all of it, it says nothing.
    // Nor does it rule out what stands alone: that is no combination yet.
    // And which line a version of no row belongs to, nobody can tell.
    const isApart = alone !== undefined && rule.skew?.of.includes(alone.component) === true
    const isBeyond = alone !== undefined && (tuple.length === 1 || isApart || isNewerThanAll(rule, alone))
    report.breaches.push({
      rule,
      group: last.group,
      part: last.known.part,
      ...(first !== undefined && { to: { group: first.group, part: first.known.part } }),
      judgement: isBeyond
        ? {
            outcome: 'unknown',
            reason: { kind: isNewerThanAll(rule, last) && tuple.length > 1 ? 'beyond-table' : 'no-row' },
          }
        : judgement,
    })
  }
}

const isInRow = <G extends Present>(rule: TableRule, cells: readonly Cell<G>[]): boolean =>
  rule.rows.some((row) =>
    cells.every(({ component, known }) => hasVersion(row.get(component), known.version)),
  )

/**
 * Whether the columns that may be off come from rows within so many lines of the key, beside a row that has the rest.
 * Of cells without the key, only a tuple that has it elsewhere is asked: then each of them for itself.
 */
function isNear<G extends Present>(
  rule: TableRule,
  cells: readonly Cell<G>[],
  tuple: readonly Cell<G>[],
): boolean {
  const { skew, rows } = rule
  const key = tuple.find(({ component }) => component === skew?.key)
  if (skew === undefined || key === undefined) return false
  const mayBeOff = ({ component }: Cell<G>): boolean => skew.of.includes(component)
  if (
    !isInRow(
      rule,
      cells.filter((cell) => !mayBeOff(cell)),
    )
  )
    return false
  const asked = cells.includes(key)
  return cells.filter(mayBeOff).every(({ component, known }) =>
    rows.some((row) => {
      if (!hasVersion(row.get(component), known.version)) return false
      return (
        !asked ||
        row.get(skew.key)?.some((version) => isWithin(version, key.known.version, skew.lines)) === true
      )
    }),
  )
}

function isWithin(a: Version, b: Version, lines: number): boolean {
  const distance = lineDistance(a.line, b.line)
  return distance !== undefined && Math.abs(distance) <= lines
}

const isNewerThanAll = <G extends Present>(rule: TableRule, { component, known }: Cell<G>): boolean =>
  rule.rows.every((row) =>
    (row.get(component) ?? []).every((version) => compareVersions(known.version, version) > 0),
  )

const hasVersion = (cell: readonly Version[] | undefined, version: Version): boolean =>
  cell?.some((other) => compareVersions(other, version) === 0) === true

interface Cell<G extends Present> {
  readonly component: string
  readonly group: G
  readonly known: Known<PartOf<G>>
}

function combinations<G extends Present>(columns: readonly Column<G>[]): readonly (readonly Cell<G>[])[] {
  return columns.reduce<readonly (readonly Cell<G>[])[]>(
    (tuples, { component, group, known }) =>
      known.length === 0
        ? tuples
        : tuples.flatMap((tuple) => known.map((one) => tuple.concat({ component, group, known: one }))),
    [[]],
  )
}

/** A version that another component's release selects or delivers. */
export function judgeFollows<G extends Present>(
  rule: FollowsRule,
  policy: Policy,
  sight: Sight<G>,
  report: StateReport<G>,
): void {
  for (const group of sight.groupsOf(policy.name, rule.by)) {
    for (const { part } of knownParts(group)) if (rule.fill) report.read.add(part)
  }
  for (const [by, of] of sight.pairs(policy.name, rule.by, rule.of)) {
    const delivered = knownParts(by).map((known) => ({
      known,
      version: deliveredOf(policy, rule, known.part),
    }))
    for (const { part, version } of knownParts(of)) {
      const fitting = delivered.find(
        (one) => one.version !== undefined && compareVersions(one.version, version) === 0,
      )
      if (fitting !== undefined) {
        report.read.add(part)
        report.read.add(fitting.known.part)
        continue
      }
      const [other] = delivered
      const isMapped = delivered.some((one) => one.version !== undefined)
      const judgement: Judgement = isMapped
        ? outcomeOf(rule.else, {
            kind: 'not-delivered',
            delivers: delivered.flatMap((one) => one.version?.text ?? []),
          })
        : { outcome: 'unknown', reason: { kind: 'delivers-unknown' } }
      if (judgement.outcome === 'holds') continue
      const to = other === undefined ? {} : { to: { group: by, part: other.known.part } }
      report.breaches.push({ rule, group: of, part, ...to, judgement })
    }
  }
}

/** What a feature that the user asked for needs of each component that is there. */
export function judgeNeeds<G extends Present>(
  rule: NeedsRule,
  policy: Policy,
  sight: Sight<G>,
  report: StateReport<G>,
): void {
  for (const [component, range] of rule.requires) {
    for (const group of sight.groupsOf(policy.name, component)) {
      for (const part of group.parts) {
        const { reading } = part
        if (reading.kind === 'unknown') {
          const judgement = { outcome: 'unknown' as const, reason: unknownReason(reading) }
          report.breaches.push({ rule, group, part, judgement })
        } else if (!rangeContains(range, reading.version)) {
          const reason = { kind: 'feature' as const, feature: rule.feature, requires: range.text }
          report.breaches.push({ rule, group, part, judgement: { outcome: 'broken', reason } })
        }
      }
    }
  }
}
