import type { ModelRequires, ModelWindow, StateRule } from './model.ts'
import { lineDistance, type Version } from './versions.ts'

export type Verdict = 'holds' | 'unknown' | 'broken'

/** One version that is present. */
export interface Present {
  readonly component: string
  readonly version: Version
}

/** What a rule says of one subject: of `at`, or of `at` as seen from `other`. */
export interface Finding {
  readonly verdict: Verdict
  readonly at: Version
  readonly other?: Version
  readonly side?: 'ahead' | 'behind'
  /** By how many units the bound is passed, where units can be counted. */
  readonly excess?: number
}

/** A subject of a rule in a state, by the places of what it consists of. */
export interface Subject {
  readonly at: number
  /** Only when `at` is set against every version: then each pair is a subject of its own. */
  readonly other?: number
}

export function subjects(rule: StateRule, state: readonly Present[]): Subject[] {
  const found: Subject[] = []
  for (const [at, one] of state.entries()) {
    if (!rule.of(one.component, one.version)) continue
    const isPair = rule.kind === 'requires' || (rule.kind === 'window' && rule.against === 'every')
    if (!isPair) {
      found.push({ at })
      continue
    }
    for (const [other, two] of state.entries()) {
      if (rule.to(two.component, two.version)) found.push({ at, other })
    }
  }
  return found
}

/** What the rule says of the subject; undefined when it does not speak of it. */
export function finding(rule: StateRule, state: readonly Present[], subject: Subject): Finding | undefined {
  const one = state[subject.at]
  if (one === undefined || !rule.of(one.component, one.version)) return undefined
  const at = one.version
  if (rule.kind === 'silent') return { verdict: 'unknown', at }
  if (rule.kind === 'status') {
    return { verdict: rule.recalled(one.component, at) ? 'broken' : 'holds', at }
  }
  if (subject.other === undefined) {
    const other = rule.kind === 'window' ? outermost(rule, state) : undefined
    return other && rule.kind === 'window' ? compare(rule, at, other) : undefined
  }
  const two = state[subject.other]
  if (rule.kind === 'requires')
    return two && rule.to(two.component, two.version) ? need(rule, at, two.version) : undefined
  return two && rule.to(two.component, two.version) ? compare(rule, at, two.version) : undefined
}

function need(rule: ModelRequires, at: Version, other: Version): Finding {
  const isMet = rule.rows.every((row) => !row.of(at) || row.to(other))
  if (isMet) return { verdict: 'holds', at, other }
  return { verdict: rule.else === 'unsupported' ? 'broken' : 'unknown', at, other }
}

function outermost(rule: ModelWindow, state: readonly Present[]): Version | undefined {
  const sign = rule.against === 'newest' ? 1 : -1
  let found: Version | undefined
  for (const { component, version } of state) {
    if (!rule.to(component, version)) continue
    if (found === undefined || (version.rank - found.rank) * sign > 0) found = version
  }
  return found
}

function compare(rule: ModelWindow, at: Version, other: Version): Finding {
  const pair = { at, other }
  if (rule.unit === 'release') {
    if (at.rank > other.rank && rule.ahead === 0) return { verdict: 'broken', ...pair, side: 'ahead' }
    if (at.rank < other.rank && rule.behind === 0) return { verdict: 'broken', ...pair, side: 'behind' }
    return { verdict: 'holds', ...pair }
  }
  const distance = rule.unit === 'major' ? at.major - other.major : lineDistance(at, other)
  // Without a distance the two are still one above the other.
  const above = distance === undefined ? at.line > other.line : distance > 0
  const side = above ? 'ahead' : 'behind'
  const bound = rule[side]
  if (bound === 'any') return { verdict: 'holds', ...pair }
  if (distance === undefined) return { verdict: bound === 0 ? 'broken' : 'unknown', ...pair, side }
  const excess = Math.abs(distance) - bound
  return excess > 0 ? { verdict: 'broken', ...pair, side, excess } : { verdict: 'holds', ...pair }
}

/** All that the rules say of the state as it stands, without regard to how it came about. */
export function verdicts(rules: readonly StateRule[], state: readonly Present[]): Set<Verdict> {
  const said = new Set<Verdict>()
  for (const rule of rules) {
    for (const subject of subjects(rule, state)) said.add(finding(rule, state, subject)?.verdict ?? 'holds')
  }
  return said
}
