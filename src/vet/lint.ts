import { groupBy, type Place } from '../base/index.ts'
import { judgeAloneVersion, judgeMove, judgePair, tiedComponents } from '../check/index.ts'
import type { LedgerRule, Policy, Rule, WindowRule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import { readingsWithExamples } from './examples.ts'

/** Something that is wrong with a policy itself, or looks so. */
export interface LintFinding {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly rule?: string
  readonly place?: Place
}

/**
 * Looks for what a reader of the policy would stumble over: rules that no example exercises, rules that contradict
 * each other, lines that nobody can leave, components that nobody judges.
 */
export function lint(policy: Policy): readonly LintFinding[] {
  return [
    ...policy.rules.flatMap(withoutExamples),
    ...citedRules(policy).flatMap(citedWithoutExamples),
    ...unjudged(policy),
    ...contradictions(policy),
    ...deadEnds(policy),
    ...orderCycles(policy),
  ]
}

const about = (
  rule: Pick<Rule, 'name' | 'place'>,
  severity: LintFinding['severity'],
  message: string,
): LintFinding => ({
  severity,
  message,
  rule: rule.name,
  ...(rule.place && { place: rule.place }),
})

function withoutExamples(rule: Rule): LintFinding[] {
  const { holds, fails, unknown, untested } = rule.examples
  const found: LintFinding[] = []
  // A definition is never judged.
  if (rule.kind === 'definition') return []
  // A silent rule never holds. One that does not know what belongs together may have nothing yet that does.
  const canHold = rule.kind !== 'silent' && !(rule.kind === 'follows' && unknown.length > 0)
  if (canHold && holds.length === 0) found.push(about(rule, 'warning', 'no example shows when it holds'))
  for (const { name, rule: other } of readingsWithExamples(rule)) {
    const { examples } = other
    if (examples.holds.length === 0)
      found.push(about(rule, 'warning', `no example shows when "${name}" holds`))
    if (examples.fails.length + examples.unknown.length + examples.untested.length === 0)
      found.push(about(rule, 'warning', `no example shows when "${name}" is broken`))
  }
  const others = [...fails, ...unknown, ...untested]
  if (canFail(rule) && others.length === 0) {
    found.push(about(rule, 'warning', 'no example shows when it is broken'))
  }
  if (rule.kind === 'silent' && unknown.length === 0) {
    found.push(about(rule, 'warning', 'no example shows what is unknown'))
  }
  return found
}

/** The rules that scans cite; one that ledgers of several hosts share is one. */
function citedRules({ lifecycles, settings, logs }: Policy): readonly LedgerRule[] {
  const rules = new Map<string, LedgerRule>()
  for (const rule of [...lifecycles, ...settings, ...logs].flatMap((each) => [...each.rules.values()])) {
    const key = JSON.stringify([rule.name, rule.examples])
    if (!rules.has(key)) rules.set(key, rule)
  }
  return [...rules.values()]
}

/** A rule that scans cite either only warns, or refuses, or cannot tell: one example of the three will do. */
function citedWithoutExamples(rule: LedgerRule): LintFinding[] {
  const { holds, warns, fails, unknown } = rule.examples
  return [
    ...(holds.length === 0 ? [about(rule, 'warning', 'no example shows when it holds')] : []),
    ...(warns.length + fails.length + unknown.length === 0
      ? [about(rule, 'warning', 'no example shows when it is broken')]
      : []),
  ]
}

/** Rules that only permit, or set no limit, cannot be broken. */
function canFail(rule: Rule): boolean {
  switch (rule.kind) {
    case 'silent':
      return false
    case 'rollout':
      return rule.most !== undefined
    case 'crossing':
      return rule.together || rule.before.length + rule.after.length > 0
    case 'promise':
      return rule.brings !== 'breaking' || rule.gratuitous === 'error'
    case 'window':
      return rule.behind !== 'any' || rule.ahead !== 'any'
    default:
      return true
  }
}

function unjudged(policy: Policy): LintFinding[] {
  return [...policy.components.keys()].flatMap((name): LintFinding[] => {
    const isJudged = policy.rules.some(
      (rule) =>
        ((rule.kind === 'window' || rule.kind === 'requires') &&
          (rule.of.component === name || rule.to.component === name)) ||
        ((rule.kind === 'table' || rule.kind === 'expr') && rule.of.includes(name)) ||
        (rule.kind === 'follows' && (rule.by === name || rule.of === name)) ||
        // Unknown by what the policy says, not for want of a rule.
        (rule.kind === 'silent' && rule.of.component === name && rule.of.range === undefined),
    )
    const message = `no rule speaks of ${name} beside others: with it in the fleet, the verdict is always unknown`
    return isJudged ? [] : [{ severity: 'warning', message }]
  })
}

/** Two components of which no two releases may run together are ruled out by rules that contradict each other. */
function contradictions(policy: Policy): LintFinding[] {
  return tiedComponents(policy).flatMap(([a, b]): LintFinding[] => {
    const rules = policy.rules.filter(
      (rule): rule is WindowRule =>
        rule.kind === 'window' &&
        rule.strength === 'required' &&
        [rule.of.component, rule.to.component].includes(a) &&
        [rule.of.component, rule.to.component].includes(b),
    )
    const left = policy.catalogues.get(a)?.releases ?? []
    const right = policy.catalogues.get(b)?.releases ?? []
    if (rules.length === 0 || left.length === 0 || right.length === 0) return []
    const isPossible = left.some((x) =>
      right.some((y) =>
        rules.every((rule) => {
          const [of, to] = rule.of.component === a ? [x, y] : [y, x]
          return judgePair(rule, of.version, to.version).outcome !== 'broken'
        }),
      ),
    )
    const names = rules.map(({ id }) => id).join(', ')
    const message = `no release of ${a} may run with any release of ${b}: ${names} contradict each other`
    return isPossible ? [] : [{ severity: 'error', message }]
  })
}

/** Lines that have a later line, and no supported move to any later release. */
function deadEnds(policy: Policy): LintFinding[] {
  return [...policy.catalogues].flatMap(([component, { releases }]) => {
    const usable = releases.filter(({ status, version }) => status === undefined && !version.isPrerelease)
    const lines = [...groupBy(usable, ({ version }) => version.line.label)]
    return lines.slice(0, -1).flatMap(([label, own], i): LintFinding[] => {
      // Where the policy says nothing about a release, it promises no way on from it either.
      if (own.every(({ version }) => isSilent(policy, component, version))) return []
      const next = lines[i + 1]?.[1] ?? []
      const outcomes = own.flatMap((from) =>
        next.map((to) => {
          const breaches = judgeMove(policy, component, from.version, to.version)
          return breaches.some(
            ({ rule, judgement }) => rule.strength === 'required' && judgement.outcome === 'broken',
          )
        }),
      )
      const message = `no move leads from ${component} ${label} to ${lines[i + 1]?.[0]}: whoever runs it is stranded`
      return outcomes.every((isBroken) => isBroken) ? [{ severity: 'warning', message }] : []
    })
  })
}

const isSilent = (policy: Policy, component: string, version: Version): boolean =>
  policy.rules.some(
    (rule) =>
      rule.kind === 'silent' &&
      rule.of.component === component &&
      judgeAloneVersion(rule, policy, version).outcome !== 'holds',
  )

/** Order rules that want two components both before each other can never be kept. */
function orderCycles(policy: Policy): LintFinding[] {
  const found: LintFinding[] = []
  const orders = policy.rules.flatMap((rule) => (rule.kind === 'order' ? [rule] : []))
  for (const direction of ['up', 'down'] as const) {
    for (const [i, rule] of orders.entries()) {
      for (const other of orders.slice(i + 1)) {
        const clash = rule[direction].some((first, k) =>
          rule[direction].slice(k + 1).some((then) => {
            const list = other[direction]
            return list.includes(first) && list.includes(then) && list.indexOf(then) < list.indexOf(first)
          }),
        )
        if (clash)
          found.push(about(other, 'error', `going ${direction}, it contradicts the order of ${rule.id}`))
      }
    }
  }
  return found
}
