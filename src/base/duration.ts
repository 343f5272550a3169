/** Longer than anybody waits for a stage; what is written beyond it is a slip. */
const most_seconds = 366 * 86_400

const units = { d: 86_400, h: 3600, m: 60, s: 1 } as const

/** What a duration looks like, for messages and schemas. */
export const durationForm = 'a duration such as 90s, 10m or 1h30m'

/** Matches what `parseDuration` reads, sizes aside. */
export const durationPattern = /^(?=\d)(?:\d{1,9}d)?(?:\d{1,9}h)?(?:\d{1,9}m)?(?:\d{1,9}s)?$/

/** Reads `90s`, `10m`, `1h30m` or `2d` in seconds; undefined for anything else, and for more than a year. */
export function parseDuration(written: string): number | undefined {
  if (!durationPattern.test(written)) return undefined
  let seconds = 0
  for (const [, amount, unit] of written.matchAll(/(\d+)([dhms])/g)) {
    seconds += Number(amount) * units[unit as keyof typeof units]
  }
  return seconds <= most_seconds ? seconds : undefined
}

/** The shortest of what `parseDuration` reads as so many whole seconds: `1h30m`. */
export function writeDuration(seconds: number): string {
  let left = seconds
  const written = Object.entries(units).flatMap(([unit, size]) => {
    const amount = Math.floor(left / size)
    left -= amount * size
    return amount === 0 ? [] : [`${amount}${unit}`]
  })
  return written.join('') || '0s'
}
