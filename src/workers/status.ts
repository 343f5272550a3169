import type { Pool } from 'pg'
import type { Halt, Outcome, Route, Written } from '../execute/index.ts'
import type { Stop } from './advance.ts'
import type { Connection } from './connection.ts'
import { Ledger } from './ledger.ts'
import type { RolloutOptions } from './options.ts'

/* Where rollouts stand, and what they did. */

export type UnitStatus = 'waiting' | 'queued' | 'running' | 'paused' | 'failed' | Outcome

/** Failed: some of it is not what it was to come to, as not all went well. */
export type RolloutOutcome = Outcome | 'failed'

export interface RolloutStatus {
  readonly id: string
  readonly digest: string
  readonly state: 'rolling' | 'halted' | 'ended'
  readonly because: Stop | undefined
  /** What it is to come to. */
  readonly wanted: Outcome
  /** What it came to; undefined while it is not over. */
  readonly outcome: RolloutOutcome | undefined
  /** How many workers are there. */
  readonly workers: number
  readonly options: RolloutOptions
  /** Counts units by what has become of them, per wave. */
  readonly waves: readonly Readonly<Partial<Record<UnitStatus, number>>>[]
  /** Units that stand still, or took themselves back, the first of them. */
  readonly troubles: readonly {
    readonly number: number
    readonly status: UnitStatus
    readonly scopes: readonly string[]
    readonly because: Halt
  }[]
}

/** How many troubles are told. */
const mostTroubles = 20

/** Undefined when there is no such rollout. */
export async function rolloutStatus({ pool }: Connection, id: string): Promise<RolloutStatus | undefined> {
  const { rows } = await pool.query<StoredRollout>(
    'select id, digest, state, because, wanted, options from interlock.rollout where id = $1',
    [id],
  )
  const [own] = rows
  if (own === undefined) return undefined
  const waves = await wavesIn(pool, id)
  const { rows: troubles } = await pool.query<RolloutStatus['troubles'][number]>(
    `select number, status, scopes, because from interlock.unit
     where rollout = $1 and because is not null
       and (status in ('failed', 'paused') or (status = 'undone' and $3 = 'done'))
     order by number limit $2`,
    [id, mostTroubles, own.wanted],
  )
  const { rows: there } = await pool.query<{ count: number }>(
    `select count(*)::int as count from interlock.worker
     where gone_at is null and seen_at > now() - lease_ms * interval '1 millisecond'`,
  )
  return {
    ...own,
    because: own.because ?? undefined,
    outcome: own.state === 'ended' ? outcomeOf(own.wanted, waves) : undefined,
    ...{ workers: there[0]?.count ?? 0, waves, troubles },
  }
}

type StoredRollout = Pick<RolloutStatus, 'id' | 'digest' | 'state' | 'wanted' | 'options'> & {
  readonly because: Stop | null
}

async function wavesIn(pool: Pick<Pool, 'query'>, id: string): Promise<RolloutStatus['waves']> {
  const { rows } = await pool.query<{ wave: number; status: UnitStatus; count: number }>(
    `select wave, status, count(*)::int as count from interlock.unit where rollout = $1
     group by wave, status order by wave, status`,
    [id],
  )
  const waves: Partial<Record<UnitStatus, number>>[] = []
  for (const { wave, status, count } of rows) {
    const known = waves[wave] ?? {}
    known[status] = count
    waves[wave] = known
  }
  return waves
}

/** What a rollout that is over came to. Given up is given up, whatever had failed before. */
function outcomeOf(wanted: Outcome, waves: RolloutStatus['waves']): RolloutOutcome {
  const has = (status: UnitStatus): boolean => waves.some((wave) => (wave[status] ?? 0) > 0)
  switch (wanted) {
    case 'done':
      return waves.every((wave) => Object.keys(wave).every((status) => status === 'done')) ? 'done' : 'failed'
    case 'undone':
      return has('failed') ? 'failed' : 'undone'
    case 'aborted':
      return 'aborted'
  }
}

/** The same, for whoever is in the middle of a transaction. */
export const outcomeIn = async (
  client: Pick<Pool, 'query'>,
  { id, wanted }: { readonly id: string; readonly wanted: Outcome },
): Promise<RolloutOutcome> => outcomeOf(wanted, await wavesIn(client, id))

/** What a rollout was begun with, for whoever opens its drivers; undefined when there is no such rollout. */
export const papersIn = async ({ pool }: Pick<Connection, 'pool'>, id: string): Promise<string | undefined> =>
  (await pool.query<{ papers: string }>('select papers from interlock.rollout where id = $1', [id])).rows[0]
    ?.papers

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
export const unitLog = (
  { pool }: Pick<Connection, 'pool'>,
  { id }: Pick<StoredUnit, 'id'>,
): AsyncGenerator<Written> => new Ledger(pool, new AbortController().signal).read(id)
