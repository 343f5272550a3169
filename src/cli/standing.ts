import { readFileSync } from 'node:fs'
import { groupBy } from '../base/index.ts'
import { readPlan } from '../contract/index.ts'
import { groupKey, type Progress, type Route, recall } from '../execute/index.ts'
import { entriesOf, Locks, type RunFolder, RunsFolder, stateFolder } from '../runs/index.ts'
import { InputProblem, type Io, wrong } from './io.ts'

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

/** What a plan's text alone says of its route: enough to tell where a run stands. */
export function plainRoute(run: RunFolder): Route {
  const read = readPlan(readFileSync(run.plan, 'utf8'), run.plan)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document } = read.value
  return {
    digest: document.digest,
    groups: [...groupBy(document.start, groupKey)].map(([key, rows]) => {
      const { policy, scope, component } = rows[0]
      const parts = rows.map(({ version, count }) => ({ version, count }))
      return { key, policy, scope, component, neighbours: [key], parts }
    }),
    stages: document.stages.map(
      ({ id, part, from, to, count, batch, canary, mode, needs, together, ...stage }) => ({
        ...{ id, from, to, count, batch, canary, mode, needs, together },
        ...{ group: groupKey(stage), parts: part?.split(', '), gates: [], soak_s: 0, delivers: undefined },
        undo: { closed: undefined, tasks: [] },
      }),
    ),
    tasks: document.tasks.map(({ id, name, stage, what, run: commands, needs, soak_s }) => ({
      ...{ id, name, stage, what, run: commands, needs, soak_s, isManual: false },
    })),
    maxParallel: document.maxParallel,
  }
}

/** Where a run stands, by its journal. */
export const standingOf = (run: RunFolder): Promise<Progress> =>
  recall(plainRoute(run), () => entriesOf(run.journal))

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
