import type {
  AccompaniedRule,
  Change,
  DefinitionRule,
  Exemption,
  Policy,
  PromiseRule,
} from '../policy/index.ts'
import { type Bump, bumpBetween, rangeContains, type Version } from '../version/index.ts'

/** What a policy promises of the step between two versions. */
export interface Promised {
  /** The first number in which they differ; undefined where they are equal. */
  readonly bump: Bump | undefined
  readonly rules: readonly { readonly rule: PromiseRule; readonly exempt?: Exemption }[]
  /** Whether the policy promises anything of any number, so that its silence here is worth a word. */
  readonly isSpokenOf: boolean
}

const rank: Readonly<Record<Change, number>> = { fixes: 0, compatible: 1, breaking: 2 }

export const bringsMore = (brings: Change, most: Change): boolean => rank[brings] > rank[most]

/** What the step from one version of a component to another may bring, in either direction. */
export function promisesOf(policy: Policy, component: string, a: Version, b: Version): Promised {
  const bump = bumpBetween(a, b)
  const spoken = policy.rules.filter(
    (rule): rule is PromiseRule => rule.kind === 'promise' && rule.of.includes(component),
  )
  const rules = spoken.flatMap((rule) => {
    if (bump === undefined || !rule.bump.includes(bump)) return []
    const exempt = exemptionOf(rule, component, a) ?? exemptionOf(rule, component, b)
    return [{ rule, ...(exempt !== undefined && { exempt }) }]
  })
  return { bump, rules, isSpokenOf: policy.rules.some(({ kind }) => kind === 'promise') }
}

/** Why a rule promises nothing of a version; undefined where it does. */
export const exemptionOf = (
  { exempt }: PromiseRule,
  component: string,
  version: Version,
): Exemption | undefined =>
  exempt.find(({ versions, unfinished }) => {
    const range = versions?.get(component)
    if (range !== undefined && rangeContains(range, version)) return true
    return unfinished && version.isPrerelease
  })

/** A component whose releases go with those of another, and which of them. */
export interface Company {
  readonly rule: AccompaniedRule
  readonly component: string
  readonly named: string
}

/** What goes with a version by rules that have one component accompany another. */
export const companyOf = ({ rules }: Policy, component: string, version: Version): readonly Company[] =>
  rules.flatMap((rule): readonly Company[] => {
    if (rule.kind !== 'accompanied') return []
    const { of, by, unit } = rule
    const other = component === by ? of.component : component === of.component ? by : undefined
    if (other === undefined || (of.range !== undefined && !rangeContains(of.range, version))) return []
    return [{ rule, component: other, named: unit === 'line' ? version.line.label : version.text }]
  })

/** What the policy defines or permits of a component. */
export const definitionsOf = ({ rules }: Policy, component: string): readonly DefinitionRule[] =>
  rules.filter((rule): rule is DefinitionRule => rule.kind === 'definition' && rule.of.includes(component))
