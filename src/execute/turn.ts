import { withGround } from './agenda.ts'
import type { Entry } from './entry.ts'
import type { Progress } from './progress.ts'
import type { RouteStage } from './route.ts'

/** What it means for a run to turn back now: the entry that says so, or that it cannot. */
export function turnOf(progress: Progress): Extract<Entry, { kind: 'turned' | 'halted' }> {
  const begun = [...progress.stages.values()].filter(({ hasBegun }) => hasBegun)
  const why = (stage: RouteStage): string | undefined => {
    const { closed, until } = stage.undo
    const isOver = until !== undefined && progress.stages.get(until.stage)?.hasBegun === true
    return closed ?? (isOver ? until.because : undefined)
  }
  const closed = begun.filter(({ stage }) => why(stage) !== undefined)
  // What a stage without a way back stands on cannot be taken from under it, and what goes with it stays beside it.
  const needed = withGround(
    progress.route,
    closed.map(({ stage }) => stage.id),
  )
  const kept = begun.filter(({ stage }) => needed.has(stage.id))
  const torn = kept.find(({ current }) => current !== undefined && current.step !== 'settled')
  const stuck = torn ?? (kept.length === begun.length ? kept[0] : undefined)
  if (stuck === undefined) return { kind: 'turned', kept: kept.map(({ stage }) => stage.id) }
  const reason = closed.find(({ stage }) => stage.id === stuck.stage.id) ?? closed[0]
  return {
    kind: 'halted',
    because: {
      kind: 'no-way-back',
      subject: reason?.stage.id ?? stuck.stage.id,
      because: (reason && why(reason.stage)) ?? 'it has no way back',
    },
  }
}
