import { groupBy } from '../../base/index.ts'
import { readText } from '../../connect/index.ts'
import { type ReadPlan, readPlan } from '../../contract/index.ts'
import {
  type GroupName,
  groupKey,
  type IsManual,
  namesOf,
  type Progress,
  type Route,
  type RouteStage,
  recall,
  type Written,
} from '../../execute/index.ts'
import {
  entriesOf,
  Locks,
  type RunFolder,
  RunsFolder,
  stateFolder,
  UnreadableJournal,
} from '../../runs/index.ts'
import { InputProblem, type Io, wrong } from '../io.ts'
import { manualIn, peopleIn } from './manual.ts'

/** Where runs are looked for. */
export interface StateOption {
  readonly state?: string
}

export interface FoundRun {
  readonly run: RunFolder
  readonly runs: RunsFolder
  readonly state: string
}

/** The run that is named, or the last one. */
export async function findRun(
  name: string | undefined,
  { state: asked }: StateOption,
  io: Io,
): Promise<FoundRun> {
  const state = stateFolder(asked, io.env)
  const runs = new RunsFolder(state)
  if (name !== undefined) {
    const run = await runs.find(name)
    if (!run.ok) throw new InputProblem([run.problem])
    return { run: run.value, runs, state }
  }
  const listed = await runs.list()
  if (!listed.ok) throw new InputProblem([listed.problem])
  const last = listed.value.at(-1)
  if (last === undefined) throw wrong(`nothing has run yet in ${state}`, 'begin with interlock apply')
  return { run: last, runs, state }
}

/** What the papers of a run say of its route: enough to tell where it stands, with nothing opened. */
export interface Outline {
  readonly plan: ReadPlan
  readonly route: Route
  /** Whether only a person opens a gate. */
  readonly isManual: IsManual
}

export function outlineOf(run: RunFolder): Outline {
  const read = readPlan(paper(run.plan), run.plan)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document } = read.value
  const people = peopleIn({ text: paper(run.driver), file: run.driver })
  const stages = new Map(document.stages.map((stage) => [stage.id, stage]))
  const groups = groupBy(document.start, groupKey)
  const route: Route = {
    digest: document.digest,
    groups: [...groups].map(([key, rows]) => {
      const { policy, scope, component } = rows[0]
      const parts = rows.map(({ version, count }) => ({ version, count }))
      return { key, policy, scope, component, neighbours: [key], parts }
    }),
    stages: document.stages.map(
      ({ id, part, from, to, count, batch, canary, mode, needs, together, undo, delivers, ...stage }) => ({
        ...{ id, from, to, count, batch, canary, mode, needs, together },
        ...{ group: groupKey(stage), parts: namesOf(part) },
        delivers: broughtBy(stage, delivers, groups),
        ...{ gates: people.gatesOf(stage), soak_s: 0 },
        undo: { closed: undefined, tasks: undo?.tasks.map(({ what }) => what) ?? [] },
      }),
    ),
    tasks: document.tasks.map(({ id, name, stage: of, what, run: commands, needs, soak_s }) => {
      const stage = stages.get(of)
      const isManual = soak_s === undefined && stage !== undefined && people.performs(stage, name)
      return { ...{ id, name, stage: of, what, run: commands, needs, soak_s }, isManual }
    }),
    maxParallel: document.maxParallel,
  }
  return { plan: read.value, route, isManual: manualIn(people, route) }
}

/** What comes along with a stage, where it is a group that the fleet tells of. */
function broughtBy(
  { policy, scope }: Pick<GroupName, 'policy' | 'scope'>,
  delivers: { readonly component: string; readonly from: readonly string[]; readonly to: string } | undefined,
  groups: ReadonlyMap<string, unknown>,
): RouteStage['delivers'] {
  if (delivers === undefined) return undefined
  const { component, from, to } = delivers
  const group = groupKey({ policy, scope, component })
  return groups.has(group) ? { group, from, to } : undefined
}

/** A file that a run cannot do without. */
export function paper(file: string): string {
  const text = readText(file)
  if (text?.ok === true) return text.value
  throw wrong(
    text === undefined ? `the run has lost ${file}` : text.problem,
    'without it nobody can go on with the run',
  )
}

/** What a run wrote. Whatever cannot be read is the input's fault, told with its place. */
export async function* entriesIn(run: RunFolder): AsyncGenerator<Written> {
  try {
    yield* entriesOf(run.journal)
  } catch (error) {
    throw error instanceof UnreadableJournal ? new InputProblem([error.problem]) : error
  }
}

/** Where a run stands, by its journal. */
export const standingOf = (run: RunFolder, { route }: Outline = outlineOf(run)): Promise<Progress> =>
  recall(route, () => entriesIn(run))

/** Whether some process drives a run now, as far as that can be told. */
export async function driversIn(state: string): Promise<(run: string) => boolean | undefined> {
  const holds = await new Locks(state, () => Date.now()).list()
  if (!holds.ok) return () => undefined
  const byRun = new Map(holds.value.map((hold) => [hold.run, hold]))
  return (run) => {
    const hold = byRun.get(run)
    return hold?.holder === undefined ? false : (hold.isAlive ?? undefined)
  }
}
