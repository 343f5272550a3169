import { isLike } from '../base/index.ts'
import type { Repository, TagChoice } from '../policy/index.ts'
import { partsOf, type Scheme, type Version } from '../version/index.ts'
import type { History, Tag } from './history.ts'

/** The branch that a tag is from. */
export interface Home {
  /** Its name in the policy, and in the repository. */
  readonly as: string
  readonly branch: string
  /** Whether it is the branch of the tag's own version, where branches are of lines or versions. */
  readonly isOwn: boolean
}

/** A tag whose version could be read. */
export interface PlacedTag {
  readonly tag: Tag
  /** Its place in the order of all tags, from 0. */
  readonly index: number
  readonly version: Version
  /** It is written wrongly, but what was meant is known. */
  readonly isMistaken: boolean
  /** unknown: nobody can tell which branches contain it; none: no branch that the policy knows does. */
  readonly home: Home | 'unknown' | 'none'
}

/** A tag that is no version. */
export interface UnreadableTag {
  readonly tag: Tag
  readonly index: number
  /** Where in the name reading stopped, from 0, and what should have stood there. */
  readonly at: number
  readonly expected: string
  /** A branch of the policy that contains it, where one does. */
  readonly branch?: string
}

export interface PlacedHistory {
  readonly tags: readonly PlacedTag[]
  readonly unreadable: readonly UnreadableTag[]
  /** Tags of something else. */
  readonly ignored: number
}

/** What reading tags needs to know of a repository. */
export type TagNames = Pick<Repository, 'tag' | 'ignore' | 'branches' | 'home'>

/** Reads the versions of all tags, and finds the branch that each is from. */
export function placeTags({ tags }: History, names: TagNames, scheme: Scheme): PlacedHistory {
  const placed: PlacedTag[] = []
  const unreadable: UnreadableTag[] = []
  let ignored = 0
  for (const [index, tag] of tags.entries()) {
    if (names.ignore.some((pattern) => isLike(tag.name, pattern))) {
      ignored++
      continue
    }
    const read = readTag(tag.name, names.tag, scheme)
    if ('expected' in read) {
      const branch = someBranch(tag, names)
      unreadable.push({ tag, index, ...read, ...(branch !== undefined && { branch }) })
    } else placed.push({ tag, index, ...read, home: homeOf(tag, read.version, names) })
  }
  return { tags: placed, unreadable, ignored }
}

type ReadTag =
  | { readonly version: Version; readonly isMistaken: boolean }
  | { readonly at: number; readonly expected: string }

/** Reads a tag's version: as the template has it, or else as it was meant. */
function readTag(name: string, template: string, scheme: Scheme): ReadTag {
  const [before = '', after = ''] = template.split('{version}')
  const isFramed =
    name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length
  if (!isFramed) {
    const whole = scheme.parse(name)
    if (whole.ok) return { version: whole.value, isMistaken: true }
    const at = sharedLength(name, before)
    return at < before.length
      ? { at, expected: JSON.stringify(before.slice(at)) }
      : { at: name.length, expected: JSON.stringify(after) }
  }
  const text = name.slice(before.length, name.length - after.length)
  // Schemes read a leading v where users write one; a tag has it once.
  if (before.endsWith('v') && text.startsWith('v')) return { at: before.length, expected: 'a version' }
  const read = scheme.parse(text)
  if (read.ok) return { version: read.value, isMistaken: false }
  const meant = scheme.parseMistaken?.(text)
  if (meant !== undefined) return { version: meant, isMistaken: true }
  return { at: before.length + read.problem.at, expected: read.problem.expected }
}

function sharedLength(a: string, b: string): number {
  let same = 0
  while (same < b.length && a[same] === b[same]) same++
  return same
}

/** The tag of a version, or of one that is written with placeholders for parts. */
export const tagNamed = (template: string, versionText: string): string =>
  template.replace('{version}', versionText.replace(/^v/, ''))

/** The tag of a version of these parts. */
export const tagOfParts = (
  template: string,
  scheme: Scheme,
  parts: Readonly<Record<string, string>>,
): string => tagNamed(template, scheme.write(parts))

/** The parts of a version with others in place of some; undefined takes one away. */
export function withParts(
  version: Version,
  others: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return present({ ...partsOf(version), ...others })
}

/** The parts of a version that stand for a version from elsewhere, by a term; undefined where it cannot stand there. */
export function partsOfTerm(
  scheme: Scheme,
  term: string,
  text: string,
): Readonly<Record<string, string | undefined>> | undefined {
  // Versions are spelled without the v that the term may ask for.
  return scheme.readTerm?.(term, text) ?? scheme.readTerm?.(term, `v${text}`)
}

/** Only the parts that are there. */
export function present(all: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {}
  for (const [name, text] of Object.entries(all)) if (text !== undefined) parts[name] = text
  return parts
}

/** The part that holds MAJOR.MINOR.PATCH. */
export const corePart = ({ parts }: Scheme): string | undefined =>
  [...parts].find(([, { type }]) => type === 'core')?.[0]

/** Whether a choice of tags is about a version. */
export const isChosen = (choice: TagChoice, { isPrerelease }: Version): boolean =>
  choice === 'all' || (choice === 'unfinished') === isPrerelease

/** The branch of a version, by a pattern; with `*` in it, still a pattern. */
export const branchOf = (pattern: string, { line, major, text }: Version): string =>
  pattern.replaceAll('{line}', line.label).replaceAll('{major}', major.label).replaceAll('{version}', text)

/** What the placeholders of a pattern stand for in the name of a branch; undefined where it is another branch. */
export function matchBranch(pattern: string, name: string): Readonly<Record<string, string>> | undefined {
  const { expression, names } = readerOf(pattern)
  const match = expression.exec(name)
  return match === null ? undefined : Object.fromEntries(names.map((each, i) => [each, match[i + 1] ?? '']))
}

const isBranchLike = (pattern: string, name: string): boolean => readerOf(pattern).expression.test(name)

/** How names of branches are read by a pattern: a group for each placeholder. */
interface BranchReader {
  readonly expression: RegExp
  readonly names: readonly string[]
}

const readers = new Map<string, BranchReader>()

/** A policy has few patterns, and a repository many tags and branches. */
function readerOf(pattern: string): BranchReader {
  const known = readers.get(pattern)
  if (known !== undefined) return known
  const names: string[] = []
  const source = pattern
    .split(/(\{(?:line|major|version)\}|\*)/)
    .map((piece) => {
      if (piece === '*') return '.*?'
      if (!/^\{.*\}$/.test(piece)) return piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      names.push(piece)
      // What stands for a line begins with a digit: release-notes is no branch of a line.
      return '(\\d[^/]*)'
    })
    .join('')
  const reader = { expression: new RegExp(`^${source}$`), names }
  readers.set(pattern, reader)
  return reader
}

/** Of a tag that is no version nobody can tell which branch is its own. */
const someBranch = (tag: Tag, { branches }: TagNames): string | undefined =>
  [...branches.values()]
    .flatMap((pattern) => tag.branches?.find((name) => isBranchLike(pattern, name)) ?? [])
    .at(0)

function homeOf(tag: Tag, version: Version, { branches, home }: TagNames): PlacedTag['home'] {
  if (tag.branches === undefined) return 'unknown'
  const row = home.find(({ tags }) => isChosen(tags, version))
  const order = row?.branches ?? [...branches.keys()]
  const patternOf = (as: string): string => branches.get(as) ?? ''
  for (const as of order) {
    const own = branchOf(patternOf(as), version)
    const branch = tag.branches.find((name) => isLike(name, own))
    if (branch !== undefined) return { as, branch, isOwn: true }
  }
  // Not where it belongs: then the one that it is nearest to, of any line.
  for (const as of [...order, ...branches.keys()]) {
    const branch = tag.branches.find((name) => isBranchLike(patternOf(as), name))
    if (branch !== undefined) return { as, branch, isOwn: false }
  }
  return 'none'
}
