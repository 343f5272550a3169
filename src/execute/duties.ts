import type { Entry, Moving } from './entry.ts'
import { lastOf, type Progress, type StageProgress } from './progress.ts'

/*
 * What is to be done next for one stage or task, by what the run knows. Nothing here looks at a clock or a platform.
 */

/** Something to do on the platform. */
export type Duty =
  /** See whether all is as it should be, and choose those that move next. */
  | { readonly kind: 'look'; readonly subject: string }
  | { readonly kind: 'stop'; readonly subject: string }
  | { readonly kind: 'move'; readonly subject: string }
  /** See whether they have arrived. */
  | { readonly kind: 'settle'; readonly subject: string }
  | { readonly kind: 'gate'; readonly subject: string; readonly gate: string }
  | { readonly kind: 'watch'; readonly subject: string; readonly until_s: number }
  | { readonly kind: 'task'; readonly subject: string }

export type Next =
  | { readonly kind: 'duty'; readonly duty: Duty }
  /** What follows without doing anything. */
  | { readonly kind: 'entry'; readonly entry: Entry }
  /** Somebody has to say that it may go on. */
  | { readonly kind: 'approval'; readonly name: string; readonly what: string }
  /** For those that it goes together with. */
  | { readonly kind: 'partners' }

const duty = (duty: Duty): Next => ({ kind: 'duty', duty })
const entry = (written: Entry): Next => ({ kind: 'entry', entry: written })

/** What a gate is that only a person opens. */
export type IsManual = (subject: string, gate: string) => boolean

/** The name of what a person does before a stage goes back. */
export const undoGate = 'undo'

export function nextOf(progress: Progress, id: string, isManual: IsManual): Next {
  const task = progress.tasks.get(id)
  if (task === undefined) {
    const own = progress.stageOf(id)
    return progress.direction === 'forward' ? ahead(progress, own, isManual) : back(progress, own)
  }
  const { soak_s, isManual: byHand, what } = task.task
  if (soak_s !== undefined) {
    if (task.watched_s >= soak_s) return entry({ kind: 'finished', subject: id })
    return duty({ kind: 'watch', subject: id, until_s: soak_s })
  }
  return byHand ? { kind: 'approval', name: id, what } : duty({ kind: 'task', subject: id })
}

function ahead(progress: Progress, own: StageProgress, isManual: IsManual): Next {
  const { stage, current, moved } = own
  const subject = stage.id
  if (current === undefined)
    return moved >= stage.count ? entry({ kind: 'finished', subject }) : duty({ kind: 'look', subject })
  if (current.step !== 'settled') return underWay(progress, own, stage.mode === 'stopped')
  const gate = stage.gates.find((name) => !own.passed.has(name))
  if (gate !== undefined) {
    return isManual(subject, gate)
      ? { kind: 'approval', name: `${subject}/${gate}`, what: gate }
      : duty({ kind: 'gate', subject, gate })
  }
  if (own.watched_s < stage.soak_s) return duty({ kind: 'watch', subject, until_s: stage.soak_s })
  return entry(moved >= stage.count ? { kind: 'finished', subject } : { kind: 'proved', subject })
}

function back(progress: Progress, own: StageProgress): Next {
  const { stage, current, leftover, moved, passed } = own
  const subject = stage.id
  if (current !== undefined) return underWay(progress, own, stage.mode === 'stopped')
  if (leftover === undefined && moved === 0) return entry({ kind: 'finished', subject })
  if (stage.undo.tasks.length > 0 && !passed.has(undoGate))
    return { kind: 'approval', name: `${subject}/${undoGate}`, what: stage.undo.tasks.join('; ') }
  return duty({ kind: 'look', subject })
}

/** Of stages that go together none moves before all have stopped, and none starts to arrive before all were moved. */
function underWay(progress: Progress, { stage, current }: StageProgress, stops: boolean): Next {
  const subject = stage.id
  const steps = ['intended', 'stopped', 'moved', 'settled'] as const
  const haveCome = (step: (typeof steps)[number]): boolean =>
    stage.together.every((id) => {
      const other = progress.stages.get(id)
      if (other === undefined || other.isFinished) return true
      return other.current !== undefined && steps.indexOf(other.current.step) >= steps.indexOf(step)
    })
  switch (current?.step) {
    case 'intended':
      if (!haveCome('intended')) return { kind: 'partners' }
      return duty(stops ? { kind: 'stop', subject } : { kind: 'move', subject })
    case 'stopped':
      return haveCome('stopped') ? duty({ kind: 'move', subject }) : { kind: 'partners' }
    default:
      return haveCome('moved') ? duty({ kind: 'settle', subject }) : { kind: 'partners' }
  }
}

/** Whether some instances of a group can be moved without the others. */
export type Moves = 'instance' | 'group'

/** Those that go back next: first what never settled, then what does not serve. */
export function nextBack(
  { stage, leftover, taken, moved }: StageProgress,
  moves: Moves,
  faulty: ReadonlySet<string>,
): readonly Moving[] {
  if (leftover !== undefined) return leftover
  if (moves === 'group') return lastOf(taken, moved)
  const first = taken.flatMap(({ from, ids }) => {
    const some = ids.filter((id) => faulty.has(id))
    return some.length === 0 ? [] : [{ from, ids: some }]
  })
  return lastOf(first.length > 0 ? first : taken, Math.min(stage.batch, moved))
}

/** How many instances go next. */
export function nextCount({ stage, batches, moved }: StageProgress, moves: Moves): number {
  const left = stage.count - moved
  if (moves === 'group') return left
  return Math.min(left, batches === 0 && stage.canary !== undefined ? stage.canary : stage.batch)
}
