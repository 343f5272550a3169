import type { Comparing, Side, Where } from './comparing.ts'
import { type Effects, narrows, none, open, widens } from './schema-effect.ts'
import { factsOf, type ObjectRules } from './schema-facts.ts'
import { closureText, isDeclared, matchesName, type Operand, type SchemaNode } from './schema-read.ts'

/* What schemas demand of objects: which names there are, which there have to be, and what each holds. */

export const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

export function compareObjects(comparing: Comparing, where: Where): void {
  const { sides, compare, tell } = comparing
  const [a, b] = [sides.old, sides.new]
  const names = new Set([...namesOf(a), ...namesOf(b), ...a.facts.required, ...b.facts.required])
  for (const name of names) {
    const at: Where = { path: inside(where.path, name), direction: where.direction }
    const [isOld, isNew] = [namesOf(a).has(name), namesOf(b).has(name)]
    const [was, is] = [a.facts.required.has(name), b.facts.required.has(name)]
    const [before, after] = [memberOf(a, name), memberOf(b, name)]
    const isOwed = is && !was && !isFilled(after)
    const places = { oldPath: placeOf(a, name), newPath: placeOf(b, name) }
    if (isOld && !isNew) {
      // Even where the name may still be written, nothing is said of it any more.
      tell('field-removed', at, { narrows: 'yes', widens: 'yes' }, { ...places, class: 'breaking' })
      if (isOwed) tell('field-required', at, narrows, places)
    } else if (isNew && !isOld) {
      const required = isOwed
      const effects = addedEffects(comparing, name, before, after, at)
      tell(
        required ? 'required-field-added' : 'field-added',
        at,
        required ? { ...effects, narrows: 'yes' } : effects,
        places,
      )
      if (was && !is) tell('field-optional', at, widens, places)
    } else {
      if (is && !was) tell('field-required', at, isOwed ? narrows : none, places)
      if (was && !is) tell('field-optional', at, widens, places)
      if (isOld) compare(before, after, at)
    }
  }
  compareOthers(comparing, where)
  if (a.facts.keepsUnknown !== b.facts.keepsUnknown) {
    const isLess = a.facts.keepsUnknown
    tell(isLess ? 'constraint-tightened' : 'constraint-loosened', where, isLess ? narrows : widens, {
      [isLess ? 'before' : 'after']: 'unknown fields are kept',
    })
  }
}

const isFilled = (member: Operand): boolean =>
  member.document.fillsDefaults === true && factsOf(member).notes.default !== undefined

const declaredByRules = new WeakMap<Side, ReadonlySet<string>>()

function namesOf(side: Side): ReadonlySet<string> {
  let names = declaredByRules.get(side)
  if (names === undefined) {
    names = new Set(side.facts.objects.flatMap(({ properties }) => [...properties.keys()]))
    declaredByRules.set(side, names)
  }
  return names
}

/** All that is demanded of a member of this name. */
function memberOf({ operand, facts }: Side, name: string): Operand {
  const nodes = facts.objects.flatMap((rules): readonly SchemaNode[] => {
    const declared = rules.properties.get(name)
    const matching = [...rules.patterns].flatMap(([pattern, node]) =>
      matchesName(pattern, name) === true ? [node] : [],
    )
    if (declared !== undefined) return [declared, ...matching]
    if (matching.length > 0) return matching
    return rules.additional === undefined ? [] : [rules.additional]
  })
  return { document: operand.document, nodes }
}

const placeOf = ({ facts, path }: Side, name: string) =>
  facts.objects.map(({ properties }) => properties.get(name)?.path).find((each) => each !== undefined) ?? path

/** A new name takes nothing away from those who never wrote it, and is news to those who accept no others. */
function addedEffects(
  { sides, tryOut }: Comparing,
  name: string,
  before: Operand,
  after: Operand,
  at: Where,
): Effects {
  const isHeld = before.nodes.length > 0
  const wasDeclared = isDeclared(sides.old.declared, name)
  if (!isHeld && !wasDeclared) return none
  const { narrows: less, widens: more } = tryOut(before, after, at)
  return { narrows: isHeld || wasDeclared ? less : 'no', widens: isHeld ? more : 'no' }
}

/** Names that nobody declares. */
function compareOthers(comparing: Comparing, where: Where): void {
  const { sides, compare, tell } = comparing
  const [a, b] = [sides.old, sides.new]
  const constraining = (rules: readonly ObjectRules[]): readonly ObjectRules[] =>
    rules.filter(({ patterns, additional }) => patterns.size > 0 || additional !== undefined)
  const [left, right] = [constraining(a.facts.objects), constraining(b.facts.objects)]
  const patterns = (rules: readonly ObjectRules[]): ReadonlyMap<string, SchemaNode> =>
    new Map(rules.flatMap((each) => [...each.patterns]))
  const [before, after] = [patterns(left), patterns(right)]
  if (before.size + after.size > 0 && (left.length > 1 || right.length > 1)) {
    if (textOf(a, left) !== textOf(b, right))
      tell('constraint-changed', where, open, { before: 'patterns of names' })
    return
  }
  const others = (side: Side, rules: readonly ObjectRules[]): Operand => ({
    document: side.operand.document,
    nodes: rules.flatMap(({ additional }) => additional ?? []),
  })
  const [was, is] = [others(a, left), others(b, right)]
  const [isClosed, becomesClosed] = [isNever(was), isNever(is)]
  if (isClosed !== becomesClosed && (was.nodes.length === 0 || is.nodes.length === 0)) {
    tell(
      becomesClosed ? 'constraint-tightened' : 'constraint-loosened',
      where,
      becomesClosed ? narrows : widens,
      { [becomesClosed ? 'after' : 'before']: 'no other names' },
    )
  } else compare(was, is, { path: inside(where.path, '*'), direction: where.direction })
  const one = (side: Side, node: SchemaNode): Operand => ({ document: side.operand.document, nodes: [node] })
  for (const [pattern, node] of before) {
    const path = inside(where.path, `/${pattern}/`)
    const same = after.get(pattern)
    if (same !== undefined) compare(one(a, node), one(b, same), { path, direction: where.direction })
    else if (isClosed)
      tell('field-removed', { ...where, path }, open, { class: 'breaking', oldPath: node.path })
    else tell('constraint-loosened', { ...where, path }, was.nodes.length === 0 ? widens : open)
  }
  for (const [pattern, node] of after) {
    if (before.has(pattern)) continue
    const path = inside(where.path, `/${pattern}/`)
    // Where no others were allowed, and none overlap, more is accepted now.
    if (isClosed)
      tell(
        'field-added',
        { ...where, path },
        { narrows: before.size === 0 ? 'no' : 'maybe', widens: 'yes' },
        { newPath: node.path },
      )
    else
      tell(
        'constraint-tightened',
        { ...where, path },
        was.nodes.length === 0 && !becomesClosed ? narrows : open,
      )
  }
}

const isNever = ({ nodes }: Operand): boolean => nodes.some(({ value }) => value === false)

const textOf = ({ operand }: Side, rules: readonly ObjectRules[]): string =>
  JSON.stringify(
    rules.map(({ properties, patterns, additional }) => [
      [...properties.keys()].sort(),
      [...patterns].map(([pattern, node]) => [pattern, closureText(operand.document, node)]),
      additional && closureText(operand.document, additional),
    ]),
  )
