import { describe, expect, it } from 'vitest'
import { seedChunks } from '../property/seeds.ts'
import { simulate } from './simulate.ts'

/*
 * Runs of plans in made-up worlds in which everything goes wrong that can: processes die, orders and answers are lost or come twice,
 * instances hang, lie, and are changed behind the run's back, disks fill up. `npm run simulate -- --seeds N` looks at more of them.
 */
describe('whatever happens, no state is forbidden, nobody moves twice, and the journal is the truth', () => {
  for (const some of seedChunks(300)) {
    it(`in the worlds ${some[0]} to ${some.at(-1)}`, { timeout: 180_000 }, async () => {
      for (const seed of some) {
        const { complaints, trace } = await simulate(seed)
        expect(
          complaints,
          `INTERLOCK_SEED=${seed}\n${complaints.length > 0 ? trace.join('\n') : ''}`,
        ).toEqual([])
      }
    })
  }
})
