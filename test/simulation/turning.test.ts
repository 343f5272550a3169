import { describe, expect, it } from 'vitest'
import {
  type Ask,
  type Driver,
  type Ending,
  type Entry,
  execute,
  type Instance,
  type Route,
  type RunOptions,
  recall,
  type Written,
} from '../../src/execute/index.ts'
import { SimulatedTime } from './clock.ts'
import { settings } from './site.ts'

/* Processes that end in the middle of turning back, groups that move as a whole, and looks that are wrong for a moment. */

const group = { policy: 'harbour', scope: '', component: 'crane' }
const key = 'harbour/crane'

const routeWith = (more: Partial<Route['stages'][number]> = {}): Route => ({
  digest: 'd',
  groups: [{ ...group, key, parts: [{ version: '1.0.0', count: 4 }], neighbours: [key] }],
  stages: [
    {
      ...{ id: '1', group: key, parts: undefined, from: ['1.0.0'], to: '1.1.0', count: 4, batch: 1 },
      ...{ canary: undefined, mode: 'rolling', needs: [], together: [], gates: [], soak_s: 0 },
      ...{ delivers: undefined, undo: { closed: undefined, tasks: [] }, ...more },
    },
  ],
  tasks: [],
  maxParallel: undefined,
})

/** Four cranes; of a process, only what it wrote is left when the next one begins. */
class Harbour {
  readonly cranes = new Map<string, Instance>(
    ['a', 'b', 'c', 'd'].map((id) => [id, { id, version: '1.0.0', isReady: true }]),
  )
  readonly moves: string[] = []
  readonly written: Written[] = []
  readonly asked: { ask: Ask; by: string; id: string }[] = []
  /** Called before each look and each move. */
  onLook: () => void = () => {}
  onMove: (order: readonly string[], signal: AbortSignal) => Promise<void> | void = () => {}
  isLost = false
  private wake: () => void = () => {}
  private readonly time = new SimulatedTime()
  private readonly route: Route
  private readonly driver: Driver

  constructor(route: Route, granularity: 'instance' | 'group' = 'instance') {
    this.route = route
    const { cranes, moves } = this
    const look = () => this.onLook()
    const orders = (ids: readonly string[], signal: AbortSignal) => this.onMove(ids, signal)
    this.driver = {
      name: 'cranes',
      granularity: () => granularity,
      async *observe() {
        look()
        yield [...cranes.values()]
      },
      async move({ ids, to }, signal) {
        moves.push(`${ids.join('+')} ${to}`)
        await orders(ids, signal)
        for (const id of ids) cranes.set(id, { id, version: to, isReady: true })
      },
    }
  }

  /** A process, until it ends, or is killed once `isOver`. */
  async live(
    options: Partial<RunOptions> = {},
    isOver: () => boolean = () => false,
  ): Promise<Ending | 'killed'> {
    let ending: Ending | undefined
    let isAlive = true
    let waits = 0
    const append = (entry: Entry): void => {
      if (isAlive) this.written.push({ seq: this.written.length + 1, at: 0, entry })
    }
    const world = {
      ...{ driver: this.driver, clock: this.time.clock(), random: () => 0, read: () => this.written },
      journal: {
        append,
        flush: async () => {
          if (this.isLost) throw new Error('somebody else has it')
        },
      },
      asks: {
        take: () => this.asked.splice(0),
        wait: (signal: AbortSignal) =>
          new Promise<void>((resolve) => {
            // Else nothing else would ever happen in this process, and no test would end.
            if (++waits > mostWaits) throw new Error('it is woken again and again')
            if (this.asked.length > 0) resolve()
            this.wake = resolve
            signal.addEventListener('abort', () => resolve())
          }),
      },
    }
    const usual = { by: 'me', settingsOf: () => settings, maxParallel: 1, staysWhenPaused: false } as const
    const progress = await recall(this.route, () => this.written)
    let defect: Error | undefined
    execute(progress, world, { ...usual, onFailure: 'pause', ...options }).then(
      (ended) => {
        ending = ended
      },
      (error: Error) => {
        defect = error
      },
    )
    do {
      await new Promise((resolve) => setImmediate(resolve))
      if (defect !== undefined) throw defect
      if (isOver()) {
        isAlive = false
        return 'killed'
      }
    } while (ending === undefined && this.time.step())
    return ending ?? 'killed'
  }

  later(ms: number, happen: () => void): void {
    this.time.after(ms, happen)
  }

  get elapsed_ms(): number {
    return this.time.now
  }

  ask(what: 'undo' | 'resume' | 'abort'): void {
    this.asked.push({ ask: { what }, by: 'ada', id: `${this.asked.length}-${what}` })
    this.wake()
  }

  has(kind: Entry['kind']): boolean {
    return this.written.some(({ entry }) => entry.kind === kind)
  }
}

/** More than any run here waits for something in its life. */
const mostWaits = 10_000

const undone = { kind: 'ended', outcome: 'undone' }

describe('a run that was to go back', () => {
  it('goes back although whoever heard that died before it did', async () => {
    const harbour = new Harbour(routeWith())
    let orders = 0
    harbour.onMove = () => {
      if (++orders !== 2) return
      harbour.ask('undo')
      return new Promise(() => {})
    }
    // While an order is on its way nothing turns: only that it was asked is written.
    expect(await harbour.live({}, () => harbour.has('asked'))).toBe('killed')
    expect(harbour.has('turned')).toBe(false)
    expect(await harbour.live()).toEqual(undone)
    expect([...harbour.cranes.values()].map(({ version }) => version)).toEqual(Array(4).fill('1.0.0'))
  })

  it.each([
    ['for a failure, though its process died before it turned', [], undone],
    ['but for somebody who says that it is mended', ['resume'], { kind: 'ended', outcome: 'done' }],
  ] as const)('goes back %s', async (_, asks, ending) => {
    const harbour = new Harbour(routeWith())
    harbour.onMove = ([id]) => {
      if (id === 'b') throw new Error('the crane is stuck')
    }
    const isHalted = () => harbour.has('halted')
    expect(await harbour.live({ onEntry: (entry) => void entry }, isHalted)).toBe('killed')
    harbour.onMove = () => {}
    for (const ask of asks) harbour.ask(ask)
    expect(await harbour.live({ onFailure: 'undo' })).toEqual(ending)
  })
})

it('a group that moves as a whole goes back although none of it serves', async () => {
  const harbour = new Harbour(routeWith({ soak_s: 60 }), 'group')
  harbour.onLook = () => {
    for (const [id, crane] of harbour.cranes)
      if (crane.version === '1.1.0' && harbour.has('settled'))
        harbour.cranes.set(id, { ...crane, isReady: false })
  }
  expect(await harbour.live()).toMatchObject({ kind: 'halted', because: { kind: 'failed', doing: 'watch' } })
  harbour.ask('undo')
  expect(await harbour.live()).toEqual(undone)
  expect(harbour.moves).toEqual(['a+b+c+d 1.1.0', 'a+b+c+d 1.0.0'])
})

it('what is there for a moment, now and then, is no drift', async () => {
  const harbour = new Harbour(routeWith())
  harbour.cranes.set('a', { id: 'a', version: '1.0.0', isReady: false })
  const looks = { count: 0 }
  const stranger = { id: 'x', version: '0.9.0', isReady: true }
  harbour.onLook = () => {
    looks.count++
    if (looks.count % 3 === 0) harbour.cranes.set('x', stranger)
    else harbour.cranes.delete('x')
    if (looks.count === 14) harbour.cranes.set('a', { id: 'a', version: '1.0.0', isReady: true })
    if (looks.count > 14) harbour.cranes.delete('x')
  }
  expect(await harbour.live()).toEqual({ kind: 'ended', outcome: 'done' })
})

it('what is asked after the end, while an order is still on its way, keeps nobody from ending', async () => {
  const harbour = new Harbour(routeWith())
  harbour.onMove = (_, signal) =>
    new Promise((resolve) => {
      harbour.ask('abort')
      signal.addEventListener('abort', () => {
        harbour.ask('resume')
        // It takes its time to stop.
        harbour.later(500, resolve)
      })
    })
  expect(await harbour.live()).toEqual({ kind: 'ended', outcome: 'aborted' })
  expect(harbour.elapsed_ms).toBeGreaterThanOrEqual(500)
})

it.each(['undo', 'resume', 'abort'] as const)('ends where %s is asked together with abort', async (other) => {
  const harbour = new Harbour(routeWith())
  harbour.onLook = () => {
    if (harbour.has('asked')) return
    harbour.ask('abort')
    harbour.ask(other)
  }
  expect(await harbour.live()).toEqual({ kind: 'ended', outcome: 'aborted' })
  // Nothing is behind the end, and whoever reads the journal knows it for one.
  expect(harbour.written.at(-1)?.entry.kind).toBe('ended')
  expect(await harbour.live()).toEqual({ kind: 'ended', outcome: 'aborted' })
})

it('whoever has lost its journal stops what is under way', async () => {
  const harbour = new Harbour(routeWith({ count: 4, batch: 4 }))
  const stopped: string[] = []
  harbour.onMove = (_, signal) =>
    new Promise((_resolve, reject) => {
      harbour.isLost = true
      signal.addEventListener('abort', () => {
        stopped.push('told to stop')
        reject(new Error('was told to stop'))
      })
      harbour.ask('resume')
    })
  expect(await harbour.live()).toMatchObject({ kind: 'lost', error: 'somebody else has it' })
  expect(stopped).toEqual(['told to stop'])
  expect(harbour.moves).toHaveLength(1)
  // At once, and not when the order had taken too long.
  expect(harbour.elapsed_ms).toBeLessThan(settings.timeouts.move)
})
