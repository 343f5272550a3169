import { groupBy } from '../base/index.ts'
import { Sight, seenTogether } from '../check/index.ts'
import { type Group, type Limits, wavesBefore } from '../fleet/index.ts'
import type { OrderRule, PairwiseRule, TupleRule } from '../policy/index.ts'
import type { Mover } from './movers.ts'
import type { PairRule } from './needs.ts'
import type { Workshop } from './workshop.ts'

/** How two movers bear on each other. */
export interface Tie {
  readonly x: number
  readonly y: number
  /** Rules about the two, read from the side of x. */
  readonly rules: readonly PairRule[]
  /** Order rules in which y comes before x, in the direction in which x travels. */
  readonly waits: readonly OrderRule[]
  /** Whether x goes in a wave that begins when that of y has arrived. */
  readonly isLaterWave: boolean
}

/** A rule about one component or about more than two, and the movers in each of its columns. */
export interface TupleTie {
  readonly rule: TupleRule
  readonly columns: readonly { readonly component: string; readonly movers: readonly number[] }[]
}

interface Ties {
  readonly ties: readonly Tie[]
  readonly tuples: readonly TupleTie[]
}

/** Who bears on whom, by the rules that are asked and the waves that movers go in. */
export function makeTies(
  movers: readonly Mover[],
  windows: readonly PairwiseRule[],
  tuples: readonly TupleRule[],
  workshop: Workshop,
  limits: Limits,
): Ties {
  const byGroup = groupBy(movers, ({ group }) => group)
  const moversOf = (group: Group): readonly Mover[] => byGroup.get(group) ?? []
  const sight = new Sight(byGroup.keys())
  const found = new Found()
  for (const rule of windows) {
    for (const [of, to] of sight.pairsOf(rule)) found.pair(moversOf(of), moversOf(to), { rule })
  }
  const others: TupleTie[] = []
  for (const rule of tuples) {
    for (const seen of seenTogether(rule, sight)) {
      const [a, b, another] = seen
      if (a !== undefined && b !== undefined && another === undefined) {
        const columns = [a.component, b.component] as const
        found.pair(moversOf(a.group), moversOf(b.group), { rule, columns })
        continue
      }
      const columns = seen.map(({ component, group }) => ({
        component,
        movers: moversOf(group).map(({ id }) => id),
      }))
      others.push({ rule, columns })
    }
  }
  for (const policy of workshop.policies) {
    for (const rule of policy.rules) {
      if (rule.kind !== 'order' || !workshop.countsOrder(rule)) continue
      for (const direction of ['up', 'down'] as const) {
        const list = rule[direction]
        for (const [i, first] of list.entries()) {
          for (const then of list.slice(i + 1)) {
            for (const [a, b] of sight.pairs(policy.name, first, then)) {
              for (const x of moversOf(b)) {
                if (x.direction !== direction) continue
                for (const y of moversOf(a)) found.wait(x, y, rule)
              }
            }
          }
        }
      }
    }
  }
  for (const x of movers) {
    if (x.wave === undefined || x.direction === undefined) continue
    const before = wavesBefore(limits.waves, x.wave)
    for (const y of movers) {
      // Whoever need not arrive anywhere is waited for by nobody.
      const isAwaited = y.wave !== undefined && before.has(y.wave.name) && !y.isFree
      if (isAwaited && y.direction !== undefined) found.wave(x, y)
    }
  }
  return { ties: found.ties(), tuples: others }
}

type Unread<R> = R extends PairRule ? Omit<R, 'mirrored'> : never

/** What was found so far between any two movers, in the order of the movers. */
class Found {
  private readonly byPair = new Map<number, Map<number, Tie>>()

  pair(of: readonly Mover[], to: readonly Mover[], rule: Unread<PairRule>): void {
    for (const x of of) {
      for (const y of to) {
        if (x === y) continue
        this.add(x, y, { rules: [{ ...rule, mirrored: false } as PairRule] })
        this.add(y, x, { rules: [{ ...rule, mirrored: true } as PairRule] })
      }
    }
  }

  wait(x: Mover, y: Mover, rule: OrderRule): void {
    const known = this.byPair.get(x.id)?.get(y.id)
    if (known?.waits.includes(rule) !== true) this.add(x, y, { waits: [rule] })
  }

  wave(x: Mover, y: Mover): void {
    this.add(x, y, { isLaterWave: true })
  }

  ties(): readonly Tie[] {
    return [...this.byPair.values()].flatMap((of) => [...of.values()]).sort((a, b) => a.x - b.x || a.y - b.y)
  }

  private add(x: Mover, y: Mover, more: Partial<Tie>): void {
    const of = this.byPair.get(x.id) ?? new Map<number, Tie>()
    this.byPair.set(x.id, of)
    const { rules = [], waits = [], isLaterWave = false } = of.get(y.id) ?? {}
    of.set(y.id, {
      x: x.id,
      y: y.id,
      rules: more.rules === undefined ? rules : [...rules, ...more.rules],
      waits: more.waits === undefined ? waits : [...waits, ...more.waits],
      isLaterWave: isLaterWave || more.isLaterWave === true,
    })
  }
}
