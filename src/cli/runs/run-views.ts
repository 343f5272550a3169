import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../../base/index.ts'
import { lostRunDocument, type ReadPlan, runDocument } from '../../contract/index.ts'
import { type Approval, approvalsIn, Progress } from '../../execute/index.ts'
import {
  approvalText,
  haltText,
  type StateVerdict,
  stageLines,
  stateText,
  table,
  verdictText,
  waysOn,
} from '../../explain/index.ts'
import { type Reading, type RunFolder, RunsFolder, readJournal, stateFolder } from '../../runs/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf } from '../io.ts'
import { policiesOf } from '../proved-plan.ts'
import { summaryOf } from '../session.ts'
import { readAbout } from './about-run.ts'
import { entryTeller } from './entry-teller.ts'
import { FleetVerdict } from './fleet-verdict.ts'
import { driversIn, entriesIn, findRun, outlineOf, type StateOption, standingOf } from './standing.ts'

export interface ViewOptions extends StateOption {
  readonly format?: 'text' | 'json'
}

/* Where runs of this machine stand, and what they did. */

export async function listRuns(options: ViewOptions, io: Io): Promise<ExitCode> {
  const state = stateFolder(options.state, io.env)
  const listed = await new RunsFolder(state).list()
  if (!listed.ok) throw new InputProblem([listed.problem])
  const paint = paintOf(io)
  const isDrivenNow = await driversIn(state)
  const rows: string[][] = []
  for (const run of listed.value) {
    let progress: Progress
    let approvals: readonly Approval[]
    try {
      const outline = outlineOf(run)
      progress = await standingOf(run, outline)
      approvals = approvalsIn(progress, outline.isManual)
    } catch (error) {
      // One run that cannot be read hides no others.
      const because = messageOf(error)
      if (options.format === 'json') io.write(`${JSON.stringify(lostRunDocument(run.id, because))}\n`)
      rows.push([run.id, paint.bad('cannot be read'), because])
      continue
    }
    const isDriven = isDrivenNow(run.id)
    if (options.format === 'json')
      io.write(`${JSON.stringify(runDocument(run.id, progress, { isDriven, approvals }))}\n`)
    const finished = [...progress.stages.values()].filter((one) => one.isFinished).length
    rows.push([run.id, stateOf(progress, isDriven, paint), `${finished} of ${progress.stages.size} stages`])
  }
  if (options.format === 'json') return 0
  if (rows.length === 0) io.write(`nothing has run yet in ${state}\n`)
  else io.write(`${table(rows).join('\n')}\n`)
  return 0
}

function stateOf(
  progress: Progress,
  isDriven: boolean | undefined,
  paint: ReturnType<typeof paintOf>,
): string {
  const isLeft = progress.status === 'running' && isDriven === false
  return isLeft ? paint.bad('left: nobody drives it') : stateText(progress, paint)
}

export async function showRun(name: string | undefined, options: ViewOptions, io: Io): Promise<ExitCode> {
  const { run, state } = await findRun(name, options, io)
  const outline = outlineOf(run)
  const progress = await standingOf(run, outline)
  const isDriven = (await driversIn(state))(run.id)
  const verdict = verdictOn(run, outline.plan, progress, io)
  const approvals = approvalsIn(progress, outline.isManual)
  if (options.format === 'json') {
    io.write(`${JSON.stringify(runDocument(run.id, progress, { isDriven, verdict, approvals }), null, 2)}\n`)
    return 0
  }
  const paint = paintOf(io)
  const lines = [
    `run ${run.id}   ${stateOf(progress, isDriven, paint)}   plan ${progress.route.digest.slice(0, 4)}`,
    ...stageLines(progress, paint),
  ]
  if (verdict !== undefined) lines.push(`  as this run left it, the fleet is ${verdictText(verdict, paint)}`)
  if (approvals.length > 0)
    lines.push('', ...approvals.map((one) => `  ${approvalText('runs', run.id, one, paint)}`))
  if (progress.halt !== undefined) lines.push('', haltText(progress.halt))
  const isStill = progress.status === 'halted' || (progress.status === 'running' && isDriven === false)
  if (isStill) lines.push('', waysOn(run.id, progress).trimEnd())
  io.write(`${lines.join('\n')}\n`)
  return 0
}

/** What policies say of the fleet as a run left it; undefined where they are not at hand any more. */
function verdictOn(run: RunFolder, plan: ReadPlan, progress: Progress, io: Io): StateVerdict | undefined {
  try {
    const { policies } = policiesOf(plan, readAbout(run).policies, io)
    return new FleetVerdict(summaryOf(plan.rows, policies).groups, policies, io.today).now(progress)
  } catch (error) {
    if (error instanceof InputProblem) return undefined
    throw error
  }
}

export async function logRun(name: string | undefined, options: ViewOptions, io: Io): Promise<ExitCode> {
  const { run } = await findRun(name, options, io)
  const progress = new Progress(outlineOf(run).route)
  const tell = entryTeller(progress, { run: run.id, format: options.format }, io)
  for await (const written of entriesIn(run)) tell(written)
  return 0
}

/** How often whoever watches looks again. */
const look_ms = 500

export async function watchRun(name: string | undefined, options: ViewOptions, io: Io): Promise<ExitCode> {
  const { run, state } = await findRun(name, options, io)
  const progress = new Progress(outlineOf(run).route)
  const tell = entryTeller(progress, { run: run.id, format: options.format }, io)
  for (let after: Reading | undefined; ; await setTimeout(look_ms)) {
    // Asked before it is read: whoever is gone by then has written all that it will.
    const isLeft = (await driversIn(state))(run.id) === false
    const read = await readJournal(run.journal, tell, { after })
    if (!read.ok) throw new InputProblem([read.problem])
    after = read.value
    if (progress.status !== 'ended' && !isLeft) continue
    if (options.format !== 'json') io.write(`run ${run.id}   ${stateOf(progress, false, paintOf(io))}\n`)
    return progress.outcome === 'done' ? 0 : 1
  }
}
