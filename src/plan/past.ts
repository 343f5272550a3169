import { groupBy } from '../base/index.ts'
import { judgeRemembered } from '../check/index.ts'
import { partNames } from '../fleet/index.ts'
import type { Policy, StepRule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { keyOf } from './itinerary.ts'
import type { Stage } from './stage.ts'

/** Stages of one group, as far as this asks for them. */
type Leg = Pick<Stage, 'policy' | 'scope' | 'component' | 'part' | 'from' | 'to'>

/** The rules of a component that remember what has run. */
const remembering = ({ rules }: Policy, component: string): readonly StepRule[] =>
  rules.filter(
    (rule): rule is StepRule =>
      rule.kind === 'step' &&
      rule.downFrom === 'newest' &&
      rule.of.component === component &&
      rule.strength === 'required',
  )

/** The newest version that counts for rules that remember, by all stages of a group; the one they are at where there are no such rules. */
export const newestThatCounts = (policy: Policy, stage: Leg, at: Version, stages: readonly Leg[]): Version =>
  remembering(policy, stage.component).length === 0 ? at : newestBefore(stage, at, stages)

/** The stages with what closes their way back: the first later one after which some rule counts from further on. */
export function withMemory(stages: readonly Stage[], policyOf: (name: string) => Policy): readonly Stage[] {
  const legs = groupBy(stages, keyOf)
  return stages.map((stage) => {
    const rules = remembering(policyOf(stage.policy), stage.component)
    if (rules.length === 0 || stage.undo.outcome !== 'holds') return stage
    for (const later of legsAfter(stage, legs.get(keyOf(stage)) ?? [])) {
      const rule = rules.find((one) =>
        stage.undo.to.some((from) => judgeRemembered(one, stage.to, from, later.to).outcome !== 'holds'),
      )
      if (rule !== undefined) return { ...stage, undo: { ...stage.undo, until: { stage: later.id, rule } } }
    }
    return stage
  })
}

/** The newest version that instances have run by these stages of their group before they are at another one. */
function newestBefore(stage: Leg, at: Version, stages: readonly Leg[]): Version {
  const seen: Version[] = [at]
  for (const version of seen) {
    for (const other of stages) {
      if (!share(other, stage) || compareVersions(other.to, version) !== 0) continue
      for (const from of other.from)
        if (!seen.some((one) => compareVersions(one, from) === 0)) seen.push(from)
    }
  }
  return seen.reduce((newest, one) => (compareVersions(one, newest) > 0 ? one : newest))
}

/** The stages of a group by which the same instances go on from where a stage has brought them. */
function legsAfter<L extends Leg>(stage: L, stages: readonly L[]): readonly L[] {
  const found: L[] = []
  const reached: Version[] = [stage.to]
  for (const version of reached) {
    for (const other of stages) {
      if (other === stage || found.includes(other) || !share(other, stage)) continue
      if (!other.from.some((from) => compareVersions(from, version) === 0)) continue
      found.push(other)
      reached.push(other.to)
    }
  }
  return found
}

/** Whether some instances may be of both. */
function share({ part: a }: Leg, { part: b }: Leg): boolean {
  if (a === undefined || b === undefined) return true
  const names = partNames(b)
  return partNames(a).some((name) => names.includes(name))
}
