import type { DBOSClient } from '@dbos-inc/dbos-sdk'
import type { Pool, PoolClient } from 'pg'
import { sum } from '../base/index.ts'
import type { Ask, Outcome } from '../execute/index.ts'
import { isSpent, type RolloutOptions } from './options.ts'

/*
 * What follows from what the units of a rollout have come to: it halts, the next wave begins, or it is over. Whoever asks, asks
 * again, or dies half way: it is one transaction, under a lock on the rollout.
 */

/**
 * The version of what rollouts leave in a database: tables, and the entries of journals. Workers carry out what has their own version;
 * policies/interlock says the same to users.
 */
export const rolloutFormat = '1.0'
export const generation = `interlock-${rolloutFormat}`
export const application = 'interlock'
export const workflowName = 'unit'

export const queueOf = (rollout: string): string => `${application}/${rollout}`

/** Who asks units to pause when too many have failed. */
const budgetKeeper = 'the failure budget'

/** Why a rollout stands still. */
export type Stop =
  | { readonly kind: 'asked'; readonly by: string }
  /** Of so many units that had begun, more failed than may. */
  | { readonly kind: 'failures'; readonly failed: number; readonly begun: number }

export interface Rollout {
  readonly id: string
  readonly state: 'rolling' | 'halted' | 'ended'
  readonly wanted: Outcome
  readonly wave: number
  readonly forgiven: number
  readonly options: RolloutOptions
}

/** A rollout that nobody else changes before the transaction is over; undefined when there is none. */
export async function lockRollout(client: PoolClient, id: string): Promise<Rollout | undefined> {
  const { rows } = await client.query<Rollout>(
    'select id, state, wanted, wave, forgiven, options from interlock.rollout where id = $1 for update',
    [id],
  )
  return rows[0]
}

interface UnitRow {
  readonly id: string
  readonly number: number
  readonly wave: number
  readonly label: string
  readonly status: string
  readonly attempt: number
}

/** Units that are alike as far as their rollout is concerned. */
interface Counted {
  readonly wave: number
  readonly status: string
  readonly hasBegun: boolean
}

export async function advance(pool: Pool, engine: DBOSClient, rollout: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const own = await lockRollout(client, rollout)
    if (own?.state === 'rolling') await advanceLocked(client, engine, own)
  })
}

export async function advanceLocked(client: PoolClient, engine: DBOSClient, rollout: Rollout): Promise<void> {
  const { id, options, forgiven } = rollout
  // Begun is what was in somebody's hands: what is only queued is no part of a share.
  const { rows: counts } = await client.query<Counted & { readonly count: number }>(
    `select wave, status, fence > 0 as "hasBegun", count(*)::int as count from interlock.unit
     where rollout = $1 group by 1, 2, 3`,
    [id],
  )
  const count = (isMeant: (units: Counted) => boolean): number =>
    sum(counts, (row) => (isMeant(row) ? row.count : 0))
  const failed = count(({ status }) => isFailure(status)) - forgiven
  const begun = count(({ hasBegun }) => hasBegun) - forgiven
  const isForward = rollout.wanted === 'done'
  if (isForward && isSpent(options.budget, { failed, begun })) {
    await halt(client, id, { kind: 'failures', failed, begun }, budgetKeeper)
    return
  }
  if (count(({ wave, status }) => wave <= rollout.wave && isUnderWay(status)) > 0) return
  // Those that only now have all that they need.
  const last = Math.max(...counts.map(({ wave }) => wave))
  for (let wave = rollout.wave; isForward && wave <= last; wave++) {
    const units = await freeUnits(client, id, wave)
    if (units.length === 0) continue
    await client.query('update interlock.rollout set wave = $2 where id = $1', [id, wave])
    await queueUnits(client, engine, id, units)
    return
  }
  await client.query(`update interlock.rollout set state = 'ended', ended_at = now() where id = $1`, [id])
}

const isFailure = (status: string): boolean => status === 'failed' || status === 'undone'
const isUnderWay = (status: string): boolean => ['queued', 'running', 'paused'].includes(status)

/**
 * The budget is whole again: who lets a rollout go on knows what has failed. What is carried out again and fails again counts anew; what has
 * been taken back stays as it is, and would be in the way for ever.
 */
export async function forgive(client: PoolClient, rollout: string): Promise<number> {
  const { rows } = await client.query<{ forgiven: number }>(
    `update interlock.rollout set forgiven =
       (select count(*) from interlock.unit where rollout = $1 and status in ('failed', 'undone'))
     where id = $1 returning forgiven`,
    [rollout],
  )
  return rows[0]?.forgiven ?? 0
}

/** Units up to a wave that have not begun, and wait for nobody. */
async function freeUnits(client: PoolClient, rollout: string, wave: number): Promise<readonly UnitRow[]> {
  const { rows } = await client.query<UnitRow>(
    `with late as materialized (
       select coalesce(array_agg(distinct v.number), '{}') as numbers
       from interlock.vanguard v join interlock.unit n on n.rollout = v.rollout and n.number = v.unit
       where v.rollout = $1 and n.status <> 'done'
     )
     select id::text, number, wave, label, status, attempt from interlock.unit, late
     where rollout = $1 and wave <= $2 and status = 'waiting' and not needs && late.numbers
     order by number`,
    [rollout, wave],
  )
  return rows
}

/** Hands units to the workers; what was queued before is not carried out any more. */
export async function queueUnits(
  client: PoolClient,
  engine: DBOSClient,
  rollout: string,
  units: readonly Pick<UnitRow, 'id' | 'label' | 'attempt'>[],
): Promise<void> {
  await client.query(
    `update interlock.unit set status = 'queued', because = null, attempt = attempt + 1 where id = any ($1::bigint[])`,
    [units.map(({ id }) => id)],
  )
  for (const { id, label, attempt } of units) {
    await engine.enqueueInTransaction(
      client,
      {
        ...{ queueName: queueOf(rollout), workflowName, workflowID: `${application}/${id}/${attempt + 1}` },
        ...{
          queuePartitionKey: label === '' ? '.' : label,
          appVersion: generation,
          applicationName: application,
        },
      },
      id,
      attempt + 1,
    )
  }
}

/** No further unit begins, and those that are under way are asked to pause. */
export async function halt(client: PoolClient, rollout: string, because: Stop, by: string): Promise<void> {
  await client.query(`update interlock.rollout set state = 'halted', because = $2 where id = $1`, [
    rollout,
    JSON.stringify(because),
  ])
  await askUnits(client, rollout, ['running'], { what: 'pause' }, by)
}

/** Units that stand still, and are taken up again. */
export const standing = ['queued', 'paused', 'failed']
/** Units that hear what is asked, now or when they are taken up again. */
export const atWork = ['running', ...standing]

/** Asks all units of a rollout that have come so far, or some of them. Nobody lays one down meanwhile without having heard it. */
export async function askUnits(
  client: PoolClient,
  rollout: string,
  statuses: readonly string[],
  ask: Ask,
  by: string,
  units?: readonly string[],
): Promise<void> {
  await client.query(
    `with told as (
       update interlock.unit set asks = asks + 1
       where rollout = $1 and status = any ($2) and ($5::bigint[] is null or id = any ($5)) returning id
     )
     insert into interlock.ask (unit, ask, by) select id, $3, $4 from told order by id`,
    [rollout, statuses, JSON.stringify(ask), by, units ?? null],
  )
}

/** Removes the queue of a rollout that is over, once nobody has anything of it. */
export async function dropIdleQueue(engine: DBOSClient, rollout: string): Promise<void> {
  const queueName = queueOf(rollout)
  if ((await engine.retrieveQueue(queueName)) === null) return
  const left = await engine.listWorkflows({
    queueName,
    status: ['ENQUEUED', 'PENDING'],
    limit: 1,
    loadInput: false,
  })
  if (left.length === 0) await engine.deleteQueue(queueName)
}

export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // A connection in the middle of something is not used again.
    client.release(true)
    throw error
  }
}
