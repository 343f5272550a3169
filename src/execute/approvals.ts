import { type IsManual, nextOf } from './duties.ts'
import type { Progress } from './progress.ts'
import type { RunOptions } from './world.ts'

/** What waits for somebody to say that it may go on, or that it is done. */
export interface Approval {
  /** As it is approved: `STAGE/GATE`, or a task. */
  readonly name: string
  /** The stage or task. */
  readonly subject: string
  /** The gate, or what is to be done. */
  readonly what: string
}

/** All that waits for somebody now. */
export function approvalsIn(progress: Progress, isManual: IsManual): readonly Approval[] {
  if (progress.status === 'ended') return []
  return [...progress.agenda.ready].flatMap((subject) => {
    const next = nextOf(progress, subject, isManual)
    return next.kind === 'approval' ? [{ name: next.name, subject, what: next.what }] : []
  })
}

/** Tells of each approval that is waited for, once. */
export class Callers {
  private readonly told = new Map<string, string>()
  private readonly onWait: RunOptions['onWait']

  constructor(onWait: RunOptions['onWait']) {
    this.onWait = onWait
  }

  tell({ name, subject, what }: Approval): void {
    if (this.told.get(subject) === name) return
    this.told.set(subject, name)
    this.onWait?.(subject, what, name)
  }
}
