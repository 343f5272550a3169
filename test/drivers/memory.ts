import type { Driver, GroupName, Instance, Order } from '../../src/execute/index.ts'
import type { World, WorldRequest } from './conformance.ts'

/** Ways in which a driver can be wrong. */
export type Flaw =
  | 'forgets-the-last'
  | 'sees-twice'
  | 'sees-by-version'
  | 'knows-no-parts'
  | 'moves-a-neighbour'
  | 'moves-all-for-some'
  | 'moves-the-first-only'
  | 'moves-again'
  | 'moves-again-by-key'
  | 'moves-again-at-once'
  | 'trusts-its-memory'
  | 'never-goes-back'
  | 'believes-any-version'
  | 'ignores-strangers'
  | 'forgets-the-broken'
  | 'is-deaf'
  | 'looks-on'
  | 'moves-on'
  | 'hides-refusals'
  | 'breaks-for-good'
  | 'stops-all'
  | 'stops-all-for-some'
  | 'opens-any-gate'
  | 'does-any-task'
  | 'splits-names'
  | 'gives-up-what-was-begun'

type Moves = 'instance' | 'group'

/** What the platform itself knows. */
interface Machine {
  readonly part: string | undefined
  version: string
  isReady: boolean
  moves: number
}

interface Platform {
  readonly machines: Map<string, Machine>
  state: 'well' | 'hanging' | 'refusing'
  /** Orders that were ever begun, for those who believe that what was begun is done. */
  readonly begun: Set<string>
}

const versions = { first: '1.0.0', second: '2.0.0', missing: '9.9.9' }

/** A platform in memory, with a driver that is right but for one flaw. */
export async function memoryWorld(
  { ids, parts }: WorldRequest,
  flaw?: Flaw,
  moves: Moves = 'instance',
): Promise<World> {
  const machines = ids.map(
    (id) => [id, { part: parts[id], version: versions.first, isReady: true, moves: 0 }] as const,
  )
  const platform: Platform = { machines: new Map(machines), state: 'well', begun: new Set() }
  const change = (state: Platform['state']) => async () => {
    platform.state = state
  }
  return {
    driver: new MemoryDriver(platform, moves, flaw),
    group: { policy: 'harbour', scope: 'north', component: 'crane' },
    versions,
    movesOf: (id) => platform.machines.get(id)?.moves ?? 0,
    again: async () => new MemoryDriver(platform, moves, flaw),
    breakDown: async (id) => {
      const machine = platform.machines.get(id)
      if (machine !== undefined) machine.isReady = false
    },
    hang: change('hanging'),
    fail: change('refusing'),
    mend: change('well'),
    close: async () => {},
  }
}

class MemoryDriver implements Driver {
  readonly name = 'memory'
  private readonly platform: Platform
  private readonly moves: Moves
  private readonly flaw: Flaw | undefined
  private hasFailed = false

  constructor(platform: Platform, moves: Moves, flaw: Flaw | undefined) {
    this.platform = platform
    this.moves = moves
    this.flaw = flaw
  }

  granularity(): Moves {
    return this.moves
  }

  async *observe(_: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]> {
    if (this.flaw !== 'is-deaf') signal.throwIfAborted()
    await this.answer(signal, 'looks-on')
    const all = [...this.platform.machines].map(([id, { version, isReady, part }]): Instance => {
      const isTold = part !== undefined && this.flaw !== 'knows-no-parts'
      return { id, version, isReady, ...(isTold && { part }) }
    })
    const seen = all.filter(({ isReady }) => isReady || this.flaw !== 'forgets-the-broken')
    if (this.flaw === 'sees-by-version') seen.sort((a, b) => (b.version ?? '').localeCompare(a.version ?? ''))
    if (this.flaw === 'forgets-the-last') seen.pop()
    // In pages of two, as a platform might.
    for (let at = 0; at < seen.length; at += 2) yield seen.slice(at, at + 2)
    if (this.flaw === 'sees-twice') yield seen.slice(0, 1)
  }

  async move({ ids, key, to }: Order, signal: AbortSignal): Promise<void> {
    const { machines, begun } = this.platform
    if (this.flaw !== 'is-deaf') signal.throwIfAborted()
    await this.answer(signal, 'moves-on')
    const isKnown = (id: string) => machines.has(id)
    const stranger = ids.find((id) => !isKnown(id))
    if (stranger !== undefined) {
      if (this.flaw !== 'ignores-strangers') throw new Error(`there is no ${stranger}`)
      return
    }
    if (this.moves === 'group' && this.flaw !== 'moves-all-for-some') this.refuseLeftOut(ids, to)
    if (to === versions.missing && this.flaw !== 'believes-any-version') throw new Error(`there is no ${to}`)
    if (this.flaw === 'gives-up-what-was-begun' && begun.has(key)) return
    begun.add(key)
    // Between what was seen and what is done others have their turn.
    const all = this.moves === 'group' ? [...machines.keys()] : ids
    const moved = this.flaw === 'moves-the-first-only' ? all.slice(0, 1) : all
    const late = new Set(moved.filter((id) => machines.get(id)?.version !== to))
    await Promise.resolve()
    if (this.flaw === 'gives-up-what-was-begun') signal.throwIfAborted()
    for (const id of moved) {
      const machine = machines.get(id)
      if (machine === undefined) continue
      const isDue =
        machine.version !== to ||
        this.flaw === 'moves-again' ||
        (this.flaw === 'moves-again-by-key' && key === 'another') ||
        (this.flaw === 'moves-again-at-once' && late.has(id)) ||
        (this.flaw === 'trusts-its-memory' && !this.done.has(id))
      if (!isDue || (this.flaw === 'never-goes-back' && to === versions.first)) continue
      if (this.flaw === 'splits-names' && /[\s'"]/.test(id)) continue
      Object.assign(machine, { version: to, isReady: true, moves: machine.moves + 1 })
      this.done.add(id)
    }
    if (this.flaw === 'moves-a-neighbour') {
      const next = [...machines].find(([id]) => !ids.includes(id))?.[1]
      if (next !== undefined) Object.assign(next, { version: to, moves: next.moves + 1 })
    }
  }

  private readonly done = new Set<string>()

  async stop({ ids, to }: Order, signal: AbortSignal): Promise<void> {
    await this.answer(signal, 'moves-on')
    if (this.moves === 'group' && this.flaw !== 'stops-all-for-some') this.refuseLeftOut(ids, to)
    for (const [id, machine] of this.platform.machines)
      if (ids.includes(id) || this.moves === 'group' || this.flaw === 'stops-all') machine.isReady = false
  }

  private refuseLeftOut(ids: readonly string[], to: string): void {
    for (const [id, { version }] of this.platform.machines)
      if (!ids.includes(id) && version !== to) throw new Error(`all move at once: the order leaves out ${id}`)
  }

  async ask({ gate }: { readonly gate: string }) {
    if (this.flaw !== 'opens-any-gate') throw new Error(`there is no gate ${gate}`)
    return { kind: 'yes' } as const
  }

  async perform({ name }: { readonly name: string }) {
    if (this.flaw !== 'does-any-task') throw new Error(`there is no task ${name}`)
  }

  /** What the platform does with a question or an order before it does anything else. */
  private async answer(signal: AbortSignal, deaf: Flaw): Promise<void> {
    const { state } = this.platform
    if (state === 'refusing') {
      this.hasFailed = true
      throw new Error(this.flaw === 'hides-refusals' ? '' : 'the platform refuses')
    }
    if (this.flaw === 'breaks-for-good' && this.hasFailed) throw new Error('it has failed before')
    if (state === 'well') return
    await new Promise((_, reject) => {
      if (this.flaw === deaf) return
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  }
}
