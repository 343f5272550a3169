import { describe, expect, it } from 'vitest'
import type { Ask, Entry, Written } from '../../../src/execute/index.ts'
import {
  askRollout,
  type RolloutStatus,
  startRollout,
  unitLog,
  unitsIn,
  usualOptions,
} from '../../../src/workers/index.ts'
import { countOf, crews } from './crew.ts'
import { instancesPerScope, routeOver, scopesOf } from './fleet.ts'
import { hasPostgres } from './postgres.ts'

describe.skipIf(!hasPostgres)('a rollout', () => {
  const withCrew = crews()

  it('goes in waves: no unit begins before all of the wave before it are done', () =>
    withCrew(scopesOf(40), async (crew) => {
      const scopes = scopesOf(40)
      await crew.roll(
        scopes,
        { canaries: ['west/0001', 'west/0003'], percents: [10, 25] },
        { batch: 5, order_ms: 5 },
      )
      crew.hire('a')
      crew.hire('b')
      const { waves } = await crew.until(({ state }) => state !== 'rolling')
      expect(waves).toEqual([{ done: 2 }, { done: 4 }, { done: 10 }, { done: 24 }])
      const { rows } = await crew.pool.query<{ wave: number; first: string; last: string }>(`
        select wave, extract(epoch from min(begun_at)) as first, extract(epoch from max(done_at)) as last
        from deed join interlock.unit on scope = any (scopes) group by wave order by wave`)
      for (const [i, { first }] of rows.entries())
        expect(Number(first)).toBeGreaterThan(Number(rows[i - 1]?.last ?? 0))
      const canaries = await crew.pool.query(
        'select distinct scope from interlock.unit, unnest(scopes) scope where wave = 0 order by 1',
      )
      expect(canaries.rows.map(({ scope }) => scope)).toEqual(['west/0001', 'west/0003'])
    }))

  it('begins nothing of what comes later in the plan before all that it waits for is done', () =>
    withCrew(scopesOf(6), async (crew) => {
      const scopes = scopesOf(6)
      const plan = routeOver(scopes, 5)
      const stages = plan.stages.map((stage) =>
        /^[345]\.server/.test(stage.id) ? { ...stage, needs: ['w1'] } : stage,
      )
      const watch = {
        ...{ id: 'w1', name: 'wave', stage: '3.server', what: 'watch', run: [], soak_s: 0, isManual: false },
        needs: ['0.agent', '1.agent', '2.agent'],
      }
      const route = { ...plan, stages, tasks: [watch] }
      await crew.pool.query(`insert into broken values ('east/0002')`)
      await crew.roll(scopes, { percents: [], budget: { count: 1 } }, { batch: 5, route })
      crew.hire('a')
      const stuck = await crew.until(({ state }) => state !== 'rolling')
      expect([countOf(stuck, 'done'), countOf(stuck, 'failed'), countOf(stuck, 'waiting')]).toEqual([2, 1, 3])
      await crew.pool.query('delete from broken')
      await askRollout(crew.connection, 'r', { what: 'resume' }, 'somebody')
      const ended = await crew.until(({ state }) => state !== 'rolling')
      expect(countOf(ended, 'done')).toBe(6)
    }))

  it('keeps its limits, all over and per label', () =>
    withCrew(scopesOf(30), async (crew) => {
      const scopes = scopesOf(30)
      const options = { unitsAtOnce: 5, unitsPerLabel: 3, canaries: ['east', 'west'] }
      await crew.roll(scopes, options, { batch: 2, order_ms: 20 })
      for (const name of ['a', 'b', 'c']) crew.hire(name)
      await crew.until(({ state }) => state !== 'rolling')
      const mostAtOnce = (which: string): Promise<number> =>
        crew.number(`
          select max(count) from (
            select count(*) from (
              select split_part(scope, '/', 1) as label, scope, min(begun_at) as begun, max(done_at) as done
              from deed group by scope
            ) one join (
              select split_part(scope, '/', 1) as label, scope, min(begun_at) as begun, max(done_at) as done
              from deed group by scope
            ) other on other.begun <= one.begun and one.begun < other.done ${which}
            group by one.scope
          ) counts`)
      // More than one, or the limits would not have been what held them.
      expect(await mostAtOnce('')).toBeGreaterThan(3)
      expect(await mostAtOnce('')).toBeLessThanOrEqual(5)
      expect(await mostAtOnce('and one.label = other.label')).toBeGreaterThan(1)
      expect(await mostAtOnce('and one.label = other.label')).toBeLessThanOrEqual(3)
    }))

  it('halts when too many have failed, and goes on when it is told to', () =>
    withCrew(scopesOf(20), async (crew) => {
      const scopes = scopesOf(20)
      await crew.pool.query(`insert into broken values ('east/0002'), ('east/0004')`)
      await crew.roll(
        scopes,
        { percents: [], budget: { count: 1 }, unitsAtOnce: 4 },
        { batch: 1, order_ms: 100 },
      )
      crew.hire('a')
      crew.hire('b')
      const halted = await crew.until(
        (status) => status.state === 'halted' && countOf(status, 'running') === 0,
      )
      // Those that were only queued had not begun.
      const begun = countOf(halted, 'done') + countOf(halted, 'paused') + countOf(halted, 'failed')
      expect(begun).toBeLessThan(20)
      expect(halted.because).toEqual({ kind: 'failures', failed: 2, begun })
      expect(
        halted.troubles.filter(
          ({ because }) => because.kind === 'failed' && because.error === 'the platform refuses',
        ),
      ).toHaveLength(2)
      expect(countOf(halted, 'failed')).toBe(2)
      expect(countOf(halted, 'paused')).toBeGreaterThan(0)
      expect(countOf(halted, 'done')).toBeLessThan(18)
      // Those that had not begun did not.
      expect(await crew.number('select count(distinct scope) from deed')).toBe(
        countOf(halted, 'done') + countOf(halted, 'paused') + countOf(halted, 'failed'),
      )
      // Each that paused had seen its batch to the end.
      expect(
        await crew.number(
          'select count(*) from deed where done_at is null and scope not in (select scope from broken)',
        ),
      ).toBe(0)

      await crew.pool.query('delete from broken')
      await askRollout(crew.connection, 'r', { what: 'resume' }, 'somebody')
      const ended = await crew.until(({ state }) => state !== 'rolling')
      expect(ended).toMatchObject({ state: 'ended', because: undefined, troubles: [] })
      expect(countOf(ended, 'done')).toBe(20)
      expect(await crew.number('select sum(moves) from instance')).toBe(20 * instancesPerScope)
    }))

  it('halts at a share of those that have begun, not of those that wait for a worker', () =>
    withCrew(scopesOf(40), async (crew) => {
      const scopes = scopesOf(40)
      await crew.pool.query('insert into broken (scope) select distinct scope from instance')
      await crew.roll(
        scopes,
        { percents: [], canaries: ['east', 'west'], budget: { percent: 50 }, unitsAtOnce: 2 },
        { batch: 1 },
      )
      crew.hire('a')
      const { because, waves } = await crew.until(
        (status) => status.state === 'halted' && countOf(status, 'running') === 0,
      )
      expect(waves).toHaveLength(1)
      if (because?.kind !== 'failures') throw new Error(JSON.stringify(because))
      // At the first that fails, or at the second where both had begun.
      expect(because.begun).toBeLessThanOrEqual(3)
      expect(because.failed * 2).toBeGreaterThan(because.begun)
    }))

  it('goes on after what has failed was taken back, and halts at the next that fails', () =>
    withCrew(scopesOf(6), async (crew) => {
      await crew.pool.query(`insert into broken values ('east/0000', '1.1.0'), ('west/0003', '1.1.0')`)
      const options = { percents: [], canaries: ['east/0000'], unitsAtOnce: 1, onFailure: 'undo' } as const
      await crew.roll(scopesOf(6), options, { batch: 1 })
      crew.hire('a')
      const isStill = (status: RolloutStatus): boolean =>
        status.state !== 'rolling' && countOf(status, 'running') === 0
      const first = await crew.until(isStill)
      expect(first).toMatchObject({ because: { kind: 'failures', failed: 1, begun: 1 } })
      await askRollout(crew.connection, 'r', { what: 'resume' }, 'somebody')
      const second = await crew.until(isStill)
      // Only what came since: those that went well, and the one that did not.
      const because = { kind: 'failures', failed: 1, begun: countOf(second, 'done') + 1 }
      expect(second).toMatchObject({ state: 'halted', because })
      expect(countOf(second, 'undone')).toBe(2)
      await askRollout(crew.connection, 'r', { what: 'resume' }, 'somebody')
      const ended = await crew.until(isStill)
      expect([ended.outcome, countOf(ended, 'done'), countOf(ended, 'undone')]).toEqual(['failed', 4, 2])
      // It says why, of those that took themselves back too.
      expect(ended.troubles.map(({ status, because }) => [status, because.kind])).toEqual([
        ['undone', 'failed'],
        ['undone', 'failed'],
      ])
    }))

  it('halts again when what had failed fails again', () =>
    withCrew(scopesOf(2), async (crew) => {
      await crew.pool.query(`insert into broken values ('east/0000')`)
      await crew.roll(scopesOf(2), {}, { batch: 1 })
      crew.hire('a')
      const isHalted = (status: RolloutStatus): boolean =>
        status.state === 'halted' && countOf(status, 'failed') === 1
      await crew.until(isHalted)
      await askRollout(crew.connection, 'r', { what: 'resume' }, 'somebody')
      const { because } = await crew.until(isHalted)
      expect(because).toEqual({ kind: 'failures', failed: 1, begun: 1 })
    }))

  it('takes back what has begun, and leaves alone what has not', () =>
    withCrew(scopesOf(6), async (crew) => {
      const scopes = scopesOf(6)
      await crew.roll(scopes, { percents: [], unitsAtOnce: 2 }, { batch: 1, order_ms: 50 })
      crew.hire('a')
      await crew.until((status) => countOf(status, 'done') >= 1 && countOf(status, 'running') === 2)
      await crew.untilNumber(
        'select count(*) from instance where moves > 0',
        (moved) => moved > instancesPerScope + 2,
      )
      await askRollout(crew.connection, 'r', { what: 'undo' }, 'somebody')
      const status = await crew.until(({ state }) => state !== 'rolling')
      expect(status).toMatchObject({ state: 'ended', wanted: 'undone', outcome: 'undone', troubles: [] })
      expect(countOf(status, 'undone')).toBeGreaterThan(0)
      expect(countOf(status, 'waiting')).toBeGreaterThan(0)
      expect(countOf(status, 'done') + countOf(status, 'undone') + countOf(status, 'waiting')).toBe(6)
      // All of a scope are where they were, or all are where they were to go.
      expect(
        await crew.number(
          'select count(*) from (select scope from instance group by scope having count(distinct version) > 1) mixed',
        ),
      ).toBe(0)
      expect(await crew.number(`select count(distinct scope) from instance where version = '1.1.0'`)).toBe(
        countOf(status, 'done'),
      )
    }))

  it('pauses, and tells what it did', () =>
    withCrew(scopesOf(2), async (crew) => {
      const scopes = scopesOf(2)
      await crew.roll(scopes, {}, { batch: 1, order_ms: 50 })
      crew.hire('a')
      await crew.untilNumber('select count(*) from deed where done_at is not null', (moves) => moves > 2)
      await askRollout(crew.connection, 'r', { what: 'pause' }, 'somebody')
      const paused = await crew.until(
        (status) => status.state === 'halted' && countOf(status, 'running') === 0,
      )
      expect(paused.because).toEqual({ kind: 'asked', by: 'somebody' })
      expect(paused.troubles).toMatchObject([
        { scopes: ['east/0000'], because: { kind: 'asked', by: 'somebody' } },
      ])
      await askRollout(crew.connection, 'r', { what: 'resume' }, 'somebody')
      await crew.until(({ state }) => state === 'ended')
      const kinds: string[] = []
      const [unit] = await unitsIn(crew.connection, 'r', 'east/0000')
      for await (const { entry } of unitLog(crew.connection, unit!)) kinds.push(entry.kind)
      expect(kinds.slice(0, 3)).toEqual(['begun', 'taken', 'intended'])
      expect(kinds).toContain('halted')
      expect(kinds).toContain('resumed')
      expect(kinds.at(-1)).toBe('ended')
    }))

  it('is over at once when it is given up and nobody has it in hand, and its scopes are free', () =>
    withCrew(scopesOf(3), async (crew) => {
      const scopes = scopesOf(3)
      await crew.pool.query(`insert into broken values ('east/0000')`)
      await crew.roll(scopes, {}, { batch: 1 })
      const worker = crew.hire('a')
      await crew.until(({ state }) => state === 'halted')
      await worker.end('SIGTERM')
      expect(await askRollout(crew.connection, 'r', { what: 'abort' }, 'ada')).toMatchObject({ ok: true })
      const status = await crew.status()
      expect(status).toMatchObject({ state: 'ended', outcome: 'aborted', workers: 0, troubles: [] })
      expect([countOf(status, 'aborted'), countOf(status, 'waiting')]).toEqual([1, 2])
      const [unit] = await unitsIn(crew.connection, 'r', 'east/0000')
      const entries: Written[] = []
      for await (const written of unitLog(crew.connection, unit!)) entries.push(written)
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
      expect(entries.slice(-2).map(({ entry }) => entry)).toEqual([
        { kind: 'asked', ask: { what: 'abort' }, by: 'ada', id: expect.stringMatching(/^\d+$/) },
        { kind: 'ended', outcome: 'aborted' },
      ])
      const next = await startRollout(crew.connection, {
        ...{ id: 's', route: routeOver(scopes, 1), by: 'test', papers: '', options: usualOptions },
      })
      expect(next.ok).toBe(true)
    }))

  it('hears nothing more once it is over, except that what failed can be taken up', () =>
    withCrew(scopesOf(2), async (crew) => {
      await crew.pool.query(`insert into broken values ('east/0000')`)
      await crew.roll(scopesOf(2), { budget: { count: 1 } }, { batch: 1 })
      crew.hire('a')
      const failed = await crew.until(({ state }) => state === 'ended')
      expect(failed.outcome).toBe('failed')
      await crew.pool.query('delete from broken')
      const ask = (asked: Ask) => askRollout(crew.connection, 'r', asked, 'ada')
      expect(await ask({ what: 'pause' })).toMatchObject({ problem: { kind: 'over', outcome: 'failed' } })
      expect(await ask({ what: 'resume' })).toMatchObject({ ok: true })
      const ended = await crew.until(({ state }) => state === 'ended')
      expect(ended.outcome).toBe('done')
      for (const what of ['pause', 'resume', 'undo', 'abort'] as const)
        expect(await ask({ what })).toMatchObject({ problem: { kind: 'over', outcome: 'done' } })
      expect(await ask({ what: 'approve', name: '1/go' })).toMatchObject({ problem: { kind: 'over' } })
    }))

  it('is told of gates by their names, and by no others', () =>
    withCrew(scopesOf(2), async (crew) => {
      const plan = routeOver(scopesOf(2), 5)
      const stages = plan.stages.map((stage) => ({ ...stage, gates: ['signed-off'] }))
      await crew.roll(scopesOf(2), {}, { batch: 5, route: { ...plan, stages } })
      const approve = (name: string) => askRollout(crew.connection, 'r', { what: 'approve', name }, 'ada')
      expect(await approve('us/1/signed-off')).toMatchObject({ problem: { kind: 'no-such-gate' } })
      expect(await approve('0.server/signed-of')).toMatchObject({
        problem: { kind: 'no-such-gate', nearest: '0.server/signed-off' },
      })
      expect(await approve('0.server/undo')).toMatchObject({ problem: { kind: 'no-such-gate' } })
      expect(await approve('0.server/signed-off')).toMatchObject({
        problem: { kind: 'not-begun', scopes: ['east/0000'] },
      })
      await crew.pool.query(`update interlock.unit set status = 'running', fence = 1 where number = 0`)
      expect(await approve('0.server/signed-off')).toMatchObject({
        problem: { kind: 'not-awaited', awaited: [] },
      })
      const subject = '0.server'
      const moving = [{ from: '1.0.0', ids: ['server-0', 'server-1', 'server-2', 'server-3'] }]
      const entries: readonly Entry[] = [
        { kind: 'begun', run: 'r/0', digest: plan.digest },
        { kind: 'intended', subject, batch: 1, moving },
        { kind: 'moved', subject },
        { kind: 'settled', subject },
      ]
      await crew.pool.query(
        `insert into interlock.entry (unit, seq, fence, at, entry)
         select u.id, seq, 1, 0, entry from interlock.unit u, unnest($1::text[]) with ordinality as e (entry, seq)
         where number = 0`,
        [entries.map((entry) => JSON.stringify(entry))],
      )
      expect(await approve('0.server/signed-off')).toMatchObject({ ok: true })
      const { rows } = await crew.pool.query(
        'select number, ask from interlock.ask join interlock.unit u on u.id = unit',
      )
      expect(rows).toEqual([{ number: 0, ask: { what: 'approve', name: '0.server/signed-off' } }])
    }))

  it('is not begun twice, nor in scopes of another one, nor with canaries that nobody knows', () =>
    withCrew(scopesOf(3), async (crew) => {
      const scopes = scopesOf(3)
      await crew.roll(scopes, {}, { batch: 1 })
      const again = (options: Partial<typeof usualOptions>, id: string) =>
        startRollout(crew.connection, {
          ...{ id, route: routeOver(scopes, 1), by: 'test', papers: '' },
          options: { ...usualOptions, ...options },
        })
      expect(await again({}, 'r')).toMatchObject({ problem: { kind: 'exists' } })
      expect(await again({}, 's')).toMatchObject({ problem: { kind: 'scope-taken', rollout: 'r' } })
      expect(await again({ canaries: ['east/0001'] }, 's')).toMatchObject({
        problem: { kind: 'no-such-canary', canary: 'east/0001', nearest: 'east/0000' },
      })
    }))
})
