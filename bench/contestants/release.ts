/**
 * A release as a script of one's own would read it. `line` counts minor releases: 0.12 is the last one before 1.0
 * and directly precedes it.
 */
export interface Release {
  readonly line: number
  readonly patch: number
}

export function parseRelease(text: string): Release {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number)
  return { line: major === 0 ? minor - 13 : minor, patch }
}

export const compareReleases = (a: Release, b: Release): number => a.line - b.line || a.patch - b.patch
