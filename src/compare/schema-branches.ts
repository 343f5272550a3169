import { canonicalJson } from '../base/index.ts'
import type { Comparing, Side, Where } from './comparing.ts'
import { type Effects, narrows, open, widens, worse } from './schema-effect.ts'
import { type Facts, factsOf } from './schema-facts.ts'
import {
  closureText,
  isMembers,
  type Operand,
  own,
  type SchemaDocument,
  type SchemaNode,
} from './schema-read.ts'

/* Alternatives (`anyOf`, `oneOf`) and exclusions (`not`). */

export function compareAlternatives(comparing: Comparing, where: Where): void {
  const { sides } = comparing
  const [a, b] = [sides.old, sides.new]
  const inPlace: Where = { ...where, beside: { old: a.declared, new: b.declared } }
  for (let i = 0; i < Math.max(a.facts.anyOf.length, b.facts.anyOf.length); i++)
    compareLists(comparing, a.facts.anyOf[i] ?? [], b.facts.anyOf[i] ?? [], inPlace)
  for (let i = 0; i < Math.max(a.facts.oneOf.length, b.facts.oneOf.length); i++) {
    const [left, right] = [a.facts.oneOf[i], b.facts.oneOf[i]]
    const isApart = (side: Side, list: typeof left): boolean =>
      list === undefined || list.isTold || areApart(side.operand.document, list.branches)
    const [before, after] = [left?.branches ?? [], right?.branches ?? []]
    // Where at most one alternative can hold anyway, exactly one is the same as any.
    if (isApart(a, left) && isApart(b, right)) compareLists(comparing, before, after, inPlace)
    else compareOverlapping(comparing, before, after, inPlace)
  }
}

function compareLists(
  { sides, compare, tell, tryOut }: Comparing,
  before: readonly SchemaNode[],
  after: readonly SchemaNode[],
  where: Where,
): void {
  const [old, young] = [sides.old.operand.document, sides.new.operand.document]
  if (before.length === 0 && after.length === 0) return
  const operand = (document: SchemaDocument, nodes: readonly SchemaNode[]): Operand => ({ document, nodes })
  // No alternatives at all are one that accepts everything.
  const left = before.length === 0 ? [operand(old, [])] : before.map((node) => operand(old, [node]))
  const right = after.length === 0 ? [operand(young, [])] : after.map((node) => operand(young, [node]))
  const { pairs, lost, found } = paired(left, right)
  const isSingle = left.length === 1 && right.length === 1
  for (const [i, j] of pairs) {
    const [a, b] = [left[i], right[j]]
    const path = isSingle ? where.path : `${where.path}(${nameOf(b, j)})`
    if (a !== undefined && b !== undefined) compare(a, b, { ...where, path })
  }
  const worst = (all: readonly Effects[], side: 'narrows' | 'widens') =>
    // It is enough that one of the others accepts all of it.
    all.some((each) => each[side] === 'no')
      ? 'no'
      : all.some((each) => each[side] === 'maybe')
        ? 'maybe'
        : 'yes'
  for (const i of lost) {
    const a = left[i]
    if (a === undefined) continue
    const less = worst(
      right.map((b) => tryOut(a, b, where)),
      'narrows',
    )
    tell(
      'alternative-removed',
      where,
      { narrows: less, widens: 'no' },
      { before: nameOf(a, i), oldPath: a.nodes[0]?.path },
    )
  }
  for (const j of found) {
    const b = right[j]
    if (b === undefined) continue
    const more = worst(
      left.map((a) => tryOut(a, b, where)),
      'widens',
    )
    tell(
      'alternative-added',
      where,
      { narrows: 'no', widens: more },
      { after: nameOf(b, j), newPath: b.nodes[0]?.path },
    )
  }
}

interface Pairing {
  readonly pairs: readonly (readonly [number, number])[]
  readonly lost: readonly number[]
  readonly found: readonly number[]
}

/** Which alternative became which: by what they refer to, then by what sets them apart, then by their order. */
function paired(left: readonly Operand[], right: readonly Operand[]): Pairing {
  const pairs: [number, number][] = []
  const lost = new Set(left.keys())
  const found = new Set(right.keys())
  const marks: readonly ((operand: Operand) => string | undefined)[] = [
    ({ document, nodes }) => nodes[0] && closureText(document, nodes[0]),
    ({ nodes }) => refOf(nodes[0]?.value),
    ({ nodes }) => titleOf(nodes[0]?.value),
    markOf,
    (operand) => [...factsOf(operand).types].join(),
  ]
  for (const mark of marks) {
    const byMark = new Map<string, number[]>()
    for (const j of found) {
      const b = right[j]
      const key = b && mark(b)
      if (key !== undefined) byMark.set(key, [...(byMark.get(key) ?? []), j])
    }
    for (const i of [...lost]) {
      const a = left[i]
      const key = a && mark(a)
      const j = key === undefined ? undefined : byMark.get(key)?.shift()
      if (j === undefined) continue
      pairs.push([i, j])
      lost.delete(i)
      found.delete(j)
    }
  }
  return { pairs, lost: [...lost], found: [...found] }
}

const refOf = (value: unknown): string | undefined => {
  const ref = isMembers(value) ? own(value, '$ref') : undefined
  return typeof ref === 'string' ? ref : undefined
}

const titleOf = (value: unknown): string | undefined => {
  const title = isMembers(value) ? own(value, 'title') : undefined
  return typeof title === 'string' ? title : undefined
}

/** The members whose single values set an alternative apart. */
function markOf(operand: Operand): string | undefined {
  const facts = factsOf(operand)
  const marks = [...facts.required].sort().flatMap((name) => {
    const values = valuesOf(operand.document, facts, name)
    return values?.size === 1 ? [[name, ...values.keys()]] : []
  })
  return marks.length === 0 ? undefined : canonicalJson(marks)
}

function nameOf(operand: Operand | undefined, i: number): string {
  const value = operand?.nodes[0]?.value
  return refOf(value)?.replace(/^.*\//, '') ?? titleOf(value) ?? `alternative ${i + 1}`
}

const valuesOf = (
  document: SchemaDocument,
  facts: Facts,
  name: string,
): ReadonlyMap<string, string> | undefined =>
  factsOf({ document, nodes: facts.objects.flatMap(({ properties }) => properties.get(name) ?? []) }).values

/** Whether no value can be accepted by two of these. */
function areApart(document: SchemaDocument, branches: readonly SchemaNode[]): boolean {
  const facts = branches.map((node) => factsOf({ document, nodes: [node] }))
  return facts.every((a, i) => facts.slice(i + 1).every((b) => isApart(document, a, b)))
}

function isApart(document: SchemaDocument, a: Facts, b: Facts): boolean {
  if (![...a.types].some((type) => b.types.has(type))) return true
  if (a.values !== undefined && b.values !== undefined) {
    const { values } = b
    if (![...a.values.keys()].some((key) => values.has(key))) return true
  }
  const isObject = ({ types }: Facts): boolean => types.size === 1 && types.has('object')
  if (!isObject(a) || !isObject(b)) return false
  return [...a.required].some((name) => {
    if (!b.required.has(name)) return false
    const [left, right] = [valuesOf(document, a, name), valuesOf(document, b, name)]
    return left !== undefined && right !== undefined && ![...left.keys()].some((key) => right.has(key))
  })
}

/** Exactly one of several that may overlap: widening one can take values away from another. */
function compareOverlapping(
  { sides, tell, tryOut }: Comparing,
  before: readonly SchemaNode[],
  after: readonly SchemaNode[],
  where: Where,
): void {
  const [old, young] = [sides.old.operand.document, sides.new.operand.document]
  const isEqual =
    before.length === after.length &&
    before.every((node, i) => {
      const other = after[i]
      return (
        other !== undefined &&
        (closureText(old, node) === closureText(young, other) ||
          isNone(tryOut({ document: old, nodes: [node] }, { document: young, nodes: [other] }, where)))
      )
    })
  if (isEqual) return
  if (before.length === 0) tell('constraint-tightened', where, narrows, { after: 'exactly one of several' })
  else if (after.length === 0)
    tell('constraint-loosened', where, widens, { before: 'exactly one of several' })
  else
    tell('constraint-changed', where, open, {
      before: 'exactly one of several',
      after: 'exactly one of several',
    })
}

const isNone = (effects: Effects): boolean => worse(effects.narrows, effects.widens) === 'no'

export function compareNots({ sides, tell }: Comparing, where: Where): void {
  const texts = ({ operand, facts }: Side): ReadonlySet<string> =>
    new Set(facts.nots.map((node) => closureText(operand.document, node)))
  const [a, b] = [texts(sides.old), texts(sides.new)]
  const isLess = [...b].some((text) => !a.has(text))
  const isMore = [...a].some((text) => !b.has(text))
  if (isLess && isMore) tell('constraint-changed', where, open, { before: 'not', after: 'not' })
  else if (isLess) tell('constraint-tightened', where, narrows, { after: 'not' })
  else if (isMore) tell('constraint-loosened', where, widens, { before: 'not' })
}
