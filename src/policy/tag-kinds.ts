import type { TagRule } from './rules.ts'

const kinds: ReadonlySet<string> = new Set<TagRule['kind']>([
  'carries',
  'branch',
  'sequence',
  'candidate',
  'embeds',
  'tracks',
  'mirrors',
  'tagged',
  'maintained',
  'lag',
])

export const isTagRule = <R extends { readonly kind: string }>(rule: R): rule is R & TagRule =>
  kinds.has(rule.kind)
