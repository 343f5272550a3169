/** Repeatable chance: the same seed gives the same choices on every machine. */
export class Random {
  private state: number

  constructor(seed: number) {
    // Neighbouring seeds would otherwise begin with similar draws.
    this.state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  }

  /** A number from 0 up to 1, by the generator known as mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.whole(0, list.length - 1)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }

  shuffled<T>(list: readonly T[]): T[] {
    const rest = [...list]
    const mixed: T[] = []
    while (rest.length > 0) mixed.push(...rest.splice(this.whole(0, rest.length - 1), 1))
    return mixed
  }
}
