import { judgeTuples, type Outcome, Sight, type StateReport } from '../check/index.ts'
import { isOfEvery, judgePairRule } from './needs.ts'
import type { Problem } from './problem.ts'
import { present, setOutcome, setRules } from './sets.ts'
import { tupleOutcomes } from './tuples.ts'

/** Whether everything would be accepted with each mover at a given index, whatever came before. */
export function isAccepted(problem: Problem, at: readonly number[]): boolean {
  return outcomes(problem, at).every((outcome) => problem.accepts(outcome))
}

/** Whether everybody who has to is where the user wants them, and the rules accept that. */
export function isGoal(problem: Problem, at: readonly number[]): boolean {
  const arrived = problem.movers.every(({ id, isFree }) => isFree || at[id] === problem.last[id])
  const isThere = arrived && problem.isWanted?.(at) !== false
  return isThere && isAccepted(problem, at) && restAccepts(problem, at)
}

/** Packaged combinations cannot hold in the middle of an upgrade; where it ends they do. */
function restAccepts(problem: Problem, at: readonly number[]): boolean {
  if (problem.atRest.length === 0) return true
  const groups = [...new Set(problem.movers.map(({ group }) => group))].map((group) => ({
    policy: group.policy,
    scope: group.scope,
    component: group.component,
    parts: problem.movers
      .filter((mover) => mover.group === group)
      .map(({ id }) => ({ reading: { kind: 'known' as const, version: present(problem, id, at) } })),
  }))
  const sight = new Sight(groups)
  return problem.atRest.every((rule) => {
    const report: StateReport<(typeof groups)[number]> = { breaches: [], read: new Set() }
    judgeTuples(rule, sight, report)
    return report.breaches.every(({ judgement }) => problem.acceptsEnd(judgement.outcome))
  })
}

/**
 * Whether a plan may start here: broken rules are mended on the way, but where a rule cannot tell about the
 * start, it can tell about no state that still contains it.
 */
export function mayStart(problem: Problem): boolean {
  return outcomes(problem, problem.start).every((outcome) => outcome === 'broken' || problem.accepts(outcome))
}

function* outcomesOf(problem: Problem, at: readonly number[]): Generator<Outcome> {
  for (const { id } of problem.movers) yield problem.alone(id, at[id] ?? -1)
  yield* tupleOutcomes(problem, at)
  for (const { x, y, rules } of problem.ties) {
    if (y < x) continue
    const a = problem.tracks[x]?.versions[at[x] ?? -1]
    const b = problem.tracks[y]?.versions[at[y] ?? -1]
    if (a === undefined || b === undefined) throw new Error('a mover is off its track')
    for (const rule of rules) if (isOfEvery(rule)) yield judgePairRule(rule, a, b)
  }
  for (const rule of setRules(problem)) {
    for (const of of rule.of)
      yield setOutcome(
        rule,
        present(problem, of, at),
        rule.to.map((to) => present(problem, to, at)),
      )
  }
}

const outcomes = (problem: Problem, at: readonly number[]): readonly Outcome[] => [...outcomesOf(problem, at)]
