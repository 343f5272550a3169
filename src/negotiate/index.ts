export {
  type AnswerLike,
  type ClientNegotiation,
  type ClientOptions,
  negotiateClient,
} from './client.ts'
export { negotiationDocument } from './document.ts'
export { type Announcement, headerName, headerText, type ReadHeader, readHeader } from './header.ts'
export type { Heard, Side } from './hear.ts'
export { type NegotiationRequest, negotiate } from './negotiate.ts'
export type {
  Capability,
  Doubt,
  LostCapability,
  Need,
  Negotiation,
  NegotiationProblem,
  Peer,
  PeerFacts,
  Refused,
  Settled,
  Supported,
  Unknown,
  Upgrade,
} from './result.ts'
export {
  type Handler,
  heardFrom,
  negotiateServer,
  type RequestLike,
  type ResponseLike,
  type ServerNegotiation,
  type ServerOptions,
} from './server.ts'
export type { HandshakePolicy } from './upgrade.ts'
