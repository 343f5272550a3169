import type { Policy, Release, SettleRule } from '../policy/index.ts'
import { compareVersions, rangeContains, type Version } from '../version/index.ts'
import { protocolOf, type Speaker } from './peer.ts'
import type { Upgrade } from './result.ts'

/** What of a policy a handshake needs; a whole policy is one. */
export type HandshakePolicy = Pick<Policy, 'name' | 'components' | 'rules' | 'catalogues'>

export type Gate = SettleRule['gates'][number]

/** Final releases of a peer's component that are newer than it, oldest first. */
export function newerReleases(policy: HandshakePolicy, { component, version }: Speaker): readonly Release[] {
  const releases = policy.catalogues.get(component.name)?.releases ?? []
  return releases.filter(
    (release) =>
      release.status === undefined &&
      !release.version.isPrerelease &&
      (version === undefined || compareVersions(release.version, version) > 0),
  )
}

/** The oldest newer release of a peer with which it and the other one have all of some gates. */
export function upgradeFor(
  policy: HandshakePolicy,
  rule: SettleRule,
  lagging: Speaker,
  other: Version | undefined,
  gates: readonly Gate[],
): Upgrade | undefined {
  for (const release of newerReleases(policy, lagging)) {
    const protocol = protocolOf(rule, lagging.component.name, release.version)
    if (protocol === undefined) continue
    const settled = other === undefined ? protocol : lower(protocol, other)
    if (gates.every(({ requires }) => rangeContains(requires, settled)))
      return {
        component: lagging.component.name,
        version: release.version.text,
        protocol: protocol.text,
      }
  }
  return undefined
}

export const lower = (a: Version, b: Version): Version => (compareVersions(a, b) <= 0 ? a : b)
