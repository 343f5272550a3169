import type { RunOptions } from '../execute/index.ts'
import type { WaveOptions } from './waves.ts'

/** How a plan is rolled out by many workers. */
export interface RolloutOptions extends WaveOptions {
  /** Units under way at the same time, at most: all over, per label, and in one worker. */
  readonly unitsAtOnce: number
  readonly unitsPerLabel: number | undefined
  readonly unitsPerWorker: number
  /** Labels are the first so many names of a scope: of `eu/shop/1` with one, `eu`. */
  readonly labelDepth: number
  /** Stages of one unit under way at the same time, at most. */
  readonly stagesAtOnce: number
  readonly budget: Budget
  readonly onFailure: RunOptions['onFailure']
}

/** Units that may fail before it all halts. */
export type Budget = { readonly count: number } | { readonly percent: number }

export const usualOptions: RolloutOptions = {
  canaries: [],
  percents: [10],
  unitsAtOnce: 64,
  unitsPerLabel: undefined,
  unitsPerWorker: 16,
  labelDepth: 1,
  stagesAtOnce: 8,
  budget: { count: 0 },
  onFailure: 'pause',
}

/**
 * Whether more have failed than may. A percentage is one of those that have begun so far: of ten canaries none may fail
 * where it is 5 %, however many come after them.
 */
export const isSpent = (
  budget: Budget,
  { failed, begun }: { readonly failed: number; readonly begun: number },
): boolean => failed > ('count' in budget ? budget.count : Math.floor((begun * budget.percent) / 100))

/** What a unit counts as where only so many of each may be under way. */
export const labelOf = (scope: string, depth: number): string => scope.split('/').slice(0, depth).join('/')
