export interface Version {
  readonly text: string
  readonly major: number
  readonly minor: number
  /** Grows with (major, minor, patch): newer versions have a higher rank. */
  readonly rank: number
  /** Grows with (major, minor). */
  readonly line: number
  /** Lines have a distance only on the same road; it is the difference of their places there. */
  readonly road: string
  readonly place: number
}

/** No patch has a higher number in these worlds. */
const patchesPerLine = 1000

export type Joined = readonly (readonly [string, string])[]

export function readVersion(text: string, joined: Joined): Version {
  const [major, minor, patch] = numbers(text, 3)
  const line = major * 1000 + minor
  return { text, major, minor, rank: line * patchesPerLine + patch, line, ...placeOf(major, minor, joined) }
}

/** How many lines `a` is ahead of `b`, where that can be said. */
export function lineDistance(a: Version, b: Version): number | undefined {
  return a.road === b.road ? a.place - b.place : undefined
}

function placeOf(major: number, minor: number, joined: Joined): { road: string; place: number } {
  const leaving = joined.map(([from]) => numbers(from, 2)).find(([from]) => from === major)
  // Lines after the one that a later major goes on from lead nowhere.
  if (leaving !== undefined && minor > leaving[1]) return { road: `beyond ${major}`, place: minor }
  const entering = joined.find(([, to]) => numbers(to, 2)[0] === major)
  if (entering === undefined) return { road: `from ${major}`, place: minor }
  if (numbers(entering[1], 2)[1] !== 0) throw new Error(`${entering[1]} is not the first line of its major`)
  const [lastMajor, lastMinor] = numbers(entering[0], 2)
  const last = placeOf(lastMajor, lastMinor, joined)
  return { road: last.road, place: last.place + 1 + minor }
}

function numbers(text: string, length: number): [number, number, number] {
  const parts = text.split('.').map(Number)
  if (parts.length !== length || parts.some((part) => !Number.isInteger(part))) {
    throw new Error(`"${text}" is not ${length} numbers`)
  }
  const [first = 0, second = 0, third = 0] = parts
  return [first, second, third]
}

/** The lowest and the highest rank in an interval: a line such as `1.4.x`, or comparators without a gap. */
export function readInterval(text: string): { low: number; high: number } {
  const line = /^(\d+\.\d+)\.x$/.exec(text)?.[1]
  if (line !== undefined) {
    const { rank } = readVersion(`${line}.0`, [])
    return { low: rank, high: rank + patchesPerLine - 1 }
  }
  const interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  for (const { sign, rank } of comparators(text)) {
    // Ranks are whole numbers, and between two neighbours there is no version.
    const [low, high] = bounds(sign, rank)
    interval.low = Math.max(interval.low, low)
    interval.high = Math.min(interval.high, high)
  }
  return interval
}

function bounds(sign: string, rank: number): readonly [number, number] {
  if (sign === '=') return [rank, rank]
  if (sign.startsWith('>')) return [sign === '>' ? rank + 1 : rank, Number.POSITIVE_INFINITY]
  return [Number.NEGATIVE_INFINITY, sign === '<' ? rank - 1 : rank]
}

/** Reads comparators that must all hold, such as `>=1.0.0 <1.2.0`. */
export function readRange(text: string): (version: Version) => boolean {
  const conditions = comparators(text)
  return (version) =>
    conditions.every(({ sign, rank }) => {
      if (sign === '>=') return version.rank >= rank
      if (sign === '<=') return version.rank <= rank
      if (sign === '>') return version.rank > rank
      if (sign === '<') return version.rank < rank
      return version.rank === rank
    })
}

function comparators(text: string): readonly { sign: string; rank: number }[] {
  return text.split(' ').map((word) => {
    const [, sign, version] = /^(>=|<=|>|<|=)(\d.*)$/.exec(word) ?? []
    if (sign === undefined || version === undefined) throw new Error(`"${word}" is no comparator`)
    return { sign, rank: readVersion(version, []).rank }
  })
}
