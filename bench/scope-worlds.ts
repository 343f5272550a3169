import type { FleetRow } from '../src/fleet/index.ts'
import type { Policy } from '../src/policy/index.ts'
import { lineDistance, type Version } from '../src/version/index.ts'
import { Random } from '../test/oracle/random.ts'
import { releasesOf } from './material.ts'

/** How one scope starts; no two scopes of a fleet start alike. */
interface Start {
  readonly server: Version
  readonly agent: Version
  /** Agents of this version must stay; the target has to be within their reach. */
  readonly frozen: Version | undefined
}

/** Every fifth scope has frozen agents, as far as there are distinct starts for that. */
const frozenShare = 0.2

/**
 * Rows of so many scopes, each with servers and agents at distinct versions, drawn from all supported starts that
 * lead to the target. `fromLine` keeps the servers to the releases of one line.
 */
export function scopeRows(
  policy: Policy,
  options: { scopes: number; target: string; seed: number; fromLine?: string },
): FleetRow[] {
  const { scopes, target, seed, fromLine } = options
  const random = new Random(seed)
  const all = startsTo(policy, target, fromLine)
  const frozen = random.shuffled(all.filter((start) => start.frozen !== undefined))
  const free = random.shuffled(all.filter((start) => start.frozen === undefined))
  const withFrozen = Math.min(frozen.length, Math.round(scopes * frozenShare))
  const chosen = [...frozen.slice(0, withFrozen), ...free.slice(0, scopes - withFrozen)]
  if (chosen.length < scopes) throw new Error(`there are only ${chosen.length} distinct starts`)
  return random.shuffled(chosen).flatMap((start, i): FleetRow[] => {
    const scope = `scope-${i}`
    return [
      { scope, component: 'server', version: start.server.text, count: random.whole(2, 5) },
      { scope, component: 'agent', version: start.agent.text, count: random.whole(10, 200) },
      ...(start.frozen === undefined
        ? []
        : [
            {
              scope,
              component: 'agent',
              version: start.frozen.text,
              count: random.whole(1, 9),
              name: `frozen-${i}`,
              frozen: true,
            },
          ]),
    ]
  })
}

function startsTo(policy: Policy, target: string, fromLine: string | undefined): Start[] {
  const releases = releasesOf(policy)
  const end = releases.findIndex(({ text }) => text === target)
  const goal = releases[end]
  if (goal === undefined) throw new Error(`${target} is no release`)
  // The policy is silent about releases before 0.12.
  const first = releases.findIndex(({ line }) => line.label === '0.12')
  const known = releases.slice(first, end + 1)
  const isNear = (agent: Version, server: Version): boolean =>
    (lineDistance(server.line, agent.line) ?? Number.POSITIVE_INFINITY) <= 1
  return known.slice(0, -1).flatMap((server, i) => {
    if (fromLine !== undefined && server.line.label !== fromLine) return []
    const agents = known.slice(0, i + 1).filter((agent) => isNear(agent, server))
    return agents.flatMap((agent): Start[] => [
      { server, agent, frozen: undefined },
      ...agents.filter((other) => isNear(other, goal)).map((other) => ({ server, agent, frozen: other })),
    ])
  })
}
