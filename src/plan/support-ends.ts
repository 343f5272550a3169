import { isInForce, isNamed, supportEnd } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import type { Policy, Rule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'

/** The last days of support of a version's line, by the rules that are in force on a day and tell it. */
export function supportEndsOf(
  { policy: name, component }: Pick<Group, 'policy' | 'component'>,
  version: Version,
  policies: readonly Policy[],
  asOf: string,
): readonly { readonly rule: Rule; readonly lastDay: string }[] {
  return policies.flatMap((policy) =>
    policy.rules.flatMap((rule) => {
      if (rule.kind !== 'support' || !isInForce(rule, asOf)) return []
      const known = rule.of.find((each) => isNamed(policy.name, each, { policy: name, component }))
      const end = known === undefined ? undefined : supportEnd(rule, policy, known, version.line)
      return end !== undefined && 'lastDay' in end ? [{ rule, lastDay: end.lastDay }] : []
    }),
  )
}
