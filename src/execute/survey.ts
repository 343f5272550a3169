import { mapAtOnce, messageOf } from '../base/index.ts'
import type { Driver } from './driver.ts'
import type { Drift, Moving } from './entry.ts'
import { within } from './limit.ts'
import { Look, nextBatch, unrest } from './look.ts'
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

/** So many groups are looked at at the same time. */
const mostAtOnce = 16

export async function survey(
  route: Route,
  { driver, clock }: { readonly driver: Driver; readonly clock: Clock },
  settingsOf: (group: RouteGroup) => Settings,
  signal: AbortSignal,
): Promise<Survey> {
  const progress = new Progress(route)
  const byKey = new Map(route.groups.map((group) => [group.key, group]))
  const first = new Map(
    route.stages.filter(({ id }) => progress.agenda.ready.has(id)).map((stage) => [stage.group, stage]),
  )
  const settingsIn = (key: string): Settings => {
    const group = byKey.get(key)
    if (group === undefined) throw new Error(`the route has no group "${key}"`)
    return settingsOf(group)
  }

  const visit = async (group: RouteGroup): Promise<{ seen: Surveyed; begins: readonly Beginning[] }> => {
    const { key } = group
    const stage = first.get(key)
    const moves = driver.granularity?.(group) ?? 'instance'
    try {
      const sights = await within(settingsIn(key).timeouts.observe, clock, signal, async (given) =>
        stage === undefined
          ? new Map([[key, await see(driver, group, { underWay: new Set() }, given)]])
          : new Look(progress, stage, [group]).see(progress, driver, moves, given),
      )
      const sight = sights.get(key)
      const drift =
        sight === undefined ? [] : driftOf(key, progress.holdings.get(key) ?? new Map(), [], sight)
      const because = drift.length > 0 ? undefined : unrest(sights, settingsIn, () => false)
      return {
        seen: { group, counts: sight?.counts ?? new Map(), drift, because },
        begins: stage === undefined ? [] : [{ stage, next: nextOf(stage, sights) }],
      }
    } catch (error) {
      const because = messageOf(error)
      return {
        seen: { group, counts: new Map(), drift: [], because },
        begins: stage === undefined ? [] : [{ stage, next: because }],
      }
    }

    function nextOf(own: RouteStage, sights: ReadonlyMap<string, Sight>): Beginning['next'] {
      const next = nextBatch(progress, own, sights, moves)
      if (typeof next === 'string') return next
      return next.kind === 'intended' ? next.moving : []
    }
  }

  const visited = await mapAtOnce(groupsIn(route), mostAtOnce, visit)
  return {
    groups: visited.map(({ seen }) => seen),
    begins: visited.flatMap(({ begins }) => begins),
    tasks: route.tasks.filter(({ id }) => progress.agenda.ready.has(id)),
  }
}

/** What a run looks at before it moves something: the groups of its stages, and those that rules tie to them. */
function groupsIn({ groups, stages }: Route): readonly RouteGroup[] {
  const moving = new Set(stages.map(({ group }) => group))
  const watched = new Set(groups.flatMap(({ key, neighbours }) => (moving.has(key) ? neighbours : [])))
  return groups.filter(({ key }) => moving.has(key) || watched.has(key))
}
