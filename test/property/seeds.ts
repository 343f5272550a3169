/*
 * The seeds of the random worlds that a property test looks at: few in every run, 20,000 with INTERLOCK_LONG=1.
 * INTERLOCK_WORLDS=n looks at n, INTERLOCK_FROM=n begins with that one, and INTERLOCK_SEED=n runs it alone.
 */

const { INTERLOCK_LONG, INTERLOCK_WORLDS, INTERLOCK_FROM, INTERLOCK_SEED } = process.env

/** Whether one world was asked for by its seed, so that nothing can be said about how many are like what. */
export const isSingle = INTERLOCK_SEED !== undefined

/** In lists that a single test can take, so that one that fails says where, and none takes too long. */
export function seedChunks(few: number, chunk = 100): readonly (readonly number[])[] {
  if (INTERLOCK_SEED !== undefined) return [[Number(INTERLOCK_SEED)]]
  const count = Number(INTERLOCK_WORLDS ?? (INTERLOCK_LONG === '1' ? 20_000 : few))
  const first = Number(INTERLOCK_FROM ?? 1)
  return Array.from({ length: Math.ceil(count / chunk) }, (_, i) =>
    Array.from({ length: Math.min(chunk, count - i * chunk) }, (_, k) => first + i * chunk + k),
  )
}
