import { ok } from '../base/index.ts'
import type { ReadOne } from './read.ts'
import { type Member, sourceOfTree, type Tree } from './tree.ts'

const assignment = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/
const ignored = /^\s*(?:#.*)?$/

/**
 * Reads lines `NAME=VALUE`, as `.env` files and `env` have them, into one mapping of texts. What is set twice has the
 * later value; a line that sets nothing is the rest of a value above it, and not looked at.
 */
export function readEnvironment(written: string, file: string): ReadOne {
  const text = written.replace(/^\uFEFF/, '')
  const members = new Map<string, Member>()
  eachLine(text, (line, from) => {
    const [, name, value = ''] = assignment.exec(line) ?? []
    if (name === undefined || name === '__proto__') return
    const at = from + line.indexOf(name)
    const tree: Tree = { kind: 'value', at: from + line.length - value.length, value: unquoted(value) }
    members.set(name, { at, value: tree })
  })
  return ok(sourceOfTree(text, file, { kind: 'mapping', at: 0, members }, 'environment'))
}

/** Whether a text is nothing but such lines, blank ones and comments, and has one at least. */
export function isEnvironment(text: string): boolean {
  let found = false
  let others = false
  eachLine(text, (line) => {
    if (assignment.test(line)) found = true
    else if (!ignored.test(line)) others = true
  })
  return found && !others
}

function eachLine(text: string, take: (line: string, from: number) => void): void {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    take(text.slice(from, text[to - 1] === '\r' ? to - 1 : to), from)
    from = to + 1
  }
}

/** A value in quotes ends with them; one without ends before a comment. */
function unquoted(value: string): string {
  const [, double, single] = /^\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)')/.exec(value) ?? []
  if (double !== undefined) return double.replace(/\\(["\\$])/g, '$1')
  return single ?? value.replace(/(?:^|\s)#.*$/, '').trim()
}
