import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Driver, GroupName, Instance, Order } from '../../../src/execute/index.ts'

/* A platform that is a table: what runs where, and how often each instance was moved. */

export interface Seat {
  readonly scope: string
  readonly component: string
  readonly id: string
  readonly version: string
}

export async function makePlatform(pool: Pool, seats: readonly Seat[]): Promise<void> {
  await pool.query(`
    create table instance (
      scope text, component text, id text, version text not null, moves int not null default 0,
      primary key (scope, component, id)
    );
    -- Scopes in which orders are refused, all of them or those to one version.
    create table broken (scope text primary key, version text);
    -- Every order that arrived, and from when to when somebody worked on it.
    create table deed (
      id bigint generated always as identity, key text, scope text, worker text,
      begun_at timestamptz default clock_timestamp(), done_at timestamptz
    );`)
  await pool.query(
    `insert into instance (scope, component, id, version)
     select s.scope, s.component, s.id, s.version
     from json_to_recordset($1) as s (scope text, component text, id text, version text)`,
    [JSON.stringify(seats)],
  )
}

/** How the platform behaves: this stands in the papers of a rollout. */
export interface Manner {
  readonly order_ms: number
  /** A worker whose process is stopped by the system in the middle of an order, once so many of its orders are done. */
  readonly stops?: { readonly worker: string; readonly after: number }
}

/**
 * The platform as one worker reaches it. An order looks, takes its time, and then moves what it saw, without looking again: two
 * workers with the same order at the same time would move twice, and be counted.
 */
export const platformDriver = (pool: Pool, worker: string, { order_ms, stops }: Manner): Driver => {
  let done = 0
  const fallAsleep = (): void => {
    if (stops?.worker === worker && done++ === stops.after) process.kill(process.pid, 'SIGSTOP')
  }
  return {
    name: 'table',
    async *observe({ scope, component }: GroupName): AsyncGenerator<readonly Instance[]> {
      const { rows } = await pool.query<{ id: string; version: string }>({
        name: 'observe',
        text: 'select id, version from instance where scope = $1 and component = $2 order by id',
        values: [scope, component],
      })
      yield rows.map(({ id, version }) => ({ id, version, isReady: true }))
    },
    async move({ key, group: { scope, component }, ids, to }: Order, signal: AbortSignal): Promise<void> {
      // A connection of its own: nothing waits in this process between a look at the signal and what is done then.
      const client = await pool.connect()
      try {
        signal.throwIfAborted()
        const { rows: deeds } = await client.query<{ id: string; refused: boolean }>({
          name: 'order',
          text: `insert into deed (key, scope, worker) values ($1, $2, $3)
               returning id, exists (
                 select 1 from broken where scope = $2 and coalesce(version, $4) = $4
               ) as refused`,
          values: [key, scope, worker, to],
        })
        if (deeds[0]?.refused === true) throw new Error('the platform refuses')
        const { rows } = await client.query<{ id: string }>({
          name: 'look',
          text: 'select id from instance where scope = $1 and component = $2 and id = any ($3) and version <> $4',
          values: [scope, component, ids, to],
        })
        if (order_ms > 0) await sleep(order_ms, undefined, { signal })
        fallAsleep()
        signal.throwIfAborted()
        await client.query({
          name: 'move',
          text: `with moved as (
                 update instance set version = $4, moves = moves + 1
                 where scope = $1 and component = $2 and id = any ($3)
               )
               update deed set done_at = clock_timestamp() where id = $5`,
          values: [scope, component, rows.map(({ id }) => id), to, deeds[0]?.id],
        })
      } finally {
        client.release()
      }
    },
  }
}
