import type { Random } from './ports.ts'
import type { Settings } from './settings.ts'

/** How long to wait before the next try, after so many: twice as long each time, less up to a half by chance, so that many do not come back at once. */
export function waitAfter(tries: number, { first_ms, most_ms }: Settings['backoff'], random: Random): number {
  const longest = Math.min(most_ms, first_ms * 2 ** Math.min(tries - 1, 30))
  return Math.round(longest * (1 - random() / 2))
}

/** Instances of so many that may be out of service while others move. */
export const toleratedOf = (tolerated: Settings['tolerated'], total: number): number =>
  'count' in tolerated ? tolerated.count : Math.floor((total * tolerated.percent) / 100)
