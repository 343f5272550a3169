import type { Negotiation, PeerFacts } from './result.ts'

/** The result as plain JSON: what the command line prints and what a refused caller is told. */
export function negotiationDocument(negotiation: Negotiation, note?: string): Record<string, unknown> {
  const { outcome, policy, peers } = negotiation
  const common = {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'NegotiationResult',
    outcome,
    policy,
    peers: peers.map(peerDocument),
    ...(note !== undefined && { note }),
  }
  switch (negotiation.outcome) {
    case 'settled': {
      const { rule, protocol, lagging, available, lost, needs, recommended } = negotiation
      return {
        ...common,
        rule: rule.name,
        protocol,
        lagging: lagging ?? null,
        available: available.map(({ name, requires }) => ({ name, requires })),
        lost: lost.map(({ name, requires, lackedBy }) => ({ name, requires, lackedBy })),
        needs,
        recommended: recommended ?? null,
      }
    }
    case 'refused': {
      const { rule, because, recommended } = negotiation
      return { ...common, rule: rule.name, says: rule.says, because, recommended: recommended ?? null }
    }
    case 'supported':
      return { ...common, rules: negotiation.rules.map(({ name }) => name) }
    case 'unknown':
      return { ...common, rule: negotiation.rule?.name ?? null }
  }
}

const peerDocument = ({ component, version, protocol, isAssumed, doubt }: PeerFacts) => ({
  component,
  version: version ?? null,
  protocol: protocol ?? null,
  assumed: isAssumed,
  doubt: doubt ?? null,
})
