import { fail, nearest, ok, type Result } from '../base/index.ts'

/* What examples about documents have in common: how a document is written in one line, and how wrong words are told. */

interface Tree {
  [member: string]: string | Tree
}

/** The document that `kind=Sieve spec.type=fine` writes. */
export function documentOf(words: readonly string[]): Result<unknown, string> {
  const document = newTree()
  for (const word of words) {
    const [, path = '', value = ''] = /^([^=]+)=(.*)$/.exec(word) ?? []
    if (path === '') return fail(`"${word}" is no member: write PATH=VALUE`)
    put(document, path.split('.'), value)
  }
  return ok(document)
}

/** Says that a word names nothing of its kind, and what it may have been meant to name. */
export function notKnown(name: string, what: string, known: readonly string[]): Result<never, string> {
  const guess = nearest(name, known)
  return fail(`"${name}" is no ${what}${guess === undefined ? '' : `: did you mean "${guess}"?`}`)
}

/** Without a prototype, so that every name is an ordinary one. */
const newTree = (): Tree => Object.create(null) as Tree

function put(tree: Tree, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[first] = value
    return
  }
  const inner = tree[first]
  const next = typeof inner === 'object' ? inner : newTree()
  tree[first] = next
  put(next, rest, value)
}
