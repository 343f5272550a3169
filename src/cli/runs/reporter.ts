import { sum } from '../../base/index.ts'
import { noteDocument, progressDocument, stateDocument, waitDocument } from '../../contract/index.ts'
import { type Entry, Progress, type Route } from '../../execute/index.ts'
import {
  approvalText,
  entryText,
  type Paint,
  type StateVerdict,
  statusText,
  verdictText,
} from '../../explain/index.ts'
import { type Io, paintOf } from '../io.ts'
import { timeText } from './entry-teller.ts'
import type { FleetVerdict } from './fleet-verdict.ts'
import { LiveView } from './live-view.ts'

export interface Reported {
  readonly run: string
  readonly route: Route
  readonly verdict: FleetVerdict
  readonly format: 'text' | 'json'
}

/** Tells people or programs what a run does, as it does it: a line for each entry, and on a terminal the state of all stages below. */
export class Reporter {
  private readonly run: string
  private readonly format: 'text' | 'json'
  private readonly verdict: FleetVerdict
  private readonly io: Io
  private readonly paint: Paint
  private readonly view: LiveView | undefined
  /** What the run itself works with, once it has begun. */
  private progress: Progress
  private state: StateVerdict = { kind: 'supported', rules: [] }
  private started = Date.now()
  private movedBefore = 0

  constructor({ run, route, verdict, format }: Reported, io: Io) {
    this.run = run
    this.format = format
    this.verdict = verdict
    this.io = io
    this.paint = paintOf(io)
    this.progress = new Progress(route)
    const { terminal } = io
    if (terminal !== undefined && format === 'text')
      this.view = new LiveView(
        io,
        () => terminal.columns,
        () => this.status(),
      )
  }

  note(text: string): void {
    if (this.format === 'json') this.document(noteDocument(this.run, text))
    else this.say(`${this.paint.unsure('!')} ${text}`)
  }

  begin(progress: Progress): void {
    this.progress = progress
    this.started = Date.now()
    this.movedBefore = movedIn(progress)
    this.state = this.verdict.now(progress)
    if (this.format === 'json') {
      this.document(stateDocument(this.run, this.started, this.state))
      return
    }
    const { stages, digest } = progress.route
    const moves = sum(stages, ({ count }) => count)
    this.say(`run ${this.run}   ${stages.length} stages, ${moves} moves   plan ${digest.slice(0, 4)}`)
    if (this.state.kind !== 'supported') this.sayState()
  }

  /** The run has taken the entry in already. */
  tell({ at, entry }: { readonly at: number; readonly entry: Entry }, progress: Progress): void {
    this.progress = progress
    if (this.format === 'json') this.document(progressDocument(this.run, at, entry))
    else {
      const line = entryText(entry, this.progress, this.paint)
      if (line !== undefined) this.say(`${timeText(at)}  ${line}`)
    }
    this.verdict.note(entry, this.progress)
    const state = this.verdict.now(this.progress)
    const isSame = state.kind === this.state.kind && state.rules.join() === this.state.rules.join()
    this.state = state
    if (isSame) return
    if (this.format === 'json') this.document(stateDocument(this.run, at, state))
    else this.sayState()
  }

  /** Why something does not go on for the moment; with the name by which somebody approves it, where that is why. */
  wait(subject: string, because: string, approve?: string): void {
    if (this.format === 'json') this.document(waitDocument(this.run, { subject, because, approve }))
    else if (approve !== undefined)
      this.say(
        `${timeText(Date.now())}  ${approvalText('runs', this.run, { subject, name: approve, what: because }, this.paint)}`,
      )
    else this.say(`${timeText(Date.now())}  ${this.paint.faint(`${subject.padEnd(3)} waits: ${because}`)}`)
  }

  /** Which way the run goes by now. */
  get direction(): Progress['direction'] {
    return this.progress.direction
  }

  end(): void {
    this.view?.end()
  }

  private document(document: unknown): void {
    this.io.write(`${JSON.stringify(document)}\n`)
  }

  private say(line: string): void {
    if (this.view === undefined) this.io.write(`${line}\n`)
    else this.view.say(line)
  }

  private sayState(): void {
    this.say(`${this.paint.unsure('!')} the fleet is ${verdictText(this.state, this.paint)} now`)
  }

  private status(): string {
    const moved = Math.abs(movedIn(this.progress) - this.movedBefore)
    const pace_s = moved > 0 ? (Date.now() - this.started) / 1000 / moved : undefined
    return statusText(this.progress, { pace_s, verdict: this.state }, this.paint)
  }
}

const movedIn = ({ stages }: Progress): number => sum([...stages.values()], ({ moved }) => moved)
