import {
  type Ask,
  type Ending,
  execute,
  Progress,
  type Route,
  type RunOptions,
  recall,
  type World,
} from '../../src/execute/index.ts'
import { Random } from '../oracle/random.ts'
import { SimulatedTime } from './clock.ts'
import { SimulatedDisk } from './disk.ts'
import { type Faults, SimulatedPlatform } from './platform.ts'
import { type Site, settings, siteOf } from './site.ts'
import { Witness } from './witness.ts'

/** What became of one simulated run. */
export interface Report {
  readonly ending: string | undefined
  readonly crashes: number
  readonly entries: number
  /** Points at which the process might have died. */
  readonly points: number
  readonly moves: number
  readonly hasDrifted: boolean
  /** What should not have happened. */
  readonly complaints: readonly string[]
  readonly trace: readonly string[]
}

/** To plan takes longer than to run, so many runs are of the same site. */
const siteCount = 211

/** Kinds of worlds; each seed is of one. */
type Weather = 'fair' | 'crashing' | 'faulty' | 'sick' | 'drifting' | 'meddled' | 'foul'
const weathers: readonly Weather[] = ['fair', 'crashing', 'faulty', 'sick', 'drifting', 'meddled', 'foul']

function faultsOf(weather: Weather, random: Random): Faults {
  const bad = weather === 'faulty' || weather === 'foul'
  return {
    refuses: bad ? random.next() * 0.2 : 0,
    tears: bad ? random.next() * 0.2 : 0,
    losesAnswer: bad ? random.next() * 0.2 : 0,
    repeats: bad ? random.next() * 0.3 : 0,
    hangs: bad ? random.next() * 0.1 : 0,
    slow: weather === 'sick' || weather === 'foul' ? random.next() * 0.3 : 0,
    sick: weather === 'sick' || weather === 'foul' ? random.next() * 0.3 : 0,
    lies: random.chance(0.3) ? 0.3 : 0,
    lag_ms: bad || random.chance(0.2) ? random.whole(0, 600) : 0,
  }
}

/** Makes a run do what none should, to see whether anybody notices. */
export interface Sabotage {
  readonly route?: (route: Route) => Route
  readonly world?: (world: World) => World
}

/** An hour of a fleet in a made-up world; everything in it follows from the seed. */
export async function simulate(seed: number, sabotage: Sabotage = {}): Promise<Report> {
  return new Simulation(siteOf(seed % siteCount), new Random(seed), undefined, sabotage).run()
}

/** A site in fair weather, in which the process dies once: at that point of all that it passes. */
export async function simulateCrash(site: Site, crashAt: number): Promise<Report> {
  return new Simulation(site, new Random(1), crashAt).run()
}

/** More than any process waits at one time. */
const mostRests = 10_000

class Simulation {
  private readonly site: Site
  /** What is carried out; that of the site, if all is well. */
  private readonly route: Route
  private readonly sabotaged: (world: World) => World
  private readonly random: Random
  private readonly weather: Weather
  private readonly time = new SimulatedTime()
  private readonly disk: SimulatedDisk
  private readonly platform: SimulatedPlatform
  private readonly witness: Witness
  private readonly trace: string[] = []
  private asks: { ask: Ask; by: string; id: string }[] = []
  private asked = 0
  /** How often the process has waited since the time went on. */
  private readonly rests = { at: 0, count: 0 }
  private wakeAsks: () => void = () => {}
  /** Points passed so far, and the one at which the process dies. */
  private points = 0
  private crashAt: number | undefined
  private life = 0
  private crashes = 0
  private patience = 6

  constructor(site: Site, random: Random, crashAt: number | undefined, { route, world }: Sabotage = {}) {
    this.site = site
    this.route = route?.(site.route) ?? site.route
    this.sabotaged = world ?? ((whole) => whole)
    this.random = random
    this.weather = crashAt === undefined ? random.pick(weathers) : 'fair'
    this.disk = new SimulatedDisk(this.time, random)
    const faults = faultsOf(this.weather, random)
    this.platform = new SimulatedPlatform(site.seats, { time: this.time, random, faults })
    this.witness = new Witness(site, this.platform, this.disk, this.time)
    const crashes = this.weather === 'crashing' || this.weather === 'foul'
    this.crashAt = crashAt ?? (crashes ? random.whole(1, 60) : undefined)
    const point = (what: string): void => this.passPoint(what)
    this.disk.onPoint = point
    this.platform.onPoint = point
  }

  private isRestless(): boolean {
    if (this.rests.at !== this.time.now) Object.assign(this.rests, { at: this.time.now, count: 0 })
    return ++this.rests.count > mostRests
  }

  async run(): Promise<Report> {
    this.startMeddling()
    let ending: string | undefined
    for (let lives = 0; ending === undefined; lives++) {
      if (lives > 60) {
        this.witness.complain('it never ends')
        break
      }
      const outcome = await this.live()
      this.trace.push(`${this.time.now} life ${lives} ends: ${JSON.stringify(outcome)}`)
      ending = this.thinkAbout(outcome)
      await this.pass(this.random.whole(200, 5000))
    }
    await this.pass(300_000)
    const progress = await recall(this.route, () => this.disk.durable)
    this.witness.judgeEnd(progress)
    return {
      ending,
      crashes: this.crashes,
      entries: this.disk.durable.length,
      points: this.points,
      moves: this.platform.changes.length,
      hasDrifted: this.witness.hasDrifted,
      complaints: this.witness.complaints,
      trace: [
        ...this.trace,
        ...this.disk.durable.map(({ at, entry }) => `${at} ${JSON.stringify(entry)}`),
        ...this.platform.changes.map(
          ({ at, seat, from, to, key }) => `${at} ${seat.group} ${seat.id} ${from} -> ${to} by ${key}`,
        ),
      ],
    }
  }

  /** One process, from its start to its end, by itself or not. */
  private async live(): Promise<Ending | 'crash'> {
    const life = ++this.life
    const isAlive = (): boolean => this.life === life
    const journal = this.disk.journal(isAlive)
    const world = this.sabotaged({
      driver: this.platform.driver(isAlive),
      clock: this.time.clock(),
      random: () => this.random.next(),
      journal,
      asks: {
        take: () => (isAlive() ? this.asks.splice(0) : []),
        wait: (signal: AbortSignal) =>
          new Promise<void>((resolve) => {
            if (!isAlive()) return
            // Else no time would pass any more, for anybody.
            if (this.isRestless()) return this.witness.complain('it is woken again and again')
            if (this.asks.length > 0) resolve()
            this.wakeAsks = resolve
            signal.addEventListener('abort', () => resolve())
          }),
      },
      read: () => this.disk.durable,
    })
    const progress = await recall(this.route, world.read)
    if (progress.run === undefined) {
      world.journal.append({ kind: 'begun', run: 'r', digest: this.route.digest })
      progress.take({ kind: 'begun', run: 'r', digest: this.route.digest })
    }
    let outcome: Ending | 'crash' | undefined
    const options: RunOptions = {
      by: `process ${life}`,
      settingsOf: () => settings,
      maxParallel: 3,
      onFailure: this.site.route.digest.charCodeAt(0) % 3 === 0 ? 'undo' : 'pause',
      staysWhenPaused: this.random.chance(0.5),
      onEntry: (entry) => this.witness.onEntry(entry),
    }
    execute(progress, world, options).then(
      (ended) => {
        if (isAlive()) outcome = ended
      },
      (error: unknown) => {
        if (!isAlive()) return
        this.witness.complain(`it throws: ${error instanceof Error ? error.stack : String(error)}`)
        outcome = { kind: 'lost', error: String(error) }
      },
    )
    const until = this.time.now + 1_800_000
    for (;;) {
      await settled()
      if (outcome !== undefined) break
      if (!isAlive()) {
        outcome = 'crash'
        break
      }
      if (this.time.now > until) {
        this.witness.complain('it neither ends nor fails')
        return { kind: 'ended', outcome: 'aborted' }
      }
      if (!this.time.step()) {
        this.witness.complain('it waits for nothing')
        return { kind: 'ended', outcome: 'aborted' }
      }
    }
    this.life++
    journal.loseTail()
    return outcome
  }

  private passPoint(what: string): void {
    this.points++
    if (this.crashAt === undefined || this.points < this.crashAt) return
    this.trace.push(`${this.time.now} crash at point ${this.points}: ${what}`)
    this.crashes++
    this.life++
    const again = (this.weather === 'crashing' || this.weather === 'foul') && this.crashes < 25
    this.crashAt = again ? this.points + this.random.whole(1, 80) : undefined
  }

  /** What whoever looks after it does now; what it ended with, if that is the end. */
  private thinkAbout(outcome: Ending | 'crash'): string | undefined {
    if (outcome === 'crash') return undefined
    switch (outcome.kind) {
      case 'ended':
        return outcome.outcome
      case 'lost':
        this.disk.isFull = false
        return undefined
      case 'halted': {
        this.witness.onHalt(outcome.because)
        if (this.patience-- <= 0) return `halted: ${outcome.because.kind}`
        if (this.random.chance(0.7)) this.platform.heal()
        if (outcome.because.kind === 'no-way-back' && this.random.chance(0.5)) return 'halted: no-way-back'
        this.ask({ what: this.random.chance(0.6) ? 'resume' : this.random.chance(0.8) ? 'undo' : 'abort' })
        return undefined
      }
    }
  }

  private ask(ask: Ask): void {
    const id = `ask-${++this.asked}`
    this.asks.push({ ask, by: 'somebody', id })
    // The same again, as after a crash.
    if (this.random.chance(0.1)) this.asks.push({ ask, by: 'somebody', id })
    this.wakeAsks()
  }

  /** People who approve, change their minds, and change things behind the run's back; clocks that jump; disks that fill up. */
  private startMeddling(): void {
    const approve = (): void => {
      const progress = new Progress(this.route, { remembers: true })
      for (const { entry } of this.disk.durable) progress.take(entry)
      for (const id of progress.agenda.ready) {
        const gate = progress.direction === 'back' ? 'undo' : 'go'
        this.ask({ what: 'approve', name: progress.tasks.has(id) ? id : `${id}/${gate}` })
      }
      // Nobody leaves a run paused for ever.
      if (progress.halt?.kind === 'asked' && this.random.chance(0.2)) this.ask({ what: 'resume' })
      if (progress.status !== 'ended') this.time.after(15_000, approve)
    }
    this.time.after(15_000, approve)
    const later = (act: () => void): void => {
      this.time.after(this.random.whole(1, 40_000), act)
    }
    if (this.weather === 'meddled' || this.weather === 'foul') {
      for (const what of ['pause', 'resume', 'undo', 'abort'] as const) {
        if (this.random.chance(0.4)) later(() => this.ask({ what }))
      }
      if (this.random.chance(0.3)) later(() => (this.disk.isFull = true))
      if (this.random.chance(0.5)) later(() => (this.time.wallOffset = this.random.whole(-1e9, 1e9)))
    }
    if (this.weather === 'drifting') later(() => this.witness.tamper(this.random))
  }

  private async pass(ms: number): Promise<void> {
    const until = this.time.now + ms
    let isOver = false
    this.time.after(ms, () => {
      isOver = true
    })
    while (!isOver && this.time.now <= until && this.time.step()) await settled()
  }
}

/** Once all that follows without time has followed. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
