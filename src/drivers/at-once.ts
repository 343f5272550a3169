import { messageOf } from '../base/index.ts'
/** Results of all items in their order, of which so many are worked on at the same time. The first to fail fails all. */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = new Array(items.length)
  const waiting = items.entries()
  const worker = async () => {
    for (const [i, item] of waiting) results[i] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  return results
}

/** Does work on all items, whichever of them fail; then rejects with what went wrong with each. */
export async function allAtOnce<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const problems: string[] = []
  await mapAtOnce(items, most, async (item) => {
    try {
      await work(item)
    } catch (error) {
      problems.push(messageOf(error))
    }
  })
  if (problems.length > 0) throw new Error(shortened(problems).join('; '))
}

const shortened = (problems: readonly string[]): readonly string[] => {
  const different = [...new Set(problems)]
  const more = different.length - 5
  return more <= 0 ? different : [...different.slice(0, 5), `and ${more} more`]
}
