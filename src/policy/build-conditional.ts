import { isDay } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import { parseExpression } from '../expression/index.ts'
import type { Scheme } from '../version/index.ts'
import type { Condition, Dated } from './condition.ts'
import type { RuleSurroundings } from './rule-surroundings.ts'
import type { ExpressionRule, RuleCommon, StopsRule } from './rules.ts'
import type { RuleDocument } from './schema.ts'

/* What counts under a condition only, or on some days: required stops, blocked moves, expressions. */

type Around = Pick<RuleSurroundings, 'complain' | 'fact'>

/** `name` or `not name`, of a fact that the policy asks for. */
export function conditionOf(text: string | undefined, path: Path, around: Around): Condition | undefined {
  if (text === undefined) return undefined
  const is = !text.startsWith('not ')
  const fact = is ? text : text.slice('not '.length)
  const asked = around.fact(fact, path)
  return asked && { fact, is, ...asked }
}

interface DatedDocument {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly when?: string | undefined
}

export function datesOf({ since, until, when }: DatedDocument, path: Path, around: Around): Dated {
  if (since !== undefined && until !== undefined && until < since)
    around.complain([...path, 'until'], 'it ends before it begins', `${since} comes after ${until}`)
  for (const [name, day] of Object.entries({ since, until })) {
    if (day !== undefined && !isDay(day)) around.complain([...path, name], `there is no day ${day}`)
  }
  const condition = conditionOf(when, [...path, 'when'], around)
  return {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(condition && { when: condition }),
  }
}

export function buildStops(
  written: Extract<RuleDocument, { kind: 'stops' }>,
  common: RuleCommon,
  path: Path,
  around: RuleSurroundings,
): StopsRule | undefined {
  const of = around.operand(written.of, [...path, 'of'])
  const scheme = of && around.components.get(of.component)?.scheme
  if (of === undefined || scheme === undefined) return undefined
  const stops = written.stops.flatMap((stop, i) => {
    const place = [...path, 'stops', i]
    const at = around.range(stop.at, scheme, [...place, 'at'])
    if (at === undefined) return []
    if (at.alternatives.length > 1) {
      const help = 'write a stop for each of its alternatives'
      around.complain(
        [...place, 'at'],
        `"${stop.at}" is not one piece, so nothing is before or beyond it`,
        help,
      )
    }
    const because = stop.because === undefined ? {} : { because: stop.because }
    return [{ at, ...because, ...datesOf(stop, place, around) }]
  })
  return { ...common, kind: 'stops', of, on: written.on, stops, else: written.else }
}

export function buildExpression(
  written: Extract<RuleDocument, { kind: 'expr' }>,
  common: RuleCommon,
  path: Path,
  around: RuleSurroundings,
): ExpressionRule | undefined {
  const schemes = new Map<string, Scheme>()
  for (const [i, name] of written.of.entries()) {
    const component = around.named(around.nameable, name, 'component', [...path, 'of', i])
    if (component !== undefined) schemes.set(name, component.scheme)
  }
  if (schemes.size < written.of.length) return undefined
  const holds = parseExpression(written.holds, schemes)
  if (!holds.ok) {
    const { at, message, guess } = holds.problem
    const where = `at character ${at + 1}`
    const help = guess === undefined ? where : `${where}; did you mean "${guess}"?`
    around.complain([...path, 'holds'], `this is no expression: ${message}`, help)
    return undefined
  }
  const { of, else: otherwise, at } = written
  return { ...common, kind: 'expr', of, holds: holds.value, else: otherwise, at }
}
