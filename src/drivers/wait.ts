import { parseDuration } from '../base/index.ts'

/** Milliseconds of what `wait` lets through; undefined for what is too long to be meant. */
export function parseWait(written: string): number | undefined {
  const short = /^(\d+)ms$/.exec(written)
  if (short !== null) return Number(short[1])
  const seconds = parseDuration(written)
  return seconds === undefined ? undefined : seconds * 1000
}

/** What is wrong with a wait, where it may be nothing, or has to be some time; undefined where nothing is. */
export function waitFault(written: string, least: 'any' | 'some'): string | undefined {
  const ms = parseWait(written)
  if (ms === undefined) return `${written} is longer than a year`
  return ms === 0 && least === 'some' ? `${written} is no time at all` : undefined
}
