import { isInForce, isNamed, supportEnd } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import type { Policy, Rule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'

/** The rule by which support of a version has ended by a day, if one is known. What is not known has not ended. */
export function endedSupport(
  policies: readonly Policy[],
  { policy: name, component }: Pick<Group, 'policy' | 'component'>,
  version: Version,
  asOf: string,
): Rule | undefined {
  for (const policy of policies) {
    for (const rule of policy.rules) {
      if (rule.kind !== 'support' || !isInForce(rule, asOf)) continue
      const known = rule.of.find((each) => isNamed(policy.name, each, { policy: name, component }))
      const end = known === undefined ? undefined : supportEnd(rule, policy, known, version.line)
      if (end !== undefined && 'lastDay' in end && end.lastDay < asOf) return rule
    }
  }
  return undefined
}
