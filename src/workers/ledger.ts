import type { Pool } from 'pg'
import type { Entry, Journal, Written } from '../execute/index.ts'
import { patiently } from './patience.ts'

/** A unit in the hands of one worker. */
export interface Hold {
  readonly unit: string
  readonly fence: string
}

/** Entries of one unit that are written together. */
interface Parcel extends Hold {
  readonly journal: { isOver: boolean }
  readonly rows: readonly { readonly seq: number; readonly at: number; readonly text: string }[]
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** So many entries are written at once, at most. */
const mostRows = 2000
/** So many are read at once. */
const pageSize = 1000

/*
 * A unit's row is locked against changing hands while its entries are written, and entries of whoever does not hold it any more are
 * left out. What was written before a connection broke is not written twice.
 */
const write = `
with given as (
  select * from unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::text[]) as g (unit, fence, seq, at, entry)
), held as materialized (
  select id, fence from interlock.unit where id = any ($1::bigint[]) order by id for share
), kept as (
  insert into interlock.entry (unit, seq, fence, at, entry)
  select g.unit, g.seq, g.fence, g.at, g.entry from given g join held h on h.id = g.unit and h.fence = g.fence
  on conflict (unit, seq) do nothing
)
select id::text as unit, fence::text as fence from held`

/** The journals of all units that one worker holds: what they write at about the same time goes into one transaction. */
export class Ledger {
  private readonly pool: Pool
  private readonly over: AbortSignal
  private waiting: Parcel[] = []
  private isWriting = false

  constructor(pool: Pool, over: AbortSignal) {
    this.pool = pool
    this.over = over
  }

  /** The journal of a unit behind the entry `last`. It refuses for ever once the unit is in other hands. */
  journal(hold: Hold, last: number): Journal {
    let seq = last
    let rows: Parcel['rows'][number][] = []
    let written = Promise.resolve()
    const journal = { isOver: false }
    return {
      append: (entry: Entry) => {
        rows.push({ seq: ++seq, at: Date.now(), text: JSON.stringify(entry) })
      },
      flush: () => {
        if (this.over.aborted) return Promise.reject(new Error('this worker does nothing more'))
        if (rows.length === 0) return written
        const parcel = { ...hold, journal, rows }
        rows = []
        const one = new Promise<void>((resolve, reject) => {
          this.waiting.push({ ...parcel, resolve, reject })
        })
        written = Promise.all([written, one]).then(() => {})
        written.catch(() => {})
        if (!this.isWriting) this.writeAll()
        return written
      },
    }
  }

  /** All that is written of a unit, as often as it is asked for. */
  async *read(unit: string): AsyncGenerator<Written> {
    for (let last = 0; ; ) {
      const { rows } = await patiently(this.over, () =>
        this.pool.query<{ seq: number; at: string; entry: string }>(
          'select seq, at, entry from interlock.entry where unit = $1 and seq > $2 order by seq limit $3',
          [unit, last, pageSize],
        ),
      )
      for (const { seq, at, entry } of rows) {
        last = seq
        // Nobody else writes there.
        yield { seq, at: Number(at), entry: JSON.parse(entry) as Entry }
      }
      if (rows.length < pageSize) return
    }
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true
    // What others write in the same turn goes along.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.waiting.length > 0) {
      const some = this.takeSome()
      // Behind what could not be written nothing is: a journal has no gaps.
      for (const { journal, reject } of some) if (journal.isOver) reject(new Error('it takes nothing more'))
      const parcels = some.filter(({ journal }) => !journal.isOver)
      const refuse = ({ journal, reject }: Parcel, error: unknown): void => {
        journal.isOver = true
        reject(error instanceof Error ? error : new Error(String(error)))
      }
      try {
        const fences = await this.write(parcels)
        for (const parcel of parcels) {
          if (fences.get(parcel.unit) === parcel.fence) parcel.resolve()
          else refuse(parcel, new Error('somebody else carries it out by now'))
        }
      } catch (error) {
        for (const parcel of parcels) refuse(parcel, error)
      }
    }
    this.isWriting = false
  }

  private takeSome(): readonly Parcel[] {
    let count = 0
    const end = this.waiting.findIndex(({ rows }) => {
      count += rows.length
      return count > mostRows
    })
    return this.waiting.splice(0, end <= 0 ? (end === 0 ? 1 : this.waiting.length) : end)
  }

  private async write(parcels: readonly Parcel[]): Promise<ReadonlyMap<string, string>> {
    const rows = parcels.flatMap(({ unit, fence, rows }) => rows.map((row) => ({ unit, fence, ...row })))
    const answer = await patiently(this.over, () =>
      this.pool.query<{ unit: string; fence: string }>({
        name: 'interlock-write',
        text: write,
        values: [
          rows.map(({ unit }) => unit),
          rows.map(({ fence }) => fence),
          rows.map(({ seq }) => seq),
          rows.map(({ at }) => at),
          rows.map(({ text }) => text),
        ],
      }),
    )
    return new Map(answer.rows.map(({ unit, fence }) => [unit, fence]))
  }
}
