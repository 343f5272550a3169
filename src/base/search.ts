/**
 * How many items at the beginning of a list are of a kind, where all that are come before all that are not. Takes time
 * logarithmic in the length.
 */
export function countLeading<T>(items: readonly T[], isOfKind: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isOfKind(items[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}
