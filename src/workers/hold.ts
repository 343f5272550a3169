import type { Pool } from 'pg'
import type { Ending, Halt, Outcome, Route } from '../execute/index.ts'
import type { Hold } from './ledger.ts'
import type { RolloutOptions } from './options.ts'

/** A unit as the worker that takes it gets it. */
export interface Taken extends Hold {
  readonly rollout: string
  readonly route: Route
  readonly options: RolloutOptions
}

export type Taking =
  | { readonly kind: 'taken'; readonly unit: Taken }
  /** There is nothing to do: it is finished, stands still, or was queued anew. */
  | { readonly kind: 'over' }
  /** Somebody holds it who may be alive. */
  | { readonly kind: 'held' }
  /** Others have taken this worker for gone. */
  | { readonly kind: 'gone' }

/*
 * A unit that is under way is taken over from who is gone, even while its rollout stands still: what it has begun is seen to its
 * end. The lock on the rollout is for those that have not begun: none begins once it was halted.
 */
const take = `
with alive as (
  select id from interlock.worker where id = $3 and gone_at is null for share
), rolling as (
  select r.id, r.options, r.state from interlock.rollout r join interlock.unit u on u.rollout = r.id
  where u.id = $1 for share of r
)
update interlock.unit u set holder = $3, fence = fence + 1, status = 'running'
from alive, rolling
where u.id = $1 and u.attempt = $2
  and (u.status = 'running' or (u.status = 'queued' and rolling.state = 'rolling'))
  and (u.holder is null or u.holder = $3
    or exists (select 1 from interlock.worker w where w.id = u.holder and w.gone_at is not null))
returning u.id::text as unit, u.fence::text as fence, u.rollout, u.route, rolling.options`

export async function takeUnit(pool: Pool, worker: string, unit: string, attempt: number): Promise<Taking> {
  const { rows } = await pool.query<Taken>(take, [unit, attempt, worker])
  const [taken] = rows
  if (taken !== undefined) return { kind: 'taken', unit: taken }
  const { rows: reasons } = await pool.query<{ gone: boolean; held: boolean }>(
    `select exists (select 1 from interlock.worker where id = $3 and gone_at is not null) as gone,
       exists (select 1 from interlock.unit where id = $1 and attempt = $2 and status = 'running') as held`,
    [unit, attempt, worker],
  )
  if (reasons[0]?.gone === true) return { kind: 'gone' }
  return reasons[0]?.held === true ? { kind: 'held' } : { kind: 'over' }
}

/** How a unit that nobody carries out any more stands, and why it does not go on, or went back. */
export interface Standing {
  readonly status: 'paused' | 'failed' | Outcome
  readonly because: Halt | undefined
}

/** What a unit has come to; `failure` is what went wrong there. */
export function standingOf(ending: Exclude<Ending, { kind: 'lost' }>, failure: Halt | undefined): Standing {
  if (ending.kind === 'ended')
    return { status: ending.outcome, because: ending.outcome === 'undone' ? failure : undefined }
  const { because } = ending
  return { status: because.kind === 'asked' ? 'paused' : 'failed', because }
}

/**
 * Lays a unit down that stands still now. Where something was asked of it that was not heard, it stays in these hands.
 */
export async function concludeUnit(
  pool: Pool,
  { unit, fence }: Hold,
  { status, because }: Standing,
  asksHeard: number,
): Promise<'concluded' | 'asked' | 'lost'> {
  const isOver = status !== 'paused' && status !== 'failed'
  const { rows } = await pool.query<{ fence: string }>(
    `update interlock.unit set status = $3, because = $4, holder = null
     where id = $1 and fence = $2 and (asks = $5 or $6) returning fence::text`,
    [unit, fence, status, because && JSON.stringify(because), asksHeard, isOver],
  )
  if (rows.length > 0) return 'concluded'
  const { rows: now } = await pool.query<{ fence: string }>(
    'select fence::text from interlock.unit where id = $1',
    [unit],
  )
  return now[0]?.fence === fence ? 'asked' : 'lost'
}
