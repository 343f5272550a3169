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
  /** Numbers of the vanguards that are done before. */
  readonly needs: readonly number[]
}

/** Units that others wait for, all of them: told once, however many wait. */
export interface Vanguard {
  /** Counts from 0. */
  readonly number: number
  /** Numbers of units. */
  readonly members: readonly number[]
}

export interface Units {
  readonly units: readonly Unit[]
  readonly vanguards: readonly Vanguard[]
}

/**
 * Cuts a route. What stays together: groups that rules tie, stages that need each other or go at once, what one brings along, and
 * what a task that does something is for. A task that only watches what came before is cut: the units behind it wait for those
 * before it, and each of those watches for itself. Units that would wait for each other in a ring are one.
 */
export function unitsOf(route: Route): Units {
  const cut = new Cut(route)
  const units = cut.keys.map((key, number) => cut.unit(key, number))
  return { units, vanguards: cut.vanguards }
}

const isWatch = ({ soak_s }: RouteTask): boolean => soak_s !== undefined

class Cut {
  /** A name for each unit, in the order of their first stages. */
  readonly keys: readonly string[]
  private readonly route: Route
  private readonly watches: ReadonlyMap<string, RouteTask>
  /** The watches that each watch waits for. */
  private readonly earlier: ReadonlyMap<string, readonly string[]>
  private readonly stageOfTask: ReadonlyMap<string, string>
  private readonly stages: ReadonlyMap<string, readonly RouteStage[]>
  private readonly tasks: ReadonlyMap<string, readonly RouteTask[]>
  private readonly groups: ReadonlyMap<string, Route['groups']>
  /** What each watch looks at, unit by unit. */
  private readonly watched: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>
  /** Watches that look at something of a unit. */
  private readonly watchedBy: ReadonlyMap<string, readonly RouteTask[]>
  readonly vanguards: Vanguard[] = []
  /** Numbers of vanguards by the watch that looks at them, and whom they leave out. */
  private readonly vanguardNumbers = new Map<string, number | undefined>()
  private readonly numbers: ReadonlyMap<string, number>
  private readonly scopes: ReadonlyMap<string, string>
  private readonly keyOf: (node: string) => string

  constructor(route: Route) {
    this.route = route
    this.scopes = new Map(route.groups.map(({ key, scope }) => [key, scope]))
    this.watches = new Map(route.tasks.filter(isWatch).map((task) => [task.id, task]))
    this.stageOfTask = new Map(route.tasks.map(({ id, stage }) => [id, stage]))
    this.earlier = new Map(
      [...this.watches.values()].map(({ id, needs }) => [
        id,
        needs.filter((other) => this.watches.has(other)),
      ]),
    )
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
    const steps = (task: RouteTask): readonly string[] => task.needs.filter((id) => !this.watches.has(id))
    this.watched = new Map(
      [...this.watches.values()].map((task) => [task.id, groupBy(steps(task), (id) => this.keyOf(step(id)))]),
    )
    const watchedBy = new Map<string, RouteTask[]>()
    for (const [id, byUnit] of this.watched) {
      const task = this.watches.get(id) as RouteTask
      for (const key of byUnit.keys()) {
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
    const ids = new Set([...stages, ...work].map(({ id }) => id))
    const watches = (this.watchedBy.get(key) ?? []).map((task): RouteTask => {
      const [first = ''] = this.watched.get(task.id)?.get(key) ?? []
      return { ...task, stage: this.stageOf(task.stage, key) ?? this.stageOf(first, key) ?? first }
    })
    for (const { id } of watches) ids.add(id)
    const own = <T extends RouteStage | RouteTask>(one: T): T => ({
      ...one,
      needs: this.within(one, ids, key),
    })
    const before = new Set<string>()
    for (const { needs } of [...stages, ...work])
      for (const id of needs) if (this.watches.has(id)) this.watchesBefore(id, before)
    const needs = new Set([...before].map((id) => this.vanguardOf(id, number)))
    return {
      number,
      route: {
        ...{ digest: this.route.digest, maxParallel: this.route.maxParallel },
        groups: this.groups.get(key) ?? [],
        stages: stages.map(own),
        tasks: [...work, ...watches].map(own),
      },
      scopes: [...new Set(stages.map((stage) => this.scopes.get(stage.group) ?? ''))],
      needs: [...needs].filter((one) => one !== undefined).sort((a, b) => a - b),
    }
  }

  /** What is needed, of what is there; in place of watches that are not there, what those need. */
  private within(
    { id, needs }: RouteStage | RouteTask,
    ids: ReadonlySet<string>,
    key: string,
  ): readonly string[] {
    // Of what a watch needs the part that is there: there may be a whole wave that is not.
    const seen = new Set(this.watches.has(id) ? this.neededBy(id, key) : needs)
    for (const other of seen) if (!ids.has(other)) for (const one of this.neededBy(other, key)) seen.add(one)
    return [...seen].filter((one) => ids.has(one))
  }

  private neededBy(watchId: string, key: string): readonly string[] {
    return [...(this.watched.get(watchId)?.get(key) ?? []), ...(this.earlier.get(watchId) ?? [])]
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

  /** A watch, and those that it waits for itself. */
  private watchesBefore(id: string, found: Set<string>): void {
    if (found.has(id)) return
    found.add(id)
    for (const other of this.earlier.get(id) ?? []) this.watchesBefore(other, found)
  }

  /** The vanguard that a watch looks at, for a unit that may be in it and does not wait for itself; undefined when nobody is left. */
  private vanguardOf(id: string, unit: number): number | undefined {
    const members = this.watched.get(id)
    const isMember = members?.has(this.keys[unit] ?? '') === true
    const name = isMember ? `${id} without ${unit}` : id
    if (this.vanguardNumbers.has(name)) return this.vanguardNumbers.get(name)
    const numbers = [...(members?.keys() ?? [])].map((key) => this.numbers.get(key) ?? 0)
    const others = numbers.filter((number) => number !== unit).sort((a, b) => a - b)
    const number = others.length === 0 ? undefined : this.vanguards.length
    if (number !== undefined) this.vanguards.push({ number, members: others })
    this.vanguardNumbers.set(name, number)
    return number
  }

  /** The stage of a unit that something belongs to; undefined when that is in another one. */
  private stageOf(id: string, key: string): string | undefined {
    if (this.watches.has(id) || this.keyOf(step(id)) !== key) return undefined
    return this.stageOfTask.get(id) ?? id
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
