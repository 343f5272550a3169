import type { Outcome } from '../check/index.ts'
import {
  crosses,
  distanceOf,
  edgeVerdict,
  judgePair,
  judgeRemembered,
  judgeStops,
  worse,
} from '../check/index.ts'
import type { CrossingRule, EdgesRule, PairwiseRule, StepRule, StopsRule } from '../policy/index.ts'
import { rangeContains, type Version } from '../version/index.ts'
import type { Track } from './track.ts'

/** What is asked of one move on a track, with everything that does not change worked out beforehand. */
export interface MoveTable {
  /** The worst that required rules say of going from one index to another, further on, in one move. */
  outcome(from: number, to: number): Outcome
  /** The same for instances that are all stopped meanwhile: old and new never run together. */
  stoppedOutcome(from: number, to: number): Outcome
  /** Whether that crosses no boundary that nobody crosses alone. */
  isAlone(from: number, to: number): boolean
}

export interface MoveRules {
  readonly edges: readonly EdgesRule[]
  readonly steps: readonly StepRule[]
  readonly stops: readonly StopsRule[]
  /** Windows of every one of the component against every other: while it rolls, old and new run together. */
  readonly own: readonly PairwiseRule[]
  /** Boundaries that are crossed together. */
  readonly crossings: readonly CrossingRule[]
}

/** The same for instances that have run a version at which they are not any more: rules that remember it are asked again. */
export function remembering(
  table: MoveTable,
  { versions }: Track,
  steps: readonly StepRule[],
  start: number,
): MoveTable {
  const rules = steps.filter(({ downFrom }) => downFrom === 'newest')
  if (rules.length === 0) return table
  const [newest] = versions.slice(start)
  const since = (from: number, to: number): Outcome => {
    const [old, next] = [versions[from], versions[to]]
    if (newest === undefined || old === undefined || next === undefined) return 'holds'
    return rules.reduce<Outcome>(
      (worst, rule) => worse(worst, judgeRemembered(rule, old, next, newest).outcome),
      'holds',
    )
  }
  return {
    ...table,
    outcome: (from, to) => worse(table.outcome(from, to), since(from, to)),
    stoppedOutcome: (from, to) => worse(table.stoppedOutcome(from, to), since(from, to)),
  }
}

const outcomes: readonly Outcome[] = ['holds', 'untested', 'unknown', 'broken']

export function makeMoveTable(track: Track, rules: MoveRules): MoveTable {
  const { versions } = track
  const edges = rules.edges.map((rule) => ({
    rule,
    of: versions.map((version) => rule.of.range === undefined || rangeContains(rule.of.range, version)),
    rows: rule.rows.map((row) => ({
      from: versions.map((version) => rangeContains(row.from, version)),
      to: versions.map((version) => rangeContains(row.to, version)),
    })),
  }))
  // Only an edge that permits a move can excuse it from the steps.
  const mayExcuse = edges.some(
    ({ rule }) => rule.else === 'supported' || rule.rows.some((row) => row.verdict === 'supported'),
  )

  const verdictOf = (from: number, to: number) => {
    for (const { rule, of, rows } of edges) {
      if (!of[from]) continue
      const { verdict } = edgeVerdict(
        rule,
        (_, i) => rows[i]?.from[from] === true && rows[i]?.to[to] === true,
      )
      if (verdict !== 'defer') return verdict
    }
    return undefined
  }

  const judgeSteps = (old: Version, next: Version): Outcome => {
    let outcome: Outcome = 'holds'
    for (const rule of rules.steps) {
      if (rule.of.range !== undefined && !rangeContains(rule.of.range, old)) continue
      const { sign, distance } = distanceOf(next, old, rule.unit)
      if (sign === 0) continue
      const limit = sign > 0 ? rule.up : rule.down
      if (limit === 'any') continue
      if (limit !== 'none' && distance === undefined) outcome = worse(outcome, 'unknown')
      else if (limit === 'none' || Math.abs(distance ?? 0) > limit) {
        if (rule.when !== undefined) outcome = worse(outcome, 'unknown')
        else if (rule.else === 'unsupported') return 'broken'
        else outcome = worse(outcome, rule.else)
      }
    }
    for (const rule of rules.stops) outcome = worse(outcome, judgeStops(rule, old, next).outcome)
    return outcome
  }

  const judge = (from: number, to: number, own: readonly PairwiseRule[]): Outcome => {
    const old = versions[from]
    const next = versions[to]
    if (old === undefined || next === undefined) {
      throw new Error(`no move from ${from} to ${to} on this track`)
    }
    // Steps first: they are the cheapest to ask, and mostly settle it.
    const steps = judgeSteps(old, next)
    if (steps === 'broken' && !mayExcuse) return steps
    const edge = verdictOf(from, to)
    let outcome: Outcome = edge === 'supported' ? 'holds' : steps
    if (edge !== undefined && edge !== 'supported') {
      outcome = worse(outcome, edge === 'unsupported' ? 'broken' : edge)
    }
    for (const rule of own) {
      outcome = worse(outcome, judgePair(rule, old, next).outcome)
      outcome = worse(outcome, judgePair(rule, next, old).outcome)
    }
    return outcome
  }

  const size = versions.length
  // Bytes: of long tracks there are very many pairs, and most of them are never asked.
  const known = new Uint8Array(size * size)
  return {
    stoppedOutcome: (from, to) => judge(from, to, []),
    isAlone(from, to) {
      const [old, next] = [versions[from], versions[to]]
      if (rules.crossings.length === 0 || old === undefined || next === undefined) return true
      return !rules.crossings.some((rule) => crosses(rule, track.component, old, next))
    },
    outcome(from, to) {
      const key = from * size + to
      const code = known[key]
      if (code !== undefined && code > 0) return outcomes[code - 1] as Outcome
      const outcome = judge(from, to, rules.own)
      known[key] = 1 + outcomes.indexOf(outcome)
      return outcome
    },
  }
}
