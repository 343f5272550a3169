/** A binary heap: the item with the lowest priority comes out first. */
export class PriorityQueue<T> {
  private readonly items: { item: T; priority: number }[] = []

  push(item: T, priority: number): void {
    const { items } = this
    let i = items.length
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = items[parent] as { item: T; priority: number }
      if (above.priority <= priority) break
      items[i] = above
      i = parent
    }
    items[i] = { item, priority }
  }

  pop(): T | undefined {
    const { items } = this
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined || items.length === 0) return first?.item
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= items.length) break
      if (child + 1 < items.length && priorityAt(items, child + 1) < priorityAt(items, child)) child++
      if (priorityAt(items, child) >= last.priority) break
      items[i] = items[child] as { item: T; priority: number }
      i = child
    }
    items[i] = last
    return first.item
  }
}

const priorityAt = (items: readonly { priority: number }[], i: number): number =>
  items[i]?.priority ?? Number.POSITIVE_INFINITY
