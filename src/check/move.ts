import type {
  Condition,
  EdgeRow,
  EdgesRule,
  MoveRule,
  Policy,
  Rule,
  StepRule,
  StopsRule,
  VerdictName,
} from '../policy/index.ts'
import { compareVersions, rangeContains, sideOf, type Version } from '../version/index.ts'
import { holds, type Judgement, outcomeOf, under } from './judgement.ts'
import { distanceOf } from './window.ts'

export interface MoveBreach {
  readonly rule: MoveRule
  readonly judgement: Exclude<Judgement, { outcome: 'holds' }>
}

export const isMoveRule = (rule: Rule): rule is MoveRule =>
  rule.kind === 'step' || rule.kind === 'edges' || rule.kind === 'stops'

/**
 * Judges one change of version of one instance. The first edges rule with something to say about the move
 * speaks for all edges rules; where it permits the move, no other rule is asked.
 */
export function judgeMove(
  policy: Policy,
  component: string,
  from: Version,
  to: Version,
  /** The newest version that has run there, where it is known to be another one. */
  newest: Version = from,
): readonly MoveBreach[] {
  if (compareVersions(from, to) === 0) return []
  const breaches: MoveBreach[] = []
  for (const rule of policy.rules) {
    if (rule.kind !== 'edges' || rule.of.component !== component) continue
    const judgement = judgeEdge(rule, from, to)
    if (judgement === undefined) continue
    if (judgement.outcome === 'holds') return []
    breaches.push({ rule, judgement })
    break
  }
  for (const rule of policy.rules) {
    if ((rule.kind !== 'step' && rule.kind !== 'stops') || rule.of.component !== component) continue
    const judgement =
      rule.kind === 'step' ? judgeRemembered(rule, from, to, newest) : judgeStops(rule, from, to)
    if (judgement.outcome !== 'holds') breaches.push({ rule, judgement })
  }
  return breaches
}

/** What an edges rule says of a move; undefined when it leaves it to the other rules. */
function judgeEdge(rule: EdgesRule, from: Version, to: Version): Judgement | undefined {
  if (rule.of.range !== undefined && !rangeContains(rule.of.range, from)) return undefined
  const { verdict, row, open } = edgeVerdict(
    rule,
    (candidate) => rangeContains(candidate.from, from) && rangeContains(candidate.to, to),
  )
  if (verdict === 'defer') return undefined
  if (verdict === 'supported') return holds
  if (open !== undefined) return { outcome: 'unknown', reason: { kind: 'fact', ...open } }
  const through = row?.through === undefined ? {} : { through: row.through.text }
  return outcomeOf(verdict, { kind: 'edge', because: row?.because, ...through })
}

interface EdgeVerdict {
  readonly verdict: VerdictName | 'defer'
  readonly row?: EdgeRow
  /** What is not told, where that decides it. */
  readonly open?: Condition
}

/**
 * What an edges rule says of the moves that some of its rows speak of. The first row decides; where it counts under a
 * condition that nobody told, what comes after it has to say the same.
 */
export function edgeVerdict(
  rule: Pick<EdgesRule, 'rows' | 'else' | 'when'>,
  speaks: (row: EdgeRow, index: number) => boolean,
): EdgeVerdict {
  const settle = (start: number): EdgeVerdict => {
    for (let i = start; i < rule.rows.length; i++) {
      const row = rule.rows[i]
      if (row === undefined || !speaks(row, i)) continue
      return either(row.when, { verdict: row.verdict, row }, () => settle(i + 1))
    }
    return { verdict: rule.else }
  }
  return either(rule.when, settle(0), () => ({ verdict: 'defer' }))
}

function either(when: Condition | undefined, so: EdgeVerdict, otherwise: () => EdgeVerdict): EdgeVerdict {
  if (when === undefined) return so
  const other = otherwise()
  if (other.verdict === so.verdict) return other
  // A permission that may not count leaves the move to whatever else is said of it, and so does a refusal's absence.
  if (so.verdict === 'supported' && other.verdict === 'defer') return other
  return { verdict: 'unknown', open: when }
}

/** The first stop that a move passes; one that certainly counts goes before one that may. */
export function judgeStops(rule: StopsRule, from: Version, to: Version): Judgement {
  if (rule.of.range !== undefined && !rangeContains(rule.of.range, from)) return holds
  const direction = compareVersions(from, to) < 0 ? 'up' : 'down'
  if (rule.on !== 'both' && rule.on !== direction) return holds
  const passed = rule.stops.filter(({ at }) => {
    const [low, high] = direction === 'up' ? [from, to] : [to, from]
    return sideOf(at, low) === 'before' && sideOf(at, high) === 'beyond'
  })
  const stop = passed.find(({ when }) => when === undefined) ?? passed[0]
  if (stop === undefined) return holds
  const reason = { kind: 'stop' as const, at: stop.at.text, because: stop.because }
  return under(stop.when ?? rule.when, outcomeOf(rule.else, reason))
}

/** Of a move downwards where it counts what has run there: the same as from the newest of that. */
export function judgeRemembered(rule: StepRule, from: Version, to: Version, newest: Version): Judgement {
  const counts =
    rule.downFrom === 'newest' && compareVersions(to, from) < 0 && compareVersions(newest, from) > 0
  return judgeStep(rule, counts ? newest : from, to)
}

function judgeStep(rule: StepRule, from: Version, to: Version): Judgement {
  if (rule.of.range !== undefined && !rangeContains(rule.of.range, from)) return holds
  const { sign, distance } = distanceOf(to, from, rule.unit)
  if (sign === 0) return holds
  const direction = sign > 0 ? ('up' as const) : ('down' as const)
  const limit = rule[direction]
  if (limit === 'any') return holds
  if (limit === 'none') return under(rule.when, outcomeOf(rule.else, { kind: 'irreversible', direction }))
  if (distance === undefined) return { outcome: 'unknown', reason: { kind: 'no-distance', unit: rule.unit } }
  const length = Math.abs(distance)
  if (length <= limit) return holds
  const reason = { kind: 'step' as const, direction, unit: rule.unit, distance: length, limit }
  return under(rule.when, outcomeOf(rule.else, reason))
}
