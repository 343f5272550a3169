import type { Version } from '../version/index.ts'

/*
 * Sets of versions as ranges of a policy. All lists are sorted, oldest first, and hold no version twice.
 */

/** These versions and no others, one by one. */
export const exactly = (versions: readonly Version[]): string => versions.map(({ text }) => text).join(' || ')

/**
 * Those of the known versions that have these numbers. Of the versions that are not known, those between two neighbours are
 * among them: `gaps` has to keep them out.
 */
export function amongKnown(known: readonly Version[], wanted: Iterable<number>): string {
  const runs: [first: number, last: number][] = []
  for (const i of [...wanted].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === i - 1) run[1] = i
    else runs.push([i, i])
  }
  const text = (i: number): string => known[i]?.text ?? ''
  return runs
    .map(([first, last]) => (first === last ? text(first) : `>=${text(first)} <=${text(last)}`))
    .join(' || ')
}

/** Every version that is none of these; undefined where there are none to leave out. */
export function gaps(known: readonly Version[]): string | undefined {
  const [first] = known
  const last = known.at(-1)
  if (first === undefined || last === undefined) return undefined
  const between = known.slice(1).map(({ text }, i) => `>${known[i]?.text} <${text}`)
  return [`<${first.text}`, ...between, `>${last.text}`].join(' || ')
}
