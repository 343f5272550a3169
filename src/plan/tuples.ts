import { judgeVersions, type Outcome } from '../check/index.ts'
import type { Version } from '../version/index.ts'
import type { Problem } from './problem.ts'
import { present } from './sets.ts'
import type { TupleTie } from './ties.ts'

/* Rules that look at more than two groups at once: tables and expressions that hold in every moment. */

const judged = new WeakMap<TupleTie, Map<string, Outcome>>()

/** What a rule says of one version in each of its columns; asked once for each combination. */
function tupleOutcome(tie: TupleTie, versions: readonly Version[]): Outcome {
  const known = judged.get(tie) ?? new Map<string, Outcome>()
  judged.set(tie, known)
  const key = versions.map(({ text }) => text).join()
  let outcome = known.get(key)
  if (outcome === undefined) {
    outcome = judgeVersions(
      tie.rule,
      tie.columns.map(({ component }, i) => ({ component, version: versions[i] as Version })),
    ).outcome
    known.set(key, outcome)
  }
  return outcome
}

/** Every combination of movers, one of each column; with `only`, those with that mover. */
function* combinations(tie: TupleTie, only?: number): Generator<readonly number[]> {
  const columns = tie.columns.map(({ movers }) =>
    only !== undefined && movers.includes(only) ? [only] : movers,
  )
  const chosen = columns.map(() => 0)
  while (columns.every((movers) => movers.length > 0)) {
    yield columns.map((movers, i) => movers[chosen[i] as number] as number)
    let place = 0
    while (place < columns.length) {
      chosen[place] = (chosen[place] as number) + 1
      if ((chosen[place] as number) < (columns[place] as readonly number[]).length) break
      chosen[place] = 0
      place++
    }
    if (place === columns.length) return
  }
}

/** What the rules say of a state, combination by combination. */
export function* tupleOutcomes(problem: Problem, at: readonly number[]): Generator<Outcome> {
  for (const tie of problem.tuples) {
    for (const movers of combinations(tie))
      yield tupleOutcome(
        tie,
        movers.map((mover) => present(problem, mover, at)),
      )
  }
}

/** Whether every combination with a mover that goes holds, or was broken before. */
export function tuplesAllow(
  problem: Problem,
  going: readonly number[],
  at: readonly number[],
  next: Version,
): boolean {
  for (const tie of problem.tuples) {
    for (const mover of going) {
      if (!tie.columns.some(({ movers }) => movers.includes(mover))) continue
      for (const movers of combinations(tie, mover)) {
        const versions = (of: (mover: number) => Version): readonly Version[] => movers.map(of)
        const after = versions((id) => (id === mover ? next : present(problem, id, at)))
        const outcome = tupleOutcome(tie, after)
        if (problem.accepts(outcome)) continue
        const before = versions((id) => present(problem, id, at))
        if (outcome !== 'broken' || tupleOutcome(tie, before) !== 'broken') return false
      }
    }
  }
  return true
}
