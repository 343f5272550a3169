import { type Entry, groupKey, type Halt, type Order, type Progress } from '../../src/execute/index.ts'
import type { Random } from '../oracle/random.ts'
import type { SimulatedTime } from './clock.ts'
import type { SimulatedDisk } from './disk.ts'
import type { Change, Seat, SimulatedPlatform } from './platform.ts'
import type { Site } from './site.ts'

/** Sees all that happens in a simulated world, and complains about what should not. */
export class Witness {
  readonly complaints: string[] = []
  hasDrifted = false
  private driftedAt = Number.POSITIVE_INFINITY
  private driftedGroup = ''
  private tampered: Seat | undefined
  private tamperedTo = ''
  /** Those of the batch that is under way, by stage. */
  private readonly meant = new Map<string, readonly string[]>()
  private readonly site: Site
  private readonly platform: SimulatedPlatform
  private readonly disk: SimulatedDisk
  private readonly time: SimulatedTime

  constructor(site: Site, platform: SimulatedPlatform, disk: SimulatedDisk, time: SimulatedTime) {
    this.site = site
    this.platform = platform
    this.disk = disk
    this.time = time
    platform.onOrder = (order) => this.onOrder(order)
    platform.onChange = (change) => this.onChange(change)
  }

  complain(text: string): void {
    if (this.complaints.length < 10) this.complaints.push(`${this.time.now}: ${text}`)
  }

  /** Somebody else moves an instance of a group in which nothing is under way there. */
  tamper(random: Random): void {
    // What is under way may be anywhere, for all that the run knows.
    const underWay = new Set(
      [...this.meant].flatMap(([subject, ids]) => {
        const group = this.site.route.stages.find(({ id }) => id === subject)?.group
        return ids.map((id) => `${group} ${id}`)
      }),
    )
    const idle = this.platform.seats.filter(
      (seat) => seat.target === undefined && seat.isReady && !underWay.has(`${seat.group} ${seat.id}`),
    )
    if (idle.length === 0) return
    const seat = random.pick(idle)
    const others = this.site.versionsOf(seat.group).filter((version) => version !== seat.version)
    if (others.length === 0) return
    this.hasDrifted = true
    this.driftedAt = this.time.now
    this.driftedGroup = seat.group
    this.tampered = seat
    const to = random.pick(others)
    this.tamperedTo = to
    this.platform.tamper(seat, to)
  }

  /** Intent before effect: what is ordered stands in the journal, safely. */
  private onOrder(order: Order): void {
    const [, subject = '', number = '', back] = order.key.split('/')
    const written = this.disk.durable.map(({ entry }) => entry)
    const turned = written.findIndex(({ kind }) => kind === 'turned')
    const phase =
      back === undefined ? written.slice(0, turned < 0 ? undefined : turned) : written.slice(turned)
    const intent = phase.find(
      (entry) => entry.kind === 'intended' && entry.subject === subject && String(entry.batch) === number,
    )
    if (intent?.kind !== 'intended') {
      this.complain(`an order that nobody wrote down: ${order.key}`)
      return
    }
    for (const { id, group, isFrozen } of this.site.seats)
      if (isFrozen && group === groupKey(order.group) && order.ids.includes(id))
        this.complain(`${id} is frozen, but is ordered to move`)
    const meant = new Set(intent.moving.flatMap(({ ids }) => ids))
    for (const id of order.ids) if (!meant.has(id)) this.complain(`${id} is ordered, but was not meant`)
    if (back !== undefined) {
      const closed = this.site.route.stages.find(({ id }) => id === subject)?.undo.closed
      if (closed !== undefined) this.complain(`stage ${subject} goes back, but ${closed}`)
      return
    }
    const stage = this.site.route.stages.find(({ id }) => id === subject)
    const finished = new Set(phase.flatMap((entry) => (entry.kind === 'finished' ? [entry.subject] : [])))
    for (const need of stage?.needs ?? [])
      if (!finished.has(need)) this.complain(`stage ${subject} moves before ${need} is finished`)
    if (stage !== undefined && order.ids.length > stage.batch)
      this.complain(`stage ${subject} moves ${order.ids.length} at once`)
  }

  private onChange(change: Change): void {
    if (this.hasDrifted) return
    const present = new Map<string, Set<string>>()
    const stopped = this.stoppedSeats()
    for (const seat of this.platform.seats) {
      const { group, version, target } = seat
      const versions = present.get(group) ?? new Set()
      present.set(group, versions)
      // It was down when it changed, or is: then it is nowhere until it starts again.
      if (stopped.has(seat) && !seat.isReady && seat.before.version === version) continue
      versions.add(version)
      if (target !== undefined) versions.add(target)
    }
    // While it starts, what it replaces may still be there.
    if (!stopped.has(change.seat)) present.get(change.seat.group)?.add(change.from)
    if (!this.site.isAllowed(present))
      this.complain(
        `a state that the policy forbids: ${[...present].map(([group, versions]) => `${group} ${[...versions].join()}`).join(', ')}`,
      )
  }

  /** Those of batches that stop before any of them changes. */
  private stoppedSeats(): ReadonlySet<Seat> {
    const stages = this.site.route.stages.filter(({ id, mode }) => mode === 'stopped' && this.meant.has(id))
    return new Set(
      this.platform.seats.filter((seat) =>
        stages.some(
          ({ id, group }) => group === seat.group && this.meant.get(id)?.includes(seat.id) === true,
        ),
      ),
    )
  }

  onEntry(entry: Entry): void {
    if (entry.kind === 'intended')
      this.meant.set(
        entry.subject,
        entry.moving.flatMap(({ ids }) => ids),
      )
    if (entry.kind === 'settled') {
      if (!this.hasDrifted) this.judgeSettled(entry.subject)
      this.meant.delete(entry.subject)
    }
    if (entry.kind !== 'intended' || this.time.now < this.driftedAt + 10_000) return
    // What was seen just before may have been ordered on from where it was put, and is as it should be since.
    if (this.tampered?.version !== this.tamperedTo) return
    const stage = this.site.route.stages.find(({ id }) => id === entry.subject)
    const group = this.site.route.groups.find(({ key }) => key === stage?.group)
    if (group?.neighbours.includes(this.driftedGroup) === true)
      this.complain(`stage ${entry.subject} goes on although ${this.driftedGroup} has drifted`)
  }

  /** Those who settled were seen there, and served. */
  private judgeSettled(subject: string): void {
    const group = this.site.route.stages.find(({ id }) => id === subject)?.group
    const ids = this.meant.get(subject) ?? []
    for (const seat of this.platform.seats) {
      if (seat.group !== group || !ids.includes(seat.id)) continue
      if (!seat.isReady && this.time.now - seat.changedAt > 2000)
        this.complain(`stage ${subject} settled, but ${seat.id} does not serve`)
    }
  }

  onHalt(because: Halt): void {
    if (because.kind === 'drifted' && !this.hasDrifted)
      this.complain(`it sees a drift that there is not: ${JSON.stringify(because.differences)}`)
  }

  /** What the journal says is how it is. */
  judgeEnd(progress: Progress): void {
    this.judgeRepeats()
    if (this.hasDrifted) return
    const known = new Map(progress.route.groups.map(({ key }) => [key, progress.idsUnderWay(key)]))
    for (const group of progress.route.groups) {
      const key = groupKey(group)
      const here = this.platform.seats.filter((seat) => seat.group === key)
      const quiet = here.filter(({ id }) => known.get(key)?.has(id) !== true)
      const counts = new Map<string, number>()
      for (const { version } of quiet) counts.set(version, (counts.get(version) ?? 0) + 1)
      const held = new Map(progress.holdings.get(key))
      for (const { at, count } of progress.unsettled(key)) held.set(at, (held.get(at) ?? 0) - count)
      for (const version of new Set([...counts.keys(), ...held.keys()]))
        if ((counts.get(version) ?? 0) !== (held.get(version) ?? 0))
          this.complain(
            `${key} ${version}: there are ${counts.get(version) ?? 0}, the journal knows ${held.get(version) ?? 0}`,
          )
    }
    if (progress.outcome === 'done')
      for (const { stage, moved } of progress.stages.values())
        if (moved !== stage.count)
          this.complain(`done, but stage ${stage.id} moved ${moved} of ${stage.count}`)
    if (progress.outcome === 'undone' && progress.kept.size === 0)
      for (const [i, seat] of this.platform.seats.entries())
        if (seat.version !== this.site.seats[i]?.version)
          this.complain(`undone, but ${seat.id} is at ${seat.version}`)
  }

  /** Nobody goes the same way twice. */
  private judgeRepeats(): void {
    const seen = new Set<string>()
    for (const { seat, from, to, key } of this.platform.changes) {
      // Whoever was put back by somebody has to go again.
      if (key === undefined || key === 'healed' || seat === this.tampered) continue
      const way = `${seat.group} ${seat.id} ${from} -> ${to}`
      if (seen.has(way)) this.complain(`twice: ${way}`)
      seen.add(way)
    }
  }
}
