import { counted, judgePair, type Outcome, Sight, worse } from '../check/index.ts'
import type { WindowRule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import type { Problem } from './problem.ts'

/**
 * A window against the oldest or newest of a group, with the movers on both sides: it looks at the whole group
 * at once, so it cannot be split into pairs.
 */
export interface SetRule {
  readonly rule: WindowRule
  readonly of: readonly number[]
  readonly to: readonly number[]
}

const known = new WeakMap<Problem, readonly SetRule[]>()

export function setRules(problem: Problem): readonly SetRule[] {
  let rules = known.get(problem)
  if (rules === undefined) {
    rules = findSetRules(problem)
    known.set(problem, rules)
  }
  return rules
}

function findSetRules(problem: Problem): SetRule[] {
  const groups = [...new Set(problem.movers.map(({ group }) => group))]
  const sight = new Sight(groups)
  return problem.sightRules.flatMap((rule) => {
    if (rule.kind !== 'window' || rule.against === 'every') return []
    return sight.pairsOf(rule).map(([of, to]) => ({
      rule,
      of: problem.movers.filter(({ group }) => group === of).map(({ id }) => id),
      to: problem.movers.filter(({ group }) => group === to).map(({ id }) => id),
    }))
  })
}

export function present(problem: Problem, mover: number, at: readonly number[]): Version {
  const version = problem.tracks[mover]?.versions[at[mover] ?? -1]
  if (version === undefined) throw new Error('a mover is off its track')
  return version
}

/** The worst that the rule says of one version against a group's versions. */
export function setOutcome({ rule }: SetRule, of: Version, to: readonly Version[]): Outcome {
  let outcome: Outcome = 'holds'
  for (const version of counted(rule, to, (item) => item))
    outcome = worse(outcome, judgePair(rule, of, version).outcome)
  return outcome
}
