import { isInScope, type Place } from '../base/index.ts'
import type { Range, Version } from '../version/index.ts'
import { rangeContains } from '../version/index.ts'
import type { Group, Part } from './fleet.ts'

/* What a fleet says of itself beside what runs: facts, releases that it cannot get, who goes first, what is done beside. */

/** Releases of a component that cannot be installed, or should not be. */
export interface Barred {
  readonly policy: string
  readonly component: string
  readonly versions: Range
  /** Only for these scopes and those inside them; everywhere when there is none. */
  readonly scopes: readonly string[]
  readonly because?: string
  readonly place?: Place
}

/** Groups that begin to move only when others have arrived. */
export interface Wave {
  readonly name: string
  /** Those whose groups, and all inside them, are in the wave; every one when there is none. */
  readonly scopes: readonly string[]
  /** `policy/component`; every one when there is none. */
  readonly components: readonly string[]
  /** The names of parts, where not the whole group is in the wave. */
  readonly parts: readonly string[]
  /** The waves that have arrived before it begins. */
  readonly after: readonly string[]
  /** Seconds for which those are watched before it begins. */
  readonly soak_s?: number
  readonly place?: Place
}

/** Something to do beside every stage of some groups. */
export interface Hook {
  readonly name: string
  readonly scopes: readonly string[]
  readonly components: readonly string[]
  readonly before: readonly HookTask[]
  readonly after: readonly HookTask[]
  readonly place?: Place
}

export interface HookTask {
  readonly id: string
  /** With `{from}`, `{to}`, `{component}` and `{scope}` to be filled in. */
  readonly do: string
  readonly run: readonly string[]
}

export interface Limits {
  /** What is told of facts that policies ask for. */
  readonly facts: ReadonlyMap<string, boolean>
  /** Releases that are no stop and no target: nobody can install them. */
  readonly unavailable: readonly Barred[]
  /** Releases that are no stop where there is another way: they have known faults. */
  readonly avoid: readonly Barred[]
  readonly waves: readonly Wave[]
  readonly hooks: readonly Hook[]
}

export const noLimits: Limits = { facts: new Map(), unavailable: [], avoid: [], waves: [], hooks: [] }

/** Whether a fleet says nothing beside what runs. */
export const areNoLimits = ({ facts, unavailable, avoid, waves, hooks }: Limits): boolean =>
  facts.size + unavailable.length + avoid.length + waves.length + hooks.length === 0

/** Whether a scope is one of these, or inside one; every scope is, where none is named. */
const isWithin = (scopes: readonly string[], scope: string): boolean =>
  scopes.length === 0 || scopes.some((outer) => isInScope(scope, outer))

type Placed = Pick<Group, 'policy' | 'scope' | 'component'>

/** What bars a version of a component in a scope, if anything does. */
export const barring = (
  barred: readonly Barred[],
  { policy, scope, component }: Placed,
  version: Version,
): Barred | undefined =>
  barred.find(
    (one) =>
      one.policy === policy &&
      one.component === component &&
      isWithin(one.scopes, scope) &&
      rangeContains(one.versions, version),
  )

/** The wave of some instances: the first that speaks of them. */
export const waveOf = (
  waves: readonly Wave[],
  { policy, scope, component }: Placed,
  { name }: Pick<Part, 'name'>,
): Wave | undefined =>
  waves.find(
    (wave) =>
      isOf(wave, { policy, scope, component }) &&
      (wave.parts.length === 0 || (name !== undefined && wave.parts.includes(name))),
  )

/** Whether a group is among the components and scopes that something is said of. */
export const isOf = (
  { scopes, components }: Pick<Wave, 'scopes' | 'components'>,
  { policy, scope, component }: Placed,
): boolean =>
  isWithin(scopes, scope) && (components.length === 0 || components.includes(`${policy}/${component}`))

/** All waves that have arrived before one begins, through others as well. */
export function wavesBefore(waves: readonly Wave[], wave: Wave): ReadonlySet<string> {
  const before = new Set<string>()
  const waiting = [...wave.after]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (before.has(name)) continue
    before.add(name)
    waiting.push(...(waves.find((one) => one.name === name)?.after ?? []))
  }
  return before
}
