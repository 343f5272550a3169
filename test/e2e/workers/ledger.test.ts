import { describe, expect, it } from 'vitest'
import type { Entry, Written } from '../../../src/execute/index.ts'
import { takeUnit } from '../../../src/workers/hold.ts'
import { type Hold, Ledger } from '../../../src/workers/ledger.ts'
import { type Crew, crews } from './crew.ts'
import { scopesOf } from './fleet.ts'
import { hasPostgres } from './postgres.ts'

/* Journals and who holds what, without any worker: what the database itself refuses. */

const never = new AbortController().signal
const entry = (n: number): Entry => ({ kind: 'taken', by: `entry ${n}` })

describe.skipIf(!hasPostgres)('the journals of many workers', () => {
  const withCrew = crews()

  /** Units of a rollout that nobody works on, and some who could. */
  const withUnits = (
    count: number,
    work: (crew: Crew, units: readonly string[], ledger: Ledger) => Promise<void>,
  ): Promise<void> => {
    const scopes = scopesOf(count)
    return withCrew(scopes, async (crew) => {
      await crew.roll(scopes, { canaries: ['east', 'west'].slice(0, count) }, { batch: 1 })
      await crew.pool.query(
        `insert into interlock.worker (id, name, lease_ms) values ('a', 'a', 60000), ('b', 'b', 60000)`,
      )
      const { rows } = await crew.pool.query<{ id: string }>(
        'select id::text from interlock.unit order by number',
      )
      await work(
        crew,
        rows.map(({ id }) => id),
        new Ledger(crew.connection.pool, never),
      )
    })
  }
  const taken = async (crew: Crew, worker: string, unit: string): Promise<Hold> => {
    const taking = await takeUnit(crew.connection.pool, worker, unit, 1)
    if (taking.kind !== 'taken') throw new Error(taking.kind)
    return taking.unit
  }
  const read = async (ledger: Ledger, unit: string): Promise<readonly Written[]> => {
    const found: Written[] = []
    for await (const one of ledger.read(unit)) found.push(one)
    return found
  }
  const bury = (crew: Crew, worker: string) =>
    crew.pool.query('update interlock.worker set gone_at = now() where id = $1', [worker])

  it('refuse for ever what comes from an earlier hand, and take what others write beside it', () =>
    withUnits(2, async (crew, [one = '', other = ''], ledger) => {
      const old = ledger.journal(await taken(crew, 'a', one), 0)
      old.append(entry(1))
      await old.flush()
      await bury(crew, 'a')
      const next = ledger.journal(await taken(crew, 'b', one), 1)
      const beside = ledger.journal(await taken(crew, 'b', other), 0)
      // All three in one statement, the old one first.
      old.append(entry(100))
      next.append(entry(2))
      beside.append(entry(1))
      const [refused, ...written] = await Promise.allSettled([old.flush(), next.flush(), beside.flush()])
      expect(refused).toMatchObject({
        status: 'rejected',
        reason: { message: 'somebody else carries it out by now' },
      })
      expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
      old.append(entry(101))
      await expect(old.flush()).rejects.toThrow()
      expect((await read(ledger, one)).map(({ seq, entry: { kind, ...rest } }) => [seq, kind, rest])).toEqual(
        [
          [1, 'taken', { by: 'entry 1' }],
          [2, 'taken', { by: 'entry 2' }],
        ],
      )
    }))

  it('never say that something is written that whoever takes over does not find', () =>
    withUnits(12, async (crew, units, ledger) => {
      for (const unit of units) {
        await crew.pool.query('update interlock.worker set gone_at = null')
        const journal = ledger.journal(await taken(crew, 'a', unit), 0)
        let safe = 0
        const writing = (async () => {
          for (let n = 1; n <= 200; n++) {
            journal.append(entry(n))
            await journal.flush()
            safe = n
          }
        })().catch(() => {})
        while (safe < 3) await new Promise((resolve) => setImmediate(resolve))
        await bury(crew, 'a')
        await taken(crew, 'b', unit)
        const found = await read(ledger, unit)
        await writing
        expect(safe).toBeGreaterThanOrEqual(3)
        expect(safe).toBeLessThan(200)
        // Nothing came after the takeover, and nothing that was acknowledged is missing.
        expect(await read(ledger, unit)).toEqual(found)
        expect(found.length).toBeGreaterThanOrEqual(safe)
        expect(found.map(({ seq }) => seq)).toEqual(found.map((_, i) => i + 1))
      }
    }))

  it('lose and repeat nothing when connections break', () =>
    withUnits(1, async (crew, [unit = ''], ledger) => {
      const journal = ledger.journal(await taken(crew, 'a', unit), 0)
      let broken = 0
      for (let n = 1; n <= 60; n++) {
        journal.append(entry(n))
        if (n % 3 !== 0) continue
        const writing = journal.flush()
        // While it is written, or just before or after.
        const { rows } = await crew.pool.query<{ pid: number }>(
          // The database chooses the order of conditions: all of them come before anybody is thrown out.
          `with meant as materialized (
             select pid from pg_stat_activity
             where application_name = 'interlock' and query like '%kept as%' and pid <> pg_backend_pid()
           )
           select pid from meant where pg_terminate_backend(pid)`,
        )
        broken += rows.length
        await writing
      }
      expect(broken).toBeGreaterThan(0)
      expect((await read(ledger, unit)).map(({ seq, entry: written }) => [seq, written])).toEqual(
        Array.from({ length: 60 }, (_, i) => [i + 1, entry(i + 1)]),
      )
    }))

  it.each<[string, (crew: Crew) => Promise<unknown>, string]>([
    ['from who is alive', async () => {}, 'held'],
    ['by who is gone', (crew) => bury(crew, 'b'), 'gone'],
    [
      'that is done',
      (crew) => crew.pool.query(`update interlock.unit set status = 'done', holder = null`),
      'over',
    ],
    ['that was queued anew', (crew) => crew.pool.query('update interlock.unit set attempt = 2'), 'over'],
  ])('belong to a unit, and none is taken %s', (_, change, expected) =>
    withUnits(1, async (crew, [unit = '']) => {
      await taken(crew, 'a', unit)
      await change(crew)
      expect((await takeUnit(crew.connection.pool, 'b', unit, 1)).kind).toBe(expected)
    }),
  )

  it('none begins in a rollout that was halted, but what has begun is seen to its end', () =>
    withUnits(2, async (crew, [one = '', other = '']) => {
      await taken(crew, 'a', one)
      await crew.pool.query(`update interlock.rollout set state = 'halted'`)
      await bury(crew, 'a')
      expect((await takeUnit(crew.connection.pool, 'b', one, 1)).kind).toBe('taken')
      expect((await takeUnit(crew.connection.pool, 'b', other, 1)).kind).toBe('over')
    }))
})
