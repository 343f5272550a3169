import { parseDuration } from '../base/index.ts'

/** Milliseconds of what `wait` lets through; undefined for what is too long to be meant. */
export function parseWait(written: string): number | undefined {
  const short = /^(\d+)ms$/.exec(written)
  if (short !== null) return Number(short[1])
  const seconds = parseDuration(written)
  return seconds === undefined ? undefined : seconds * 1000
}
