import type { InstanceClass, Wave } from './shape.ts'
import { isWithin } from './sight.ts'

type Named = Pick<InstanceClass, 'component' | 'scope' | 'name'>

/** For each class the name of its wave, the first that matches it; undefined for one that is free. */
export const wavesOf = (waves: readonly Wave[], classes: readonly Named[]): (string | undefined)[] =>
  classes.map((one) => waves.find((wave) => matches(wave, one))?.name)

/** For each class the classes of all waves that its own wave comes after, directly or through others. */
export function readWaves(waves: readonly Wave[], classes: readonly Named[]): number[][] {
  const waveOf = wavesOf(waves, classes)
  return waveOf.map((name) => {
    if (name === undefined) return []
    const earlier = comesAfter(waves, name)
    return classes.flatMap((_, place) => (earlier.has(waveOf[place] ?? '') ? [place] : []))
  })
}

const matches = ({ scopes, components, parts }: Wave, { scope, component, name }: Named): boolean =>
  (scopes?.some((other) => isWithin(scope, other)) ?? true) &&
  (components?.includes(component) ?? true) &&
  (parts === undefined || (name !== undefined && parts.includes(name)))

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
