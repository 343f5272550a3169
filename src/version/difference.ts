import { compareVersions, type Version } from './version.ts'

/** The first number in which two versions differ; `other` is what follows the numbers. */
export type Bump = 'major' | 'minor' | 'patch' | 'other'

const places = ['major', 'minor', 'patch'] as const

/** What of two versions differs first; undefined where nothing that counts does. */
export function bumpBetween(a: Version, b: Version): Bump | undefined {
  if (compareVersions(a, b) === 0) return undefined
  const [left, right] = [numbersOf(a), numbersOf(b)]
  return places.find((_, i) => left[i] !== right[i]) ?? 'other'
}

/** The numbers that a version begins with, as texts: they may be larger than a number can be. */
const numbersOf = ({ text }: Version): readonly string[] =>
  /^\d+(?:\.\d+){0,2}/.exec(text)?.[0].split('.') ?? []
