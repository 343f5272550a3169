/*
 * What is finished when something begins. Stages of one group come one after the other, so of everything that comes
 * before a stage it is enough to know how far each such chain has got: a clock with a hand for each chain. Closures as sets
 * would grow with the square of a long plan.
 */

/** Something that waits for others: a stage, or a task. */
export interface Waiting<K> {
  readonly id: K
  readonly needs: readonly K[]
  /** What it is likely to be one after the other with: its group. Only a hint. */
  readonly chain: string
}

export type Trouble<K> =
  | { readonly kind: 'circle'; readonly id: K }
  | { readonly kind: 'missing'; readonly id: K; readonly need: K }

interface Clock {
  readonly hands: ReadonlyMap<number, number>
  /** Clocks of those who wait for very many: shared by all who wait for them, and not copied. */
  readonly hubs: ReadonlySet<Clock>
}

interface Seat {
  readonly chain: number
  readonly place: number
}

/** Whoever waits for more than this is a hub. */
const manyNeeds = 64

export class Precedence<K> {
  /** What makes no sense: those are left out. */
  readonly troubles: Trouble<K>[] = []
  private readonly nodes: ReadonlyMap<K, Waiting<K>>
  private readonly clocks = new Map<K, Clock>()
  private readonly seats = new Map<K, Seat>()
  private readonly tails = new Map<string, K>()
  private chains = 0

  constructor(nodes: readonly Waiting<K>[]) {
    this.nodes = new Map(nodes.map((node) => [node.id, node]))
    for (const { id } of nodes) this.visit(id)
  }

  /** Whether the one is finished when the other begins. */
  isBefore(first: K, then: K): boolean {
    const clock = this.clocks.get(then)
    const seat = this.seats.get(first)
    return clock !== undefined && seat !== undefined && shows(clock, seat)
  }

  /** Negative when the one is finished when the other begins, positive the other way round, 0 when neither. */
  compare(a: K, b: K): number {
    return this.isBefore(a, b) ? -1 : this.isBefore(b, a) ? 1 : 0
  }

  /** By hand, since plans may be longer than calls may be deep. */
  private visit(start: K): void {
    const open = new Set<K>()
    const path: { id: K; left: K[] }[] = []
    const enter = (id: K): void => {
      open.add(id)
      path.push({ id, left: [...(this.nodes.get(id)?.needs ?? [])].reverse() })
    }
    if (!this.clocks.has(start)) enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = top.left.pop()
      if (need === undefined) {
        this.settle(top.id)
        open.delete(top.id)
        path.pop()
      } else if (!this.nodes.has(need)) {
        this.troubles.push({ kind: 'missing', id: top.id, need })
      } else if (open.has(need)) {
        this.troubles.push({ kind: 'circle', id: need })
      } else if (!this.clocks.has(need)) enter(need)
    }
  }

  /** Everything before it is settled; what is not is part of a circle. */
  private settle(id: K): void {
    const { needs, chain } = this.nodes.get(id) as Waiting<K>
    const hands = new Map<number, number>()
    const hubs = new Set<Clock>()
    const isHub = needs.length > manyNeeds
    for (const need of needs) {
      const clock = this.clocks.get(need)
      const seat = this.seats.get(need)
      if (clock === undefined || seat === undefined) continue
      advance(hands, seat)
      const isWide = (this.nodes.get(need)?.needs.length ?? 0) > manyNeeds
      if (isWide && !isHub) hubs.add(clock)
      else for (const [other, place] of clock.hands) advance(hands, { chain: other, place })
      for (const hub of clock.hubs) {
        if (!isHub) hubs.add(hub)
        else for (const [other, place] of hub.hands) advance(hands, { chain: other, place })
      }
    }
    const clock = { hands, hubs }
    this.clocks.set(id, clock)
    const tail = this.tails.get(chain)
    const last = tail === undefined ? undefined : this.seats.get(tail)
    const follows = last !== undefined && shows(clock, last)
    this.seats.set(
      id,
      follows ? { chain: last.chain, place: last.place + 1 } : { chain: this.chains++, place: 0 },
    )
    this.tails.set(chain, id)
  }
}

function advance(hands: Map<number, number>, { chain, place }: Seat): void {
  if ((hands.get(chain) ?? -1) < place) hands.set(chain, place)
}

function shows(clock: Clock, { chain, place }: Seat): boolean {
  if ((clock.hands.get(chain) ?? -1) >= place) return true
  for (const hub of clock.hubs) if ((hub.hands.get(chain) ?? -1) >= place) return true
  return false
}

/** Of everything that each one waits for, only what does not come before something else that it waits for. */
export function fewestNeeds<K>(nodes: readonly Waiting<K>[]): readonly (readonly K[])[] {
  const order = new Precedence(nodes)
  return nodes.map(({ needs }) =>
    needs.filter((need) => !needs.some((other) => other !== need && order.isBefore(need, other))),
  )
}
