import { type AST, ParseError, parseTOML } from 'toml-eslint-parser'
import { fail, ok, type Place } from '../base/index.ts'
import type { ReadOne } from './read.ts'
import { deepest, type Member, numberOrText, placesIn, sourceOfTree, type Tree, tooDeep } from './tree.ts'

type Mapping = Extract<Tree, { kind: 'mapping' }>

/** Reads one TOML document. Dates are texts, as everywhere. */
export function readToml(written: string, file: string): ReadOne {
  const text = written.replace(/^\uFEFF/, '')
  const place = placesIn(text, file)
  const refused = (where: Place, message: string): ReadOne => fail([{ place: where, message }])
  // Its parser is recursive: nesting has to be known to end before.
  const deep = deepBracket(text)
  if (deep !== undefined) return refused(place(deep), tooDeep)
  let program: AST.TOMLProgram
  try {
    program = parseTOML(text)
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return refused({ file, line: error.lineNumber, column: error.column + 1 }, error.message)
  }
  const root: Mapping = { kind: 'mapping', at: 0, members: new Map() }
  for (const entry of program.body[0].body) {
    if (entry.type === 'TOMLKeyValue') put(root, entry)
    else {
      const table = tableOf(root, entry)
      for (const inner of entry.body) put(table, inner)
    }
  }
  return ok(sourceOfTree(text, file, root, 'toml'))
}

const bracketsAndTexts = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[[\]{}]/g

/** Where brackets are open deeper than documents may nest, if they are. */
function deepBracket(text: string): number | undefined {
  let depth = 0
  for (const { 0: found, index } of text.matchAll(bracketsAndTexts)) {
    if (found === '[' || found === '{') depth++
    else if (found === ']' || found === '}') depth--
    if (depth > deepest) return index
  }
  return undefined
}

/** The mapping that `[a.b]` or `[[a.b]]` opens. */
function tableOf(root: Mapping, { key, kind, range }: AST.TOMLTable): Mapping {
  const parent = parentOf(root, key)
  const last = key.keys.at(-1)
  if (last === undefined) return parent
  const [name, at] = [nameOf(last), last.range[0]]
  if (kind === 'standard') return within(parent, name, at)
  const member = parent.members.get(name)
  const table: Mapping = { kind: 'mapping', at: range[0], members: new Map() }
  if (member?.value.kind === 'list') member.value.items.push(table)
  else parent.members.set(name, { at, value: { kind: 'list', at, items: [table] } })
  return table
}

function put(parent: Mapping, { key, value }: AST.TOMLKeyValue): void {
  const last = key.keys.at(-1)
  if (last !== undefined)
    parentOf(parent, key).members.set(nameOf(last), { at: last.range[0], value: treeOf(value) })
}

/** The mapping in which the last part of a dotted key stands. */
function parentOf(root: Mapping, { keys }: AST.TOMLKey): Mapping {
  return keys.slice(0, -1).reduce((inside, part) => within(inside, nameOf(part), part.range[0]), root)
}

function within(parent: Mapping, name: string, at: number): Mapping {
  const known = parent.members.get(name)?.value
  // A key that goes on below a list of tables means the last of them.
  const found = known?.kind === 'list' ? known.items.at(-1) : known
  if (found?.kind === 'mapping') return found
  const made: Member & { value: Mapping } = { at, value: { kind: 'mapping', at, members: new Map() } }
  parent.members.set(name, made)
  return made.value
}

const nameOf = (part: AST.TOMLBare | AST.TOMLQuoted): string =>
  part.type === 'TOMLBare' ? part.name : part.value

function treeOf(node: AST.TOMLContentNode): Tree {
  const at = node.range[0]
  switch (node.type) {
    case 'TOMLArray':
      return { kind: 'list', at, items: node.elements.map(treeOf) }
    case 'TOMLInlineTable': {
      const table: Mapping = { kind: 'mapping', at, members: new Map() }
      for (const entry of node.body) put(table, entry)
      return table
    }
    case 'TOMLValue':
      return { kind: 'value', at, value: scalarOf(node) }
  }
}

function scalarOf(node: AST.TOMLValue): unknown {
  switch (node.kind) {
    case 'string':
    case 'boolean':
      return node.value
    case 'integer':
    case 'float':
      return numberOrText(node.number)
    default:
      return node.datetime
  }
}
