import type { Policy } from '../src/policy/index.ts'
import { newestByLine, releasesOf } from './material.ts'
import type { Upgrade } from './problem.ts'

/** The stops that a script without search must be handed: the newest release of each line, and the target. */
export function stopsOf(policy: Policy, { from, to }: Upgrade): string[] {
  const releases = releasesOf(policy)
  const lineOf = (text: string): string => releases.find((version) => version.text === text)?.line.label ?? ''
  const newest = [...newestByLine(policy)]
  const labels = newest.map(([label]) => label)
  const between = newest.slice(labels.indexOf(lineOf(from)) + 1, labels.indexOf(lineOf(to)))
  return [...between.map(([, text]) => text), to]
}
