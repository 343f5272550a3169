import type { FleetRow } from '../src/fleet/index.ts'

/** Servers and agents of one cluster, all at one version, to be brought to another. */
export interface Upgrade {
  readonly servers: number
  readonly agents: number
  readonly from: string
  readonly to: string
}

/** What a contestant found. */
export interface Found {
  /** Instance moves in all. */
  readonly moves: number
  readonly stages: number
}

export const rowsOf = ({ servers, agents, from }: Upgrade): FleetRow[] => [
  { scope: 'prod', component: 'server', version: from, count: servers },
  { scope: 'prod', component: 'agent', version: from, count: agents },
]
