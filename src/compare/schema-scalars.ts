import type { Comparing, Where } from './comparing.ts'
import { type Effects, narrows, open, widens } from './schema-effect.ts'
import {
  type BoundFact,
  type BoundName,
  boundTable,
  type Facts,
  isTighter,
  type TypeName,
} from './schema-facts.ts'

/* What schemas demand of single values: their type, lists of values, bounds, patterns and formats. */

const typeText = (types: ReadonlySet<TypeName>): string => {
  if (types.size === 7) return 'anything'
  if (types.size === 0) return 'nothing'
  const names = [...types].filter(
    (name) => name !== 'fraction' && !(name === 'integer' && types.has('fraction')),
  )
  return [...names, ...(types.has('fraction') ? ['number'] : [])].sort().join(' or ')
}

export function compareTypes({ sides, tell }: Comparing, where: Where): void {
  const [a, b] = [sides.old.facts.types, sides.new.facts.types]
  const isLess = [...a].some((type) => !b.has(type))
  const isMore = [...b].some((type) => !a.has(type))
  if (!isLess && !isMore) return
  const effects: Effects = { narrows: isLess ? 'yes' : 'no', widens: isMore ? 'yes' : 'no' }
  tell('field-type-changed', where, effects, { before: typeText(a), after: typeText(b) })
}

export function compareValues({ sides, tell }: Comparing, where: Where): void {
  const [a, b] = [sides.old.facts.values, sides.new.facts.values]
  if (a === undefined && b === undefined) return
  const text = (values: ReadonlyMap<string, string>): string => [...values.values()].join(', ')
  if (a === undefined || b === undefined) {
    if (b !== undefined) tell('constraint-tightened', where, narrows, { after: `one of ${text(b)}` })
    if (a !== undefined) tell('constraint-loosened', where, widens, { before: `one of ${text(a)}` })
    return
  }
  for (const [key, value] of a) if (!b.has(key)) tell('enum-value-removed', where, narrows, { before: value })
  for (const [key, value] of b) if (!a.has(key)) tell('enum-value-added', where, widens, { after: value })
}

export function compareBounds(comparing: Comparing, where: Where): void {
  const { sides, tell } = comparing
  const [a, b] = [sides.old.facts, sides.new.facts]
  const both = (types: readonly TypeName[]): boolean =>
    types.some((type) => a.types.has(type)) && types.some((type) => b.types.has(type))
  for (const name of Object.keys(boundTable) as BoundName[]) {
    if (both(boundTable[name].of))
      compareBound(name, a.bounds.get(name), b.bounds.get(name), comparing, where)
  }
  if (both(['integer', 'fraction'])) compareMultiples(comparing, where)
  if (both(['string'])) {
    compareSets('pattern', a.patterns, b.patterns, comparing, where)
    compareFormats(comparing, where)
  } else if (both(['integer', 'fraction'])) compareFormats(comparing, where)
  if (both(['array']) && a.isUnique !== b.isUnique)
    tell(b.isUnique ? 'constraint-tightened' : 'constraint-loosened', where, b.isUnique ? narrows : widens, {
      [b.isUnique ? 'after' : 'before']: 'uniqueItems',
    })
  compareSets('rule', a.validations, b.validations, comparing, where)
}

function compareBound(
  name: BoundName,
  a: BoundFact | undefined,
  b: BoundFact | undefined,
  { tell }: Comparing,
  where: Where,
): void {
  const text = (bound: BoundFact | undefined): string | undefined =>
    bound && `${name} ${bound.isExclusive ? 'beyond ' : ''}${bound.value}`
  const told = { before: text(a), after: text(b) }
  if (b !== undefined && (a === undefined || isTighter(name, b, a)))
    tell('constraint-tightened', where, narrows, told)
  else if (a !== undefined && (b === undefined || isTighter(name, a, b)))
    tell('constraint-loosened', where, widens, told)
}

function compareMultiples({ sides, tell }: Comparing, where: Where): void {
  const [a, b] = [sides.old.facts.multiples, sides.new.facts.multiples]
  const follows = (wanted: number, given: readonly number[]): boolean =>
    given.some((each) => each === wanted || (Number.isInteger(each / wanted) && Number.isInteger(wanted)))
  const isLess = b.some((each) => !follows(each, a))
  const isMore = a.some((each) => !follows(each, b))
  const told = {
    before: a.length > 0 ? `multiple of ${a}` : undefined,
    after: b.length > 0 ? `multiple of ${b}` : undefined,
  }
  if (isLess && isMore) tell('constraint-changed', where, open, told)
  else if (isLess) tell('constraint-tightened', where, narrows, told)
  else if (isMore) tell('constraint-loosened', where, widens, told)
}

/** Patterns and rules in other languages: nobody can tell what follows from one but itself. */
function compareSets(
  what: string,
  a: ReadonlySet<string>,
  b: ReadonlySet<string>,
  { tell }: Comparing,
  where: Where,
): void {
  const gone = [...a].filter((each) => !b.has(each))
  const come = [...b].filter((each) => !a.has(each))
  if (gone.length > 0 && come.length > 0)
    tell('constraint-changed', where, open, {
      before: `${what} ${gone.join(', ')}`,
      after: `${what} ${come.join(', ')}`,
    })
  else if (come.length > 0)
    tell('constraint-tightened', where, narrows, { after: `${what} ${come.join(', ')}` })
  else if (gone.length > 0)
    tell('constraint-loosened', where, widens, { before: `${what} ${gone.join(', ')}` })
}

/** Formats of which one contains the other. */
const within: readonly (readonly [string, string])[] = [
  ['int32', 'int64'],
  ['float', 'double'],
  ['ipv4', 'ip'],
  ['ipv6', 'ip'],
]

function compareFormats({ sides, tell }: Comparing, where: Where): void {
  const formats = ({ formats: set }: Facts): string => [...set].sort().join(', ')
  const [before, after] = [formats(sides.old.facts), formats(sides.new.facts)]
  if (before === after) return
  const told = {
    before: before === '' ? undefined : `format ${before}`,
    after: after === '' ? undefined : `format ${after}`,
  }
  const isIn = (a: string, b: string): boolean => within.some(([less, more]) => less === a && more === b)
  if (before === '' || isIn(after, before)) tell('constraint-tightened', where, narrows, told)
  else if (after === '' || isIn(before, after)) tell('constraint-loosened', where, widens, told)
  else tell('constraint-changed', where, open, told)
}
