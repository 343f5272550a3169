import { describe, expect, it } from 'vitest'
import type { Driver, GroupName, Instance, Order } from '../../src/execute/index.ts'

/*
 * What every driver has to keep, whatever it moves. A driver's own test makes a platform with some instances and hands it over;
 * `mutants.test.ts` shows for each check a driver that only this check finds out.
 */

/** A platform with one group of instances at `first`, all ready, and a driver that was just opened. */
export interface World {
  readonly driver: Driver
  readonly group: GroupName
  /** The versions that the platform has, and one that it has not. */
  readonly versions: { readonly first: string; readonly second: string; readonly missing: string }
  /** Where instances move in the order in which they are seen, each only after those before it. */
  readonly isInOrder?: boolean
  /** How often the platform was made to change an instance since the world began: moved, not stopped. */
  movesOf(id: string): number | Promise<number>
  /** Another driver for the same platform, which knows nothing of what the first one did. */
  again(): Promise<Driver>
  /** Puts an instance out of service, at the version at which it is. */
  breakDown?(id: string): Promise<void>
  /** From here on the platform takes every order, or every question, and never ends with it. */
  hang?(): Promise<void>
  /** From here on the platform refuses everything; until it is mended. */
  fail?(): Promise<void>
  mend?(): Promise<void>
  /** Ends everything, also what hangs. Drivers are closed by then. */
  close(): Promise<void>
}

export interface WorldRequest {
  /** In the order in which they are to be seen. */
  readonly ids: readonly string[]
  /** The parts that some of them belong to. */
  readonly parts: Readonly<Record<string, string>>
}

export interface WorldKind {
  readonly make: (request: WorldRequest) => Promise<World>
  /** Whether the platform can have an instance of this name; any when left out. */
  readonly canName?: (id: string) => boolean
  /** Names that instances have, where they cannot be chosen freely: three, or one where there is never another. */
  readonly ids?: Ids
  /** Where the platform knows no parts. */
  readonly hasNoParts?: boolean
}

/** One thing that drivers have to keep. */
export interface Check {
  readonly name: string
  run(kind: WorldKind): Promise<void>
}

/** Holds a driver against everything that drivers have to keep. */
export function conformance(name: string, kind: WorldKind): void {
  describe(`${name} does what drivers do`, () => {
    it.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run(kind))
  })
}

const oddIds = ['-rf', '--', 'two words', `it's "quoted"`, '$(touch x); `y` & *', 'zwölf-北', '{id}', '%2e']

const usual: Ids = ['one', 'two', 'three']

type Ids = readonly [string, string, string] | readonly [string]

const check = (
  name: string,
  run: (world: World, ids: Ids) => Promise<void>,
  more: Partial<WorldRequest> = {},
): Check => ({
  name,
  run: async (kind) => {
    const ids = kind.ids ?? usual
    await inWorld(kind, { ids, parts: {}, ...more }, (world) => run(world, ids))
  },
})

async function inWorld(
  kind: WorldKind,
  request: WorldRequest,
  run: (world: World) => Promise<void>,
): Promise<void> {
  const world = await kind.make(request)
  try {
    await run(world)
  } finally {
    await world.driver.close?.()
    await world.close()
  }
}

export const checks: readonly Check[] = [
  check('it sees all instances, each once, where they are', async ({ driver, group, versions }, ids) => {
    const seen = await look(driver, group)
    expect([...seen.map(({ id }) => id)].sort()).toEqual([...ids].sort())
    expect(seen.map(({ version, isReady }) => ({ version, isReady }))).toEqual(
      ids.map(() => ({ version: versions.first, isReady: true })),
    )
  }),

  check('it sees them in the same order each time, also when some have moved', async (world, ids) => {
    const { driver, group } = world
    const order = (await look(driver, group)).map(({ id }) => id)
    const whole = driver.granularity?.(group) === 'group'
    await moveAndArrive(world, driver, whole ? ids : [aloneIn(world, ids)])
    expect((await look(driver, group)).map(({ id }) => id)).toEqual(order)
    expect((await look(await world.again(), group)).map(({ id }) => id)).toEqual(order)
  }),

  {
    name: 'it tells the parts that instances belong to',
    run: async (kind) => {
      if (kind.hasNoParts === true) return
      const ids = kind.ids ?? usual
      const alone = aloneIn({}, ids)
      await inWorld(kind, { ids, parts: { [alone]: 'edge' } }, async ({ driver, group }) => {
        const seen = await look(driver, group)
        const edge = seen.filter(({ part }) => part === 'edge').map(({ id }) => id)
        expect(edge).toEqual([alone])
      })
    },
  },

  check('nothing moves that was not named', async (world, ids) => {
    const { driver, group, versions } = world
    if (driver.granularity?.(group) === 'group') return
    const alone = aloneIn(world, ids)
    await moveAndArrive(world, driver, [alone])
    expect(await whereabouts(driver, group)).toEqual(
      Object.fromEntries(ids.map((id) => [id, id === alone ? versions.second : versions.first])),
    )
    expect(await movesOf(world, ids)).toEqual(ids.map((id) => (id === alone ? 1 : 0)))
  }),

  check('what moves only as a whole does not move for some', async (world, ids) => {
    const { driver, group } = world
    if (driver.granularity?.(group) !== 'group' || ids.length === 1) return
    const some = ids.slice(0, 2)
    const error = await driver.move(orderOf(world, some), forever).then(() => '', messageOf)
    expect(error).toContain(ids[2])
    await expectNothingMoves(world, ids)
    await moveAndArrive(world, driver, ids)
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
  }),

  check('a batch moves as a whole', async (world, ids) => {
    await moveAndArrive(world, world.driver, ids)
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
  }),

  check('the same order twice is like once', async (world, ids) => {
    await moveAndArrive(world, world.driver, ids)
    await move(world, world.driver, ids)
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
  }),

  check('another order to where they are does nothing', async (world, ids) => {
    await moveAndArrive(world, world.driver, ids)
    await move(world, await world.again(), ids, { key: 'another' })
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
  }),

  check('the same order twice at the same time is like once', async (world, ids) => {
    await Promise.all([move(world, world.driver, ids), move(world, world.driver, ids)])
    await arrive(world, world.driver, ids, world.versions.second)
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
  }),

  check('who comes after a crash moves only what has not moved', async (world, ids) => {
    const { driver, group } = world
    if (driver.granularity?.(group) === 'group') return
    await moveAndArrive(world, driver, [ids[0]])
    const next = await world.again()
    await moveAndArrive(world, next, ids)
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
  }),

  check('who comes after an order that was cut short carries it out', async (world, ids) => {
    const cut = new AbortController()
    const moving = world.driver.move(orderOf(world, ids), cut.signal).catch(() => undefined)
    cut.abort(new Error('the driver died'))
    await moving
    await moveAndArrive(world, await world.again(), ids)
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
  }),

  check('they go back as they came', async (world, ids) => {
    const { first, second } = world.versions
    await moveAndArrive(world, world.driver, ids)
    await move(world, world.driver, ids, { key: 'back', from: [second], to: first })
    await arrive(world, world.driver, ids, first)
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 2))
  }),

  check('no instance is ever seen ready at a version that there is not', async (world, ids) => {
    const { driver, group, versions } = world
    const named = driver.granularity?.(group) === 'group' ? ids : [aloneIn(world, ids)]
    const order = orderOf(world, named, { to: versions.missing })
    const refused = await driver.move(order, forever).then(() => undefined, messageOf)
    if (refused !== undefined) expectWords(refused)
    const seen = await look(driver, group)
    expect(seen.filter(({ version, isReady }) => version === versions.missing && isReady)).toEqual([])
    // Nobody has to be lost over it.
    expect(seen.map(({ id }) => id).sort()).toEqual([...ids].sort())
  }),

  check('an instance that there is not is an error, and nothing else moves', async (world, ids) => {
    const error = await world.driver.move(orderOf(world, ['nobody']), forever).then(() => '', messageOf)
    expect(error).toContain('nobody')
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 0))
  }),

  check('an instance that is down is still one of them', async (world, ids) => {
    const { driver, group } = world
    if (world.breakDown === undefined) return
    const broken = aloneIn({}, ids)
    await world.breakDown(broken)
    await until(async () => {
      const seen = await look(driver, group)
      expect(seen.map(({ id }) => id).sort()).toEqual([...ids].sort())
      expect(seen.filter(({ isReady }) => !isReady).map(({ id }) => id)).toEqual([broken])
    })
  }),

  check('a signal that came before stops it before it has begun', async (world, ids) => {
    const { driver, group } = world
    const gone = AbortSignal.abort(new Error('told to stop'))
    expectWords(await driver.move(orderOf(world, ids), gone).then(() => '', messageOf))
    expectWords(await look(driver, group, gone).then(() => '', messageOf))
    await expectNothingMoves(world, ids)
  }),

  check('a signal stops it while it looks at a platform that hangs', async (world) => {
    const { driver, group } = world
    if (world.hang === undefined) return
    await world.hang()
    expectWords(await look(driver, group, soon()).then(() => '', messageOf))
  }),

  check('a signal stops it while it moves on a platform that hangs', async (world, ids) => {
    if (world.hang === undefined) return
    await world.hang()
    expectWords(await world.driver.move(orderOf(world, ids), soon()).then(() => '', messageOf))
  }),

  check('a platform that refuses is an error with words, and nothing more', async (world, ids) => {
    const { driver, group } = world
    if (world.fail === undefined) return
    await world.fail()
    expectWords(await look(driver, group).then(() => '', messageOf))
    expectWords(await driver.move(orderOf(world, ids), forever).then(() => '', messageOf))
    await world.mend?.()
    await moveAndArrive(world, driver, ids)
  }),

  check('what is stopped does not serve, and everybody else does', async (world, ids) => {
    const { driver, group } = world
    if (driver.stop === undefined) return
    const stopped = driver.granularity?.(group) === 'group' ? ids : [aloneIn(world, ids)]
    for (const _ of ['once', 'twice']) {
      await driver.stop(orderOf(world, stopped), forever)
      await until(async () => {
        const seen = await look(driver, group)
        expect(seen.filter(({ isReady }) => !isReady).map(({ id }) => id)).toEqual(stopped)
        expect(seen).toHaveLength(ids.length)
      })
    }
    expect(await movesOf(world, ids)).toEqual(ids.map(() => 0))
    await moveAndArrive(world, driver, stopped)
  }),

  check('what was not named is not stopped', async (world, ids) => {
    const { driver, group } = world
    if (driver.stop === undefined || ids.length === 1) return
    const [alone, ...others] = ids
    // Who can stop only all refuses.
    const refused = await driver.stop(orderOf(world, [alone]), forever).then(() => undefined, messageOf)
    if (refused !== undefined) expectWords(refused)
    const serving = (await look(driver, group)).filter(({ isReady }) => isReady).map(({ id }) => id)
    expect(serving).toEqual(expect.arrayContaining(refused === undefined ? others : [...ids]))
  }),

  check('a gate that there is not is an error', async ({ driver, group, versions }, ids) => {
    const asked = driver.ask?.({ gate: 'no-gate', group, ids: [ids[0]], to: versions.first }, forever)
    if (asked === undefined) return
    expect(await asked.then(() => '', messageOf)).toContain('no-gate')
  }),

  check('a task that there is not is an error', async ({ driver, group, versions }) => {
    const { first, second } = versions
    const task = { key: 'some', name: 'no-task', group, from: [first], to: second, run: [] }
    const done = driver.perform?.(task, forever)
    if (done === undefined) return
    expect(await done.then(() => '', messageOf)).toContain('no-task')
  }),

  {
    name: 'names of any characters are names',
    run: async (kind) => {
      const ids = kind.ids === undefined ? oddIds.filter((id) => kind.canName?.(id) ?? true) : []
      if (ids.length === 0) return
      await inWorld(kind, { ids, parts: {} }, async (world) => {
        expect((await look(world.driver, world.group)).map(({ id }) => id)).toEqual(ids)
        await moveAndArrive(world, world.driver, ids)
        expect(await movesOf(world, ids)).toEqual(ids.map(() => 1))
      })
    },
  },
]

/** An instance that can move while the others stay. */
const aloneIn = ({ isInOrder }: Pick<World, 'isInOrder'>, ids: Ids): string =>
  isInOrder === true ? ids[0] : (ids[1] ?? ids[0])

const forever = new AbortController().signal

/** Long enough for a driver to get to where it waits; nothing is judged by it. */
const soon = (): AbortSignal => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(new Error('told to stop')), 100)
  return controller.signal
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) throw new Error(`it rejects with ${String(error)}, which is no error`)
  return error.message
}

const expectWords = (message: string): void => {
  expect(message).not.toBe('')
  expect(message).not.toMatch(/undefined|\[object|NaN/)
}

async function look(driver: Driver, group: GroupName, signal = forever): Promise<readonly Instance[]> {
  const seen: Instance[] = []
  for await (const page of driver.observe(group, signal)) seen.push(...page)
  return seen
}

async function whereabouts(driver: Driver, group: GroupName): Promise<Record<string, string | undefined>> {
  return Object.fromEntries((await look(driver, group)).map(({ id, version }) => [id, version]))
}

function orderOf({ group, versions }: World, ids: readonly string[], more: Partial<Order> = {}): Order {
  return { key: `to ${ids.join('+')}`, group, ids, from: [versions.first], to: versions.second, ...more }
}

const move = (world: World, driver: Driver, ids: readonly string[], more: Partial<Order> = {}) =>
  driver.move(orderOf(world, ids, more), forever)

async function moveAndArrive(world: World, driver: Driver, ids: readonly string[]): Promise<void> {
  await move(world, driver, ids)
  await arrive(world, driver, ids, world.versions.second)
}

const arrive = ({ group }: World, driver: Driver, ids: readonly string[], to: string) =>
  until(async () => {
    const seen = await look(driver, group)
    const arrived = seen.filter(({ id, version, isReady }) => ids.includes(id) && version === to && isReady)
    expect(arrived.map(({ id }) => id).sort()).toEqual([...ids].sort())
  })

async function movesOf(world: World, ids: readonly string[]): Promise<readonly number[]> {
  const counts: number[] = []
  for (const id of ids) counts.push(await world.movesOf(id))
  return counts
}

/** Whoever has begun nonetheless is found out a little later. */
async function expectNothingMoves(world: World, ids: readonly string[]): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await movesOf(world, ids)).toEqual(ids.map(() => 0))
}

/** Tries until it holds; fails with what did not hold after many tries. */
async function until(holds: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await holds()
    } catch (error) {
      if (tries === patience.tries) throw error
      await new Promise((resolve) => setTimeout(resolve, patience.wait_ms))
    }
  }
}

/** How long something may take to arrive: long for platforms, short where nothing ever arrives. */
export const patience = { tries: 800, wait_ms: 50 }
