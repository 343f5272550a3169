import type { EdgesRule, MoveRule, Policy, StepRule } from '../policy/index.ts'
import { compareVersions, rangeContains, type Version } from '../version/index.ts'
import { holds, type Judgement, outcomeOf } from './judgement.ts'
import { distanceOf } from './window.ts'

export interface MoveBreach {
  readonly rule: MoveRule
  readonly judgement: Exclude<Judgement, { outcome: 'holds' }>
}

/**
 * Judges one change of version of one instance. The first edges rule with something to say about the move
 * speaks for all edges rules; where it permits the move, no other rule is asked.
 */
export function judgeMove(
  policy: Policy,
  component: string,
  from: Version,
  to: Version,
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
    if (rule.kind !== 'step' || rule.of.component !== component) continue
    const judgement = judgeStep(rule, from, to)
    if (judgement.outcome !== 'holds') breaches.push({ rule, judgement })
  }
  return breaches
}

/** What an edges rule says of a move; undefined when it leaves it to the other rules. */
function judgeEdge(rule: EdgesRule, from: Version, to: Version): Judgement | undefined {
  if (rule.of.range !== undefined && !rangeContains(rule.of.range, from)) return undefined
  const row = rule.rows.find(
    (candidate) => rangeContains(candidate.from, from) && rangeContains(candidate.to, to),
  )
  const verdict = row?.verdict ?? rule.else
  const through = row?.through === undefined ? {} : { through: row.through.text }
  switch (verdict) {
    case 'defer':
      return undefined
    case 'supported':
      return holds
    case 'unsupported':
      return { outcome: 'broken', reason: { kind: 'edge', because: row?.because, ...through } }
    case 'unknown':
    case 'untested':
      return { outcome: verdict, reason: { kind: 'edge', because: row?.because, ...through } }
  }
}

function judgeStep(rule: StepRule, from: Version, to: Version): Judgement {
  if (rule.of.range !== undefined && !rangeContains(rule.of.range, from)) return holds
  const { sign, distance } = distanceOf(to, from, rule.unit)
  if (sign === 0) return holds
  const direction = sign > 0 ? 'up' : 'down'
  const limit = rule[direction]
  if (limit === 'any') return holds
  if (limit === 'none') return outcomeOf(rule.else, { kind: 'irreversible', direction })
  if (distance === undefined) return { outcome: 'unknown', reason: { kind: 'no-distance', unit: rule.unit } }
  const length = Math.abs(distance)
  if (length <= limit) return holds
  return outcomeOf(rule.else, { kind: 'step', direction, unit: rule.unit, distance: length, limit })
}
