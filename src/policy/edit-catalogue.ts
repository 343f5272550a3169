import { type Diagnostic, fail, groupBy, ok, type Result } from '../base/index.ts'
import {
  type Editor,
  editDocument,
  flowText,
  type Insertion,
  type Item,
  type Path,
  readDocument,
  valueAt,
  type Writable,
} from '../document/index.ts'
import { compareVersions, type Scheme, type Version } from '../version/index.ts'
import { apiVersion } from './schema.ts'

/** A release to be written down. */
export interface NewRelease {
  readonly version: Version
  readonly date?: string
  readonly commit?: string
  /** The one component that comes with it, as far as its source tells. */
  readonly delivers?: Delivered
}

export interface Delivered {
  readonly component: string
  readonly version: string
}

/** A member of a release that is known already. */
export type ReleaseEdit =
  | { readonly version: Version; readonly member: 'date' | 'commit'; readonly to: string }
  | { readonly version: Version; readonly member: 'delivers'; readonly to: Delivered }

export interface CatalogueEdits {
  readonly added: readonly NewRelease[]
  readonly changed: readonly ReleaseEdit[]
  /** The day on which the list was complete. */
  readonly asOf?: string
}

/**
 * The text of a policy or catalogue with edits made to the catalogue at a path. New releases go where they belong by
 * their version: newest first, unless the list is written oldest first, in the block of their line, and in the style of
 * their neighbours. Nothing else changes.
 */
export function editCatalogue(
  text: string,
  file: string,
  path: Path,
  scheme: Scheme,
  { added, changed, asOf }: CatalogueEdits,
): Result<string, readonly Diagnostic[]> {
  const source = readDocument(text, file)
  if (!source.ok) return source
  const opened = editDocument(text, file)
  if (!opened.ok) return opened
  const editor = opened.value
  const list = [...path, 'releases']
  const rows = versionsAt(valueAt(source.value.value, list), scheme)
  const numbers = new Map(rows.map((version, i) => [version.text, i]))
  const isDayQuoted = rows
    .map((_, i) => editor.isQuoted([...list, i, 'date']))
    .find((one) => one !== undefined)
  const made: { readonly at: Path; readonly result: Result<void, string> }[] = []
  if (asOf !== undefined)
    made.push({ at: path, result: editor.setMember(path, 'asOf', { quoted: asOf }, ['of']) })
  for (const edit of changed) {
    const at = [...list, numbers.get(edit.version.text) ?? -1]
    made.push({ at, result: changeRelease(editor, at, edit, isDayQuoted ?? true) })
  }
  const isSpaced = isSpacedByLine(editor, list, rows)
  const item = (release: NewRelease): Item => ({
    flow: flowText(rowOf(release, isDayQuoted ?? true), editor.isJson),
  })
  for (const insertion of insertionsOf(added, rows, item))
    made.push({ at: list, result: editor.insert(list, insertion, isSpaced) })
  const problems = made.flatMap(({ at, result }) =>
    result.ok ? [] : [{ place: source.value.place(at), message: `it cannot be changed: ${result.problem}` }],
  )
  return problems.length > 0 ? fail(problems) : ok(editor.text())
}

export interface NewCatalogue {
  readonly of: readonly string[]
  /** How a tag is made from a version, where that is not the version itself. */
  readonly tag?: string
}

/** The text of a policy or catalogue with one more catalogue at its end; without a text, a whole new document. */
export function addCatalogue(
  text: string | undefined,
  file: string,
  entry: NewCatalogue,
  { added, asOf }: CatalogueEdits,
): Result<string, readonly Diagnostic[]> {
  const newest = [...added].sort((a, b) => compareVersions(b.version, a.version))
  const lines = [...groupBy(newest, ({ version }) => version.line.label).values()].flatMap((block, i) => [
    ...(i > 0 ? [''] : []),
    ...block.map((release) => `  - ${flowText(rowOf(release, true))}`),
  ])
  const block = [
    `of: [${entry.of.join(', ')}]`,
    ...(asOf === undefined ? [] : [`asOf: ${flowText({ quoted: asOf })}`]),
    ...(entry.tag === undefined ? [] : [`tag: ${flowText(entry.tag)}`]),
    ...(lines.length > 0 ? ['releases:', ...lines] : ['releases: []']),
  ]
  if (text === undefined) {
    const [first, ...rest] = block.map((line) => line && `    ${line}`)
    const head = [
      '# Releases, newest first, one block per line.',
      `apiVersion: ${apiVersion}`,
      'kind: Catalogue',
      'catalogue:',
    ]
    return ok(`${[...head, `  - ${first?.trim()}`, ...rest].join('\n')}\n`)
  }
  const source = readDocument(text, file)
  if (!source.ok) return source
  const opened = editDocument(text, file)
  if (!opened.ok) return opened
  const editor = opened.value
  const known = valueAt(source.value.value, ['catalogue'])
  const at = Array.isArray(known) ? known.length : 0
  const isSpaced = at < 2 || editor.hasGapBefore(['catalogue'], at - 1)
  const flow = flowEntry(entry, newest, asOf, editor.isJson)
  const insertion: Insertion = { at, toPrevious: [], apart: [[{ flow, block }]], toNext: [] }
  const result = editor.insert(['catalogue'], insertion, isSpaced)
  if (result.ok) return ok(editor.text())
  const place = source.value.place(['catalogue'])
  return fail([{ place, message: `no catalogue can be added here: ${result.problem}` }])
}

function flowEntry(
  { of, tag }: NewCatalogue,
  releases: readonly NewRelease[],
  asOf: string | undefined,
  isJson: boolean,
): string {
  const name = (text: string): string => flowText(isJson ? { quoted: text } : text)
  const members = [
    `${name('of')}: [${of.map(name).join(', ')}]`,
    ...(asOf === undefined ? [] : [`${name('asOf')}: ${flowText({ quoted: asOf })}`]),
    ...(tag === undefined ? [] : [`${name('tag')}: ${flowText({ quoted: tag })}`]),
    `${name('releases')}: [${releases.map((one) => flowText(rowOf(one, true), isJson)).join(', ')}]`,
  ]
  return `{ ${members.join(', ')} }`
}

const versionsAt = (rows: unknown, scheme: Scheme): readonly Version[] =>
  (Array.isArray(rows) ? rows : []).flatMap((row: unknown) => {
    const version = scheme.parse(String(valueAt(row, ['version'])))
    return version.ok ? [version.value] : []
  })

const memberOrder = [
  'version',
  'date',
  'tag',
  'commit',
  'status',
  'because',
  'brings',
  'documents',
  'delivers',
]

function rowOf({ version, date, commit, delivers }: NewRelease, isDayQuoted: boolean): Writable {
  return {
    members: [
      ['version', version.text],
      ...(date === undefined ? [] : [['date', isDayQuoted ? { quoted: date } : date] as const]),
      ...(commit === undefined ? [] : [['commit', commit] as const]),
      ...(delivers === undefined ? [] : [['delivers', deliveredOf(delivers)] as const]),
    ],
  }
}

const deliveredOf = ({ component, version }: Delivered): Writable => ({ members: [[component, version]] })

function changeRelease(
  editor: Editor,
  at: Path,
  edit: ReleaseEdit,
  isDayQuoted: boolean,
): Result<void, string> {
  const after = memberOrder.slice(0, memberOrder.indexOf(edit.member))
  switch (edit.member) {
    case 'date':
      return editor.setMember(at, 'date', isDayQuoted ? { quoted: edit.to } : edit.to, after)
    case 'commit':
      return editor.setMember(at, 'commit', edit.to, after)
    case 'delivers': {
      const { component, version } = edit.to
      const at2 = [...at, 'delivers']
      // A component that it delivers already is named there, and others may be.
      const inside = editor.setMember(at2, component, version, editor.membersOf(at2))
      return inside.ok ? inside : editor.setMember(at, 'delivers', deliveredOf(edit.to), after)
    }
  }
}

/** Whether blank lines set lines of releases apart, as they do in most places; where nothing tells, they should. */
function isSpacedByLine(editor: Editor, list: Path, rows: readonly Version[]): boolean {
  const borders = [...rows.keys()].filter((i) => i > 0 && rows[i]?.line.label !== rows[i - 1]?.line.label)
  return borders.filter((i) => editor.hasGapBefore(list, i)).length * 2 >= borders.length
}

/** Where new releases go: those between the same two neighbours are inserted together. */
function insertionsOf(
  added: readonly NewRelease[],
  rows: readonly Version[],
  item: (release: NewRelease) => Item,
): readonly Insertion[] {
  const isRising =
    rows.length > 1 && rows.every((row, i) => i === 0 || compareVersions(rows[i - 1] ?? row, row) < 0)
  const direction = isRising ? 1 : -1
  const sorted = [...added].sort((a, b) => direction * compareVersions(a.version, b.version))
  const placeOf = ({ version }: NewRelease): number => {
    const at = rows.findIndex((row) => direction * compareVersions(row, version) > 0)
    return at < 0 ? rows.length : at
  }
  const lineOf = ({ version }: NewRelease): string => version.line.label
  return [...groupBy(sorted, placeOf)].map(([at, releases]) => {
    const previous = rows[at - 1]?.line.label
    const next = rows[at]?.line.label
    const rest = releases.filter((release) => lineOf(release) !== previous)
    return {
      at,
      toPrevious: releases.filter((release) => lineOf(release) === previous).map(item),
      apart: [
        ...groupBy(
          rest.filter((release) => lineOf(release) !== next),
          lineOf,
        ).values(),
      ].map((block) => block.map(item)),
      toNext: rest.filter((release) => lineOf(release) === next).map(item),
    }
  })
}
