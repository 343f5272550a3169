import { negotiationText } from '../explain/index.ts'
import { negotiate, negotiationDocument, type Peer } from '../negotiate/index.ts'
import { type ExitCode, type Io, paintOf, wrong } from './io.ts'
import { loadPolicies } from './session.ts'

export interface NegotiateOptions {
  readonly policy: readonly string[]
  readonly reading: readonly string[]
  readonly rule: string | undefined
  readonly needs: readonly string[]
  readonly format: 'text' | 'json'
}

/** What two peers agree on when they meet. */
export function runNegotiate(inputs: readonly string[], options: NegotiateOptions, io: Io): ExitCode {
  const [left, right] = inputs.map(parsePeer)
  if (left === undefined || right === undefined || inputs.length > 2)
    throw wrong('two peers are needed', 'write client=1.4.0 server=1.1.0, with ? for a silent one')
  if (options.policy.length !== 1) throw wrong('one policy is needed', 'add --policy NAME')
  const [policy] = loadPolicies(options.policy, options.reading, io)
  if (policy === undefined) throw wrong('no policy was named', 'add --policy NAME')
  for (const { component, version } of [left, right]) {
    const read = version === undefined ? undefined : policy.components.get(component)?.scheme.parse(version)
    if (read?.ok === false) {
      const { expected, at } = read.problem
      throw wrong(`"${version}" is no version of ${component}`, `expected ${expected} at character ${at + 1}`)
    }
  }
  const result = negotiate({ policy, rule: options.rule, peers: [left, right], needs: options.needs })
  if (!result.ok) throw wrong(result.problem.message, result.problem.help)
  const negotiation = result.value
  if (options.format === 'json') io.write(`${JSON.stringify(negotiationDocument(negotiation), null, 2)}\n`)
  else io.write(negotiationText(negotiation, paintOf(io)))
  switch (negotiation.outcome) {
    case 'settled':
      return negotiation.needs.some(({ isMet }) => !isMet) ? 1 : 0
    case 'supported':
      return 0
    case 'refused':
      return 1
    case 'unknown':
      return 3
  }
}

/** `client=1.4.0`, `client=?` for a silent one, `client=protocol:1.3.0` for one of which only that is known. */
function parsePeer(text: string): Peer {
  const [, component = '', said = ''] = /^([^=]+)=(\S+)$/.exec(text) ?? []
  if (component === '') throw wrong(`"${text}" is no peer`, 'write COMPONENT=VERSION, as in client=1.4.0')
  if (said === '?') return { component }
  const lead = 'protocol:'
  return said.startsWith(lead)
    ? { component, protocol: said.slice(lead.length) }
    : { component, version: said }
}
