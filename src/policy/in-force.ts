import type { Condition, Dated } from './condition.ts'
import type { Policy } from './policy.ts'
import type { Rule } from './rules.ts'

/** What a policy depends on beside versions. */
export interface Circumstance {
  /** ISO date. Without one, what counts on some days only is taken to count. */
  readonly day?: string
  /** Facts that are told, by name: `policy/fact`, or `fact` where no other policy asks for it. */
  readonly facts: ReadonlyMap<string, boolean>
}

/**
 * A policy as it is on a day and for a fleet of which facts are told: what does not count is left out, and what counts
 * has no condition any more. What is left with a condition depends on a fact that nobody told. The policy itself where
 * nothing depends on anything.
 */
export function policyOn(policy: Policy, circumstance: Circumstance): Policy {
  const told = (fact: string): boolean | undefined =>
    circumstance.facts.get(`${policy.name}/${fact}`) ?? circumstance.facts.get(fact)
  const rules = policy.rules.flatMap((rule) => ruleOn(rule, circumstance.day, told) ?? [])
  const isSame = rules.length === policy.rules.length && rules.every((rule, i) => rule === policy.rules[i])
  return isSame ? policy : { ...policy, rules }
}

type Told = (fact: string) => boolean | undefined

type Day = Circumstance['day']

function ruleOn(rule: Rule, day: Day, told: Told): Rule | undefined {
  const decided = conditionOn(rule.when, told)
  if (decided === 'no') return undefined
  const kept = decided === 'yes' && rule.when !== undefined ? withoutCondition(rule) : rule
  switch (kept.kind) {
    case 'edges': {
      const rows = rowsOn(kept.rows, day, told)
      return rows === kept.rows ? kept : { ...kept, rows }
    }
    case 'stops': {
      const stops = rowsOn(kept.stops, day, told)
      return stops === kept.stops ? kept : { ...kept, stops }
    }
    default:
      return kept
  }
}

function rowsOn<R extends Dated>(rows: readonly R[], day: Day, told: Told): readonly R[] {
  const left = rows.flatMap((row) => {
    const isDue = day === undefined || ((row.since ?? '') <= day && day <= (row.until ?? '9999-12-31'))
    const decided = conditionOn(row.when, told)
    if (!isDue || decided === 'no') return []
    return [decided === 'yes' && row.when !== undefined ? withoutCondition(row) : row]
  })
  return left.length === rows.length && left.every((row, i) => row === rows[i]) ? rows : left
}

/** `open` where the fact is not told. */
function conditionOn(condition: Condition | undefined, told: Told): 'yes' | 'no' | 'open' {
  if (condition === undefined) return 'yes'
  const fact = told(condition.fact)
  if (fact === undefined) return 'open'
  return fact === condition.is ? 'yes' : 'no'
}

function withoutCondition<T extends { readonly when?: Condition }>(conditional: T): T {
  const { when: _, ...rest } = conditional
  return rest as T
}
