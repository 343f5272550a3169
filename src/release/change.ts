import { fail, isLike, nearest, ok, type Result } from '../base/index.ts'
import { type InterfaceChange, interfaceChangeKinds, interfaceFormats } from '../compare/index.ts'
import type { Change, ChangeMatch, Policy, PromiseRule } from '../policy/index.ts'
import type { Bump, Version } from '../version/index.ts'
import { bringsMore, exemptionOf, type Promised, promisesOf } from './promise.ts'

/** A kind of change, or a change that a rule of the policy names as being of a kind. */
export interface NamedChange {
  readonly kind: Change
  /** The words of the rule, where one names it. */
  readonly says?: string
}

/**
 * Reads `breaking`, the name of a change that some rule counts, or a change of an interface as `WHERE:KIND:PATH`, where
 * WHERE is an interface of the policy or a format: `rigging:method-removed:Hook.Swing`.
 */
export function changeNamed(policy: Policy, name: string): Result<NamedChange, string> {
  const { rules } = policy
  if (name === 'fixes' || name === 'compatible' || name === 'breaking') return ok({ kind: name })
  const named = new Map(
    rules.flatMap((rule) =>
      rule.kind === 'promise'
        ? rule.counts.map(({ id, says }) => [id, { kind: rule.brings, says }] as const)
        : [],
    ),
  )
  const found = named.get(name)
  if (found !== undefined) return ok(found)
  const written = /^([^:]+):([^:]+):(.+)$/.exec(name)
  if (written !== null) return interfaceChangeNamed(policy, written.slice(1))
  const known = ['fixes', 'compatible', 'breaking', ...named.keys()]
  const guess = nearest(name, known)
  const help = guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`
  return fail(`"${name}" is no change that a rule names: ${help}`)
}

function interfaceChangeNamed(
  { rules, interfaces }: Policy,
  [where = '', what = '', path = '']: readonly string[],
): Result<NamedChange, string> {
  const inside = interfaces.find(({ id }) => id === where)
  const format = inside?.format ?? interfaceFormats.find((each) => each === where)
  const kind = interfaceChangeKinds.find((each) => each === what)
  if (format === undefined)
    return fail(unknownName(where, 'interface', [...interfaces.map(({ id }) => id), ...interfaceFormats]))
  if (kind === undefined) return fail(unknownName(what, 'kind of change', interfaceChangeKinds))
  const counted = rules.flatMap((rule) =>
    rule.kind === 'promise'
      ? rule.counts.flatMap(({ says, changes }) =>
          changes.some((match) => fitsMatch(match, { format, kind, path }, inside?.id))
            ? [{ kind: rule.brings, says }]
            : [],
        )
      : [],
  )
  const [gravest] = counted.sort((a, b) => (bringsMore(a.kind, b.kind) ? -1 : 1))
  return gravest === undefined ? fail(`no rule names a change such as ${where}:${what}:${path}`) : ok(gravest)
}

function unknownName(written: string, what: string, known: readonly string[]): string {
  const guess = nearest(written, known)
  return `"${written}" is no ${what}: ${guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`}`
}

/** Whether a change of an interface is one that a rule counts; all that the rule says has to fit. */
export function fitsMatch(
  match: ChangeMatch,
  { format, kind, path }: Pick<InterfaceChange, 'format' | 'kind' | 'path'>,
  inside: string | undefined,
): boolean {
  return (
    (match.in === undefined || match.in === inside) &&
    (match.format === undefined || match.format === format) &&
    (match.kinds === undefined || match.kinds.includes(kind)) &&
    (match.paths === undefined || match.paths.some((pattern) => isLike(path, pattern)))
  )
}

/** Whether a step between two versions may bring a change. */
export type StepVerdict =
  | { readonly kind: 'allowed'; readonly rule: PromiseRule }
  /** It brings less than its number is for: a note, or a fault where the policy calls it one. */
  | { readonly kind: 'gratuitous'; readonly rule: PromiseRule; readonly isFault: boolean }
  | { readonly kind: 'too-much'; readonly rule: PromiseRule; readonly needs: Need | undefined }
  /** Nothing is promised of such versions. */
  | { readonly kind: 'exempt'; readonly rule: PromiseRule; readonly because: string }
  | { readonly kind: 'unknown' }

/** The least number that may bring a change, and the rule that says so. */
export interface Need {
  readonly bump: Bump
  readonly rule: PromiseRule
}

const leastFirst: readonly Bump[] = ['other', 'patch', 'minor', 'major']

/** Judges a change by the promises about the number in which two versions differ. */
export function judgeChange(
  policy: Policy,
  component: string,
  [a, b]: readonly [Version, Version],
  change: Change,
): StepVerdict {
  const { rules }: Promised = promisesOf(policy, component, a, b)
  const broken = rules.find(({ rule, exempt }) => exempt === undefined && bringsMore(change, rule.brings))
  if (broken !== undefined) {
    const needs = needOf(policy, component, a, change)
    return { kind: 'too-much', rule: broken.rule, needs }
  }
  const [first] = rules
  if (first === undefined) return { kind: 'unknown' }
  const { rule, exempt } = first
  if (exempt !== undefined) return { kind: 'exempt', rule, because: exempt.because }
  if (rule.gratuitous === 'accepted' || !bringsMore(rule.brings, change)) return { kind: 'allowed', rule }
  return { kind: 'gratuitous', rule, isFault: rule.gratuitous === 'error' }
}

export function needOf(policy: Policy, component: string, from: Version, change: Change): Need | undefined {
  for (const bump of leastFirst) {
    const rules = policy.rules.filter(
      (rule): rule is PromiseRule =>
        rule.kind === 'promise' &&
        rule.of.includes(component) &&
        rule.bump.includes(bump) &&
        exemptionOf(rule, component, from) === undefined,
    )
    const [rule] = rules
    if (rule !== undefined && rules.every(({ brings }) => !bringsMore(change, brings))) return { bump, rule }
  }
  return undefined
}
