import { describe, expect, it } from 'vitest'
import { countOf, crews } from './crew.ts'
import { instancesPerScope, scopesOf } from './fleet.ts'
import { hasPostgres } from './postgres.ts'

describe.skipIf(!hasPostgres)('a worker that others have taken for gone', () => {
  const withCrew = crews()

  it('writes and moves nothing more when it wakes up', () => {
    const scopes = scopesOf(12)
    return withCrew(scopes, async (crew) => {
      const stops = { worker: 'slow', after: 15 }
      await crew.roll(scopes, { canaries: ['east', 'west'] }, { batch: 1, order_ms: 50, stops })
      const slow = crew.hire('slow', 1000)
      await crew.untilStopped(slow)
      const moved = await crew.number(
        `select count(*) from deed where worker = 'slow' and done_at is not null`,
      )
      expect(moved).toBeGreaterThan(0)
      expect(moved).toBeLessThan(scopes.length * instancesPerScope)

      const other = crew.hire('other', 1000)
      const status = await crew.until(({ state }) => state !== 'rolling')
      expect(countOf(status, 'done')).toBe(scopes.length)
      const written = await crew.number('select count(*) from interlock.entry')
      const deeds = await crew.number('select count(*) from deed')

      slow.process.kill('SIGCONT')
      await slow.ended
      expect(slow.lastWord).toMatch(/"kind":"lost"/)
      expect(await crew.number('select count(*) from interlock.entry')).toBe(written)
      expect(await crew.number('select count(*) from deed')).toBe(deeds)
      expect(
        await crew.number(`select count(*) from deed where worker = 'slow' and done_at is not null`),
      ).toBe(moved)
      expect(await crew.number('select sum(moves) from instance')).toBe(scopes.length * instancesPerScope)
      await other.end('SIGTERM')
      expect(other.lastWord).toMatch(/"kind":"asked"/)
    })
  })

  it('is refused what it wants to write although others go on with it', () => {
    const scopes = scopesOf(1)
    return withCrew(scopes, async (crew) => {
      await crew.roll(scopes, {}, { batch: 1, order_ms: 200, stops: { worker: 'slow', after: 2 } })
      const slow = crew.hire('slow', 1000)
      await crew.untilStopped(slow)
      crew.hire('other', 1000)
      await crew.untilNumber('select max(fence) from interlock.unit', (fence) => fence > 1)
      // Awake while the other one is at work.
      slow.process.kill('SIGCONT')
      await slow.ended
      const status = await crew.until(({ state }) => state !== 'rolling')
      expect(status).toMatchObject({ state: 'ended', troubles: [] })
      expect(await crew.number('select sum(moves) from instance')).toBe(instancesPerScope)
      // The journal is one story: the entries of the second follow those of the first.
      expect(
        await crew.number(
          'select count(*) from interlock.entry a join interlock.entry b using (unit) where a.seq < b.seq and a.fence > b.fence',
        ),
      ).toBe(0)
      expect(await crew.number('select max(seq) - count(*) from interlock.entry')).toBe(0)
    })
  })

  it('leaves at once when it is told to, and others need not wait for its lease', () => {
    const scopes = scopesOf(4)
    return withCrew(scopes, async (crew) => {
      await crew.roll(scopes, { canaries: ['east', 'west'] }, { batch: 1, order_ms: 50 })
      const first = crew.hire('first', 3_600_000)
      await crew.untilNumber('select count(*) from deed where done_at is not null', (moves) => moves > 4)
      await first.end('SIGTERM')
      expect(first.process.exitCode).toBe(0)
      crew.hire('second', 2000)
      const status = await crew.until(({ state }) => state !== 'rolling')
      expect(countOf(status, 'done')).toBe(scopes.length)
      expect(await crew.number('select sum(moves) from instance')).toBe(scopes.length * instancesPerScope)
    })
  })
})
