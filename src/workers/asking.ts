import type { DBOSClient } from '@dbos-inc/dbos-sdk'
import type { Pool, PoolClient } from 'pg'
import { fail, nearest, ok, type Result } from '../base/index.ts'
import type { Ask, Outcome } from '../execute/index.ts'
import {
  advanceLocked,
  askUnits,
  atWork,
  forgive,
  halt,
  inTransaction,
  lockRollout,
  queueUnits,
  type Rollout,
  standing,
} from './advance.ts'
import { approvableIn, approvalsAmong, type ManualIn, type UnitAtWork } from './approvals.ts'
import type { Connection } from './connection.ts'
import { openQueue } from './rollouts.ts'
import { type ScopeTaken, scopeTaken } from './scopes.ts'
import { outcomeIn, type RolloutOutcome } from './status.ts'

/* What people ask of rollouts, from any machine that reaches the database. */

export type AskProblem =
  | { readonly kind: 'no-such-rollout' }
  /** It has ended, and nothing of it stands still. */
  | { readonly kind: 'over'; readonly outcome: RolloutOutcome }
  /** Nothing of that name is anywhere in what has not ended. */
  | { readonly kind: 'no-such-gate'; readonly gate: string; readonly nearest: string | undefined }
  /** It is in units that have not begun. */
  | { readonly kind: 'not-begun'; readonly gate: string; readonly scopes: readonly string[] }
  /** Nobody waits for it now: it is further on, or was approved. What does wait is told. */
  | { readonly kind: 'not-awaited'; readonly gate: string; readonly awaited: readonly string[] }
  | ScopeTaken

const everyGate: ManualIn = () => () => true

/**
 * Asks something of a rollout. Whoever pauses it lets no further unit begin. Resumed, all units that stand still go on, those that failed
 * too; turned back or given up, those that began and did not end, and no other begins: what is done is undone by a plan for
 * the way back. One that has ended is over, except that units which failed there can still be taken up.
 */
export async function askRollout(
  { pool, engine }: Connection,
  id: string,
  ask: Ask,
  by: string,
  /** Needed for what is approved; without it every gate may be one that a person opens. */
  manualIn: ManualIn = everyGate,
): Promise<Result<undefined, AskProblem>> {
  return inTransaction(pool, async (client) => {
    const own = await lockRollout(client, id)
    if (own === undefined) return fail({ kind: 'no-such-rollout' })
    const isStill = ask.what !== 'pause' && ask.what !== 'approve' && (await hasStanding(client, id))
    if (own.state === 'ended' && !isStill)
      return fail({ kind: 'over', outcome: await outcomeIn(client, own) })
    switch (ask.what) {
      case 'pause':
        if (own.state === 'rolling') await halt(client, id, { kind: 'asked', by }, by)
        return ok(undefined)
      case 'approve':
        return approve(pool, client, id, ask, { by, manualIn })
      case 'abort':
        return abort(client, engine, own, by)
      case 'undo':
        // Who was given up stays so.
        return wake(
          client,
          engine,
          { ...own, wanted: own.wanted === 'done' ? 'undone' : own.wanted },
          ask,
          by,
        )
      case 'resume':
        return wake(client, engine, own, ask, by)
    }
  })
}

const hasStanding = async (client: PoolClient, id: string): Promise<boolean> =>
  (
    await client.query('select 1 from interlock.unit where rollout = $1 and status = any ($2) limit 1', [
      ...[id, standing],
    ])
  ).rows.length > 0

async function wake(
  client: PoolClient,
  engine: DBOSClient,
  rollout: Rollout,
  ask: Ask,
  by: string,
): Promise<Result<undefined, AskProblem>> {
  const { id, wanted, options, state } = rollout
  // Once it was over, others may have taken its scopes.
  const taken = state === 'ended' ? await scopeTaken(client, id, await scopesLeft(client, id)) : undefined
  if (taken !== undefined) return fail(taken)
  // It may have been over, and its queue removed.
  await openQueue(engine, id, options)
  await roll(client, id, wanted)
  await askUnits(client, id, atWork, ask, by)
  const { rows } = await client.query<{ id: string; label: string; attempt: number }>(
    'select id::text, label, attempt from interlock.unit where rollout = $1 and status = any ($2) order by number',
    [id, standing],
  )
  await queueUnits(client, engine, id, rows)
  const forgiven = await forgive(client, id)
  await advanceLocked(client, engine, { ...rollout, forgiven, state: 'rolling' })
  return ok(undefined)
}

/** From here on it comes to what is wanted: where that is not to be done, what has not begun does not begin. */
async function roll(client: PoolClient, id: string, wanted: Outcome): Promise<void> {
  await client.query(
    `update interlock.rollout set state = 'rolling', because = null, ended_at = null, wanted = $2 where id = $1`,
    [id, wanted],
  )
  if (wanted === 'done') return
  await client.query(
    `update interlock.unit u set status = 'waiting', because = null where rollout = $1 and status = any ($2)
     and not exists (select 1 from interlock.entry where unit = u.id)`,
    [id, standing],
  )
}

/**
 * Gives a rollout up. What is in somebody's hands hears it there; all else is over at once, whether any worker is there or not: nobody
 * can take it while the rollout is locked, and its journal says how it ended.
 */
async function abort(
  client: PoolClient,
  engine: DBOSClient,
  rollout: Rollout,
  by: string,
): Promise<Result<undefined, AskProblem>> {
  const ask: Ask = { what: 'abort' }
  await roll(client, rollout.id, 'aborted')
  await askUnits(client, rollout.id, ['running'], ask, by)
  await client.query(
    `with given as (
       update interlock.unit set status = 'aborted', because = null, fence = fence + 1, asks = asks + 1
       where rollout = $1 and status = any ($2) returning id, fence
     ), asked as (
       insert into interlock.ask (unit, ask, by) select id, $3, $4 from given returning unit, id
     ), ended as (
       select g.id, g.fence, a.id as ask, (select max(seq) from interlock.entry where unit = g.id) as seq,
         (extract(epoch from now()) * 1000)::bigint as at
       from given g join asked a on a.unit = g.id
     )
     insert into interlock.entry (unit, seq, fence, at, entry)
     select id, seq + 1, fence, at,
       json_build_object('kind', 'asked', 'ask', $3::json, 'by', $4::text, 'id', ask::text)::text from ended
     union all
     select id, seq + 2, fence, at, json_build_object('kind', 'ended', 'outcome', 'aborted')::text from ended`,
    [rollout.id, standing, JSON.stringify(ask), by],
  )
  await advanceLocked(client, engine, { ...rollout, wanted: 'aborted', state: 'rolling' })
  return ok(undefined)
}

async function approve(
  pool: Pool,
  client: PoolClient,
  id: string,
  ask: Extract<Ask, { what: 'approve' }>,
  { by, manualIn }: { readonly by: string; readonly manualIn: ManualIn },
): Promise<Result<undefined, AskProblem>> {
  const { rows } = await client.query<UnitAtWork & { readonly begun: boolean; readonly isAtWork: boolean }>(
    `select id::text, fence > 0 as begun, fence > 0 and status = any ($2) as "isAtWork", scopes, route
     from interlock.unit where rollout = $1 and status not in ('done', 'undone', 'aborted') order by number`,
    [id, atWork],
  )
  const gate = ask.name
  const meant = rows.filter(({ route }) => approvableIn(route).includes(gate))
  const [first] = meant
  if (first === undefined) {
    const gates = rows.flatMap(({ route }) => approvableIn(route))
    return fail({ kind: 'no-such-gate', gate, nearest: nearest(gate, gates) })
  }
  if (!meant.some((unit) => unit.begun)) return fail({ kind: 'not-begun', gate, scopes: first.scopes })
  // What nobody waits for would be heard, and forgotten.
  const waiting = await approvalsAmong(
    pool,
    rows.filter(({ isAtWork }) => isAtWork),
    manualIn,
  )
  const units = waiting.filter(({ name }) => name === gate).map(({ unit }) => unit)
  if (units.length === 0)
    return fail({ kind: 'not-awaited', gate, awaited: [...new Set(waiting.map(({ name }) => name))] })
  await askUnits(client, id, atWork, ask, by, units)
  return ok(undefined)
}

const scopesLeft = async (client: PoolClient, id: string): Promise<readonly string[]> =>
  (
    await client.query<{ scope: string }>(
      'select distinct scope from interlock.unit, unnest(scopes) as s (scope) where rollout = $1 and status = any ($2)',
      [id, [...standing, 'waiting']],
    )
  ).rows.map(({ scope }) => scope)
