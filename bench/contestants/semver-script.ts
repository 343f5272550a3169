import semver from 'semver'

interface Row {
  readonly scope: string
  readonly component: string
  readonly version: string
}

interface Scope {
  oldest: string | undefined
  newest: string | undefined
  readonly agents: string[]
}

/**
 * How many agents are unsupported, as one would write it with the semver package: the oldest and the newest server
 * of each scope, and every agent against the two. It does not compare servers with each other.
 */
export function countUnsupported(lines: readonly string[]): number {
  const scopes = new Map<string, Scope>()
  for (const line of lines) {
    const row = JSON.parse(line) as Row
    let scope = scopes.get(row.scope)
    if (scope === undefined) {
      scope = { oldest: undefined, newest: undefined, agents: [] }
      scopes.set(row.scope, scope)
    }
    if (row.component === 'agent') {
      scope.agents.push(row.version)
      continue
    }
    if (scope.oldest === undefined || semver.lt(row.version, scope.oldest)) scope.oldest = row.version
    if (scope.newest === undefined || semver.gt(row.version, scope.newest)) scope.newest = row.version
  }
  let unsupported = 0
  for (const { oldest, newest, agents } of scopes.values()) {
    if (oldest === undefined || newest === undefined) continue
    for (const agent of agents) {
      if (semver.gt(agent, oldest) || semver.minor(newest) - semver.minor(agent) > 1) unsupported++
    }
  }
  return unsupported
}
