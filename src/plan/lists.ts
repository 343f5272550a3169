import type { Openings, Refusal } from '../calendar/index.ts'
import { Heap } from './heap.ts'
import { isTask, type Job, type Run, runOf, workOf } from './jobs.ts'

/** When jobs run, in the order of the jobs. */
export interface Runs {
  readonly runs: readonly (Run | undefined)[]
  /** Why a job never gets to run; those that need it never do either. */
  readonly refusals: ReadonlyMap<number, Refusal>
  /** The job whose end each job waited for: the last that it needs, or one that held its place. */
  readonly causes: readonly (number | undefined)[]
}

/** Jobs that can begin at the same times: in equally open scopes, with batches of one length. */
interface Queue {
  readonly sample: Job
  readonly waiting: Heap<number>
}

/**
 * List scheduling: at most `limit` stages at a time; whenever one may begin, the one with the longest chain of work
 * behind it does, among equals the first of the plan. Not always the shortest possible (that is NP-hard), and never
 * longer than twice that where no calendar closes (Graham 1966). A stage keeps its place while its window is closed;
 * stages that are carried out together have one place, tasks need none.
 */
export function listed(jobs: readonly Job[], start: number, openings: Openings, limit: number): Runs {
  return new Lists(jobs, start, openings, limit).runs()
}

class Lists {
  private readonly jobs: readonly Job[]
  private readonly openings: Openings
  private readonly priorities: readonly number[]
  private readonly followers: readonly (readonly number[])[]
  private readonly open: number[]
  private readonly queues = new Map<string, Queue>()
  private readonly running = new Heap<number>()
  private readonly made: (Run | undefined)[] = []
  private readonly refusals = new Map<number, Refusal>()
  private readonly causes: (number | undefined)[] = []
  private readonly readySince: number[] = []
  private now: number
  private free: number
  /** The job that gave up its place last. */
  private released: number | undefined

  constructor(jobs: readonly Job[], start: number, openings: Openings, limit: number) {
    this.jobs = jobs
    this.openings = openings
    this.now = start
    this.free = limit
    const followers: number[][] = jobs.map(() => [])
    for (const [i, { needs }] of jobs.entries()) for (const need of needs) followers[need]?.push(i)
    this.followers = followers
    const chains: number[] = []
    for (let i = jobs.length - 1; i >= 0; i--) {
      const behind = Math.max(0, ...(followers[i] ?? []).map((follower) => chains[follower] ?? 0))
      chains[i] = workOf(jobs[i] as Job) + behind
    }
    this.priorities = chains
    this.open = jobs.map(({ needs }) => needs.length)
  }

  runs(): Runs {
    // From the end, so that among equals the first one is taken out first.
    for (let i = this.jobs.length - 1; i >= 0; i--) if (this.open[i] === 0) this.wait(i)
    do {
      do this.finish()
      while (this.beginOne())
    } while (this.advance())
    return { runs: this.made, refusals: this.refusals, causes: this.causes }
  }

  private wait(i: number): void {
    const job = this.jobs[i] as Job
    this.readySince[i] = this.now
    const key = `${isTask(job)} ${job.batch_s} ${this.openings.keyOf(job.scopes)}`
    const queue = this.queues.get(key) ?? { sample: job, waiting: new Heap<number>() }
    this.queues.set(key, queue)
    queue.waiting.push(i, this.rankOf(i))
  }

  /** Less is sooner; no two are equal. */
  private rankOf(i: number): number {
    return -(this.priorities[i] as number) + i / (this.jobs.length + 1)
  }

  /** Whatever has ended by now gives up its place. */
  private finish(): void {
    for (let next = this.running.leastPriority; next !== undefined && next <= this.now; ) {
      const i = this.running.pop() as number
      if (!isTask(this.jobs[i] as Job)) {
        this.free++
        this.released = i
      }
      for (const follower of this.followers[i] ?? []) {
        this.open[follower] = (this.open[follower] as number) - 1
        if (this.open[follower] === 0) this.wait(follower)
      }
      next = this.running.leastPriority
    }
  }

  /** Begins the foremost job that may begin now, if any may. */
  private beginOne(): boolean {
    let best: Queue | undefined
    for (const queue of this.mayBegin()) {
      if (this.opensAt(queue.sample) !== this.now) continue
      const rank = queue.waiting.leastPriority ?? 0
      if (best === undefined || rank < (best.waiting.leastPriority ?? 0)) best = queue
    }
    const i = best?.waiting.pop()
    if (i === undefined) return false
    const job = this.jobs[i] as Job
    const run = runOf(job, this.now, this.openings)
    if (!run.ok) {
      this.refusals.set(i, run.problem)
      return true
    }
    this.made[i] = run.value
    this.causes[i] = this.causeOf(i)
    if (!isTask(job)) this.free--
    this.running.push(i, run.value.ends)
    return true
  }

  /** What a job waited for: a place, when it could have begun before; else what it needs. */
  private causeOf(i: number): number | undefined {
    const job = this.jobs[i] as Job
    const since = this.readySince[i] as number
    const could = this.openings.nextSlot(job.scopes, since, job.batch_s ?? 0)
    if (could.ok && could.value.begins < this.now && this.released !== undefined) return this.released
    return job.needs.find((need) => this.made[need]?.ends === since) ?? job.needs[0]
  }

  private mayBegin(): readonly Queue[] {
    return [...this.queues.values()].filter(
      ({ sample, waiting }) => waiting.leastPriority !== undefined && (this.free > 0 || isTask(sample)),
    )
  }

  /** When a job of a queue may begin from now on; what never may is told so. */
  private opensAt(job: Job): number | undefined {
    const slot = this.openings.nextSlot(job.scopes, this.now, job.batch_s ?? 0)
    // Taken out like any other, to be told why it never runs.
    return slot.ok ? slot.value.begins : this.now
  }

  /** Goes on to the next time at which anything can happen. */
  private advance(): boolean {
    const times = this.mayBegin().map(({ sample }) => this.opensAt(sample) ?? this.now)
    const next = Math.min(this.running.leastPriority ?? Number.POSITIVE_INFINITY, ...times)
    if (next === Number.POSITIVE_INFINITY) return false
    this.now = next
    return true
  }
}
