import type { Ending, Entry, Progress } from '../execute/index.ts'
import { contractVersion } from './check.ts'

/** One thing that a run did, saw or was told, as a line of --format json. */
export const progressDocument = (run: string, at: number, entry: Entry): unknown => ({
  apiVersion: contractVersion,
  kind: 'RunEvent',
  run,
  at: new Date(at).toISOString(),
  event: entry,
})

/** Something to know about a run that is no event of it. */
export const noteDocument = (run: string, message: string): unknown => ({
  apiVersion: contractVersion,
  kind: 'RunNote',
  run,
  message,
})

/** Why a stage or task does not go on for the moment. */
export const waitDocument = (run: string, subject: string, because: string): unknown => ({
  apiVersion: contractVersion,
  kind: 'RunWait',
  run,
  subject,
  because,
})

/** How a run came to stand still: its last line. */
export const endingDocument = (run: string, ending: Ending): unknown => ({
  apiVersion: contractVersion,
  kind: 'RunResult',
  run,
  outcome: ending.kind === 'ended' ? ending.outcome : ending.kind === 'halted' ? 'paused' : 'lost',
  ...(ending.kind === 'halted' && { because: ending.because }),
  ...(ending.kind === 'lost' && { error: ending.error }),
})

/** Where a run stands, by its journal. */
export const runDocument = (run: string, progress: Progress, isDriven: boolean | undefined): unknown => ({
  apiVersion: contractVersion,
  kind: 'Run',
  run,
  plan: progress.route.digest,
  status: progress.status,
  direction: progress.direction,
  ...(progress.outcome !== undefined && { outcome: progress.outcome }),
  ...(progress.halt !== undefined && { because: progress.halt }),
  driven: isDriven ?? null,
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
