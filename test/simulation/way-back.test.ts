import { expect, it } from 'vitest'
import {
  type Ask,
  type Driver,
  type Ending,
  type Entry,
  execute,
  type Instance,
  type Route,
  recall,
  type Written,
} from '../../src/execute/index.ts'
import { SimulatedTime } from './clock.ts'
import { settings } from './site.ts'

/* An instance fails after others have moved as well, and somebody turns the run back. */

const group = { policy: 'harbour', scope: '', component: 'crane' }
const key = 'harbour/crane'
const route: Route = {
  digest: 'd',
  groups: [{ ...group, key, parts: [{ version: '1.0.0', count: 4 }], neighbours: [key] }],
  stages: [
    {
      ...{ id: '1', group: key, parts: undefined, from: ['1.0.0'], to: '1.1.0', count: 4, batch: 1 },
      ...{ canary: undefined, mode: 'rolling', needs: [], together: [], gates: [], soak_s: 0 },
      ...{ delivers: undefined, undo: { closed: undefined, tasks: [] } },
    },
  ],
  tasks: [],
  maxParallel: undefined,
}

/** What becomes of an instance that fails. */
type Fault = Pick<Instance, 'version' | 'isReady'>

/** Four instances, of which one fails as soon as so many have moved; a move mends it. */
function worldIn(time: SimulatedTime, failing: string, fault: Fault) {
  const crane = (id: string): Instance => ({ id, version: '1.0.0', isReady: true })
  const cranes = new Map(['a', 'b', 'c', 'd'].map((id) => [id, crane(id)]))
  const moves: string[] = []
  const written: Written[] = []
  const asked: { ask: Ask; by: string; id: string }[] = []
  const driver: Driver = {
    name: 'cranes',
    async *observe() {
      yield [...cranes.values()]
    },
    async move({ ids, to }) {
      for (const id of ids) {
        moves.push(`${id} ${to}`)
        cranes.set(id, { id, version: to, isReady: true })
      }
    },
  }
  const append = (entry: Entry): void => {
    written.push({ seq: written.length + 1, at: 0, entry })
    const hasFailed = written.filter((one) => one.entry.kind === 'settled').length === 2
    if (entry.kind === 'settled' && hasFailed) cranes.set(failing, { id: failing, ...fault })
  }
  const run = async (): Promise<Ending | undefined> => {
    let ending: Ending | undefined
    const world = {
      ...{ driver, clock: time.clock(), random: () => 0, read: () => written },
      journal: { append, flush: async () => {} },
      asks: { take: () => asked.splice(0), wait: () => new Promise<void>(() => {}) },
    }
    const options = { by: 'me', settingsOf: () => settings, maxParallel: 1, staysWhenPaused: false }
    const progress = await recall(route, () => written)
    execute(progress, world, { ...options, onFailure: 'pause' }).then((ended) => {
      ending = ended
    })
    do await new Promise((resolve) => setImmediate(resolve))
    while (ending === undefined && time.step())
    return ending
  }
  return { run, asked, moves }
}

it.each<{ what: string; failing: string; fault: Fault; back: readonly string[] | undefined }>([
  {
    what: 'the last that moved, which goes back first',
    failing: 'b',
    fault: { version: '1.1.0', isReady: false },
    back: ['b 1.0.0', 'a 1.0.0'],
  },
  {
    what: 'one that moved before others, and goes back before them',
    failing: 'a',
    fault: { version: '1.1.0', isReady: false },
    back: ['a 1.0.0', 'b 1.0.0'],
  },
  {
    what: 'one that does not even tell its version any more',
    failing: 'a',
    fault: { version: undefined, isReady: false },
    back: ['a 1.0.0', 'b 1.0.0'],
  },
  {
    what: 'one that never moved: nobody knows that to go back would help',
    failing: 'd',
    fault: { version: '1.0.0', isReady: false },
    back: undefined,
  },
])('after two have moved, there fails $what', async ({ failing, fault, back }) => {
  const { run, asked, moves } = worldIn(new SimulatedTime(), failing, fault)
  expect(await run()).toMatchObject({ kind: 'halted', because: { kind: 'failed', doing: 'observe' } })
  expect(moves).toEqual(['a 1.1.0', 'b 1.1.0'])

  asked.push({ ask: { what: 'undo' }, by: 'me', id: '1' })
  const ending = await run()
  expect(moves.slice(2)).toEqual(back ?? [])
  expect(ending).toMatchObject(back === undefined ? { kind: 'halted' } : { kind: 'ended', outcome: 'undone' })
})
