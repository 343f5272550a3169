import type { ReadPlan } from '../contract/index.ts'
import { type Limits, limitsOf, type Summary } from '../fleet/index.ts'
import { type Proof, policyDigest, type Stage, strandedBy, walk, withMigrations } from '../plan/index.ts'
import { type Policy, policyOn } from '../policy/index.ts'
import { InputProblem, type Io } from './io.ts'
import { loadPolicies, summaryOf, vocabularyOf } from './session.ts'

/** A plan from its document, proved again. */
export interface ProvedPlan {
  /** As they were on the day of the plan, and for what was told then. */
  readonly policies: readonly Policy[]
  readonly stages: readonly Stage[]
  /** The fleet that it was made for. */
  readonly start: Summary
  readonly proof: Proof
  /** Names of policies that are not as they were when the plan was made. */
  readonly changedPolicies: readonly string[]
}

/** Walks every state of a plan again, by the policies that are given, or else by those that it names. */
export function proveAgain(read: ReadPlan, given: readonly string[], io: Io): ProvedPlan {
  const { document } = read
  const { policies, limits } = policiesOf(read, given, io)
  const stages = read.stages(policies)
  if (!stages.ok) throw new InputProblem(stages.problem)
  const start = summaryOf(read.rows, policies)
  const judges = withMigrations(policies, read.journeys(policies))
  const walked = walk(start.groups, stages.value, judges, read.tasks, limits)
  const stranded = strandedBy(start.groups, stages.value, read.targets(policies))
  return {
    policies,
    stages: stages.value,
    start,
    proof: { ...walked, faults: [...walked.faults, ...stranded] },
    changedPolicies: document.policies.flatMap(({ name, digest }) => {
      const policy = policies.find((candidate) => candidate.name === name)
      return policy !== undefined && digest !== undefined && digest !== policyDigest(policy) ? [name] : []
    }),
  }
}

interface InForce {
  readonly policies: readonly Policy[]
  readonly limits: Limits
}

/** The policies of a plan as they were on its day, and for what was told then. */
export function policiesOf(
  { document, limits: written }: ReadPlan,
  given: readonly string[],
  io: Io,
): InForce {
  const readings = document.policies.flatMap(({ name, readings: chosen }) =>
    Object.entries(chosen).map(([rule, reading]) => `${name}/${rule}=${reading}`),
  )
  const references = given.length > 0 ? given : document.policies.map(({ name }) => name)
  const plain = loadPolicies(references, readings, io)
  const limits = limitsOf(written, vocabularyOf(plain))
  if (!limits.ok) throw new InputProblem(limits.problem)
  const { facts } = limits.value
  const policies = plain.map((policy) => policyOn(policy, { day: document.asOf ?? io.today, facts }))
  return { policies, limits: limits.value }
}
