import { type ChangeClass, changeClasses, type InterfaceComparison } from '../compare/index.ts'
import type { Bump } from '../version/index.ts'
import type { PromiseVerdict, StepJudgement } from './classify.ts'

/** Two states of an interface compared, and what a policy says of the step between them, where one was asked. */
export interface CompareResult {
  readonly comparison: InterfaceComparison
  readonly policy?: string
  readonly step?: StepJudgement
}

/** broken: something breaks, or more than the number promises; unknown: something could not be told. */
export function compareVerdict({ comparison, step }: CompareResult): PromiseVerdict {
  const isUnread = comparison.problems.length > 0
  if (step !== undefined) return step.verdict === 'kept' && isUnread ? 'unknown' : step.verdict
  const counts = countsOf(comparison)
  if (counts.breaking > 0) return 'broken'
  return counts.unknown > 0 || isUnread ? 'unknown' : 'kept'
}

export function countsOf({
  changes,
}: Pick<InterfaceComparison, 'changes'>): Readonly<Record<ChangeClass, number>> {
  const counts = Object.fromEntries(changeClasses.map((each) => [each, 0])) as Record<ChangeClass, number>
  for (const change of changes) counts[change.class]++
  return counts
}

/** The least number of SemVer that may bring it: https://semver.org/#summary */
export function semverBump(comparison: InterfaceComparison): Bump {
  const { breaking, unknown, compatible } = countsOf(comparison)
  if (breaking + unknown > 0) return 'major'
  return compatible > 0 ? 'minor' : 'patch'
}
