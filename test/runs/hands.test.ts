import { expect, it } from 'vitest'
import { entriesOf, type Fence, openJournal } from '../../src/runs/index.ts'
import { Random } from '../oracle/random.ts'
import { isSingle, seedChunks } from '../property/seeds.ts'
import { SimulatedDisk } from './simulated-disk.ts'

/*
 * A run goes from hand to hand, and whoever had it before may not know yet: all of them write on. What any of them was told is
 * written stands in the journal, and what was not theirs to write any more does not tear it.
 */

interface World {
  readonly disk: SimulatedDisk
  readonly random: Random
  holder: number
  readonly acknowledged: string[]
  refused: number
}

async function drive(world: World, hand: number): Promise<void> {
  const fence: Fence = {
    isHeld: async () => {
      for (let turns = world.random.whole(0, 4); turns > 0; turns--) await Promise.resolve()
      return world.holder === hand
    },
  }
  const opened = await openJournal('journal', () => undefined, {
    by: '0.1.0',
    wall: () => 0,
    disk: world.disk,
    fence,
  })
  if (!opened.ok) {
    world.refused++
    return
  }
  const { journal } = opened.value
  for (let i = 0; i < 40; i++) {
    const subject = `${hand}/${i}`
    journal.append({ kind: 'moved', subject })
    try {
      await journal.flush()
      world.acknowledged.push(subject)
    } catch {
      world.refused++
      return
    }
  }
}

const seen = { acknowledged: 0, refused: 0 }

for (const some of seedChunks(300)) {
  it(`in the worlds ${some[0]} to ${some.at(-1)}`, async () => {
    for (const seed of some) {
      const random = new Random(seed)
      // Mostly quick, and now and then slower than all that somebody else does meanwhile.
      const turns = (): number => random.whole(0, random.chance(0.1) ? 400 : 6)
      const disk = new SimulatedDisk({ turns })
      const world: World = { disk, random, holder: 0, acknowledged: [], refused: 0 }
      const hands = [drive(world, 0)]
      for (let hand = 1; hand < 4; hand++) {
        for (let turns = random.whole(0, 400); turns > 0; turns--) await Promise.resolve()
        world.holder = hand
        hands.push(drive(world, hand))
      }
      await Promise.all(hands)

      const found: string[] = []
      for await (const { entry } of entriesOf('journal', { disk })) {
        found.push('subject' in entry ? entry.subject : '')
      }
      const lost = world.acknowledged.filter((subject) => !found.includes(subject))
      expect(lost, `INTERLOCK_SEED=${seed}`).toEqual([])
      seen.acknowledged += world.acknowledged.length
      seen.refused += world.refused
    }
  })
}

it.skipIf(isSingle)('hands lose the run while they write', () => {
  expect(seen.acknowledged).toBeGreaterThan(5000)
  expect(seen.refused).toBeGreaterThan(500)
})
