import type { Place } from '../base/index.ts'
import type { Path, Source } from './source.ts'

/** A value of a format that is not YAML, with the offset at which it stands. */
export type Tree =
  | { readonly kind: 'value'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'list'; readonly at: number; readonly items: Tree[] }
  | { readonly kind: 'mapping'; readonly at: number; readonly members: Map<string, Member> }

export interface Member {
  /** The offset of the name. */
  readonly at: number
  value: Tree
}

/** Nesting beyond this is refused, in every format: nobody writes it, and what reads it may be recursive. */
export const deepest = 200
export const tooDeep = 'the document is nested too deeply'

/** Makes a document of a tree: plain values, and the place of each in the text. */
export function sourceOfTree(text: string, file: string, root: Tree, format: Source['format']): Source {
  const place = placesIn(text, file)
  return {
    file,
    format,
    value: plainOf(root),
    place: (path, part = 'value') => place(offsetOf(root, path, part)),
  }
}

/** Gives the place of an offset. Lines are counted once, when the first place is asked for. */
export function placesIn(text: string, file: string): (offset: number) => Place {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function plainOf(tree: Tree): unknown {
  switch (tree.kind) {
    case 'value':
      return tree.value
    case 'list':
      return tree.items.map(plainOf)
    case 'mapping':
      return Object.fromEntries([...tree.members].map(([name, { value }]) => [name, plainOf(value)]))
  }
}

function offsetOf(root: Tree, path: Path, part: 'key' | 'value'): number {
  let tree = root
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1
    if (tree.kind === 'mapping') {
      const member = tree.members.get(String(step))
      if (member === undefined) return tree.at
      if (isLast && part === 'key') return member.at
      tree = member.value
    } else if (tree.kind === 'list' && typeof step === 'number') {
      const item = tree.items[step]
      if (item === undefined) return tree.at
      tree = item
    } else return tree.at
  }
  return tree.at
}

/**
 * Only a number that is written back the same way is one: `1.10`, `0x10` and `1e3` stay the texts that they are,
 * so that a version is never changed by reading it.
 */
export function numberOrText(written: string): number | string {
  const value = Number(written)
  return Number.isSafeInteger(value) && String(value) === written ? value : written
}
