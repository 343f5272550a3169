import { messageOf } from '../base/index.ts'
import { placesOf } from './agenda.ts'
import { approvalsIn, Callers } from './approvals.ts'
import { type Attempt, Attempts, doingOf, timeoutOf } from './attempts.ts'
import { type Duty, type IsManual, type Next, nextOf, undoGate } from './duties.ts'
import { type Finding, type Site, siteOf } from './effects.ts'
import type { Ask, Entry, Halt } from './entry.ts'
import { within } from './limit.ts'
import { waitAfter } from './patience.ts'
import { Performer } from './performer.ts'
import type { Progress } from './progress.ts'
import { recall } from './recall.ts'
import type { Settings } from './settings.ts'
import { turnOf } from './turn.ts'
import type { Ending, RunOptions, World } from './world.ts'

/** Seen so often in a row, a difference is one: what shows a platform may lag behind it. */
const mostStrikes = 3
/** How much watching is written down at once, at the most. */
const watchedAtOnce_s = 60

/**
 * Carries a route out, from wherever its journal says that it is. Nothing is done on the platform that the journal does not say
 * safely before; whatever happens to this process, the next one goes on from there.
 */
export async function execute(progress: Progress, world: World, options: RunOptions): Promise<Ending> {
  return new Runner(progress, world, options).run()
}

class Runner {
  private progress: Progress
  private readonly world: World
  private readonly options: RunOptions
  private readonly site: Site
  private readonly attempts = new Attempts()
  /** Stages that this process has begun with, or that had begun before. */
  private readonly begun = new Set<string>()
  private readonly performer: Performer
  private readonly callers: Callers
  private readonly concluded: (() => void)[] = []
  private wake: () => void = () => {}
  private busy = 0
  /** Whether it goes back for a failure: also when that was written by somebody who died right then. */
  private turnsForFailure: boolean
  /** Whether anything was written since it was last seen to safety. */
  private isDirty = false
  private lost: string | undefined
  private readonly stop = new AbortController()

  constructor(progress: Progress, world: World, options: RunOptions) {
    this.progress = progress
    this.world = world
    this.options = options
    this.callers = new Callers(options.onWait)
    const { status, halt, direction } = progress
    this.turnsForFailure =
      options.onFailure === 'undo' &&
      direction === 'forward' &&
      status === 'halted' &&
      halt?.kind === 'failed'
    this.site = siteOf(progress.route, world.driver, options.settingsOf)
    this.performer = new Performer(this.site)
    this.recallBegun()
  }

  async run(): Promise<Ending> {
    this.write({ kind: 'taken', by: this.options.by })
    for (;;) {
      for (const conclude of this.concluded.splice(0)) conclude()
      this.hear()
      if (this.wantsTurn && this.busy === 0) await this.turn()
      const soonest = this.advance()
      if (this.concluded.length > 0) continue
      if (this.busy === 0) {
        const ending = await this.ending(soonest)
        if (ending !== undefined) return ending
      }
      await this.rest(soonest)
    }
  }

  private get wantsTurn(): boolean {
    return !this.isEnded() && (this.progress.isTurnWanted || this.turnsForFailure)
  }

  private isEnded(): boolean {
    return this.progress.status === 'ended'
  }

  private recallBegun(): void {
    this.begun.clear()
    for (const id of this.progress.agenda.ready)
      if (this.progress.stages.get(id)?.hasBegun === true && this.progress.direction === 'forward')
        this.begun.add(id)
  }

  /** Puts an entry in the journal and takes it in. */
  private write(entry: Entry): void {
    if (this.lost !== undefined) return
    this.world.journal.append(entry)
    this.progress.take(entry)
    if (entry.kind === 'intended') {
      const { group } = this.progress.stageOf(entry.subject).stage
      this.performer.note(group, this.progress.unsettledOf(entry.subject))
    }
    if (entry.kind === 'finished') this.begun.delete(entry.subject)
    this.attempts.take(entry)
    this.isDirty = true
    this.options.onEntry?.(entry, this.progress)
  }

  private async flush(): Promise<void> {
    this.isDirty = false
    try {
      await this.world.journal.flush()
    } catch (error) {
      this.lose(error)
      throw error
    }
  }

  /** What is under way is told to stop: somebody else may be at it by now. */
  private lose(error: unknown): void {
    this.lost ??= messageOf(error)
    this.stop.abort()
  }

  /** What was asked from outside. Who has ended hears nothing more. */
  private hear(): void {
    if (this.isEnded()) return
    for (const { ask, by, id } of this.world.asks.take()) {
      if (this.progress.heard.has(id)) continue
      if (this.isEnded()) return
      this.write({ kind: 'asked', ask, by, id })
      this.heed(ask, by)
    }
  }

  private heed(ask: Ask, by: string): void {
    const { progress } = this
    if (progress.status === 'ended') return
    switch (ask.what) {
      case 'pause':
        if (progress.status === 'running') this.write({ kind: 'halted', because: { kind: 'asked', by } })
        return
      case 'resume':
        this.turnsForFailure = false
        if (progress.status !== 'halted') return
        this.startAfresh()
        this.write({ kind: 'resumed' })
        return
      case 'undo':
        if (progress.direction === 'back') this.heed({ what: 'resume' }, by)
        return
      case 'abort':
        this.write({ kind: 'ended', outcome: 'aborted' })
        this.stop.abort()
        return
      case 'approve':
        this.approve(ask.name, by)
    }
  }

  private approve(name: string, by: string): void {
    const found = approvalsIn(this.progress, this.isManual).find((one) => one.name === name)
    if (found === undefined) return
    const { subject, what } = found
    if (this.progress.tasks.has(subject)) this.write({ kind: 'finished', subject, by })
    else {
      const gate = this.progress.direction === 'back' ? undoGate : what
      this.write({ kind: 'passed', subject, gate, by })
    }
  }

  private next(id: string): Next {
    return nextOf(this.progress, id, this.isManual)
  }

  private readonly isManual: IsManual = (subject, gate) => {
    const { group } = this.progress.stageOf(subject).stage
    return this.site.settingsOf(group).gates.get(gate)?.isManual === true
  }

  /** Turns back once nothing is on its way to the platform. */
  private async turn(): Promise<void> {
    this.turnsForFailure = false
    const entry = turnOf(this.progress)
    this.write(entry)
    if (entry.kind === 'halted') return
    try {
      await this.flush()
      this.progress = await recall(this.progress.route, this.world.read)
    } catch (error) {
      this.lose(error)
    }
    this.startAfresh()
    this.recallBegun()
  }

  private startAfresh(): void {
    this.attempts.clear()
    this.performer.startAfresh()
  }

  /** Does all that can be done now; the next time at which there will be something, if that is known. */
  private advance(): number | undefined {
    if (this.lost !== undefined || this.isEnded()) return undefined
    let soonest: number | undefined
    const later = (at: number): void => {
      soonest = soonest === undefined ? at : Math.min(soonest, at)
    }
    for (const id of [...this.begun]) this.follow(id, later)
    let room = this.room()
    for (const id of this.progress.agenda.ready) {
      if (this.progress.status !== 'running' || this.wantsTurn) break
      if (this.begun.has(id)) continue
      const stage = this.progress.stages.get(id)?.stage
      if (stage === undefined) {
        this.follow(id, later)
        continue
      }
      if (room <= 0 || !stage.together.every((other) => this.isReady(other))) continue
      for (const one of [id, ...stage.together]) {
        if (this.progress.isFinished(one)) continue
        this.begun.add(one)
        this.follow(one, later)
      }
      room = this.room()
    }
    if (this.isAllDone())
      this.write({ kind: 'ended', outcome: this.progress.direction === 'forward' ? 'done' : 'undone' })
    return soonest
  }

  private isReady(id: string): boolean {
    return this.progress.agenda.ready.has(id) || this.progress.isFinished(id)
  }

  private isAllDone(): boolean {
    return this.progress.status === 'running' && !this.wantsTurn && this.progress.agenda.isEmpty
  }

  private room(): number {
    return this.options.maxParallel - placesOf(this.begun, this.progress)
  }

  /** Takes a subject as far as it goes now. */
  private follow(id: string, later: (at: number) => void): void {
    for (;;) {
      if (!this.progress.agenda.ready.has(id) || this.attempts.get(id)?.isBusy === true) return
      const next = this.next(id)
      if (next.kind === 'approval') this.callers.tell({ ...next, subject: id })
      if (next.kind === 'approval' || next.kind === 'partners') return
      if (next.kind === 'entry') {
        if (this.progress.status !== 'running' || this.wantsTurn) return
        this.write(next.entry)
        continue
      }
      const { duty } = next
      if (!this.mayDo(duty)) return
      const attempt = this.attempts.of(duty, this.world.clock.now())
      if (attempt.notBefore > this.world.clock.now()) later(attempt.notBefore)
      else this.begin(duty, attempt)
      return
    }
  }

  /** Who stands still sees what is under way to its end, and begins nothing. */
  private mayDo({ kind, subject }: Duty): boolean {
    if (this.wantsTurn || this.attempts.isGivenUp(subject)) return false
    if (this.progress.status === 'running') return true
    const step = this.progress.stages.get(subject)?.current?.step
    return kind === 'settle' || (kind === 'move' && step === 'stopped')
  }

  private begin(duty: Duty, attempt: Attempt): void {
    attempt.isBusy = true
    this.busy++
    const { progress } = this
    const settings = this.settingsFor(duty.subject)
    const finish = (conclude: () => void): void => {
      this.concluded.push(() => {
        attempt.isBusy = false
        this.busy--
        // What was seen before the run turned says nothing of the way back.
        if (progress === this.progress) conclude()
      })
      this.wake()
    }
    const work = async (): Promise<Finding> => {
      const isOrder = duty.kind === 'move' || duty.kind === 'stop' || duty.kind === 'task'
      if (isOrder) await this.flush()
      return within(timeoutOf(duty, settings), this.world.clock, this.stop.signal, (signal) =>
        this.performer.perform(duty, progress, signal),
      )
    }
    work().then(
      (finding) => finish(() => this.conclude(duty, attempt, finding)),
      (error: unknown) => finish(() => this.failed(duty, attempt, messageOf(error))),
    )
  }

  private settingsFor(subject: string): Settings {
    const { stages, tasks } = this.progress
    const stage = stages.get(subject) ?? stages.get(tasks.get(subject)?.task.stage ?? '')
    if (stage === undefined) throw new Error(`the route has no stage for "${subject}"`)
    return this.site.settingsOf(stage.stage.group)
  }

  private conclude(duty: Duty, attempt: Attempt, finding: Finding): void {
    if (this.isEnded()) return
    switch (finding.kind) {
      case 'seen':
        this.conclude(duty, attempt, finding.conclude(this.progress))
        return
      case 'done':
        if (
          finding.entry.kind === 'settled' &&
          this.mayBeOld(duty.subject) &&
          ++attempt.arrivals < mostStrikes
        ) {
          this.again(duty, attempt)
          return
        }
        // Nothing begins while it stands still: what was chosen is chosen again later.
        if (finding.entry.kind === 'intended' && !this.mayDo(duty)) return
        this.attempts.done(duty.subject)
        if (finding.entry.kind === 'intended') this.performer.chosen(duty.subject)
        this.write(finding.entry)
        return
      case 'well':
        this.watched(duty, attempt)
        return
      case 'not-yet':
        if (duty.kind === 'look') attempt.strikes = 0
        this.notYet(duty, attempt, finding.because)
        return
      case 'drifted':
        attempt.strikes++
        if (attempt.strikes < mostStrikes) this.again(duty, attempt)
        else this.halt({ kind: 'drifted', differences: finding.differences })
    }
  }

  /**
   * Whether what seems to have come back may only not have been seen to leave yet: of what was under way when the run turned. It has to be seen
   * there for a while.
   */
  private mayBeOld(subject: string): boolean {
    return this.progress.direction === 'back' && this.progress.stageOf(subject).current?.isCounted === false
  }

  private again({ subject }: Duty, attempt: Attempt): void {
    attempt.notBefore = this.world.clock.now() + this.settingsFor(subject).poll_ms
  }

  private notYet(duty: Duty, attempt: Attempt, because: string): void {
    if (attempt.because !== because) this.options.onWait?.(duty.subject, because)
    attempt.because = because
    attempt.arrivals = 0
    const settings = this.settingsFor(duty.subject)
    const now = this.world.clock.now()
    if (duty.kind === 'watch') {
      attempt.lastWell = undefined
      attempt.strikes++
      if (attempt.strikes < mostStrikes) this.again(duty, attempt)
      else this.fail(duty, because, { isFinal: true })
      return
    }
    const gate = duty.kind === 'gate' ? settings.gates.get(duty.gate) : undefined
    const patience = gate?.within_ms ?? settings.timeouts.settle
    if (now - attempt.since < patience) attempt.notBefore = now + (gate?.every_ms ?? settings.poll_ms)
    else this.fail(duty, because, { isFinal: duty.kind !== 'settle' })
  }

  /** Counts the time between two looks at which all was well. */
  private watched(duty: Duty, attempt: Attempt): void {
    if (duty.kind !== 'watch') return
    const { subject, until_s } = duty
    const now = this.world.clock.now()
    const own = this.progress.tasks.get(subject) ?? this.progress.stageOf(subject)
    const passed_s = attempt.lastWell === undefined ? 0 : (now - attempt.lastWell) / 1000
    const total_s = own.watched_s + passed_s
    attempt.strikes = 0
    if (attempt.lastWell === undefined) attempt.lastWell = now
    else if (total_s >= until_s || passed_s >= Math.min(watchedAtOnce_s, until_s / 10)) {
      attempt.lastWell = now
      this.write({ kind: 'watched', subject, seconds: Math.min(until_s, Math.round(total_s * 1000) / 1000) })
      if (total_s >= until_s) {
        this.attempts.done(subject)
        return
      }
    }
    const left_ms = Math.max(1, (until_s - total_s) * 1000)
    attempt.notBefore = now + Math.min(this.settingsFor(subject).poll_ms, left_ms)
  }

  /** Something was tried and did not work. */
  private failed(duty: Duty, attempt: Attempt, error: string): void {
    if (this.lost !== undefined || this.isEnded()) return
    attempt.because = error
    if (duty.kind === 'watch' || duty.kind === 'settle') this.notYet(duty, attempt, error)
    else this.fail(duty, error, { isFinal: false })
  }

  private fail(duty: Duty, error: string, { isFinal }: { readonly isFinal: boolean }): void {
    const { subject } = duty
    const settings = this.settingsFor(subject)
    const tries = this.attempts.count(subject)
    const isOver = isFinal || tries >= settings.attempts || !this.mayDo(duty)
    const again_ms = isOver ? undefined : waitAfter(tries, settings.backoff, this.world.random)
    this.write({ kind: 'failed', subject, doing: doingOf(duty), error, again_ms })
    if (again_ms === undefined) {
      this.attempts.giveUp(subject)
      this.halt({ kind: 'failed', subject, doing: doingOf(duty), error })
      return
    }
    // What did not settle is ordered again.
    const next = this.next(subject)
    if (next.kind === 'duty')
      this.attempts.of(next.duty, this.world.clock.now()).notBefore = this.world.clock.now() + again_ms
  }

  private halt(because: Halt): void {
    if (this.progress.status !== 'running') return
    this.write({ kind: 'halted', because })
    const isFailure = because.kind === 'failed' && this.options.onFailure === 'undo'
    if (isFailure && this.progress.direction === 'forward') this.turnsForFailure = true
  }

  /** How it ends, if there is nothing left to do or to wait for. */
  private async ending(soonest: number | undefined): Promise<Ending | undefined> {
    if (this.lost !== undefined) return { kind: 'lost', error: this.lost }
    if (this.wantsTurn || soonest !== undefined) return undefined
    const { status, outcome, halt } = this.progress
    if (status === 'running') return undefined
    if (status === 'halted' && halt?.kind === 'asked' && this.options.staysWhenPaused) return undefined
    try {
      await this.flush()
    } catch {
      return { kind: 'lost', error: this.lost ?? '' }
    }
    if (status === 'ended') return { kind: 'ended', outcome: outcome ?? 'done' }
    return halt === undefined ? undefined : { kind: 'halted', because: halt }
  }

  /** Waits for whatever comes first: work that is done, a time, somebody who asks. */
  private async rest(soonest: number | undefined): Promise<void> {
    if (this.concluded.length > 0) return
    const { clock, asks } = this.world
    const over = new AbortController()
    const woken = new Promise<void>((resolve) => {
      this.wake = resolve
    })
    const waits: Promise<void>[] = [woken]
    // What is asked of a run that has ended is not taken any more, and would wake it again and again.
    if (!this.isEnded()) waits.push(asks.wait(over.signal))
    if (soonest !== undefined)
      waits.push(clock.sleep(Math.max(1, Math.ceil(soonest - clock.now())), over.signal))
    // Whoever reads the journal meanwhile finds what has happened so far.
    if (this.isDirty) this.flush().catch(() => this.wake())
    await Promise.race(waits)
    over.abort()
    this.wake = () => {}
  }
}
