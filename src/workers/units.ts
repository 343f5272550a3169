import { groupBy } from '../base/index.ts'
import type { Route, RouteStage, RouteTask } from '../execute/index.ts'
import { ringsOf } from './rings.ts'

/*
 * A route over many scopes falls into parts that have nothing to do with each other, except that one may have to wait for another.
 * Each of them is a run of its own.
 */

/** A part of a route that runs alone. */
export interface Unit {
  /** Counts from 0, in the order of the route's stages. */
  readonly number: number
  readonly route: Route
  /** Scopes that something moves in. */
  readonly scopes: readonly string[]
  /** Numbers of the units that are done before. */
  readonly needs: readonly number[]
}

/**
 * Cuts a route. What stays together: groups that rules tie, stages that need each other or go at once, what one brings along, and
 * what a task that does something is for. A task that only watches what came before is cut: the units behind it wait for those
 * before it, and each of those watches for itself. Units that would wait for each other in a ring are one.
 */
export function unitsOf(route: Route): readonly Unit[] {
  const cut = new Cut(route)
  return cut.keys.map((key, number) => cut.unit(key, number))
}

const isWatch = ({ soak_s }: RouteTask): boolean => soak_s !== undefined

class Cut {
  /** A name for each unit, in the order of their first stages. */
  readonly keys: readonly string[]
  private readonly route: Route
  private readonly watches: ReadonlyMap<string, RouteTask>
  private readonly stages: ReadonlyMap<string, readonly RouteStage[]>
  private readonly tasks: ReadonlyMap<string, readonly RouteTask[]>
  private readonly groups: ReadonlyMap<string, Route['groups']>
  /** Watches that look at something of a unit. */
  private readonly watchedBy: ReadonlyMap<string, readonly RouteTask[]>
  private readonly numbers: ReadonlyMap<string, number>
  private readonly scopes: ReadonlyMap<string, string>
  private readonly keyOf: (node: string) => string

  constructor(route: Route) {
    this.route = route
    this.scopes = new Map(route.groups.map(({ key, scope }) => [key, scope]))
    this.watches = new Map(route.tasks.filter(isWatch).map((task) => [task.id, task]))
    const ties = new Ties()
    for (const { key, neighbours } of route.groups)
      for (const other of neighbours) ties.join(group(key), group(other))
    for (const { id, group: own, needs, together, delivers } of route.stages) {
      ties.join(step(id), group(own))
      if (delivers !== undefined) ties.join(step(id), group(delivers.group))
      for (const other of [...needs, ...together])
        if (!this.watches.has(other)) ties.join(step(id), step(other))
    }
    const work = route.tasks.filter((task) => !isWatch(task))
    for (const { id, stage, needs } of work)
      for (const other of [stage, ...needs]) if (!this.watches.has(other)) ties.join(step(id), step(other))
    const rings = this.ringsOver(ties, work)
    const ringKey = (node: string): string => String(rings.get(node))
    this.keyOf = (node) => ringKey(ties.find(node))
    this.keys = [...new Set(route.stages.map(({ id }) => this.keyOf(step(id))))]
    this.numbers = new Map(this.keys.map((key, number) => [key, number]))
    this.stages = groupBy(route.stages, ({ id }) => this.keyOf(step(id)))
    this.tasks = groupBy(work, ({ id }) => this.keyOf(step(id)))
    this.groups = groupBy(route.groups, ({ key }) => this.keyOf(group(key)))
    const watchedBy = new Map<string, RouteTask[]>()
    for (const task of this.watches.values()) {
      for (const key of new Set(this.stepsOf(task).map((id) => this.keyOf(step(id))))) {
        const known = watchedBy.get(key)
        if (known === undefined) watchedBy.set(key, [task])
        else known.push(task)
      }
    }
    this.watchedBy = watchedBy
  }

  unit(key: string, number: number): Unit {
    const stages = this.stages.get(key) ?? []
    const work = this.tasks.get(key) ?? []
    const isOwn = (id: string): boolean => !this.watches.has(id) && this.keyOf(step(id)) === key
    const ids = new Set([...stages, ...work].map(({ id }) => id))
    const watches = (this.watchedBy.get(key) ?? []).flatMap((task): readonly RouteTask[] => {
      const stage = isOwn(task.stage) ? task.stage : this.stageOf(task.needs.find(isOwn) ?? '')
      return [{ ...task, stage }]
    })
    for (const { id } of watches) ids.add(id)
    const own = <T extends { readonly needs: readonly string[] }>(one: T): T => ({
      ...one,
      needs: this.within(one.needs, ids),
    })
    const before = new Set<number>()
    for (const { needs } of [...stages, ...work])
      for (const id of needs)
        if (this.watches.has(id)) for (const other of this.unitsBefore(id)) before.add(other)
    before.delete(number)
    return {
      number,
      route: {
        ...{ digest: this.route.digest, maxParallel: this.route.maxParallel },
        groups: this.groups.get(key) ?? [],
        stages: stages.map(own),
        tasks: [...work, ...watches].map(own),
      },
      scopes: [...new Set(stages.map((stage) => this.scopes.get(stage.group) ?? ''))],
      needs: [...before].sort((a, b) => a - b),
    }
  }

  /** What is needed, of what is there; in place of watches that are not there, what those need. */
  private within(needs: readonly string[], ids: ReadonlySet<string>): readonly string[] {
    const seen = new Set(needs)
    for (const id of seen)
      if (!ids.has(id)) for (const other of this.watches.get(id)?.needs ?? []) seen.add(other)
    return [...seen].filter((id) => ids.has(id))
  }

  /** Units by what they need, as far as watches say so; those that are on a ring get the same number. */
  private ringsOver(ties: Ties, work: readonly RouteTask[]): ReadonlyMap<string, number> {
    const after = new Map<string, Set<string>>()
    const lead = (from: string, to: string): void => {
      const known = after.get(from)
      if (known === undefined) after.set(from, new Set([to]))
      else known.add(to)
    }
    const nodeOf = (id: string): string => (this.watches.has(id) ? watch(id) : ties.find(step(id)))
    for (const { id, needs } of [...this.route.stages, ...work])
      for (const other of needs) if (this.watches.has(other)) lead(nodeOf(id), watch(other))
    for (const { id, needs } of this.watches.values())
      for (const other of needs) lead(watch(id), nodeOf(other))
    const nodes = new Set([
      ...this.route.groups.map(({ key }) => ties.find(group(key))),
      ...[...this.route.stages, ...work].map(({ id }) => ties.find(step(id))),
    ])
    return ringsOf(nodes, (node) => after.get(node) ?? [])
  }

  /** Numbers of the units that a watch looks at, and of those that the watches before it do. */
  private unitsBefore(id: string, found = new Set<number>(), seen = new Set<string>()): ReadonlySet<number> {
    const task = this.watches.get(id)
    if (task === undefined || seen.has(id)) return found
    seen.add(id)
    for (const other of task.needs) {
      if (this.watches.has(other)) this.unitsBefore(other, found, seen)
      else found.add(this.numbers.get(this.keyOf(step(other))) ?? 0)
    }
    return found
  }

  private readonly stepsOf = ({ needs }: RouteTask): readonly string[] =>
    needs.filter((id) => !this.watches.has(id))

  private stageOf(id: string): string {
    return this.route.tasks.find((task) => task.id === id)?.stage ?? id
  }
}

const group = (key: string): string => `group ${key}`
const step = (id: string): string => `step ${id}`
const watch = (id: string): string => `watch ${id}`

/** Sets that are joined as ties become known. */
class Ties {
  private readonly parents = new Map<string, string>()

  find(node: string): string {
    let root = node
    for (let next = this.parents.get(root); next !== undefined; next = this.parents.get(root)) root = next
    // Shortens the way for whoever asks next.
    for (let at = node; at !== root; ) {
      const next = this.parents.get(at) ?? root
      this.parents.set(at, root)
      at = next
    }
    return root
  }

  join(a: string, b: string): void {
    const [one, other] = [this.find(a), this.find(b)]
    if (one !== other) this.parents.set(one, other)
  }
}
