import type { Dated, Rule } from './shape.ts'

/** The components that a rule names, its own first. */
export function namedBy(rule: Rule): readonly string[] {
  if (rule.kind === 'order') return [...(rule.up ?? []), ...(rule.down ?? [])]
  if (rule.kind === 'table' || rule.kind === 'expr') return rule.of
  const to = 'to' in rule && rule.to ? [rule.to.component] : []
  return [rule.of.component, ...to]
}

/** What may count on some days only, in a rule. */
export const rowsOf = (rule: Rule): readonly Dated[] =>
  rule.kind === 'edges' ? rule.rows : rule.kind === 'stops' ? rule.stops : []
