import type { Pool } from 'pg'
import { type Approval, approvalsIn, type IsManual, type Route, recall } from '../execute/index.ts'
import { atWork } from './advance.ts'
import type { Connection } from './connection.ts'
import { unitLog } from './status.ts'

/** What only a person opens along a route: that stands in the papers of a rollout. */
export type ManualIn = (route: Route) => IsManual

/** Something in a unit that waits for somebody. */
export interface UnitApproval extends Approval {
  readonly unit: string
  readonly scopes: readonly string[]
}

export interface UnitAtWork {
  readonly id: string
  readonly scopes: readonly string[]
  readonly route: Route
}

/** All that waits for somebody now, in units that have begun and are not over. */
export async function unitApprovals(
  { pool }: Pick<Connection, 'pool'>,
  rollout: string,
  manualIn: ManualIn,
): Promise<readonly UnitApproval[]> {
  const { rows } = await pool.query<UnitAtWork>(
    `select id::text, scopes, route from interlock.unit
     where rollout = $1 and fence > 0 and status = any ($2) order by number`,
    [rollout, atWork],
  )
  return approvalsAmong(pool, rows, manualIn)
}

export async function approvalsAmong(
  pool: Pool,
  units: readonly UnitAtWork[],
  manualIn: ManualIn,
): Promise<readonly UnitApproval[]> {
  const found: UnitApproval[] = []
  for (const { id: unit, scopes, route } of units) {
    if (approvableIn(route).length === 0) continue
    const progress = await recall(route, () => unitLog({ pool }, { id: unit }))
    for (const approval of approvalsIn(progress, manualIn(route))) found.push({ ...approval, unit, scopes })
  }
  return found
}

/** All that somebody may have to approve some time, by the names that it has there. */
export const approvableIn = ({ stages, tasks }: Route): readonly string[] => [
  ...stages.flatMap(({ id, gates, undo }) => [
    ...gates.map((gate) => `${id}/${gate}`),
    ...(undo.tasks.length > 0 ? [`${id}/undo`] : []),
  ]),
  ...tasks.filter(({ isManual }) => isManual).map(({ id }) => id),
]
