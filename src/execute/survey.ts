import { mapAtOnce, messageOf } from '../base/index.ts'
import type { Driver } from './driver.ts'
import type { Moves } from './duties.ts'
import { movesOf } from './effects.ts'
import type { Drift, Moving } from './entry.ts'
import { within } from './limit.ts'
import { Look, mostAtOnce, nextBatch, unrest } from './look.ts'
import type { Clock } from './ports.ts'
import { Progress } from './progress.ts'
import type { Route, RouteGroup, RouteStage, RouteTask } from './route.ts'
import type { Settings } from './settings.ts'
import { driftOf, type Sight, see } from './sight.ts'

/* What a run would find if it began now: all groups that it would look at some time are seen once, and nothing is ordered. */

/** A group as it is, beside how the route begins. */
export interface Surveyed {
  readonly group: RouteGroup
  /** How many are at a version; undefined is what cannot be told. Empty where the group could not be seen. */
  readonly counts: Sight['counts']
  readonly drift: readonly Drift[]
  /** Why nothing could move there now, although all is where it should be. */
  readonly because: string | undefined
}

/** A stage that needs no other one, and whom it would move first, or why nobody. */
export interface Beginning {
  readonly stage: RouteStage
  readonly next: readonly Moving[] | string
}

export interface Survey {
  readonly groups: readonly Surveyed[]
  readonly begins: readonly Beginning[]
  /** What is to be done before any of those, or beside them. */
  readonly tasks: readonly RouteTask[]
}

/** Whether a run could begin with all of it. */
export const isReady = ({ groups, begins }: Survey): boolean =>
  groups.every(({ drift, because }) => drift.length === 0 && because === undefined) &&
  begins.every(({ next }) => typeof next !== 'string')

export async function survey(
  route: Route,
  { driver, clock }: { readonly driver: Driver; readonly clock: Clock },
  settingsOf: (group: RouteGroup) => Settings,
  signal: AbortSignal,
): Promise<Survey> {
  const progress = new Progress(route)
  const ready = route.stages.filter(({ id }) => progress.agenda.ready.has(id))
  const first = new Map(ready.map((stage) => [stage.group, stage]))
  const visit = async (group: RouteGroup): Promise<Visit> => {
    const stage = first.get(group.key)
    const moves = movesOf({ driver }, group)
    const settings = settingsOf(group)
    try {
      const sights = await within(settings.timeouts.observe, clock, signal, async (given) =>
        stage === undefined
          ? new Map([[group.key, await see(driver, group, { underWay: new Set() }, given)]])
          : new Look(progress, stage, [group]).see(progress, driver, moves, given),
      )
      const begins = stage && { stage, next: movingFirst(progress, stage, sights, moves) }
      return { seen: judged(progress, group, sights, settings), begins }
    } catch (error) {
      const because = messageOf(error)
      const seen = { group, counts: new Map(), drift: [], because }
      return { seen, begins: stage && { stage, next: because } }
    }
  }
  const visits = await mapAtOnce(groupsIn(route), mostAtOnce, visit)
  return {
    groups: visits.map(({ seen }) => seen),
    begins: visits.flatMap(({ begins }) => begins ?? []),
    tasks: route.tasks.filter(({ id }) => progress.agenda.ready.has(id)),
  }
}

interface Visit {
  readonly seen: Surveyed
  readonly begins: Beginning | undefined
}

type Sights = ReadonlyMap<string, Sight>

function judged({ holdings }: Progress, group: RouteGroup, sights: Sights, settings: Settings): Surveyed {
  const { key } = group
  const sight = sights.get(key)
  const held = holdings.get(key) ?? new Map<string, number>()
  const drift = sight === undefined ? [] : driftOf(key, held, [], sight)
  const because =
    drift.length > 0
      ? undefined
      : unrest(
          sights,
          () => settings,
          () => false,
        )
  return { group, counts: sight?.counts ?? new Map(), drift, because }
}

function movingFirst(progress: Progress, stage: RouteStage, sights: Sights, moves: Moves): Beginning['next'] {
  const next = nextBatch(progress, stage, sights, moves)
  if (typeof next === 'string') return next
  return next.kind === 'intended' ? next.moving : []
}

/** What a run looks at before it moves something: the groups of its stages, and those that rules tie to them. */
function groupsIn({ groups, stages }: Route): readonly RouteGroup[] {
  const moving = new Set(stages.map(({ group }) => group))
  const watched = new Set(groups.flatMap(({ key, neighbours }) => (moving.has(key) ? neighbours : [])))
  return groups.filter(({ key }) => moving.has(key) || watched.has(key))
}
