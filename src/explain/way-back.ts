import { groupBy } from '../base/index.ts'
import type { CheckResult } from '../check/index.ts'
import type { Stage } from '../plan/index.ts'

/** Whether a plan can be walked backwards. */
export type WayBack =
  /** Not once this stage has begun. */
  | { readonly kind: 'none'; readonly from: string }
  /** The policy does not say it of these stages. */
  | { readonly kind: 'unsure'; readonly stages: readonly string[] }
  /** `first` is who goes first then, where it is the same in every scope. */
  | { readonly kind: 'backwards'; readonly isSupported: boolean; readonly first?: string }

export function wayBackOf({
  stages,
  before,
}: {
  readonly stages: readonly Stage[]
  readonly before: CheckResult
}): WayBack {
  const [stuck] = stages.filter(({ undo }) => undo.outcome === 'broken')
  if (stuck !== undefined) return { kind: 'none', from: stuck.id }
  const unsure = stages.filter(({ undo }) => undo.outcome === 'unknown' || undo.outcome === 'untested')
  if (unsure.length > 0) return { kind: 'unsure', stages: unsure.map(({ id }) => id) }
  const ends = new Set(
    [...groupBy(stages, ({ scope }) => scope).values()].map((own) => own.at(-1)?.component),
  )
  const [first] = ends
  const isSupported = before.verdict.kind !== 'unsupported'
  return { kind: 'backwards', isSupported, ...(ends.size === 1 && first !== undefined && { first }) }
}
