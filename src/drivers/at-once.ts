import { mapAtOnce, messageOf } from '../base/index.ts'

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
