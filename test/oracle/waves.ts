import type { Wave } from './shape.ts'
import { type Group, isWithin } from './sight.ts'

/** For each group the groups of all waves that its own wave comes after, directly or through others. */
export function readWaves(waves: readonly Wave[], groups: readonly Group[]): number[][] {
  const waveOf = groups.map((group) => waves.find((wave) => matches(wave, group))?.name)
  return waveOf.map((name) => {
    if (name === undefined) return []
    const earlier = comesAfter(waves, name)
    return groups.flatMap((_, place) => (earlier.has(waveOf[place] ?? '') ? [place] : []))
  })
}

const matches = ({ scopes, components }: Wave, { scope, component }: Group): boolean =>
  (scopes?.some((other) => isWithin(scope, other)) ?? true) && (components?.includes(component) ?? true)

function comesAfter(waves: readonly Wave[], name: string): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [name]
  for (const one of waiting) {
    const place = waves.findIndex((wave) => wave.name === one)
    const previous = waves[place - 1]
    for (const other of waves[place]?.after ?? (previous === undefined ? [] : [previous.name])) {
      if (found.has(other)) continue
      found.add(other)
      waiting.push(other)
    }
  }
  return found
}
