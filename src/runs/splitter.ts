/** No entry comes near it: a line that is longer is damage, and nobody keeps it in memory. */
export const longestLine = 64 * 1024 * 1024

/** Whoever is handed the lines of a file. */
export interface LineTaker {
  /** Takes a line without its end, or undefined for one that is too long; `size` is its bytes with its end. Only the last has none. */
  line(bytes: Buffer | undefined, size: number, isEnded: boolean): void
}

/** Cuts bytes, as they come, into lines. */
export class Splitter {
  readonly #lines: LineTaker
  #begun: Buffer[] = []
  #length = 0

  constructor(lines: LineTaker) {
    this.#lines = lines
  }

  push(chunk: Buffer): void {
    let from = 0
    for (;;) {
      const to = chunk.indexOf(0x0a, from)
      if (to === -1) break
      if (this.#length === 0) this.#lines.line(chunk.subarray(from, to), to - from + 1, true)
      else {
        this.#keep(chunk.subarray(from, to))
        this.#finish(true)
      }
      from = to + 1
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from))
  }

  end(): void {
    if (this.#length > 0) this.#finish(false)
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.length
    if (this.#length > longestLine) this.#begun = []
    else this.#begun.push(Buffer.from(bytes))
  }

  #finish(isEnded: boolean): void {
    const line = this.#length > longestLine ? undefined : Buffer.concat(this.#begun)
    this.#lines.line(line, this.#length + (isEnded ? 1 : 0), isEnded)
    this.#begun = []
    this.#length = 0
  }
}
