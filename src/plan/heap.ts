/** A priority queue: the least priority first, and among equals the one pushed last, which goes deep first. */
export class Heap<T> {
  private readonly items: { item: T; priority: number; age: number }[] = []
  private pushed = 0

  push(item: T, priority: number): void {
    this.items.push({ item, priority, age: this.pushed++ })
    let child = this.items.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!this.isBefore(child, parent)) return
      this.swap(child, parent)
      child = parent
    }
  }

  /** The priority of what pop would give. */
  get leastPriority(): number | undefined {
    return this.items[0]?.priority
  }

  pop(): T | undefined {
    const top = this.items[0]
    const end = this.items.pop()
    if (top === undefined || end === undefined) return undefined
    if (this.items.length > 0) {
      this.items[0] = end
      this.sink()
    }
    return top.item
  }

  private sink(): void {
    for (let parent = 0; ; ) {
      let first = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.items.length && this.isBefore(child, first)) first = child
      }
      if (first === parent) return
      this.swap(first, parent)
      parent = first
    }
  }

  private isBefore(a: number, b: number): boolean {
    const left = this.items[a]
    const right = this.items[b]
    if (left === undefined || right === undefined) return false
    return left.priority === right.priority ? left.age > right.age : left.priority < right.priority
  }

  private swap(a: number, b: number): void {
    const left = this.items[a]
    const right = this.items[b]
    if (left === undefined || right === undefined) return
    this.items[a] = right
    this.items[b] = left
  }
}
