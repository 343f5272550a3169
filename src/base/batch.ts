/** How many instances move together: a number of them, or a share of the group. */
export type Batch =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number }

/** Reads `10` or `25%`; undefined for anything else. */
export function parseBatch(written: number | string): Batch | undefined {
  const match = /^(\d{1,9})(%?)$/.exec(String(written))
  const amount = Number(match?.[1] ?? 0)
  if (match === null || amount < 1) return undefined
  if (match[2] === '') return { kind: 'count', count: amount }
  return amount <= 100 ? { kind: 'percent', percent: amount } : undefined
}

/** The batch in instances, of a group of `count`: at least one; a share is rounded down, to be careful. */
export function batchSize(batch: Batch, count: number): number {
  const size = batch.kind === 'count' ? batch.count : Math.floor((count * batch.percent) / 100)
  return Math.max(1, Math.min(size, count))
}
