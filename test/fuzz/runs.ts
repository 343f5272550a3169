/*
 * The suite runs the same cases every time; INTERLOCK_SEED=n runs others, and INTERLOCK_LONG=1 fifty times as many,
 * with a seed of their own. fast-check prints the seed of a failure.
 */
const isLong = process.env.INTERLOCK_LONG === '1'
const chosen = process.env.INTERLOCK_SEED

/** How fast-check runs a property: `count` times in the suite. */
export const runs = (count: number) => ({
  numRuns: isLong ? count * 50 : count,
  ...(chosen !== undefined ? { seed: Number(chosen) } : !isLong && { seed: 1 }),
})

/** Long runs take as long as they take. */
export const timeoutMilliseconds = isLong ? 3_600_000 : 60_000
