import type { Operand, WindowRule } from '../policy/index.ts'
import {
  compareLines,
  compareVersions,
  lineDistance,
  rangeContains,
  type Unit,
  type Version,
} from '../version/index.ts'
import type { Speaker } from './peer.ts'
import type { Negotiation, Upgrade } from './result.ts'
import { type HandshakePolicy, newerReleases } from './upgrade.ts'

type Answer = 'allowed' | 'unknown' | 'behind' | 'ahead'

/** What a required window says of one pair of releases. Which of several peers count is no matter: there are two. */
function windowAnswer(rule: WindowRule, of: Version, to: Version): Answer {
  if (!speaksOf(rule.of, of) || !speaksOf(rule.to, to)) return 'allowed'
  const { sign, distance } = apart(of, to, rule.unit)
  if (sign === 0) return 'allowed'
  const side = sign < 0 ? 'behind' : 'ahead'
  const limit = rule[side]
  if (limit === 'any') return 'allowed'
  if (distance === undefined) return limit > 0 ? 'unknown' : side
  return distance <= limit ? 'allowed' : side
}

/** Judges two peers by the windows between their components, for policies that speak of no protocol. */
export function byWindows(
  policy: HandshakePolicy,
  speakers: readonly [Speaker, Speaker],
  only: WindowRule | undefined,
): Negotiation {
  const [left, right] = speakers
  const common = { policy: policy.name, peers: [left.facts, right.facts] as const }
  const rules = only === undefined ? windowsBetween(policy, left, right) : [only]
  const first = rules[0]
  if (left.version === undefined || right.version === undefined || first === undefined)
    return { ...common, outcome: 'unknown', rule: first }
  if (left.version.isDevelopment || right.version.isDevelopment)
    return { ...common, outcome: 'unknown', rule: first }
  const answers = rules.map((rule) => ({ rule, answer: answerFor(rule, left, right) }))
  for (const { rule, answer } of answers) {
    if (answer === 'behind' || answer === 'ahead')
      return {
        ...common,
        outcome: 'refused',
        rule,
        because: { kind: 'release', side: answer },
        recommended: wayOut(policy, rules, rule, answer, left, right),
      }
  }
  const doubtful = answers.find(({ answer }) => answer === 'unknown')
  if (doubtful !== undefined) return { ...common, outcome: 'unknown', rule: doubtful.rule }
  return { ...common, outcome: 'supported', rules }
}

function windowsBetween(policy: HandshakePolicy, left: Speaker, right: Speaker): readonly WindowRule[] {
  const names = [left.component.name, right.component.name]
  return policy.rules.flatMap((rule) =>
    rule.kind === 'window' &&
    rule.strength === 'required' &&
    rule.of.component !== rule.to.component &&
    names.includes(rule.of.component) &&
    names.includes(rule.to.component)
      ? [rule]
      : [],
  )
}

function answerFor(
  rule: WindowRule,
  left: Speaker,
  right: Speaker,
  version: (speaker: Speaker) => Version | undefined = (speaker) => speaker.version,
): Answer {
  const [of, to] = rule.of.component === left.component.name ? [left, right] : [right, left]
  const a = version(of)
  const b = version(to)
  return a === undefined || b === undefined ? 'unknown' : windowAnswer(rule, a, b)
}

/** The oldest newer release of the peer that is behind, with which all windows hold. */
function wayOut(
  policy: HandshakePolicy,
  rules: readonly WindowRule[],
  broken: WindowRule,
  side: 'behind' | 'ahead',
  left: Speaker,
  right: Speaker,
): Upgrade | undefined {
  const late = side === 'behind' ? broken.of.component : broken.to.component
  const lagging = left.component.name === late ? left : right
  for (const { version } of newerReleases(policy, lagging)) {
    const moved = (speaker: Speaker) => (speaker === lagging ? version : speaker.version)
    if (rules.every((rule) => answerFor(rule, left, right, moved) === 'allowed'))
      return { component: late, version: version.text, protocol: undefined }
  }
  return undefined
}

const speaksOf = ({ range }: Operand, version: Version): boolean =>
  range === undefined || rangeContains(range, version)

function apart(a: Version, b: Version, unit: Unit): { sign: number; distance: number | undefined } {
  if (unit === 'release') {
    const sign = Math.sign(compareVersions(a, b))
    return { sign, distance: sign === 0 ? 0 : undefined }
  }
  const [x, y] = unit === 'line' ? [a.line, b.line] : [a.major, b.major]
  const distance = lineDistance(x, y)
  return { sign: Math.sign(compareLines(x, y)), distance: distance && Math.abs(distance) }
}
