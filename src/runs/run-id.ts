/*
 * Names of runs: the day on which one began, its number on that day, and the beginning of the plan's digest: `20261121-003-7c1e`. In
 * the order of their names they are in the order of time; the first two parts are enough to speak of one, unless two began at once.
 */

export interface RunId {
  readonly day: string
  readonly number: number
  readonly digest: string
}

const form = /^(\d{8})-(\d{3,9})-([0-9a-f]{4})$/

/** Undefined for what is no name of a run. */
export function parseRunId(text: string): RunId | undefined {
  const [, day, number, digest] = form.exec(text) ?? []
  if (day === undefined || number === undefined || digest === undefined) return undefined
  return { day, number: Number(number), digest }
}

export const runIdText = ({ day, number, digest }: RunId): string =>
  `${day}-${String(number).padStart(3, '0')}-${digest}`

/** Four letters of a digest, whatever it is written like. */
export function shortDigest(digest: string): string {
  const letters = digest
    .toLowerCase()
    .replace(/^[^:]*:/, '')
    .replace(/[^0-9a-f]/g, '')
  return letters.slice(0, 4).padEnd(4, '0')
}

/** By time: numbers count on beyond three digits. */
export function compareRunIds(a: string, b: string): number {
  const [first, second] = [parseRunId(a), parseRunId(b)]
  if (
    first !== undefined &&
    second !== undefined &&
    first.day === second.day &&
    first.number !== second.number
  ) {
    return first.number - second.number
  }
  return a < b ? -1 : a > b ? 1 : 0
}
