import { isLike, type Place } from '../base/index.ts'
import { type Format, formatOfName, type Path, readConfigurations, valueAt } from '../document/index.ts'
import type { Match, MemberPath, Wrapping } from '../policy/index.ts'

/** A document that was read, and where in its text each value stands. */
export interface ManifestSource {
  readonly file: string
  readonly format: Format
  readonly value: unknown
  place(path: Path, part?: 'key' | 'value'): Place
  inside?(path: Path, line: number, column: number): Place
}

/** A document, or one that another one wraps: how to get to it, and what its author calls its file. */
export interface Wrapped {
  readonly source: ManifestSource
  readonly path: Path
  readonly value: unknown
  readonly fileName: string
}

/** Lists may hold lists, but nobody writes them deeper. */
const deepestList = 8

/** The documents that a source holds: itself, those in its lists, those in texts of files. */
export function* unwrapped(source: ManifestSource, wrappings: readonly Wrapping[]): Iterable<Wrapped> {
  yield* unwrap({ source, path: [], value: source.value, fileName: source.file }, wrappings, 0)
}

function* unwrap(whole: Wrapped, wrappings: readonly Wrapping[], depth: number): Iterable<Wrapped> {
  const { source, path, value } = whole
  for (const { lists, texts } of depth > deepestList ? [] : wrappings) {
    const list = lists.find(({ match }) => matches(value, match))
    const items = list && valueAt(value, list.each)
    if (list !== undefined && Array.isArray(items)) {
      for (const [i, item] of items.entries())
        yield* unwrap({ ...whole, value: item, path: [...path, ...list.each, i] }, wrappings, depth + 1)
      return
    }
    const files = texts.find(({ match }) => matches(value, match))
    const held = files === undefined ? [] : filesIn(valueAt(value, files.each))
    if (files === undefined || held.length === 0) continue
    for (const [name, text] of held) {
      const at = [...path, ...files.each, name]
      for (const read of readConfigurations(text, name, false)) {
        // What cannot be read is in a text that somebody else may read in his own way.
        const inner = read.ok ? within(source, at, read.value) : unreadable(source, at, name)
        yield* unwrap({ source: inner, path: [], value: inner.value, fileName: name }, wrappings, depth + 1)
      }
    }
    return
  }
  yield whole
}

/** The texts among the members whose names are those of files that can be read. */
function filesIn(value: unknown): readonly (readonly [name: string, text: string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, text]) =>
    typeof text === 'string' && formatOfName(name) !== undefined ? [[name, text] as const] : [],
  )
}

/** A document whose text stands in another one: its places are places of that. */
function within(outer: ManifestSource, at: Path, inner: ManifestSource): ManifestSource {
  return {
    file: outer.file,
    format: inner.format,
    value: inner.value,
    place: (path, part) => {
      const { line, column } = inner.place(path, part)
      return outer.inside?.(at, line, column) ?? outer.place(at)
    },
  }
}

const unreadable = (outer: ManifestSource, at: Path, name: string): ManifestSource => ({
  file: name,
  format: 'other',
  value: undefined,
  place: () => outer.place(at, 'key'),
})

/** Whether a document has at every path what is wanted there; `*` alone is anything at all. */
export const matches = (value: unknown, match: Match): boolean =>
  match.every(({ at, is }) => {
    if (is === '*') return (valueAt(value, at) ?? undefined) !== undefined
    const text = textOrTruthAt(value, at)
    return text !== undefined && isLike(text, is)
  })

/** A text, or a whole number as one; an empty text is none. */
export function textAt(value: unknown, path: MemberPath): string | undefined {
  const found = valueAt(value, path)
  if (typeof found === 'number') return String(found)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** `true` and `false` too, which name nothing but can be asked for. */
function textOrTruthAt(value: unknown, path: MemberPath): string | undefined {
  const found = valueAt(value, path)
  return typeof found === 'boolean' ? String(found) : textAt(value, path)
}
