import type { Component, SettleRule } from '../policy/index.ts'
import { rangeContains, type Scheme, type Version } from '../version/index.ts'
import type { Doubt, Peer, PeerFacts } from './result.ts'

/** A peer whose texts were read. */
export interface Speaker {
  readonly component: Component
  readonly version: Version | undefined
  readonly protocol: Version | undefined
  readonly facts: PeerFacts
}

/** What a peer speaks by a settle rule; without one, only its release is read. */
export function speaker(peer: Peer, component: Component, rule: SettleRule | undefined): Speaker {
  const release = readText(peer.version, component.scheme)
  const said = rule === undefined ? undefined : readText(peer.protocol, rule.scheme)
  const isSilent = release === undefined && peer.protocol === undefined
  const spoken =
    rule === undefined
      ? undefined
      : said !== undefined
        ? said.version
        : isSilent
          ? rule.assume
          : release?.version && protocolOf(rule, component.name, release.version)
  return {
    component,
    version: release?.version,
    protocol: spoken,
    facts: {
      component: component.name,
      version: peer.version,
      protocol: spoken?.text,
      isAssumed: isSilent && spoken !== undefined,
      doubt:
        spoken === undefined ? doubtOf(rule === undefined ? release : (said ?? release), rule) : undefined,
    },
  }
}

/** The protocol version that a release is known to speak. What is in a build from a working tree nobody knows. */
export function protocolOf(rule: SettleRule, component: string, version: Version): Version | undefined {
  if (version.isDevelopment) return undefined
  return rule.protocol.find(({ releases }) => {
    const range = releases.get(component)
    return range !== undefined && rangeContains(range, version)
  })?.version
}

interface Read {
  readonly version: Version | undefined
}

/** Undefined for no text at all; a text that is no version is read as none. */
function readText(text: string | undefined, scheme: Scheme): Read | undefined {
  if (text === undefined) return undefined
  const read = scheme.parse(text)
  return { version: read.ok ? read.value : undefined }
}

function doubtOf(read: Read | undefined, rule: SettleRule | undefined): Doubt | undefined {
  if (read === undefined) return 'silent'
  if (read.version === undefined) return 'not-a-version'
  if (read.version.isDevelopment) return 'development'
  return rule === undefined ? undefined : 'not-listed'
}
