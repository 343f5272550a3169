import type { Pool } from 'pg'
import { migrateEngine } from './packages.ts'
import { silent } from './silent.ts'

/*
 * What many workers share, beside what the workflow engine keeps for itself in a schema of its own. Times are those of the database:
 * machines may disagree about the time, workers only ask how long ago something was.
 */

const tables = `
create schema if not exists interlock;

-- A plan that is carried out, and how.
create table if not exists interlock.rollout (
  id text primary key,
  digest text not null,
  -- What workers open to get at the platform: only they know what is in it.
  papers text not null,
  options json not null,
  state text not null default 'rolling' check (state in ('rolling', 'halted', 'ended')),
  because json,
  -- What it is to come to. Unless that is "done", no further unit begins: those that did are undone, or given up.
  wanted text not null default 'done' check (wanted in ('done', 'undone', 'aborted')),
  -- Waves up to this one have begun.
  wave int not null default -1,
  -- Units that had failed for good when somebody last let it go on: they count no more against the budget.
  forgiven int not null default 0,
  by text not null,
  begun_at timestamptz not null default now(),
  ended_at timestamptz
);

-- A part of it that runs alone.
create table if not exists interlock.unit (
  id bigint generated always as identity primary key,
  rollout text not null references interlock.rollout on delete cascade,
  number int not null,
  wave int not null,
  label text not null,
  scopes text[] not null,
  -- Numbers of vanguards that are done before.
  needs int[] not null,
  route json not null,
  status text not null default 'waiting'
    check (status in ('waiting', 'queued', 'running', 'paused', 'done', 'failed', 'undone', 'aborted')),
  because json,
  -- Counts how often it was queued.
  attempt int not null default 0,
  -- Who carries it out, and how often it changed hands: what an earlier hand writes is refused.
  holder text,
  fence bigint not null default 0,
  -- How often something was asked of it.
  asks int not null default 0,
  unique (rollout, number)
);

-- Units that others wait for, all of them.
create table if not exists interlock.vanguard (
  rollout text not null references interlock.rollout on delete cascade,
  number int not null,
  unit int not null,
  primary key (rollout, number, unit)
);

-- The journals.
create table if not exists interlock.entry (
  unit bigint not null references interlock.unit on delete cascade,
  seq int not null,
  fence bigint not null,
  at bigint not null,
  entry text not null,
  primary key (unit, seq)
);

create table if not exists interlock.ask (
  id bigint generated always as identity primary key,
  unit bigint not null references interlock.unit on delete cascade,
  ask json not null,
  by text not null,
  asked_at timestamptz not null default now()
);
create index if not exists ask_of_unit on interlock.ask (unit, id);

-- Processes that carry units out. Who has not been seen for its lease is gone, and stays so.
create table if not exists interlock.worker (
  id text primary key,
  -- What people call it: a process that is started again has the name of the one before, and is another worker.
  name text not null,
  lease_ms int not null,
  seen_at timestamptz not null default now(),
  gone_at timestamptz
);
`

/** Any number that nobody else locks in the same database. */
const lockNumber = 7_305_811_904

/** Makes what is not there yet. Of several that do at once, each waits for the one before it. */
export async function prepareDatabase(pool: Pool, database: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockNumber])
    try {
      await client.query(tables)
      // Its own first start does the same, and fails when two do it at once.
      await migrateEngine(database, silent)
    } finally {
      await client.query('select pg_advisory_unlock($1)', [lockNumber])
    }
  } finally {
    client.release()
  }
}
