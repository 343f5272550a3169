import type { SettleRule, WindowRule } from '../policy/index.ts'

/** One side of a handshake, as far as it is known. Neither `version` nor `protocol`: a silent peer. */
export interface Peer {
  readonly component: string
  /** The release. */
  readonly version?: string | undefined
  /** The protocol version that it says it speaks; counts before what its release is known to speak. */
  readonly protocol?: string | undefined
}

/** Why nobody knows which protocol version a peer speaks. */
export type Doubt = 'silent' | 'not-a-version' | 'development' | 'not-listed'

/** A peer and what it speaks. */
export interface PeerFacts {
  readonly component: string
  readonly version: string | undefined
  /** Undefined where it is not known, or not asked. */
  readonly protocol: string | undefined
  /** The protocol version is what a silent peer is taken to speak. */
  readonly isAssumed: boolean
  readonly doubt: Doubt | undefined
}

export interface Capability {
  readonly name: string
  /** The range of settled protocol versions that have it. */
  readonly requires: string
  readonly because: string | undefined
}

export interface LostCapability extends Capability {
  /** The peers whose own protocol version does not have it. */
  readonly lackedBy: readonly string[]
}

/** A release to go to, and what it would then speak. */
export interface Upgrade {
  readonly component: string
  readonly version: string
  readonly protocol: string | undefined
}

/** What became of a capability that was asked for. */
export interface Need {
  readonly name: string
  readonly requires: string
  readonly isMet: boolean
  /** The peers that have to change. */
  readonly lackedBy: readonly string[]
  /** The oldest releases that would give it, one per lacking peer; of those left out no such release is known. */
  readonly upgrades: readonly Upgrade[]
}

interface Common {
  readonly policy: string
  readonly peers: readonly [PeerFacts, PeerFacts]
}

/** The two speak one protocol version. */
export interface Settled extends Common {
  readonly outcome: 'settled'
  readonly rule: SettleRule
  readonly protocol: string
  /** The peer that speaks the lower version; undefined where both speak the same. */
  readonly lagging: string | undefined
  readonly available: readonly Capability[]
  readonly lost: readonly LostCapability[]
  readonly needs: readonly Need[]
  /** The oldest release of the lagging peer that gives all that the other one offers. */
  readonly recommended: Upgrade | undefined
}

/** No protocol is spoken of, and the rules about the two releases allow them. */
export interface Supported extends Common {
  readonly outcome: 'supported'
  readonly rules: readonly WindowRule[]
}

/** The two may not talk: the protocol is too old, or the releases are too far apart. */
export interface Refused extends Common {
  readonly outcome: 'refused'
  readonly rule: SettleRule | WindowRule
  readonly because:
    | { readonly kind: 'protocol'; readonly protocol: string; readonly least: string }
    | { readonly kind: 'release'; readonly side: 'behind' | 'ahead' }
  readonly recommended: Upgrade | undefined
}

/** It cannot be told. */
export interface Unknown extends Common {
  readonly outcome: 'unknown'
  /** The rule that cannot tell; undefined where none speaks of the two. */
  readonly rule: SettleRule | WindowRule | undefined
}

export type Negotiation = Settled | Supported | Refused | Unknown

/** Wrong use, which no handshake can be judged by. */
export interface NegotiationProblem {
  readonly message: string
  readonly help?: string
}
