import type { GroupName } from './driver.ts'

/*
 * What a run carries out, as plain data: the stages and tasks of a plan, and the groups that it speaks of. Versions are texts in the
 * plan's spelling.
 */

export interface Route {
  /** That of the plan. */
  readonly digest: string
  readonly groups: readonly RouteGroup[]
  readonly stages: readonly RouteStage[]
  readonly tasks: readonly RouteTask[]
  /** So many stages are under way at the same time; any number when undefined. */
  readonly maxParallel: number | undefined
}

export interface RouteGroup extends GroupName {
  /** Alone in the route. */
  readonly key: string
  /** What ran when the plan was made. */
  readonly parts: readonly {
    readonly name?: string
    readonly version: string
    readonly count: number
    /** Nobody moves these. */
    readonly frozen?: boolean
  }[]
  /** Keys of the groups, itself among them, that rules tie it to: they are looked at before anything moves in it. */
  readonly neighbours: readonly string[]
}

export interface RouteStage {
  readonly id: string
  /** Key of the group whose instances move. */
  readonly group: string
  /** Names of the parts that move, with '' for instances without a name; all of the group when undefined. */
  readonly parts: readonly string[] | undefined
  readonly from: readonly string[]
  readonly to: string
  readonly count: number
  readonly batch: number
  /** Size of the first batch, where it goes ahead of the others. */
  readonly canary: number | undefined
  readonly mode: 'rolling' | 'stopped'
  /** Ids of stages and tasks that are finished before. */
  readonly needs: readonly string[]
  /** Ids of stages that are carried out at once with this one. */
  readonly together: readonly string[]
  /** Names of gates, asked in this order once all (or the canary) have settled. */
  readonly gates: readonly string[]
  /** Seconds for which it is watched then. */
  readonly soak_s: number
  /** What its instances bring along, where that is a group of its own: it changes as they do. */
  readonly delivers:
    | { readonly group: string; readonly from: readonly string[]; readonly to: string }
    | undefined
  readonly undo: {
    /** Undefined when the way back is open. */
    readonly closed: string | undefined
    /** The stage that closes it once it has begun, and why. */
    readonly until?: { readonly stage: string; readonly because: string }
    /** What a person has to do then, beside. */
    readonly tasks: readonly string[]
  }
}

export interface RouteTask {
  readonly id: string
  readonly name: string
  /** The stage that it belongs to. */
  readonly stage: string
  readonly what: string
  readonly run: readonly string[]
  readonly needs: readonly string[]
  /** Seconds for which it only looks on; undefined when there is something to do. */
  readonly soak_s: number | undefined
  /** Whether a person does it: the run waits until they say so. */
  readonly isManual: boolean
}

/** The group of each stage, by the id of the stage. */
export function groupsOfStages({
  stages,
  groups,
}: Pick<Route, 'stages' | 'groups'>): ReadonlyMap<string, RouteGroup> {
  const byKey = new Map(groups.map((group) => [group.key, group]))
  return new Map(
    stages.flatMap(({ id, group }) => {
      const own = byKey.get(group)
      return own === undefined ? [] : [[id, own] as const]
    }),
  )
}
