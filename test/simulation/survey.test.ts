import { describe, expect, it } from 'vitest'
import {
  type Entry,
  execute,
  isReady,
  type Moving,
  Progress,
  type Survey,
  survey,
  type Written,
} from '../../src/execute/index.ts'
import { Random } from '../oracle/random.ts'
import { SimulatedTime } from './clock.ts'
import { noFaults, SimulatedPlatform } from './platform.ts'
import { type Site, settings, siteOf } from './site.ts'

/* What a dry run says of a world, beside what a run then does there. */

const sites = Array.from({ length: 40 }, (_, number) => number)

/** A site in fair weather, before anything has moved. */
class World {
  readonly site: Site
  readonly platform: SimulatedPlatform
  private readonly time = new SimulatedTime()

  constructor(number: number) {
    this.site = siteOf(number)
    const { time } = this
    this.platform = new SimulatedPlatform(this.site.seats, {
      time,
      random: new Random(number),
      faults: noFaults,
    })
  }

  get driver() {
    return this.platform.driver(() => true)
  }

  /** An instance that moves some time, and its group. */
  someone() {
    const [group = ''] = this.site.route.stages.map((stage) => stage.group)
    const seat = this.platform.seats.find((one) => one.group === group)
    if (seat === undefined) throw new Error('nobody is there')
    return { group, seat }
  }

  /** Lets time pass until it is done, or nothing happens any more. */
  async passUntil(isDone: () => boolean): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve))
    while (!isDone() && this.time.step())
  }

  async survey(): Promise<Survey> {
    let seen: Survey | undefined
    const { driver, time } = this
    const looking = survey(
      this.site.route,
      { driver, clock: time.clock() },
      () => settings,
      new AbortController().signal,
    ).then((one) => {
      seen = one
    })
    await this.passUntil(() => seen !== undefined)
    if (seen === undefined) throw new Error('it never comes to an end')
    await looking
    return seen
  }

  /** Which batch each of some stages begins with. */
  async firstBatches(stages: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Moving[]>> {
    const first = new Map<string, readonly Moving[]>()
    const written: Written[] = []
    const note = (entry: Entry): void => {
      if (entry.kind === 'intended' && !first.has(entry.subject)) first.set(entry.subject, entry.moving)
    }
    const world = {
      ...{ driver: this.driver, clock: this.time.clock(), random: () => 0, read: () => written },
      journal: {
        append: (entry: Entry) => void written.push({ seq: written.length + 1, at: 0, entry }),
        flush: async () => {},
      },
      asks: { take: () => [], wait: () => new Promise<void>(() => {}) },
    }
    let isOver = false
    execute(new Progress(this.site.route), world, {
      ...{ by: 'me', settingsOf: () => settings, maxParallel: 1000 },
      ...{ onFailure: 'pause', staysWhenPaused: false, onEntry: note },
    }).then(() => {
      isOver = true
    })
    await this.passUntil(() => isOver || [...stages].every((id) => first.has(id)))
    return first
  }
}

describe('what a dry run says', () => {
  it.each(sites)('comes true in the world %i', async (number) => {
    const world = new World(number)
    const seen = await world.survey()
    expect(world.platform.changes).toEqual([])
    expect(isReady(seen)).toBe(true)
    const told = new Map(seen.begins.map(({ stage, next }) => [stage.id, next]))
    expect(told.size + seen.tasks.length).toBeGreaterThan(0)
    const first = await world.firstBatches(new Set(told.keys()))
    for (const [stage, next] of told) expect(first.get(stage), stage).toEqual(next)
  })

  it.each(sites)(
    'is that a run had to pause, in the world %i with an instance at another version',
    async (number) => {
      const world = new World(number)
      const { group, seat } = world.someone()
      seat.version = '9.9.9'
      const seen = await world.survey()
      expect(isReady(seen)).toBe(false)
      const wrong = seen.groups.filter(({ drift }) => drift.length > 0)
      expect(wrong.map((one) => one.group.key)).toEqual([group])
      expect(wrong[0]?.drift).toContainEqual({ group, version: '9.9.9', expected: [0, 0], observed: 1 })
    },
  )

  it.each(sites)(
    'is that a run had to wait, in the world %i with an instance that does not serve',
    async (number) => {
      const world = new World(number)
      const { group, seat } = world.someone()
      seat.isReady = false
      const seen = await world.survey()
      expect(isReady(seen)).toBe(false)
      expect(seen.groups.flatMap(({ because }) => because ?? [])).toEqual([
        `of ${group}, 1 not ready (${seat.id})`,
      ])
    },
  )
})
