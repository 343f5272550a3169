import { fail, nearest, ok, type Result } from '../base/index.ts'
import type { SettleRule, WindowRule } from '../policy/index.ts'
import { compareVersions, rangeContains, type Version } from '../version/index.ts'
import { type Speaker, speaker } from './peer.ts'
import type { Need, Negotiation, NegotiationProblem, Peer } from './result.ts'
import { type Gate, type HandshakePolicy, lower, upgradeFor } from './upgrade.ts'
import { byWindows } from './windows.ts'

export interface NegotiationRequest {
  readonly policy: HandshakePolicy
  /** The id of the rule to go by; where there are several settle rules for the two, the first when left out. */
  readonly rule?: string | undefined
  readonly peers: readonly [Peer, Peer]
  /** Capabilities that must be there. */
  readonly needs?: readonly string[] | undefined
}

/**
 * What two peers agree on when they meet: the protocol version and what it lets them do, by a settle rule; without
 * one, whether the windows between their releases allow them. The order of the peers is no matter.
 */
export function negotiate(request: NegotiationRequest): Result<Negotiation, NegotiationProblem> {
  const { policy, peers, needs = [] } = request
  const chosen = chooseRule(policy, peers, request.rule)
  if (!chosen.ok) return chosen
  const rule = chosen.value
  const settle = rule?.kind === 'settle' ? rule : undefined
  const read: Speaker[] = []
  for (const peer of peers) {
    const component = policy.components.get(peer.component)
    if (component === undefined) return fail(notOneOf(peer.component, 'component', policy.components.keys()))
    read.push(speaker(peer, component, settle))
  }
  const [left, right] = read as [Speaker, Speaker]
  if (left.component === right.component)
    return fail({ message: 'a handshake has two sides', help: 'name two different components' })
  if (settle === undefined) {
    if (needs.length > 0)
      return fail({ message: `no rule of ${policy.name} settles what these two can do together` })
    return ok(byWindows(policy, [left, right], rule?.kind === 'window' ? rule : undefined))
  }
  for (const need of needs) {
    const names = settle.gates.map(({ capability }) => capability)
    if (!names.includes(need)) return fail(notOneOf(need, `capability of ${settle.name}`, names))
  }
  return ok(bySettling(policy, settle, [left, right], needs))
}

function bySettling(
  policy: HandshakePolicy,
  rule: SettleRule,
  [left, right]: readonly [Speaker, Speaker],
  wanted: readonly string[],
): Negotiation {
  const common = { policy: policy.name, peers: [left.facts, right.facts] as const, rule }
  if (left.protocol === undefined || right.protocol === undefined) return { ...common, outcome: 'unknown' }
  const protocol = lower(left.protocol, right.protocol)
  const order = compareVersions(left.protocol, right.protocol)
  const lagging = order === 0 ? undefined : order < 0 ? left : right
  const ahead = lagging === left ? right : left
  const offered = rule.gates.filter(({ requires }) => has(requires, ahead.protocol))
  const recommended =
    lagging && ahead.protocol && offered.some(({ requires }) => !rangeContains(requires, protocol))
      ? upgradeFor(policy, rule, lagging, ahead.protocol, offered)
      : undefined
  const { least } = rule
  if (least !== undefined && compareVersions(protocol, least) < 0) {
    return {
      ...common,
      outcome: 'refused',
      because: { kind: 'protocol', protocol: protocol.text, least: least.text },
      recommended,
    }
  }
  const lackedBy = (gate: Gate): readonly string[] =>
    [left, right].flatMap((each) => (has(gate.requires, each.protocol) ? [] : [each.component.name]))
  const plain = ({ capability, requires, because }: Gate) => ({
    name: capability,
    requires: requires.text,
    because,
  })
  const isAvailable = ({ requires }: Gate): boolean => rangeContains(requires, protocol)
  return {
    ...common,
    outcome: 'settled',
    protocol: protocol.text,
    lagging: lagging?.component.name,
    available: rule.gates.filter(isAvailable).map(plain),
    lost: rule.gates
      .filter((gate) => !isAvailable(gate))
      .map((gate) => ({ ...plain(gate), lackedBy: lackedBy(gate) })),
    needs: rule.gates
      .filter(({ capability }) => wanted.includes(capability))
      .map((gate): Need => {
        const isMet = isAvailable(gate)
        const lacking = isMet ? [] : [left, right].filter((each) => !has(gate.requires, each.protocol))
        // Where both have to change, each is judged beside one that is as far as itself.
        const upgrades = lacking.flatMap((each) => {
          const other = each === left ? right : left
          const beside = lacking.length === 2 ? undefined : other.protocol
          return upgradeFor(policy, rule, each, beside, [gate]) ?? []
        })
        return {
          name: gate.capability,
          requires: gate.requires.text,
          isMet,
          lackedBy: lacking.map(({ component }) => component.name),
          upgrades,
        }
      }),
    recommended,
  }
}

const has = (range: Gate['requires'], version: Version | undefined): boolean =>
  version !== undefined && rangeContains(range, version)

function chooseRule(
  policy: HandshakePolicy,
  [a, b]: readonly [Peer, Peer],
  id: string | undefined,
): Result<SettleRule | WindowRule | undefined, NegotiationProblem> {
  const names = [a.component, b.component]
  const usable = policy.rules.flatMap((rule): (SettleRule | WindowRule)[] => {
    if (rule.kind === 'settle') return names.includes(rule.of) && names.includes(rule.by) ? [rule] : []
    if (rule.kind !== 'window' || rule.of.component === rule.to.component) return []
    return names.includes(rule.of.component) && names.includes(rule.to.component) ? [rule] : []
  })
  if (id === undefined) return ok(usable.find(({ kind }) => kind === 'settle'))
  const found = usable.find((rule) => rule.id === id || rule.name === id)
  const what = `rule about ${names.join(' and ')}`
  return found === undefined
    ? fail(
        notOneOf(
          id,
          what,
          usable.map((rule) => rule.id),
        ),
      )
    : ok(found)
}

function notOneOf(name: string, what: string, known: Iterable<string>): NegotiationProblem {
  const all = [...known]
  const guess = nearest(name, all)
  const message = `"${name}" is no ${what}`
  if (guess !== undefined) return { message, help: `did you mean "${guess}"?` }
  return all.length === 0 ? { message } : { message, help: `one of: ${all.join(', ')}` }
}
