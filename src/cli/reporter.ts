import { noteDocument, progressDocument, waitDocument } from '../contract/index.ts'
import { type Entry, Progress, type Route } from '../execute/index.ts'
import { entryText, statusText } from '../explain/index.ts'
import { type Io, paintOf } from './io.ts'

/** Tells people or programs what a run does, as it does it: a line for each entry, and on a terminal the state of all stages below. */
export class Reporter {
  private readonly run: string
  private readonly format: 'text' | 'json'
  private readonly io: Io
  /** What is known by the entries that were told, apart from what the run itself works with. */
  private progress: Progress
  private started = Date.now()
  private movedBefore = 0
  /** Lines of the state that stand below at the moment. */
  private lines = 0

  constructor({ run, route, format }: { run: string; route: Route; format: 'text' | 'json' }, io: Io) {
    this.run = run
    this.format = format
    this.io = io
    this.progress = new Progress(route)
  }

  note(text: string): void {
    if (this.format === 'json') this.io.write(`${JSON.stringify(noteDocument(this.run, text))}\n`)
    else this.say(`${paintOf(this.io).unsure('!')} ${text}`)
  }

  begin(progress: Progress): void {
    this.progress = progress
    this.started = Date.now()
    this.movedBefore = movedIn(progress)
    if (this.format === 'json') return
    const { stages } = progress.route
    const moves = stages.reduce((total, { count }) => total + count, 0)
    this.say(
      `run ${this.run}   ${stages.length} stages, ${moves} moves   plan ${progress.route.digest.slice(0, 4)}`,
    )
  }

  /** The run has taken the entry in already. */
  tell({ at, entry }: { readonly at: number; readonly entry: Entry }): void {
    if (this.format === 'json') {
      this.io.write(`${JSON.stringify(progressDocument(this.run, at, entry))}\n`)
      return
    }
    const line = entryText(entry, this.progress.route, paintOf(this.io))
    if (line !== undefined) this.say(`${new Date(at).toISOString().slice(11, 19)}  ${line}`)
  }

  /** Why something does not go on for the moment; told once it has lasted. */
  wait(subject: string, because: string): void {
    if (this.format === 'json') this.io.write(`${JSON.stringify(waitDocument(this.run, subject, because))}\n`)
    else
      this.say(
        `${new Date().toISOString().slice(11, 19)}  ${paintOf(this.io).faint(`${subject.padEnd(3)} waits: ${because}`)}`,
      )
  }

  end(): void {
    this.wipe()
  }

  private say(line: string): void {
    this.wipe()
    this.io.write(`${line}\n`)
    if (!this.io.isTerminal || this.format === 'json') return
    const moved = movedIn(this.progress) - this.movedBefore
    const pace = moved > 0 ? (Date.now() - this.started) / 1000 / moved : undefined
    const text = statusText(this.progress, pace, paintOf(this.io))
    this.io.write(text)
    this.lines = text.split('\n').length - 1
  }

  private wipe(): void {
    // Up so many lines, and everything from there on away.
    if (this.lines > 0) this.io.write(`\u001b[${this.lines}A\u001b[0J`)
    this.lines = 0
  }
}

const movedIn = (progress: Progress): number =>
  [...progress.stages.values()].reduce((total, { moved }) => total + moved, 0)
