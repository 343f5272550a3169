import { fail, groupBy, ok, type Result, sum } from '../base/index.ts'
import type { Openings, Refusal, Span } from '../calendar/index.ts'
import type { Policy, RolloutRule } from '../policy/index.ts'
import type { Takes, Timing } from './request.ts'
import type { Stage } from './stage.ts'
import type { Task } from './tasks.ts'

/** Pieces of work one after the other, and what is waited after the last of them. */
interface Part {
  readonly pieces: number
  readonly soak_s: number
}

/** What begins at one time: a stage, stages that are carried out together, or a task. */
export interface Job {
  readonly stages: readonly Stage[]
  /** Those of the stages, or that of the task. */
  readonly ids: readonly string[]
  readonly scopes: readonly string[]
  /** How long a batch takes; undefined when nobody says. */
  readonly batch_s: number | undefined
  readonly parts: readonly Part[]
  /** Places in the list of jobs, of those that must be done before. */
  readonly needs: readonly number[]
}

/** How long a job takes when nothing interrupts it; what nobody says counts as nothing. */
export const workOf = ({ batch_s = 0, parts }: Job): number =>
  sum(parts, ({ pieces, soak_s }) => pieces * batch_s + soak_s)

export const isTask = ({ stages }: Job): boolean => stages.length === 0

/** The jobs of a plan in an order in which each comes after what it needs. */
export function jobsOf(
  stages: readonly Stage[],
  tasks: readonly Task[],
  policies: readonly Policy[],
  timing: Timing | undefined,
): readonly Job[] {
  const leader = new Map<string, string>()
  for (const { id, together } of stages) {
    const known = [id, ...together].map((one) => leader.get(one)).find((one) => one !== undefined)
    for (const one of [id, ...together]) leader.set(one, known ?? id)
  }
  const groups = [...groupBy(stages, ({ id }) => leader.get(id) ?? id)]
  const drafts: { job: Job; waits: readonly string[] }[] = groups.map(([, group]) => ({
    job: jobOf(group, policies, timing),
    waits: group.flatMap(({ needs }) => needs),
  }))
  for (const { id, name, policy, scope, needs, soak_s } of tasks) {
    // To look on takes no time beside that for which it is looked on.
    const batch_s = said(timing?.batches ?? [], policy, [name]) ?? (soak_s === undefined ? undefined : 0)
    // What is done in no scope only watches, and may at any time.
    const job = { stages: [], ids: [id], scopes: scope === '' ? [] : [scope], batch_s, needs: [] }
    drafts.push({ job: { ...job, parts: [{ pieces: 1, soak_s: soak_s ?? 0 }] }, waits: needs })
  }
  return ordered(drafts)
}

function ordered(
  drafts: readonly { readonly job: Job; readonly waits: readonly string[] }[],
): readonly Job[] {
  const of = new Map(drafts.flatMap((draft) => draft.job.ids.map((id) => [id, draft] as const)))
  const sorted: Job[] = []
  const place = new Map<Job, number>()
  const visit = ({ job, waits }: (typeof drafts)[number]): number => {
    const known = place.get(job)
    if (known !== undefined) return known
    place.set(job, -1)
    const before = waits.flatMap((id) => of.get(id) ?? []).filter((draft) => draft.job !== job)
    const needs = [...new Set(before.map(visit))]
    if (needs.includes(-1)) throw new Error('a plan waits for itself')
    sorted.push({ ...job, needs })
    place.set(job, sorted.length - 1)
    return sorted.length - 1
  }
  for (const draft of drafts) visit(draft)
  return sorted
}

function jobOf(group: readonly Stage[], policies: readonly Policy[], timing: Timing | undefined): Job {
  const times = group.map((stage) => timesOf(stage, policies, timing))
  const known = times.flatMap(({ batch_s }) => batch_s ?? [])
  const soak_s = Math.max(0, ...times.map((time) => time.soak_s))
  const batches = Math.max(...group.map(({ batches: all }) => all))
  const isCanary = group.some(({ canary }) => canary !== undefined)
  const rest = { pieces: batches - (isCanary ? 1 : 0), soak_s }
  return {
    stages: group,
    ids: group.map(({ id }) => id),
    scopes: [...new Set(group.map(({ scope }) => scope))],
    // Of stages that are carried out together the slowest counts.
    batch_s: known.length === group.length ? Math.max(...known) : undefined,
    parts: isCanary ? [{ pieces: 1, soak_s }, rest] : [rest],
    needs: [],
  }
}

/** What the user says goes before what the policy says; of a chart, what is said of what it delivers counts too. */
function timesOf(
  { policy: name, component, delivers }: Stage,
  policies: readonly Policy[],
  timing: Pick<Timing, 'batches' | 'soaks'> | undefined,
): { readonly batch_s: number | undefined; readonly soak_s: number } {
  const names = [component, ...(delivers === undefined ? [] : [delivers.component])]
  const rules = policies.find((policy) => policy.name === name)?.rules ?? []
  const written = names.flatMap((one) =>
    rules.filter((rule): rule is RolloutRule => rule.kind === 'rollout' && rule.of === one),
  )
  const first = (member: 'batch' | 'soak'): number | undefined =>
    written.flatMap(({ takes }) => takes?.[member] ?? [])[0]
  return {
    batch_s: said(timing?.batches ?? [], name, names) ?? first('batch'),
    soak_s: said(timing?.soaks ?? [], name, names) ?? first('soak') ?? 0,
  }
}

/** Seconds for which a stage is watched once its last batch is done. */
export const soakOf = (stage: Stage, policies: readonly Policy[], soaks: readonly Takes[]): number =>
  timesOf(stage, policies, { batches: [], soaks }).soak_s

/** What the user says of the first of some names of which anything is said. */
const said = (list: readonly Takes[], policy: string, names: readonly string[]): number | undefined =>
  names.flatMap((name) =>
    list.flatMap((takes) => (takes.policy === policy && takes.of === name ? takes.seconds : [])),
  )[0]

/** When a job runs: `worked` is when its last batch is done, `ends` when it was watched after that too. */
export interface Run extends Span {
  readonly worked: number
}

/** The earliest run of a job from an instant on. It is watched outside windows too: nothing changes then. */
export function runOf(job: Job, from: number, openings: Openings): Result<Run, Refusal> {
  let begins: number | undefined
  let worked = from
  let ends = from
  for (const { pieces, soak_s } of job.parts) {
    const work = openings.work(job.scopes, ends, pieces, job.batch_s ?? 0)
    if (!work.ok) return fail(work.problem)
    begins ??= work.value.begins
    worked = work.value.ends
    ends = worked + soak_s
  }
  return ok({ begins: begins ?? from, worked, ends })
}
