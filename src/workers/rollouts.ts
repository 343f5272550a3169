import type { DBOSClient } from '@dbos-inc/dbos-sdk'
import type { PoolClient } from 'pg'
import { fail, nearest, ok, type Result } from '../base/index.ts'
import type { Ask, Halt, Outcome, Route, Written } from '../execute/index.ts'
import {
  advanceLocked,
  askUnits,
  forgive,
  halt,
  inTransaction,
  lockRollout,
  queueOf,
  queueUnits,
  type Rollout,
  type Stop,
} from './advance.ts'
import type { Connection } from './connection.ts'
import { Ledger } from './ledger.ts'
import { labelOf, type RolloutOptions } from './options.ts'
import { type ScopeTaken, scopeTaken } from './scopes.ts'
import { unitsOf } from './units.ts'
import { isAmong, wavesOf } from './waves.ts'

/* What people do with rollouts, from any machine that reaches the database. */

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
      ...{ id, state: 'rolling', direction: 'forward', wave: -1, forgiven: 0, options },
    })
    return ok(units.length)
  })
}

const pollingInterval_ms = 200

/** The engine's queue of a rollout, with its limits. */
const openQueue = async (engine: DBOSClient, id: string, options: RolloutOptions): Promise<void> => {
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

export type AskProblem = { readonly kind: 'no-such-rollout' } | ScopeTaken

export type UnitStatus = 'waiting' | 'queued' | 'running' | 'paused' | 'failed' | Outcome

export interface RolloutStatus {
  readonly id: string
  readonly digest: string
  readonly state: 'rolling' | 'halted' | 'ended'
  readonly because: Stop | undefined
  readonly options: RolloutOptions
  /** Counts units by what has become of them, per wave. */
  readonly waves: readonly Readonly<Partial<Record<UnitStatus, number>>>[]
  /** Units that stand still, the first of them. */
  readonly troubles: readonly {
    readonly number: number
    readonly scopes: readonly string[]
    readonly because: Halt
  }[]
}

/** How many troubles are told. */
const mostTroubles = 20

/** Undefined when there is no such rollout. */
export async function rolloutStatus({ pool }: Connection, id: string): Promise<RolloutStatus | undefined> {
  const { rows } = await pool.query<
    Omit<RolloutStatus, 'waves' | 'troubles' | 'because'> & { because: Stop | null }
  >('select id, digest, state, because, options from interlock.rollout where id = $1', [id])
  const [own] = rows
  if (own === undefined) return undefined
  const { rows: counts } = await pool.query<{ wave: number; status: UnitStatus; count: number }>(
    `select wave, status, count(*)::int as count from interlock.unit where rollout = $1
     group by wave, status order by wave, status`,
    [id],
  )
  const waves: Partial<Record<UnitStatus, number>>[] = []
  for (const { wave, status, count } of counts) {
    const known = waves[wave] ?? {}
    known[status] = count
    waves[wave] = known
  }
  const { rows: troubles } = await pool.query<RolloutStatus['troubles'][number]>(
    `select number, scopes, because from interlock.unit
     where rollout = $1 and status in ('failed', 'paused', 'undone') and because is not null order by number limit $2`,
    [id, mostTroubles],
  )
  return { ...own, because: own.because ?? undefined, waves, troubles }
}

export const rolloutIds = async ({ pool }: Connection): Promise<readonly string[]> =>
  (await pool.query<{ id: string }>('select id from interlock.rollout order by begun_at')).rows.map(
    ({ id }) => id,
  )

/** A unit as its rollout began with it. */
export interface StoredUnit {
  readonly id: string
  readonly number: number
  readonly scopes: readonly string[]
  readonly route: Route
}

/** The units of a rollout that move something in a scope, or all of them. */
export async function unitsIn(
  { pool }: Connection,
  rollout: string,
  scope?: string,
): Promise<readonly StoredUnit[]> {
  const { rows } = await pool.query<StoredUnit>(
    `select id::text, number, scopes, route from interlock.unit
     where rollout = $1 and ($2::text is null or $2 = any (scopes)) order by number`,
    [rollout, scope ?? null],
  )
  return rows
}

/** What is written of one unit. */
export const unitLog = ({ pool }: Connection, { id }: Pick<StoredUnit, 'id'>): AsyncGenerator<Written> =>
  new Ledger(pool, new AbortController().signal).read(id)

/**
 * Asks something of a rollout. Whoever pauses it lets no further unit begin. Resumed, all units that stand still go on, those that failed
 * too; turned back or given up, those that began and did not end, and no other begins: what is done is undone by a plan for
 * the way back.
 */
export async function askRollout(
  { pool, engine }: Connection,
  id: string,
  ask: Ask,
  by: string,
): Promise<Result<undefined, AskProblem>> {
  return inTransaction(pool, async (client) => {
    const own = await lockRollout(client, id)
    if (own === undefined) return fail({ kind: 'no-such-rollout' })
    switch (ask.what) {
      case 'pause':
        if (own.state === 'rolling') await halt(client, id, { kind: 'asked', by }, by)
        return ok(undefined)
      case 'approve':
        await askUnits(client, id, ['running'], ask, by)
        return ok(undefined)
      case 'abort':
      case 'undo':
        return wake(client, engine, { ...own, direction: 'back' }, ask, by)
      case 'resume':
        return wake(client, engine, own, ask, by)
    }
  })
}

/** Where what stands still is taken up again. */
const standing = ['queued', 'paused', 'failed']

async function wake(
  client: PoolClient,
  engine: DBOSClient,
  rollout: Rollout,
  ask: Ask,
  by: string,
): Promise<Result<undefined, AskProblem>> {
  const { id, direction, options, state } = rollout
  // Once it was over, others may have taken its scopes.
  const taken = state === 'ended' ? await scopeTaken(client, id, await scopesLeft(client, id)) : undefined
  if (taken !== undefined) return fail(taken)
  // It may have been over, and its queue removed.
  await openQueue(engine, id, options)
  await client.query(
    `update interlock.rollout set state = 'rolling', because = null, ended_at = null, direction = $2 where id = $1`,
    [id, direction],
  )
  if (direction === 'back')
    await client.query(
      `update interlock.unit u set status = 'waiting' where rollout = $1 and status = 'queued'
       and not exists (select 1 from interlock.entry where unit = u.id)`,
      [id],
    )
  await askUnits(client, id, ['running', ...standing], ask, by)
  const { rows } = await client.query<{ id: string; label: string; attempt: number }>(
    'select id::text, label, attempt from interlock.unit where rollout = $1 and status = any ($2) order by number',
    [id, standing],
  )
  await queueUnits(client, engine, id, rows)
  const forgiven = await forgive(client, id)
  await advanceLocked(client, engine, { ...rollout, direction, forgiven, state: 'rolling' })
  return ok(undefined)
}

const scopesLeft = async (client: PoolClient, id: string): Promise<readonly string[]> =>
  (
    await client.query<{ scope: string }>(
      'select distinct scope from interlock.unit, unnest(scopes) as s (scope) where rollout = $1 and status = any ($2)',
      [id, [...standing, 'waiting']],
    )
  ).rows.map(({ scope }) => scope)
