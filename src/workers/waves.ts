import { isInScope } from '../base/index.ts'
import type { Unit, Units } from './units.ts'

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
export function wavesOf({ units, vanguards }: Units, { canaries, percents }: WaveOptions): readonly number[] {
  const depths = depthsOf({ units, vanguards })
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
function depthsOf({ units, vanguards }: Units): readonly number[] {
  const depths: (number | undefined)[] = units.map(() => undefined)
  const behind: (number | undefined)[] = vanguards.map(() => undefined)
  const deepest = (numbers: readonly number[], depth: (number: number) => number): number =>
    numbers.reduce((most, number) => Math.max(most, depth(number)), 0)
  const depthOf = (number: number): number => {
    const depth = depths[number] ?? deepest(units[number]?.needs ?? [], depthBehind)
    depths[number] = depth
    return depth
  }
  const depthBehind = (number: number): number => {
    const depth = behind[number] ?? deepest(vanguards[number]?.members ?? [], depthOf) + 1
    behind[number] = depth
    return depth
  }
  return units.map(({ number }) => depthOf(number))
}
