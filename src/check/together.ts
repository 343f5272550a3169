import {
  type ExpressionRule,
  type FollowsRule,
  type NeedsRule,
  type Policy,
  policyNameOf,
  type TableRule,
  type TupleRule,
} from '../policy/index.ts'
import { compareVersions, lineDistance, rangeContains, type Version } from '../version/index.ts'
import { deliveredOf } from './delivered.ts'
import { holds, type Judgement, outcomeOf, under } from './judgement.ts'
import {
  type Known,
  knownParts,
  type PartOf,
  type Present,
  type StateReport,
  unknownReason,
} from './present.ts'
import { isNamed, type Placed, type Sight } from './sight.ts'

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

/**
 * The groups that a rule about several components looks at together: one of each that is there, as they see each other.
 * An expression speaks of all its components or of nothing; of a table's columns those that are absent are not asked.
 */
export function seenTogether<G extends Placed>(
  rule: TupleRule,
  sight: Sight<G>,
): readonly (readonly { readonly component: string; readonly group: G }[])[] {
  const policy = policyNameOf(rule)
  const seen = new Map<string, readonly { component: string; group: G }[]>()
  for (const anchor of rule.of.flatMap((component) => sight.groupsOf(policy, component))) {
    const columns = rule.of.flatMap((component) => {
      const isAnchor = isNamed(policy, component, anchor)
      const group = isAnchor ? anchor : sight.nearest(policy, component, anchor.scope)
      return group === undefined ? [] : [{ component, group }]
    })
    // The same groups are found from each of them.
    const key = columns.map(({ component, group }) => `${component}@${group.scope}`).join()
    if (rule.kind === 'table' || columns.length === rule.of.length) seen.set(key, columns)
  }
  return [...seen.values()]
}

/** Every combination of versions that see each other must be in a row, or answer a question with yes. */
export function judgeTuples<G extends Present>(
  rule: TupleRule,
  sight: Sight<G>,
  report: StateReport<G>,
): void {
  for (const seen of seenTogether(rule, sight)) {
    const columns = seen.map((column) => ({ ...column, known: knownParts(column.group) }))
    judgeColumns(rule, columns, report)
  }
}

function judgeColumns<G extends Present>(
  rule: TupleRule,
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
  for (const tuple of combinations(columns)) {
    for (const { part } of tuple) report.read.add(part)
    const found = rule.kind === 'table' ? judgeRow(rule, tuple) : judgeAnswer(rule, tuple)
    if (found === undefined) continue
    const { first, last } = found
    const judgement = under(rule.when, found.judgement)
    if (judgement.outcome === 'holds') continue
    report.breaches.push({
      rule,
      group: last.group,
      part: last.part,
      ...(first !== undefined && { to: { group: first.group, part: first.part } }),
      judgement,
    })
  }
}

/** What is wrong with one combination: the judgement, and the two of it (or the one) that tell it best. */
interface Misfit<C extends Cell> {
  readonly judgement: Judgement
  readonly first: C | undefined
  readonly last: C
}

/** Judges one combination: the component, as the rule names it, and a version of each. */
export function judgeVersions(
  rule: TupleRule,
  versions: readonly { readonly component: string; readonly version: Version }[],
): Judgement {
  if (rule.kind === 'expr') {
    const seen = new Map(versions.map(({ component, version }) => [component, version]))
    return under(rule.when, judgeExpression(rule, seen))
  }
  return under(rule.when, judgeRow(rule, versions)?.judgement ?? holds)
}

function judgeAnswer<C extends Cell>(rule: ExpressionRule, tuple: readonly C[]): Misfit<C> | undefined {
  const judgement = judgeExpression(
    rule,
    new Map(tuple.map(({ component, version }) => [component, version])),
  )
  const last = tuple.at(-1)
  if (judgement.outcome === 'holds' || last === undefined) return undefined
  return { judgement, first: tuple.length > 1 ? tuple[0] : undefined, last }
}

function judgeExpression(rule: ExpressionRule, versions: ReadonlyMap<string, Version>): Judgement {
  const answer = rule.holds.evaluate(versions)
  if (answer === true) return holds
  const reason = { kind: 'answer' as const, holds: rule.holds.text, isAnswered: answer === false }
  return answer === false ? outcomeOf(rule.else, reason) : { outcome: 'unknown', reason }
}

function judgeRow<C extends Cell>(rule: TableRule, tuple: readonly C[]): Misfit<C> | undefined {
  const isIn = (cells: readonly C[]): boolean => isInRow(rule, cells) || isNear(rule, cells, tuple)
  if (isIn(tuple)) return undefined
  // The smallest thing to tell: a version in no row at all, else two that no row has together, else the ends.
  // One that is in no row although the table goes beyond it is ruled out, whatever the table will say of others.
  const isOpen = (cell: C): boolean =>
    rule.skew?.of.includes(cell.component) === true || isNewerThanAll(rule, cell)
  const strangers = tuple.filter((cell) => !isIn([cell]))
  const alone = strangers.find((cell) => !isOpen(cell)) ?? strangers[0]
  const pair = tuple.flatMap((a, i) =>
    tuple.slice(i + 1).flatMap((b) => (isIn([a, b]) ? [] : [[a, b] as const])),
  )[0]
  const [first, last] = alone !== undefined ? [undefined, alone] : (pair ?? [tuple[0], tuple.at(-1)])
  if (last === undefined) return undefined
  // The table ends somewhere: of what is newer than all of it, it says nothing.
  // Nor does it rule out what stands alone: that is no combination yet.
  // And which line a version of no row belongs to, nobody can tell.
  const isBeyond = alone !== undefined && (tuple.length === 1 || isOpen(alone))
  const unread = isNewerThanAll(rule, last) && tuple.length > 1 ? 'beyond-table' : 'no-row'
  return {
    judgement: isBeyond
      ? { outcome: 'unknown', reason: { kind: unread } }
      : outcomeOf(rule.else, { kind: 'not-in-table' }),
    first,
    last,
  }
}

const isInRow = (rule: TableRule, cells: readonly Cell[]): boolean =>
  rule.rows.some((row) => cells.every(({ component, version }) => hasVersion(row.get(component), version)))

/**
 * Whether the columns that may be off come from rows within so many lines of the key, beside a row that has the rest.
 * Of cells without the key, only a tuple that has it elsewhere is asked: then each of them for itself.
 */
function isNear<C extends Cell>(rule: TableRule, cells: readonly C[], tuple: readonly C[]): boolean {
  const { skew, rows } = rule
  const key = tuple.find(({ component }) => component === skew?.key)
  if (skew === undefined || key === undefined) return false
  const mayBeOff = ({ component }: Cell): boolean => skew.of.includes(component)
  if (
    !isInRow(
      rule,
      cells.filter((cell) => !mayBeOff(cell)),
    )
  )
    return false
  const asked = cells.includes(key)
  return cells.filter(mayBeOff).every(({ component, version: own }) =>
    rows.some((row) => {
      if (!hasVersion(row.get(component), own)) return false
      return (
        !asked || row.get(skew.key)?.some((version) => isWithin(version, key.version, skew.lines)) === true
      )
    }),
  )
}

function isWithin(a: Version, b: Version, lines: number): boolean {
  const distance = lineDistance(a.line, b.line)
  return distance !== undefined && Math.abs(distance) <= lines
}

const isNewerThanAll = (rule: TableRule, { component, version }: Cell): boolean =>
  rule.rows.every((row) => (row.get(component) ?? []).every((other) => compareVersions(version, other) > 0))

const hasVersion = (cell: readonly Version[] | undefined, version: Version): boolean =>
  cell?.some((other) => compareVersions(other, version) === 0) === true

/** A version in a column. */
interface Cell {
  readonly component: string
  readonly version: Version
}

/** And whose it is. */
interface OwnCell<G extends Present> extends Cell {
  readonly group: G
  readonly part: PartOf<G>
}

function combinations<G extends Present>(columns: readonly Column<G>[]): readonly (readonly OwnCell<G>[])[] {
  return columns.reduce<readonly (readonly OwnCell<G>[])[]>(
    (tuples, { component, group, known }) =>
      known.length === 0
        ? tuples
        : tuples.flatMap((tuple) => known.map((one) => tuple.concat({ component, group, ...one }))),
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
