import { isInScope } from '../base/index.ts'
import type { Unit } from './units.ts'

/* Who goes when: some first, to learn from, then more, then all. */

export interface WaveOptions {
  /** Scopes, or scopes that they are in, whose units go first; where there are none, the first unit does. */
  readonly canaries: readonly string[]
  /** How large the waves after the canaries are, each as a share of all units; who is left goes last. */
  readonly percents: readonly number[]
}

/**
 * The wave of each unit, counted from 0. Units that need others go through waves of their own, after those. Canaries that
 * name no unit are for the caller to refuse.
 */
export function wavesOf(units: readonly Unit[], { canaries, percents }: WaveOptions): readonly number[] {
  const depths = depthsOf(units)
  const waves: number[] = units.map(() => 0)
  let next = 0
  for (const depth of [...new Set(depths)].sort((a, b) => a - b)) {
    const members = units.filter(({ number }) => depths[number] === depth)
    for (const wave of split(members, canaries, percents)) {
      for (const { number } of wave) waves[number] = next
      next++
    }
  }
  return waves
}

/** Whether a unit has to do with one of these scopes. */
export const isAmong = ({ scopes }: Pick<Unit, 'scopes'>, named: readonly string[]): boolean =>
  scopes.some((scope) => named.some((name) => isInScope(scope, name)))

function split(
  members: readonly Unit[],
  canaries: readonly string[],
  percents: readonly number[],
): readonly (readonly Unit[])[] {
  const named = members.filter((unit) => isAmong(unit, canaries))
  const first = named.length > 0 ? named : members.slice(0, 1)
  const isFirst = new Set(first)
  const others = members.filter((unit) => !isFirst.has(unit))
  const waves = [first]
  let from = 0
  for (const percent of percents) {
    const to = from + Math.ceil((members.length * percent) / 100)
    waves.push(others.slice(from, to))
    from = to
  }
  waves.push(others.slice(from))
  return waves.filter((wave) => wave.length > 0)
}

/** How many units, one after the other, each has to wait for. */
function depthsOf(units: readonly Unit[]): readonly number[] {
  const depths: (number | undefined)[] = units.map(() => undefined)
  const depthOf = (number: number): number => {
    const known = depths[number]
    if (known !== undefined) return known
    const needs = units[number]?.needs ?? []
    const depth = needs.length === 0 ? 0 : Math.max(...needs.map(depthOf)) + 1
    depths[number] = depth
    return depth
  }
  return units.map(({ number }) => depthOf(number))
}
