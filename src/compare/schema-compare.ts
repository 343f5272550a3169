import { canonicalJson } from '../base/index.ts'
import type { InterfaceChangeKind } from './change.ts'
import type { Comparing, Side, Told, Where } from './comparing.ts'
import { compareArrays } from './schema-arrays.ts'
import { compareAlternatives, compareNots } from './schema-branches.ts'
import { type Effects, none, open, type SchemaChange, worse } from './schema-effect.ts'
import { factsOf } from './schema-facts.ts'
import { compareNotes } from './schema-notes.ts'
import { compareObjects } from './schema-objects.ts'
import {
  type Declared,
  declaredNames,
  isMembers,
  keyOf,
  type Operand,
  own,
  pointerOf,
  resolve,
  type SchemaDocument,
  type SchemaNode,
} from './schema-read.ts'
import { compareBounds, compareTypes, compareValues } from './schema-scalars.ts'

/*
 * Two schemas are held against each other keyword by keyword: what the newer demands must follow from what the older
 * demanded under the same keyword. That is less than logic could prove, so some changes are told that break nothing,
 * but a change that breaks something is never left out.
 *
 * One thing is assumed: whoever writes an object uses the names that the schema declares. Without it every new optional
 * field would be breaking, since somebody might have sent that name with another meaning. Where a schema says what other
 * names hold, that is taken at its word.
 */

/** Larger comparisons than this are given up, and say so. */
const mostSteps = 200_000

/** Trials inside trials: alternatives that contain themselves would never end. */
const deepestTrial = 6

/** Compares schemas of two documents; several comparisons share what was seen. */
export class SchemaComparer {
  readonly changes: SchemaChange[] = []
  private readonly documents: Comparing['documents']
  private readonly budget: { steps: number }
  private readonly seen = new Set<string>()
  /** 0 for what is told, more for what is only tried out. */
  private readonly trial: number

  constructor(documents: Comparing['documents'], budget = { steps: mostSteps }, trial = 0) {
    this.documents = documents
    this.budget = budget
    this.trial = trial
  }

  /** Compares two schemas; undefined nodes accept everything. */
  compareNodes(a: SchemaNode | undefined, b: SchemaNode | undefined, where: Where): void {
    const operand = (document: SchemaDocument, node: SchemaNode | undefined): Operand => ({
      document,
      nodes: node === undefined ? [] : [node],
    })
    this.compare(operand(this.documents.old, a), operand(this.documents.new, b), where)
  }

  private compare(a: Operand, b: Operand, around: Where): void {
    if (--this.budget.steps < 0) {
      this.tell('other-changed', around, open, { after: 'too large to be compared' })
      return
    }
    const { beside } = around
    const names = beside === undefined ? '' : JSON.stringify([textOf(beside.old), textOf(beside.new)])
    const direction = this.trial > 0 ? '' : around.direction
    const key = [keyOf(a), keyOf(b), direction, names].join('\n')
    // Where schemas contain themselves, what is being compared is taken to be equal: were it not, it is told there.
    if (this.seen.has(key)) return
    this.seen.add(key)
    const where = { ...around, path: sharedName(a, b) ?? around.path }
    const sides = {
      old: sideOf(a, beside?.old),
      new: sideOf(b, beside?.new),
    }
    const told = { before: this.changes.length }
    const comparing: Comparing = {
      documents: this.documents,
      compare: (x, y, at) => this.compare(x, y, at),
      tell: (kind, at, effects, more) =>
        this.tell(kind, at, effects, { oldPath: sides.old.path, newPath: sides.new.path, ...more }),
      tryOut: (x, y, at) => this.tryOut(x, y, at),
      sides,
    }
    const { old: before, new: after } = { old: sides.old.facts, new: sides.new.facts }
    compareTypes(comparing, where)
    compareValues(comparing, where)
    compareBounds(comparing, where)
    const both = (type: 'object' | 'array'): boolean => before.types.has(type) && after.types.has(type)
    if (both('object')) compareObjects(comparing, where)
    if (both('array')) compareArrays(comparing, where)
    compareAlternatives(comparing, where)
    compareNots(comparing, where)
    compareOpaque(comparing, where, this.changes.slice(told.before))
    if (this.trial === 0) compareNotes(comparing, where)
  }

  private tell(
    kind: InterfaceChangeKind,
    { path, direction }: Where,
    effects: Effects,
    told: Told = {},
  ): void {
    const { class: said, before, after, oldPath, newPath } = told
    this.changes.push({
      kind,
      path,
      direction,
      ...effects,
      ...(said !== undefined && { class: said }),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(oldPath !== undefined && { oldPath }),
      ...(newPath !== undefined && { newPath }),
    })
  }

  private tryOut(a: Operand, b: Operand, where: Where): Effects {
    if (this.trial >= deepestTrial) return open
    const trial = new SchemaComparer(this.documents, this.budget, this.trial + 1)
    trial.compare(a, b, where)
    return trial.changes.reduce(
      (worst, change) => ({
        narrows: worse(worst.narrows, change.narrows),
        widens: worse(worst.widens, change.widens),
      }),
      none,
    )
  }
}

const textOf = ({ names, patterns, isAny }: Declared) => [[...names], patterns, isAny]

function sideOf(operand: Operand, beside: Declared | undefined): Side {
  const declared = declaredNames(operand)
  return {
    operand,
    facts: factsOf(operand),
    declared: beside === undefined ? declared : joined(declared, beside),
    path: operand.nodes[0]?.path,
  }
}

const joined = (a: Declared, b: Declared): Declared => ({
  names: new Set([...a.names, ...b.names]),
  patterns: [...a.patterns, ...b.patterns],
  isAny: a.isAny || b.isAny,
})

/** What both refer to by one name is told under that name, once, and not at every place that uses it. */
function sharedName(a: Operand, b: Operand): string | undefined {
  const [left, right] = [referred(a), referred(b)]
  return left !== undefined && left === right ? left : undefined
}

function referred({ document, nodes }: Operand): string | undefined {
  const [node, ...others] = nodes
  if (node === undefined || others.length > 0 || !isMembers(node.value)) return undefined
  const ref = own(node.value, '$ref')
  if (typeof ref !== 'string') return undefined
  const target = resolve(document, ref)
  return target === undefined ? undefined : displayOf(pointerOf(target))
}

const displayOf = (pointer: string): string =>
  pointer.replace(/^#\/?/, '').replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')

/** Keywords that are not followed: equal texts are equal, of others nothing is known. */
function compareOpaque({ sides, tell }: Comparing, where: Where, inside: readonly SchemaChange[]): void {
  const { old: a, new: b } = { old: sides.old.facts, new: sides.new.facts }
  for (const name of [...new Set([...a.opaque.keys(), ...b.opaque.keys()])].sort()) {
    const [before, after] = [a.opaque.get(name), b.opaque.get(name)]
    if (before !== after)
      tell('constraint-changed', where, open, {
        before: before === undefined ? undefined : name,
        after: after === undefined ? undefined : name,
      })
    // What is left over to it depends on everything beside it.
    else if (name.startsWith('unevaluated') && inside.some(({ class: said }) => said !== 'documentation'))
      tell('constraint-changed', where, open, { before: name, after: name })
  }
  if (canonicalJson(a.outside) !== canonicalJson(b.outside))
    tell('field-type-changed', where, open, { before: a.outside.join(', '), after: b.outside.join(', ') })
}
