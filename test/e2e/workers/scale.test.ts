import { describe, expect, it } from 'vitest'
import { countOf, crews } from './crew.ts'
import { instancesPerScope, scopesOf } from './fleet.ts'
import { hasPostgres } from './postgres.ts'

/** Scopes: as many as it must show, unless somebody looks for something. */
const size = Number(process.env.INTERLOCK_SCOPES ?? 1000)

describe.skipIf(!hasPostgres)('a rollout over many scopes', () => {
  const withCrew = crews()

  it('finishes with every instance moved once, though two of four workers are killed', () => {
    const scopes = scopesOf(size)
    return withCrew(scopes, async (crew) => {
      expect(await crew.roll(scopes, {}, { batch: 5, order_ms: 25 })).toBe(size)
      const begun = performance.now()
      for (const name of ['a', 'b', 'c', 'd']) crew.hire(name)
      await crew.until((status) => countOf(status, 'done') > size / 4, 120_000)
      const held = [await crew.killBusiest(8)]
      await crew.until((status) => countOf(status, 'done') > size / 2, 120_000)
      held.push(await crew.killBusiest(8))
      const status = await crew.until(({ state }) => state !== 'rolling', 120_000)
      console.log(`${size} scopes in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
      expect(status).toMatchObject({ state: 'ended', troubles: [] })
      expect(countOf(status, 'done')).toBe(size)
      // Else nothing was shown.
      expect(Math.min(...held)).toBeGreaterThan(0)
      expect(await crew.number('select count(*) from interlock.unit where fence > 1')).toBeGreaterThanOrEqual(
        Math.max(...held),
      )
      expect(await crew.number("select count(*) from instance where moves = 1 and version = '1.1.0'")).toBe(
        size * instancesPerScope,
      )
      expect(await crew.number('select sum(moves) from instance')).toBe(size * instancesPerScope)
    })
  }, 400_000)
})
