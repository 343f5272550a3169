import type { Version } from '../version/index.ts'
import { amongKnown } from './ranges.ts'

/** Moves between known versions: from one number to another. */
export class Moves {
  private readonly targets = new Map<number, Set<number>>()

  add(from: number, to: number): void {
    const known = this.targets.get(from)
    if (known === undefined) this.targets.set(from, new Set([to]))
    else known.add(to)
  }

  has(from: number, to: number): boolean {
    return this.targets.get(from)?.has(to) === true
  }

  *[Symbol.iterator](): IterableIterator<readonly [from: number, to: number]> {
    for (const [from, targets] of this.targets) for (const to of targets) yield [from, to]
  }
}

export interface MoveRow {
  readonly from: string
  readonly to: string
}

/**
 * Rows that match exactly these moves of known versions: grouped by sources that have the same targets, or by targets
 * that have the same sources, whichever needs fewer rows.
 */
export function rowsOf(
  moves: Iterable<readonly [from: number, to: number]>,
  known: readonly Version[],
): MoveRow[] {
  const pairs = [...moves]
  const bySource = rectangles(pairs)
  const byTarget = rectangles(pairs.map(([from, to]) => [to, from] as const))
  const isShorter = byTarget.length < bySource.length
  return (isShorter ? byTarget.map(([to, from]) => [from, to] as const) : bySource).map(([from, to]) => ({
    from: amongKnown(known, from),
    to: amongKnown(known, to),
  }))
}

type Rectangle = readonly [left: readonly number[], right: readonly number[]]

/** Left sides that have the same right sides are one. */
function rectangles(pairs: readonly (readonly [left: number, right: number])[]): Rectangle[] {
  const rights = new Map<number, number[]>()
  for (const [left, right] of pairs) {
    const mine = rights.get(left)
    if (mine === undefined) rights.set(left, [right])
    else mine.push(right)
  }
  const alike = new Map<string, { left: number[]; right: readonly number[] }>()
  for (const left of [...rights.keys()].sort((a, b) => a - b)) {
    const right = (rights.get(left) ?? []).sort((a, b) => a - b)
    const key = right.join(' ')
    const same = alike.get(key)
    if (same === undefined) alike.set(key, { left: [left], right })
    else same.left.push(left)
  }
  return [...alike.values()].map(({ left, right }) => [left, right])
}
