import { describe, expect, it } from 'vitest'
import type { Driver, Instance, Order, Route, World } from '../../src/execute/index.ts'
import { type Sabotage, simulate } from './simulate.ts'

/* Runs that do what none may do are found out, each by a complaint of its own: so no complaint is there for show. */

const drivenBy = (change: (driver: Driver) => Partial<Driver>): Sabotage => ({
  world: (world) => ({ ...world, driver: { ...world.driver, ...change(world.driver) } }),
})

const routed = (change: (stage: Route['stages'][number]) => Partial<Route['stages'][number]>): Sabotage => ({
  route: (route) => ({ ...route, stages: route.stages.map((stage) => ({ ...stage, ...change(stage) })) }),
})

/** The same pages, with each instance as somebody would rather have it. */
const seenAs = (driver: Driver, change: (instance: Instance) => Instance): Driver['observe'] =>
  async function* (group, signal) {
    for await (const page of driver.observe(group, signal)) yield page.map(change)
  }

/** Where everything was when it was first seen, and where it was told to go since. */
function blindToOthers(): Sabotage {
  const known = new Map<string, string>()
  const keyOf = ({ policy, scope, component }: Order['group'], id: string) =>
    `${policy}/${scope}/${component} ${id}`
  return drivenBy((driver) => ({
    observe: async function* (group, signal) {
      for await (const page of driver.observe(group, signal))
        yield page.map((instance) => {
          const key = keyOf(group, instance.id)
          const version = known.get(key) ?? instance.version
          if (version !== undefined) known.set(key, version)
          return { ...instance, version }
        })
    },
    move: async (order, signal) => {
      for (const id of order.ids) known.set(keyOf(order.group, id), order.to)
      await driver.move(order, signal)
    },
  }))
}

const saboteurs: readonly (readonly [string, () => Sabotage, RegExp])[] = [
  [
    'calls written what is not',
    () => ({ world: (world: World) => ({ ...world, journal: { ...world.journal, flush: async () => {} } }) }),
    /an order that nobody wrote down/,
  ],
  [
    'forgets what has settled',
    () => ({
      world: (world: World) => ({
        ...world,
        read: () => [...(world.read() as Iterable<{ seq: number; at: number; entry: never }>)].slice(0, 1),
      }),
    }),
    /sees a drift that there is not|the journal knows/,
  ],
  [
    'moves more than it was told to',
    () =>
      drivenBy((driver) => ({
        move: async (order, signal) => {
          const all: string[] = []
          for await (const page of driver.observe(order.group, signal)) all.push(...page.map(({ id }) => id))
          await driver.move({ ...order, ids: all }, signal)
        },
      })),
    /is ordered, but was not meant/,
  ],
  [
    'takes all for well',
    () => drivenBy((driver) => ({ observe: seenAs(driver, (one) => ({ ...one, isReady: true })) })),
    /settled, but \S+ does not serve/,
  ],
  ['does not see what others do', blindToOthers, /goes on although .* has drifted/],
  ['waits for nothing', () => routed(() => ({ needs: [] })), /moves before \S+ is finished/],
  [
    'ignores what must not be together',
    () => routed(() => ({ needs: [], together: [] })),
    /a state that the policy forbids/,
  ],
  [
    'takes all that are at a version for those that are meant',
    () => ({
      route: (route: Route) => ({
        ...route,
        groups: route.groups.map((group) => ({
          ...group,
          parts: group.parts.map(({ name: _, frozen: __, ...part }) => part),
        })),
        stages: route.stages.map((stage) => ({ ...stage, parts: undefined })),
      }),
    }),
    /is frozen, but is ordered to move/,
  ],
  ['moves all at once', () => routed(({ count }) => ({ batch: count })), /moves \d+ at once/],
  [
    'goes back where there is no way back',
    () => routed(() => ({ undo: { closed: undefined, tasks: [] } })),
    /goes back, but/,
  ],
]

describe('whoever drives a run and', () => {
  it.each(saboteurs)('%s is found out', async (_, sabotage, complaint) => {
    const seeds = Array.from({ length: 400 }, (_, i) => i + 1)
    const heard: string[] = []
    for (const seed of seeds) {
      const { complaints } = await simulate(seed, sabotage())
      heard.push(...complaints)
      if (complaints.some((text) => complaint.test(text))) return
    }
    expect(heard.slice(0, 20), 'never heard').toContain(String(complaint))
  })
})
