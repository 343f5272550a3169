import type { DBOSClient } from '@dbos-inc/dbos-sdk'
import { fail, nearest, ok, type Result } from '../base/index.ts'
import type { Route } from '../execute/index.ts'
import { advanceLocked, inTransaction, queueOf } from './advance.ts'
import type { Connection } from './connection.ts'
import { labelOf, type RolloutOptions } from './options.ts'
import { type ScopeTaken, scopeTaken } from './scopes.ts'
import { unitsOf } from './units.ts'
import { isAmong, wavesOf } from './waves.ts'

/* How rollouts begin, from any machine that reaches the database. */

export interface NewRollout {
  /** Alone in the database. */
  readonly id: string
  readonly route: Route
  /** What workers open to get at the platform. */
  readonly papers: string
  readonly options: RolloutOptions
  readonly by: string
}

export type StartProblem =
  | { readonly kind: 'exists' }
  | { readonly kind: 'nothing-to-do' }
  | ScopeTaken
  | { readonly kind: 'no-such-canary'; readonly canary: string; readonly nearest: string | undefined }

/** Stores a rollout and begins with its first wave, as soon as there are workers. Answers how many units it has. */
export async function startRollout(
  { pool, engine }: Connection,
  { id, route, papers, options, by }: NewRollout,
): Promise<Result<number, StartProblem>> {
  const { units, vanguards } = unitsOf(route)
  if (units.length === 0) return fail({ kind: 'nothing-to-do' })
  const missing = options.canaries.find((canary) => !units.some((unit) => isAmong(unit, [canary])))
  if (missing !== undefined) {
    const scopes = [...new Set(units.flatMap((unit) => unit.scopes))]
    return fail({ kind: 'no-such-canary', canary: missing, nearest: nearest(missing, scopes) })
  }
  const waves = wavesOf({ units, vanguards }, options)
  return inTransaction(pool, async (client) => {
    const taken = await scopeTaken(client, id, new Set(units.flatMap((unit) => unit.scopes)))
    if (taken !== undefined) return fail(taken)
    const { rowCount } = await client.query(
      `insert into interlock.rollout (id, digest, papers, options, by)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [id, route.digest, papers, JSON.stringify(options), by],
    )
    if (rowCount !== 1) return fail({ kind: 'exists' })
    const rows = units.map((unit) => ({
      ...{ number: unit.number, wave: waves[unit.number] ?? 0, scopes: unit.scopes, needs: unit.needs },
      ...{ label: labelOfUnit(unit.scopes, options), route: unit.route },
    }))
    await client.query(
      `insert into interlock.unit (rollout, number, wave, label, scopes, needs, route)
       select $1, u.number, u.wave, u.label, array (select json_array_elements_text(u.scopes)),
         array (select json_array_elements_text(u.needs)::int), u.route
       from json_to_recordset($2) as u (number int, wave int, label text, scopes json, needs json, route json)`,
      [id, JSON.stringify(rows)],
    )
    await client.query(
      `insert into interlock.vanguard (rollout, number, unit)
       select $1, v.number, m::int from json_to_recordset($2) as v (number int, members json),
         json_array_elements_text(v.members) as m`,
      [id, JSON.stringify(vanguards)],
    )
    // A queue without work is nothing, so it may be there before the rollout is.
    await openQueue(engine, id, options)
    await advanceLocked(client, engine, {
      ...{ id, state: 'rolling', wanted: 'done', wave: -1, forgiven: 0, options },
    })
    return ok(units.length)
  })
}

const pollingInterval_ms = 200

/** The engine's queue of a rollout, with its limits. */
export const openQueue = async (engine: DBOSClient, id: string, options: RolloutOptions): Promise<void> => {
  await engine.registerQueue(queueOf(id), {
    globalConcurrency: options.unitsAtOnce,
    partitionConcurrency: Math.min(options.unitsPerLabel ?? options.unitsAtOnce, options.unitsAtOnce),
    workerConcurrency: Math.min(options.unitsPerWorker, options.unitsAtOnce),
    minPollingIntervalMs: pollingInterval_ms,
  })
}

/** Where nothing is limited per label, all have the same. */
const labelOfUnit = (scopes: readonly string[], { unitsPerLabel, labelDepth }: RolloutOptions): string =>
  unitsPerLabel === undefined ? '' : labelOf(scopes[0] ?? '', labelDepth)
