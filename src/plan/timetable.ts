import { sum } from '../base/index.ts'
import { localText, Openings, type Refusal } from '../calendar/index.ts'
import type { Policy } from '../policy/index.ts'
import { isTask, type Job, jobsOf, type Run, runOf, workOf } from './jobs.ts'
import { listed, type Runs } from './lists.ts'
import type { PlanRequest, Timing, Wishes } from './request.ts'
import type { Stage } from './stage.ts'
import type { Task } from './tasks.ts'

/** When a stage runs. Offsets are seconds from the beginning of the plan. */
export interface StageTime {
  readonly stage: string
  /** How long it takes, uninterrupted; undefined when nobody says. */
  readonly seconds: number | undefined
  /** Whether that is known of everything that it waits for, and of itself. */
  readonly isExact: boolean
  /** Undefined when it never gets to run. With times that are not known before it or in it, the earliest possible. */
  readonly run?: {
    readonly begins: number
    /** When its last batch is done; it may be watched for a while after that. */
    readonly worked: number
    readonly ends: number
    /** The same as the clocks show it, `2026-11-24T09:00:00+01:00`, where the plan has a day to begin. */
    readonly clock?: { readonly begins: string; readonly ends: string }
  }
}

/** When a plan runs, as far as anybody says how long things take. */
export interface Timetable {
  /** What the clocks of the zone show from where on it is planned; undefined where only offsets are known. */
  readonly start: string | undefined
  /** The same when the first stage or task begins, and when all are done. */
  readonly begins: string | undefined
  readonly finish: string | undefined
  readonly timezone: string | undefined
  /** In the order of the plan. */
  readonly stages: readonly StageTime[]
  /**
   * From the beginning of the first to the end of the last; undefined when some never run. Where something is untimed,
   * the least that it takes.
   */
  readonly seconds: number | undefined
  /** The stages and tasks that the end waits for, each begun when the one before it was done. */
  readonly chain: readonly string[]
  /** Stages and tasks of which nobody says how long they take. */
  readonly untimed: readonly string[]
  /** Stages and tasks for which the calendars have no place, and why; those that wait for them never begin either. */
  readonly refused: readonly { readonly stages: readonly string[]; readonly refusal: Refusal }[]
  /** Files of the calendars. */
  readonly calendars: readonly string[]
}

/** When the stages of a plan run; undefined where nobody says anything about time. */
export function timetableOf(
  stages: readonly Stage[],
  tasks: readonly Task[],
  {
    policies,
    timing,
    wishes,
  }: Pick<PlanRequest, 'policies' | 'timing'> & { readonly wishes: Pick<Wishes, 'maxParallel'> },
): Timetable | undefined {
  if (stages.length === 0 || (timing === undefined && !policies.some(tellsTimes))) return undefined
  const jobs = jobsOf(stages, tasks, policies, timing)
  if (timing === undefined && jobs.every((job) => workOf(job) === 0)) return undefined
  const start = timing?.start ?? 0
  const openings = new Openings(timing?.calendars ?? [], start)
  const untimed = jobs.filter(({ batch_s }) => batch_s === undefined)
  // With a limit, shorter work may end later: only without one is what is known so far the least that it takes.
  const limit = untimed.length > 0 ? undefined : wishes.maxParallel
  const runs = limit === undefined ? free(jobs, start, openings) : listed(jobs, start, openings, limit)
  const exact: boolean[] = []
  for (const { batch_s, needs } of jobs)
    exact.push(batch_s !== undefined && needs.every((need) => exact[need] === true))
  const times = new Map(
    jobs.flatMap((job, i) =>
      job.ids.map((id) => [id, timeOf(id, job, runs.runs[i], exact[i] === true, timing)] as const),
    ),
  )
  const begins = runs.runs.reduce(
    (first, run) => Math.min(first, run?.begins ?? first),
    Number.POSITIVE_INFINITY,
  )
  const seconds = durationOf(jobs, runs, begins, wishes.maxParallel)
  return {
    start: clockAt(start, timing),
    begins: seconds === undefined ? undefined : clockAt(begins, timing),
    finish: seconds === undefined ? undefined : clockAt(begins + seconds, timing),
    timezone: timing?.start === undefined ? undefined : timing.zone.name,
    stages: stages.flatMap(({ id }) => times.get(id) ?? []),
    seconds,
    chain: chainOf(jobs, runs),
    untimed: untimed.flatMap(({ ids }) => ids),
    refused: jobs.flatMap(({ ids }, i) => {
      const refusal = runs.refusals.get(i)
      return refusal === undefined ? [] : [{ stages: ids, refusal }]
    }),
    calendars: timing?.calendars.map(({ file }) => file) ?? [],
  }
}

/** Whether a policy says how long batches take. */
const tellsTimes = ({ rules }: Policy): boolean =>
  rules.some((rule) => rule.kind === 'rollout' && rule.takes?.batch !== undefined)

/** Every job as early as what it needs and the calendars let it: nothing could be done earlier. */
function free(jobs: readonly Job[], start: number, openings: Openings): Runs {
  const runs: (Run | undefined)[] = []
  const refusals = new Map<number, Refusal>()
  const causes = jobs.map((job, i) => {
    const last = lastOf(job.needs, runs)
    if (job.needs.some((need) => runs[need] === undefined)) return undefined
    const run = runOf(job, Math.max(start, runs[last ?? -1]?.ends ?? start), openings)
    if (run.ok) runs[i] = run.value
    else refusals.set(i, run.problem)
    return last
  })
  return { runs, refusals, causes }
}

/** Of several jobs the one that ends last. */
function lastOf(jobs: readonly number[], runs: Runs['runs']): number | undefined {
  const ends = (job: number): number => runs[job]?.ends ?? Number.NEGATIVE_INFINITY
  return jobs.reduce<number | undefined>(
    (last, job) => (last === undefined || ends(job) > ends(last) ? job : last),
    undefined,
  )
}

function durationOf(
  jobs: readonly Job[],
  { runs }: Runs,
  begins: number,
  maxParallel: number | undefined,
): number | undefined {
  if (jobs.some((_, i) => runs[i] === undefined)) return undefined
  const ends = jobs.reduce((last, _, i) => Math.max(last, runs[i]?.ends ?? begins), begins) - begins
  // So few at a time need at least as long as all the work shared between them.
  const busy = sum(jobs, (job) => (isTask(job) ? 0 : workOf(job)))
  return maxParallel === undefined ? ends : Math.max(ends, Math.ceil(busy / maxParallel))
}

function chainOf(jobs: readonly Job[], { runs, causes }: Runs): readonly string[] {
  const chain: number[] = []
  const indices = [...jobs.keys()].filter((i) => runs[i] !== undefined)
  for (let job = lastOf(indices, runs); job !== undefined; job = causes[job]) chain.unshift(job)
  return chain.flatMap((job) => jobs[job]?.ids ?? [])
}

function timeOf(
  stage: string,
  job: Job,
  run: Run | undefined,
  isExact: boolean,
  timing: Timing | undefined,
): StageTime {
  const seconds = job.batch_s === undefined ? undefined : workOf(job)
  if (run === undefined) return { stage, seconds, isExact }
  const start = timing?.start ?? 0
  const [begins, ends] = [clockAt(run.begins, timing), clockAt(run.ends, timing)]
  return {
    stage,
    seconds,
    isExact,
    run: {
      begins: run.begins - start,
      worked: run.worked - start,
      ends: run.ends - start,
      ...(begins !== undefined && ends !== undefined && { clock: { begins, ends } }),
    },
  }
}

const clockAt = (instant: number, timing: Timing | undefined): string | undefined =>
  timing?.start === undefined ? undefined : localText(timing.zone, instant)
