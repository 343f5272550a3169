import { groupBy, sum } from '../base/index.ts'
import { Agenda, waysBack, waysThere } from './agenda.ts'
import type { Entry, Halt, Moving, Outcome } from './entry.ts'
import type { Route, RouteStage, RouteTask } from './route.ts'

/*
 * What a run knows: its journal, read from the first entry to the last. The same code reads what was written just now and
 * what was written before a crash, so both come to the same.
 */

/** Instances under way. */
export interface Batch {
  readonly number: number
  readonly moving: readonly Moving[]
  readonly count: number
  /** Whether they count as moved while they go back: those of a batch that never settled do not. */
  readonly isCounted: boolean
  readonly step: 'intended' | 'stopped' | 'moved' | 'settled'
}

/** How far a stage is. */
export interface StageProgress {
  readonly stage: RouteStage
  hasBegun: boolean
  /** Done; on the way back, undone. */
  isFinished: boolean
  /** Instances that have settled there. */
  moved: number
  /** Batches that have settled, there and back. */
  batches: number
  current: Batch | undefined
  /** What was under way when the run turned back. */
  leftover: readonly Moving[] | undefined
  /** Gates that were passed since the last batch settled; on the way back, what a person has done for it. */
  passed: Set<string>
  watched_s: number
  /** What it has brought along, by the version that it came from, once all of it has moved. */
  readonly brought: Map<string, number>
  /** Those that settled, the last ones last; only known to who remembers. */
  readonly taken: Moving[]
}

export interface TaskProgress {
  readonly task: RouteTask
  isFinished: boolean
  watched_s: number
}

export const countOf = (moving: readonly Moving[]): number => sum(moving, ({ ids }) => ids.length)

/** A move that may or may not have happened: so many are at the one version, or at the other. */
export interface Unsettled {
  /** Where they count. */
  readonly at: string
  readonly or: string
  readonly count: number
}

export class Progress {
  readonly route: Route
  /** By the id of the stage. */
  readonly stages: ReadonlyMap<string, StageProgress>
  readonly tasks: ReadonlyMap<string, TaskProgress>
  /** How many instances of a group count as being at a version, by the key of the group. */
  readonly holdings: ReadonlyMap<string, Map<string, number>>
  /** What may begin. */
  agenda: Agenda
  run: string | undefined
  status: 'running' | 'halted' | 'ended' = 'running'
  direction: 'forward' | 'back' = 'forward'
  halt: Halt | undefined
  outcome: Outcome | undefined
  /** Whether somebody asked it to turn back, and it has not yet. */
  isTurnWanted = false
  /** The asks that were taken in. */
  readonly heard = new Set<string>()
  /** On the way back, stages that stay as they are. */
  kept: ReadonlySet<string> = new Set()
  /** Whether ids are kept of all that has moved, which only the way back needs: otherwise memory does not grow with a fleet. */
  private readonly remembers: boolean
  private readonly byGroup: ReadonlyMap<string, readonly StageProgress[]>
  private readonly byDelivered: ReadonlyMap<string, readonly StageProgress[]>

  constructor(route: Route, { remembers = false }: { readonly remembers?: boolean } = {}) {
    this.route = route
    this.remembers = remembers
    this.stages = new Map(
      route.stages.map((stage) => [
        stage.id,
        {
          stage,
          hasBegun: false,
          isFinished: false,
          moved: 0,
          batches: 0,
          current: undefined,
          leftover: undefined,
          passed: new Set<string>(),
          watched_s: 0,
          brought: new Map(),
          taken: [],
        },
      ]),
    )
    this.byGroup = groupBy([...this.stages.values()], ({ stage }) => stage.group)
    this.byDelivered = groupBy(
      [...this.stages.values()].filter(({ stage }) => stage.delivers !== undefined),
      ({ stage }) => stage.delivers?.group ?? '',
    )
    this.agenda = new Agenda(waysThere(route))
    this.tasks = new Map(route.tasks.map((task) => [task.id, { task, isFinished: false, watched_s: 0 }]))
    this.holdings = new Map(
      route.groups.map(({ key, parts }) => {
        const held = new Map<string, number>()
        for (const { version, count } of parts) held.set(version, (held.get(version) ?? 0) + count)
        return [key, held]
      }),
    )
  }

  /** Whether a stage or task that others wait for is done. */
  isFinished(id: string): boolean {
    return (this.stages.get(id) ?? this.tasks.get(id))?.isFinished === true
  }

  /** Takes in one entry. Entries about what the route does not have are a defect of whoever wrote them. */
  take(entry: Entry): void {
    switch (entry.kind) {
      case 'begun':
        this.run = entry.run
        return
      case 'taken':
        return
      case 'asked':
        this.heard.add(entry.id)
        if (entry.ask.what === 'undo' && this.direction === 'forward') this.isTurnWanted = true
        return
      case 'failed':
        this.takeFailure(entry)
        return
      case 'halted':
        this.status = 'halted'
        this.halt = entry.because
        if (entry.because.kind === 'no-way-back') this.isTurnWanted = false
        return
      case 'resumed':
        this.status = 'running'
        this.halt = undefined
        return
      case 'turned':
        this.turn(entry.kept)
        return
      case 'ended':
        this.status = 'ended'
        this.isTurnWanted = false
        this.outcome = entry.outcome
        this.halt = undefined
        return
      case 'watched':
        this.subject(entry.subject).watched_s = entry.seconds
        return
      case 'finished':
        this.finish(entry.subject)
        return
      default:
        this.takeStage(entry, this.stageOf(entry.subject))
    }
  }

  private takeStage(
    entry: Extract<Entry, { kind: 'intended' | 'stopped' | 'moved' | 'settled' | 'passed' | 'proved' }>,
    own: StageProgress,
  ): void {
    switch (entry.kind) {
      case 'intended': {
        const isLeftover = this.direction === 'back' && own.leftover !== undefined
        own.hasBegun = true
        own.current = {
          number: entry.batch,
          moving: entry.moving,
          count: countOf(entry.moving),
          isCounted: this.direction === 'back' && !isLeftover,
          step: 'intended',
        }
        own.leftover = undefined
        return
      }
      case 'stopped':
      case 'moved':
        if (own.current !== undefined) own.current = { ...own.current, step: entry.kind }
        return
      case 'settled':
        this.settle(own)
        return
      case 'passed':
        own.passed.add(entry.gate)
        return
      case 'proved':
        own.current = undefined
        own.passed = new Set()
        own.watched_s = 0
    }
  }

  private settle(own: StageProgress): void {
    const { current, stage } = own
    if (current === undefined) return
    own.batches++
    if (this.direction === 'back') {
      own.current = undefined
      if (!current.isCounted) return
      own.moved -= current.count
      for (const { from, ids } of current.moving) this.shift(stage.group, stage.to, from, ids.length)
      if (this.remembers) forget(own.taken, current.moving)
      if (own.moved === 0) this.takeAlongBack(own)
      return
    }
    own.moved += current.count
    for (const { from, ids } of current.moving) this.shift(stage.group, from, stage.to, ids.length)
    if (this.remembers) own.taken.push(...current.moving)
    if (own.moved >= stage.count) this.takeAlong(own)
    own.passed = new Set()
    own.watched_s = 0
    own.current = isOnTrial(own, current) ? { ...current, step: 'settled' } : undefined
  }

  /** What a stage brings along is where it should be when all of the stage is. */
  private takeAlong({ stage, brought }: StageProgress): void {
    if (stage.delivers === undefined) return
    const { group, from, to } = stage.delivers
    for (const version of from) {
      const count = this.holdings.get(group)?.get(version) ?? 0
      this.shift(group, version, to, count)
      brought.set(version, count)
    }
  }

  private takeAlongBack({ stage, brought }: StageProgress): void {
    if (stage.delivers === undefined) return
    for (const [version, count] of brought)
      this.shift(stage.delivers.group, stage.delivers.to, version, count)
    brought.clear()
  }

  /** Whether what brings a group along is under way. */
  isBrought(group: string): boolean {
    return (this.byDelivered.get(group) ?? []).some(isUnderWay)
  }

  private shift(group: string, from: string, to: string, count: number): void {
    const held = this.holdings.get(group)
    if (held === undefined) throw new Error(`the route has no group "${group}"`)
    held.set(from, (held.get(from) ?? 0) - count)
    held.set(to, (held.get(to) ?? 0) + count)
  }

  private turn(kept: readonly string[]): void {
    this.direction = 'back'
    this.isTurnWanted = false
    this.status = 'running'
    this.halt = undefined
    this.kept = new Set(kept)
    for (const own of this.stages.values()) {
      // What has settled and was only looked at counts as moved already.
      if (own.current !== undefined && own.current.step !== 'settled') own.leftover = own.current.moving
      own.current = undefined
      own.passed = new Set()
      own.isFinished = !own.hasBegun || this.kept.has(own.stage.id)
    }
    const begun = [...this.stages.values()].filter(({ isFinished }) => !isFinished)
    this.agenda = new Agenda(waysBack(this.route, new Set(begun.map(({ stage }) => stage.id))))
  }

  private finish(id: string): void {
    this.agenda.finish(id)
    const task = this.tasks.get(id)
    if (task !== undefined) {
      task.isFinished = true
      return
    }
    const own = this.stageOf(id)
    own.isFinished = true
    own.current = undefined
  }

  /** What did not settle in time is ordered again. */
  private takeFailure({ subject, doing, again_ms }: Extract<Entry, { kind: 'failed' }>): void {
    const own = this.stages.get(subject)
    if (own?.current === undefined || doing !== 'settle' || again_ms === undefined) return
    own.current = { ...own.current, step: own.stage.mode === 'stopped' ? 'stopped' : 'intended' }
  }

  /** Moves in a group of which nobody has seen the end. */
  unsettled(group: string): readonly Unsettled[] {
    return (this.byGroup.get(group) ?? []).flatMap(unsettledIn).concat(this.alongUnderWay(group))
  }

  /**
   * How many of a group may run at each version. What rolls counts where it comes from and where it goes to; what was stopped runs
   * nowhere until it is started again.
   */
  presentIn(group: string): ReadonlyMap<string, number> {
    const present = new Map(this.holdings.get(group))
    const add = (version: string, count: number): void => {
      present.set(version, (present.get(version) ?? 0) + count)
    }
    for (const own of this.byGroup.get(group) ?? []) {
      const step = own.stage.mode === 'stopped' ? own.current?.step : undefined
      for (const { at, or, count } of unsettledIn(own)) {
        if (step === 'stopped' || step === 'moved') add(at, -count)
        if (step === undefined || step === 'moved') add(or, count)
      }
    }
    for (const { or, count } of this.alongUnderWay(group)) add(or, count)
    return new Map([...present].filter(([, count]) => count > 0))
  }

  private alongUnderWay(group: string): readonly Unsettled[] {
    return (this.byDelivered.get(group) ?? []).filter(isUnderWay).flatMap(({ stage, brought }) => {
      const { from = [], to = '' } = stage.delivers ?? {}
      return from.map((version): Unsettled => {
        const there = brought.get(version)
        if (there !== undefined) return { at: to, or: version, count: there }
        return { at: version, or: to, count: this.holdings.get(group)?.get(version) ?? 0 }
      })
    })
  }

  /** The same of one stage, without what it brings along. */
  unsettledOf(id: string): readonly Unsettled[] {
    return unsettledIn(this.stageOf(id))
  }

  /** The names of those instances. */
  idsUnderWay(group: string): ReadonlySet<string> {
    const moving = (this.byGroup.get(group) ?? []).flatMap(underWay)
    return new Set(moving.flatMap(({ ids }) => ids))
  }

  stageOf(id: string): StageProgress {
    const own = this.stages.get(id)
    if (own === undefined) throw new Error(`the route has no stage "${id}"`)
    return own
  }

  private subject(id: string): StageProgress | TaskProgress {
    return this.tasks.get(id) ?? this.stageOf(id)
  }
}

/** What has left, and has not been seen to arrive. */
function underWay({ current, leftover }: StageProgress): readonly Moving[] {
  return (current !== undefined && current.step !== 'settled' ? current.moving : leftover) ?? []
}

const unsettledIn = (own: StageProgress): readonly Unsettled[] =>
  underWay(own).map(({ from, ids }) => {
    const [at, or] = own.current?.isCounted === true ? [own.stage.to, from] : [from, own.stage.to]
    return { at, or, count: ids.length }
  })

const isUnderWay = ({ hasBegun, isFinished, current, leftover, moved, stage }: StageProgress): boolean =>
  hasBegun &&
  !isFinished &&
  (current !== undefined || leftover !== undefined || (moved > 0 && moved < stage.count))

/** Whether a batch that has settled has to stand a test before anything follows: the canary, and the last of a stage. */
const isOnTrial = ({ stage, moved }: StageProgress, { number }: Pick<Batch, 'number'>): boolean =>
  moved >= stage.count || (stage.canary !== undefined && number === 1)

/** Takes those away that have gone back, who mostly are the last. */
function forget(taken: Moving[], gone: readonly Moving[]): void {
  const names = new Set(gone.flatMap(({ ids }) => ids))
  for (let i = taken.length - 1; i >= 0 && names.size > 0; i--) {
    const { from, ids } = taken[i] as Moving
    const left = ids.filter((id) => !names.delete(id))
    if (left.length === 0) taken.splice(i, 1)
    else if (left.length < ids.length) taken[i] = { from, ids: left }
  }
}

/** The last so many of them, which are the first to go back. */
export function lastOf(taken: readonly Moving[], count: number): readonly Moving[] {
  const found: Moving[] = []
  let left = count
  for (let i = taken.length - 1; i >= 0 && left > 0; i--) {
    const { from, ids } = taken[i] as Moving
    const some = ids.slice(-left)
    found.push({ from, ids: some })
    left -= some.length
  }
  return found
}
