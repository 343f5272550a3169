import type { Approval, Ending, Entry, Progress } from '../execute/index.ts'
import type { StateVerdict } from '../explain/index.ts'
import { contractVersion } from './check.ts'

/** What every document about a run begins with. */
const about = (kind: string, run: string): object => ({ apiVersion: contractVersion, kind, run })

/** One thing that a run did, saw or was told, as a line of --format json. */
export const progressDocument = (run: string, at: number, entry: Entry): unknown => ({
  ...about('RunEvent', run),
  at: new Date(at).toISOString(),
  event: entry,
})

/** What the policies say of the fleet from now on, until the next such line. */
export const stateDocument = (run: string, at: number, { kind, rules }: StateVerdict): unknown => ({
  ...about('RunState', run),
  at: new Date(at).toISOString(),
  verdict: kind,
  rules,
})

/** Something to know about a run that is no event of it. */
export const noteDocument = (run: string, message: string): unknown => ({
  ...about('RunNote', run),
  message,
})

/** Why a stage or task does not go on for the moment. */
export const waitDocument = (
  run: string,
  { subject, because, approve }: { subject: string; because: string; approve?: string | undefined },
): unknown => ({
  ...about('RunWait', run),
  subject,
  because,
  ...(approve !== undefined && { approve }),
})

/** How a run came to stand still: its last line. */
export const endingDocument = (run: string, ending: Ending): unknown => ({
  ...about('RunResult', run),
  outcome: ending.kind === 'ended' ? ending.outcome : ending.kind === 'halted' ? 'paused' : 'lost',
  ...(ending.kind === 'halted' && { because: ending.because }),
  ...(ending.kind === 'lost' && { error: ending.error }),
})

/** A run that cannot be read. */
export const lostRunDocument = (run: string, error: string): unknown => ({
  ...about('Run', run),
  error,
})

/** Where a run stands, by its journal; without a verdict where its policies are not at hand. */
export const runDocument = (
  run: string,
  progress: Progress,
  {
    isDriven,
    verdict,
    approvals,
  }: {
    readonly isDriven: boolean | undefined
    readonly verdict?: StateVerdict | undefined
    readonly approvals: readonly Approval[]
  },
): unknown => ({
  ...about('Run', run),
  plan: progress.route.digest,
  status: progress.status,
  direction: progress.direction,
  ...(progress.outcome !== undefined && { outcome: progress.outcome }),
  ...(progress.halt !== undefined && { because: progress.halt }),
  driven: isDriven ?? null,
  approvals: approvals.map(({ name, subject, what }) => ({ name, subject, what })),
  ...(verdict !== undefined && { fleet: { verdict: verdict.kind, rules: verdict.rules } }),
  stages: [...progress.stages.values()].map(({ stage, moved, isFinished, current, hasBegun }) => ({
    id: stage.id,
    group: stage.group,
    to: stage.to,
    count: stage.count,
    moved,
    state: isFinished ? 'finished' : hasBegun ? 'under way' : 'waiting',
    ...(current !== undefined && {
      batch: { number: current.number, count: current.count, step: current.step, moving: current.moving },
    }),
  })),
})
