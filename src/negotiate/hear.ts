import type { SettleRule } from '../policy/index.ts'
import { headerText, readHeader } from './header.ts'
import { negotiate } from './negotiate.ts'
import type { Negotiation, Peer } from './result.ts'
import type { HandshakePolicy } from './upgrade.ts'

export interface Side {
  readonly policy: HandshakePolicy
  /** The id of the rule to go by, where there are several. */
  readonly rule?: string
  /** Who this program is. */
  readonly self: { readonly component: string; readonly version: string; readonly protocol?: string }
  /** The component that is expected at the other end. */
  readonly peer: string
  /** Capabilities without which there is no point in going on. */
  readonly needs?: readonly string[]
}

/** What was agreed with a peer. */
export interface Heard {
  readonly negotiation: Negotiation
  /** Whether the two may go on: not refused, and every needed capability is there. Not knowing is no refusal. */
  readonly mayGoOn: boolean
  /** Why a header was not read; its sender counts as silent then. */
  readonly note: string | undefined
}

/** As many different peers as there are in the middle of an upgrade; beyond it, the memory begins anew. */
const mostRemembered = 64

/** One end of a connection: what it says of itself, and what it makes of what the other one says. */
export class Ear {
  /** The header to send. */
  readonly text: string
  private readonly side: Side
  private readonly remembered = new Map<string, Heard>()

  /** Throws where the side itself is wrong: that is found when a program starts, not when somebody calls. */
  constructor(side: Side) {
    this.side = side
    this.text = headerText(side.self)
    if (readHeader(this.text).kind !== 'said') throw new Error(`"${this.text}" cannot be sent as a header`)
    this.judge({ component: side.peer })
  }

  hear(value: unknown): Heard {
    if (typeof value !== 'string') return this.listen(value)
    const known = this.remembered.get(value)
    if (known !== undefined) return known
    const heard = this.listen(value)
    if (this.remembered.size >= mostRemembered) this.remembered.clear()
    // A long text is not worth remembering, and a peer could send many.
    if (value.length <= 256) this.remembered.set(value, heard)
    return heard
  }

  private listen(value: unknown): Heard {
    const { peer: component } = this.side
    const read = readHeader(value)
    if (read.kind === 'absent') return this.judge({ component })
    if (read.kind === 'useless') return this.judge({ component }, read.note)
    const { said } = read
    const note = this.complaint(said)
    return note === undefined ? this.judge(said) : this.judge({ component }, note)
  }

  /** Why what was said is of no use although it is well written. */
  private complaint({ component, version, protocol }: Peer): string | undefined {
    const { policy, peer } = this.side
    if (component !== peer) return `it names ${component}, not ${peer}`
    const scheme = policy.components.get(peer)?.scheme
    if (scheme?.parse(version ?? '').ok !== true) return 'its version cannot be read'
    const settle = this.settleRule()
    const isReadable = protocol === undefined || settle === undefined || settle.scheme.parse(protocol).ok
    return isReadable ? undefined : 'its protocol is no version'
  }

  private settleRule(): SettleRule | undefined {
    const { policy, peer, self, rule: id } = this.side
    const names = [peer, self.component]
    return policy.rules.find(
      (rule): rule is SettleRule =>
        rule.kind === 'settle' &&
        names.includes(rule.of) &&
        names.includes(rule.by) &&
        (id === undefined || rule.id === id || rule.name === id),
    )
  }

  private judge(peer: Peer, note?: string): Heard {
    const { policy, rule, self, needs } = this.side
    const result = negotiate({ policy, rule, peers: [self, peer], needs })
    if (!result.ok) {
      const { message, help } = result.problem
      throw new Error(help === undefined ? message : `${message}: ${help}`)
    }
    const { value: negotiation } = result
    const isRefused = negotiation.outcome === 'refused'
    const isShort = negotiation.outcome === 'settled' && negotiation.needs.some(({ isMet }) => !isMet)
    return { negotiation, mayGoOn: !isRefused && !isShort, note }
  }
}
