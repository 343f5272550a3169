import type { Edition, OtherEdition, Rule } from '../policy/index.ts'

/** A rule that may have been another one on other days. */
type Editioned = Rule & Edition

/** The rule as it was on a day; legacy where it was not there yet, or no longer. */
export function editionOn<R extends Editioned>(rule: R, day: string | undefined): R | 'legacy' | 'no-day' {
  const others = rule.editions ?? []
  if (rule.from === undefined && rule.until === undefined && others.length === 0) return rule
  if (day === undefined) return 'no-day'
  const isIn = ({ from, until }: Pick<OtherEdition, 'from' | 'until'>): boolean =>
    (from === undefined || day >= from) && (until === undefined || day <= until)
  if (isIn(rule)) return rule
  const other = others.find(isIn)?.rule
  return other !== undefined && isSameKind(rule, other) ? other : 'legacy'
}

const isSameKind = <R extends Rule>(rule: R, other: Rule): other is R => rule.kind === other.kind
