import type { ModelRequires, ModelTuple, ModelWindow, StateRule } from './model.ts'
import { under, type Verdict } from './verdict.ts'
import { lineDistance, type Version } from './versions.ts'

/** One version that is present. */
export interface Present {
  readonly component: string
  readonly group: number
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
  /** One of each group that the rule sets against each other; undefined where there is no such group. */
  readonly places: readonly (number | undefined)[]
  /** The group of which only the oldest or newest counts. */
  readonly against?: number
}

export function subjects(rule: StateRule, state: readonly Present[]): Subject[] {
  const placesOf = (group: number, speaks?: StateRuleOperand): number[] => {
    const places: number[] = []
    for (const [place, one] of state.entries()) {
      if (one.group === group && speaks?.(one.component, one.version) !== false) places.push(place)
    }
    return places
  }
  switch (rule.kind) {
    case 'silent':
    case 'status':
      return state.flatMap(({ component, version }, place) =>
        rule.of(component, version) ? [{ places: [place] }] : [],
      )
    case 'window':
    case 'requires':
      return rule.pairs.flatMap(([of, to]): Subject[] => {
        const ats = placesOf(of, rule.of)
        if (rule.kind === 'window' && rule.against !== 'every') {
          return ats.map((at) => ({ places: [at], against: to }))
        }
        return ats.flatMap((at) => placesOf(to, rule.to).map((other) => ({ places: [at, other] })))
      })
    case 'tuple':
      return rule.circles.flatMap((circle) =>
        tuples(
          circle.map((group) => group ?? 'absent'),
          placesOf,
        ),
      )
  }
}

type StateRuleOperand = (component: string, version: Version) => boolean

/** One place of each group; none at all when a group that should be there is away. */
function tuples(
  circle: readonly (number | 'absent')[],
  placesOf: (group: number) => readonly number[],
): Subject[] {
  const lists = circle.reduce<readonly (readonly (number | undefined)[])[]>(
    (found, group) => {
      const places = group === 'absent' ? [] : placesOf(group)
      // Who has stopped is not there, as little as who never was.
      const choices = places.length === 0 ? [undefined] : places
      return found.flatMap((list) => choices.map((place) => [...list, place]))
    },
    [[]],
  )
  return lists.filter((places) => places.some((place) => place !== undefined)).map((places) => ({ places }))
}

/** What the rule says of the subject; undefined when it does not speak of it. */
export function finding(rule: StateRule, state: readonly Present[], subject: Subject): Finding | undefined {
  const found = certainFinding(rule, state, subject)
  return found && rule.unclear ? { ...found, verdict: under(found.verdict, true) } : found
}

function certainFinding(
  rule: StateRule,
  state: readonly Present[],
  { places, against }: Subject,
): Finding | undefined {
  if (rule.kind === 'tuple') return tupleFinding(rule, state, places)
  const [one, two] = places.map((place) => (place === undefined ? undefined : state[place]))
  if (one === undefined || !rule.of(one.component, one.version)) return undefined
  const at = one.version
  if (rule.kind === 'silent') return { verdict: 'unknown', at }
  if (rule.kind === 'status') {
    return { verdict: rule.recalled(one.component, at) ? 'broken' : 'holds', at }
  }
  if (against !== undefined) {
    const other = rule.kind === 'window' ? outermost(rule, state, against) : undefined
    return other && rule.kind === 'window' ? compare(rule, at, other) : undefined
  }
  if (two === undefined || !rule.to(two.component, two.version)) return undefined
  return rule.kind === 'requires' ? need(rule, at, two.version) : compare(rule, at, two.version)
}

function tupleFinding(
  rule: ModelTuple,
  state: readonly Present[],
  places: readonly (number | undefined)[],
): Finding | undefined {
  const versions = places.map((place) => (place === undefined ? undefined : state[place]?.version))
  const [at, ...others] = versions.filter((version) => version !== undefined)
  if (at === undefined) return undefined
  if (rule.needsAll && others.length + 1 < places.length) return undefined
  const other = others.at(-1)
  return { verdict: rule.judge(versions), at, ...(other !== undefined && { other }) }
}

function need(rule: ModelRequires, at: Version, other: Version): Finding {
  const isMet = rule.rows.every((row) => !row.of(at) || row.to(other))
  if (isMet) return { verdict: 'holds', at, other }
  return { verdict: rule.else === 'unsupported' ? 'broken' : 'unknown', at, other }
}

function outermost(rule: ModelWindow, state: readonly Present[], of: number): Version | undefined {
  const sign = rule.against === 'newest' ? 1 : -1
  let found: Version | undefined
  for (const { component, group, version } of state) {
    if (group !== of || !rule.to(component, version)) continue
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
