import { clip } from '../../explain/index.ts'
import type { Io } from '../io.ts'

/** Drawn no more often than this: of a thousand changes a second nobody sees more. */
const between_ms = 100

/** What goes past on a terminal, and below it a few lines that always tell how things are now. */
export class LiveView {
  private readonly io: Io
  private readonly columns: () => number
  private readonly below: () => string
  private pending = ''
  /** Lines that stand below at the moment. */
  private lines = 0
  private drawnAt = Number.NEGATIVE_INFINITY
  private timer: NodeJS.Timeout | undefined

  /** `below` is asked for the lines below each time they are drawn. */
  constructor(io: Io, columns: () => number, below: () => string) {
    this.io = io
    this.columns = columns
    this.below = below
  }

  say(line: string): void {
    this.pending += `${line}\n`
    const wait_ms = this.drawnAt + between_ms - performance.now()
    if (wait_ms <= 0) this.draw()
    else this.timer ??= setTimeout(() => this.draw(), wait_ms)
  }

  /** Leaves what went past, and nothing below it. */
  end(): void {
    this.write('')
  }

  private draw(): void {
    // A line that wraps would be two, and the next drawing would leave its first half behind.
    const width = this.columns()
    const lines = this.below()
      .split('\n')
      .map((line) => clip(line, width))
    this.write(lines.join('\n'))
    this.lines = lines.length - 1
    this.drawnAt = performance.now()
  }

  private write(below: string): void {
    clearTimeout(this.timer)
    this.timer = undefined
    // Up so many lines, and everything from there on away.
    const wiped = this.lines > 0 ? `\u001b[${this.lines}A\u001b[0J` : ''
    if (wiped + this.pending + below !== '') this.io.write(wiped + this.pending + below)
    this.pending = ''
    this.lines = 0
  }
}
