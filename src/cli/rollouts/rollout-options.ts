import { sum } from '../../base/index.ts'
import { type Budget, type RolloutOptions, usualOptions } from '../../workers/index.ts'
import { wrong } from '../io.ts'

/** What people write of how a plan is rolled out. */
export interface RolloutWishes {
  readonly canary?: readonly string[]
  readonly waves?: string
  readonly atOnce?: string
  readonly perLabel?: string
  readonly labelDepth?: string
  readonly perWorker?: string
  readonly failures?: string
  readonly onFailure?: 'pause' | 'undo'
}

export function rolloutOptionsOf(wishes: RolloutWishes): RolloutOptions {
  const { canary = [], waves, failures = '0', onFailure = usualOptions.onFailure } = wishes
  return {
    ...usualOptions,
    canaries: canary,
    percents: waves === undefined ? usualOptions.percents : percentsOf(waves),
    unitsAtOnce: countOf('--at-once', wishes.atOnce) ?? usualOptions.unitsAtOnce,
    unitsPerLabel: countOf('--per-label', wishes.perLabel),
    unitsPerWorker: countOf('--per-worker', wishes.perWorker) ?? usualOptions.unitsPerWorker,
    labelDepth: countOf('--label-depth', wishes.labelDepth) ?? usualOptions.labelDepth,
    budget: budgetOf(failures),
    onFailure,
  }
}

/** Larger than any fleet. */
const mostUnits = 1_000_000

function countOf(option: string, written: string | undefined): number | undefined {
  if (written === undefined) return undefined
  const count = Number(written)
  if (!/^\d+$/.test(written) || count < 1 || count > mostUnits)
    throw wrong(`${option} ${written}: no such number`, `expected a whole number from 1 to ${mostUnits}`)
  return count
}

function percentsOf(written: string): readonly number[] {
  const percents = written.split(',').map((one) => Number(one.trim().replace(/%$/, '')))
  const total = sum(percents, (one) => one)
  if (percents.some((one) => !(one > 0)) || total > 100)
    throw wrong(
      `--waves ${written}: no such waves`,
      'expected percentages that are 100 at most together, such as 5,20',
    )
  return percents
}

function budgetOf(written: string): Budget {
  const [, digits, percent] = /^(\d{1,7})(%?)$/.exec(written) ?? []
  if (digits === undefined || (percent === '%' && Number(digits) > 100))
    throw wrong(
      `--failures ${written}: no such number of failures`,
      'expected a number such as 3, or a percentage such as 5%',
    )
  return percent === '%' ? { percent: Number(digits) } : { count: Number(digits) }
}

/** Short enough for a line, and a word that no shell needs quotes for. */
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** What people call a rollout or a worker. */
export function nameOf(written: string): string {
  if (!nameForm.test(written))
    throw wrong(
      `--name ${JSON.stringify(written)}: no such name`,
      'expected letters, digits, dots, dashes and underscores, a letter or digit first, 100 at most',
    )
  return written
}
