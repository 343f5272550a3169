import { type Diagnostic, groupBy } from '../base/index.ts'
import { changeClasses, type InterfaceChange, type InterfaceFormat, type InterfaceText } from './change.ts'
import { compareComponentMetadata } from './component-metadata.ts'
import { compareCrds } from './crd.ts'
import { formatOf } from './detect.ts'
import type { Compared, CompareFormat, CompareOptions } from './format.ts'
import { compareGo } from './go.ts'
import { compareJsonSchema } from './json-schema.ts'
import { compareOpenApi } from './openapi.ts'
import { compareTypeScript } from './typescript.ts'

/** Formats whose texts are compared here; protobuf is left to the program that its users have. */
export type TextFormat = Exclude<InterfaceFormat, 'protobuf'>

interface Format {
  readonly compare: CompareFormat
  /** What is compared at once: a file, the files of a folder, or all of them. */
  readonly unit: 'file' | 'folder' | 'all'
}

const formats: Readonly<Record<TextFormat, Format>> = {
  openapi: { compare: compareOpenApi, unit: 'file' },
  'json-schema': { compare: compareJsonSchema, unit: 'file' },
  crd: { compare: compareCrds, unit: 'all' },
  'component-metadata': { compare: compareComponentMetadata, unit: 'all' },
  typescript: { compare: compareTypeScript, unit: 'file' },
  go: { compare: compareGo, unit: 'folder' },
}

export interface InterfaceComparison extends Compared {
  /** How many files of each format were compared, older and newer. */
  readonly files: ReadonlyMap<InterfaceFormat, { readonly old: number; readonly new: number }>
  /** Files in no format that is known. */
  readonly skipped: readonly string[]
}

export interface InterfaceSide {
  /** Paths are relative to what is compared: the same file has the same path on both sides. */
  readonly texts: readonly InterfaceText[]
  /** How places call the files, where that is not their path. */
  readonly place?: (file: string) => string
}

/**
 * Compares two states of an interface, file by file as their formats have it. Protobuf files are counted, and left to
 * the caller. Nothing is thrown for what cannot be read: it is among the problems, and then nothing is known of it.
 */
export function compareInterfaces(
  old: InterfaceSide,
  young: InterfaceSide,
  options: CompareOptions & { readonly as?: InterfaceFormat } = {},
): InterfaceComparison {
  const known = (side: InterfaceSide) =>
    groupBy(side.texts, (text) => options.as ?? formatOf(text) ?? ('none' as const))
  const [before, after] = [known(old), known(young)]
  const changes: InterfaceChange[] = []
  const problems: Diagnostic[] = []
  const notes = new Set<string>()
  const files = new Map<InterfaceFormat, { old: number; new: number }>()
  for (const format of new Set([...before.keys(), ...after.keys()])) {
    if (format === 'none') continue
    const [left, right] = [before.get(format) ?? [], after.get(format) ?? []]
    files.set(format, { old: left.length, new: right.length })
    if (format === 'protobuf') continue
    for (const found of compareUnits(format, left, right, old, young, options)) {
      changes.push(...found.changes)
      problems.push(...found.problems)
      for (const note of found.notes) notes.add(note)
    }
  }
  const skipped = [
    ...new Set([...(before.get('none') ?? []), ...(after.get('none') ?? [])].map(({ file }) => file)),
  ]
  return { changes: sorted(changes), problems, notes: [...notes], files, skipped }
}

function* compareUnits(
  format: TextFormat,
  left: readonly InterfaceText[],
  right: readonly InterfaceText[],
  old: InterfaceSide,
  young: InterfaceSide,
  options: CompareOptions,
): Iterable<Compared> {
  const { compare, unit } = formats[format]
  const isSingle = left.length === 1 && right.length === 1
  const keyOf = ({ file }: InterfaceText): string => {
    // Two files that were named are the same thing, whatever they are called.
    if (unit === 'all' || (isSingle && unit === 'file')) return ''
    return unit === 'folder' ? file.slice(0, Math.max(0, file.lastIndexOf('/'))) : file
  }
  const isOpen = ({ file }: InterfaceText): boolean => format !== 'go' || !closed.test(file)
  const [before, after] = [groupBy(left.filter(isOpen), keyOf), groupBy(right.filter(isOpen), keyOf)]
  const placed = (side: InterfaceSide, texts: readonly InterfaceText[]): readonly InterfaceText[] =>
    texts.map(({ file, text }) => ({ file: side.place?.(file) ?? file, text }))
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [placed(old, before.get(key) ?? []), placed(young, after.get(key) ?? [])]
    if (unit !== 'all' && (a.length === 0 || b.length === 0)) yield alone(format, key, a, b)
    else if (!isEqual(a, b)) yield compare(a, b, options)
  }
}

/** Folders of Go packages that nobody outside can import, and tests. */
const closed = /(?:^|\/)(?:internal|vendor|testdata)\/|_test\.go$/

/** Most files of two releases are equal to the letter. */
const isEqual = (a: readonly InterfaceText[], b: readonly InterfaceText[]): boolean =>
  a.length === b.length && a.every(({ text }, i) => text === b[i]?.text)

function alone(
  format: TextFormat,
  key: string,
  a: readonly InterfaceText[],
  b: readonly InterfaceText[],
): Compared {
  const [text] = a.length > 0 ? a : b
  const place = { file: text?.file ?? key, line: 1, column: 1 }
  const change: InterfaceChange =
    a.length > 0
      ? { format, kind: 'interface-removed', path: key || '.', class: 'breaking', places: { old: place } }
      : { format, kind: 'interface-added', path: key || '.', class: 'compatible', places: { new: place } }
  return { changes: [change], problems: [], notes: [] }
}

const rank = new Map(changeClasses.map((each, i) => [each, i]))

/** Worst first, and of those by where they are. */
export function sorted(changes: readonly InterfaceChange[]): readonly InterfaceChange[] {
  const key = ({ places, path, kind }: InterfaceChange): string => {
    const place = places.new ?? places.old
    return `${place?.file ?? ''}\n${String(place?.line ?? 0).padStart(8, '0')}\n${path}\n${kind}`
  }
  const order = (change: InterfaceChange): number => rank.get(change.class) ?? 0
  return changes
    .map((change) => ({ change, key: key(change) }))
    .sort((a, b) => order(a.change) - order(b.change) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ change }) => change)
}
