import type { Policy } from '../src/policy/index.ts'
import { Random } from '../test/oracle/random.ts'
import { releasesOf } from './material.ts'

const rowsPerScope = 1000
const serversPerScope = 3
/** In so many scopes somebody has forgotten a few agents. */
const forgottenShare = 0.03
const forgottenReleases = 30

/** Lines of NDJSON, one per instance: scopes of a thousand that are about to be upgraded by one release. */
export function makeRows(policy: Policy, count: number, seed: number): string[] {
  const random = new Random(seed)
  const releases = releasesOf(policy).map(({ text }) => text)
  // Within one major: a script that subtracts minor versions goes wrong beyond.
  const oldest = releases.indexOf('1.0.0') + forgottenReleases
  const lines: string[] = []
  while (lines.length < count) {
    const scope = `eu/cluster-${lines.length / rowsPerScope}`
    const at = random.whole(oldest, releases.length - 1)
    const isForgotten = random.chance(forgottenShare)
    for (let i = 0; i < rowsPerScope; i++) {
      const component = i < serversPerScope ? 'server' : 'agent'
      const isLate = component === 'agent' && isForgotten && random.chance(0.01)
      const lag = isLate ? forgottenReleases : random.whole(0, 1) + (component === 'agent' ? 1 : 0)
      const version = releases[at - lag] as string
      lines.push(JSON.stringify({ scope, component, version, id: `${component}-${lines.length}` }))
    }
  }
  return lines
}
