import { type ChainRelease, type ChainWorld, targetOf } from '../chain-world.ts'
import type { Found } from '../problem.ts'
import { PriorityQueue } from './priority-queue.ts'

/**
 * The search that one would write first, for a chain of components: every state of versions, cheapest first; any release
 * of the catalogue is a possible stop. What runs together while a group rolls is judged with its move.
 */
export function searchChain(world: ChainWorld): Found {
  const [scope] = world.scopesOf
  if (scope === undefined) throw new Error('there is no scope')
  const { releases, lines } = world
  const indexOf = ({ line, patch }: ChainRelease): number => line * releases + patch
  const lineOf = (index: number): number => Math.floor(index / releases)
  const goal = indexOf(targetOf(world))

  /** Whether a component may be in a line while its neighbours are where they are. */
  const fits = (at: readonly number[], i: number, line: number): boolean => {
    const before = at[i - 1]
    const after = at[i + 1]
    const isBehind = before === undefined || isWithin(lineOf(before) - line)
    return isBehind && (after === undefined || isWithin(line - lineOf(after)))
  }
  /** Those in front go first: into a line, and back from it last. */
  const isInOrder = (at: readonly number[], i: number, from: number, to: number): boolean => {
    const [left, entered] = [lineOf(from), lineOf(to)]
    if (entered > left) return at.every((other, k) => k >= i || lineOf(other) >= entered)
    return entered === left || at.every((other, k) => k <= i || lineOf(other) <= entered)
  }

  interface Node {
    readonly at: readonly number[]
    readonly cost: number
    readonly stages: number
  }
  const open = new PriorityQueue<Node>()
  const best = new Map<string, number>()
  const push = (node: Node): void => {
    const key = node.at.join()
    if (node.cost >= (best.get(key) ?? Number.POSITIVE_INFINITY)) return
    best.set(key, node.cost)
    open.push(node, node.cost)
  }
  push({ at: scope.starts.map(indexOf), cost: 0, stages: 0 })
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { at, cost, stages } = node
    if (cost > (best.get(at.join()) ?? 0)) continue
    if (at.every((index) => index === goal)) return { moves: cost, stages }
    for (const [i, from] of at.entries()) {
      const line = lineOf(from)
      for (let next = Math.max(0, line - 1); next <= Math.min(lines - 1, line + 1); next++) {
        if (!fits(at, i, next) || !isInOrder(at, i, from, next * releases)) continue
        for (let to = next * releases; to < (next + 1) * releases; to++) {
          if (to !== from) {
            push({ at: at.with(i, to), cost: cost + (scope.counts[i] as number), stages: stages + 1 })
          }
        }
      }
    }
  }
  throw new Error('there is no way')
}

const isWithin = (lead: number): boolean => lead === 0 || lead === 1
