import { canonicalJson, daysBetween, groupBy } from '../base/index.ts'
import type { Catalogue, Delivered, NewRelease, Release, ReleaseEdit } from '../policy/index.ts'
import { compareVersions, type Scheme, type Version } from '../version/index.ts'

/** A release as the place that publishes it tells of it. */
export interface Published {
  /** The tag, or the version where releases are not known by tags. */
  readonly name: string
  readonly date?: string
  /** In full. */
  readonly commit?: string
  /** The version of what it delivers. */
  readonly brought?: string
}

export interface UpdateOptions {
  /** The schemes of all components that share the catalogue; a version has to be one to each. */
  readonly schemes: readonly [Scheme, ...Scheme[]]
  /** How a tag is made from a version. */
  readonly template: string
  /**
   * How releases are recognised: by the tag that the catalogue expects of them, by their version, or by either, as in
   * registries that keep what one program publishes under names of their own.
   */
  readonly by: 'tag' | 'version' | 'either'
  /** Whether a release that is not known yet is to be taken up; without it, those after the oldest one known. */
  readonly since?: (version: Version) => boolean
  /** All pre-releases, or none; without it, those of a kind that the catalogue has. */
  readonly prereleases?: boolean
  /** Whether commits are written down. */
  readonly isRecording: boolean
  /** Whether the source knows the days better than the catalogue, as tags do and an index does not. */
  readonly hasDays: boolean
  /** The component that a release delivers, where the source tells its version. */
  readonly delivers?: Delivery
  /** Where recorded and found differ, what was found is taken for these. */
  readonly accepts: (version: Version) => boolean
}

export interface Delivery {
  readonly component: string
  readonly scheme: Scheme
  /** The version that a rule gives to what a release delivers, whatever the catalogue says. */
  readonly ruled?: (version: Version) => Version | undefined
}

/** What the catalogue and its source say of one release, and cannot both be right in. */
export type UpdateConflict = {
  readonly version: Version
  readonly recorded: string
  readonly found: string
} & (
  | { readonly kind: 'moved' }
  | { readonly kind: 'date' }
  | { readonly kind: 'delivers'; readonly component: string }
  /** The policy itself says what such a release delivers. */
  | { readonly kind: 'ruled'; readonly component: string }
)

/** Why something that the source has is no release of the catalogue. */
export type SkipReason =
  | { readonly kind: 'form'; readonly template: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'prerelease' }
  | { readonly kind: 'older'; readonly than: string | undefined }
  | { readonly kind: 'again' }

/** What was left of a release that was taken up. */
export interface Unread {
  readonly version: Version
  readonly component: string
  readonly text: string
  readonly expected: string
}

/** How a catalogue differs from its source, and what becomes of it; releases newest first. */
export interface CatalogueUpdate {
  readonly added: readonly NewRelease[]
  readonly changed: readonly (ReleaseEdit & { readonly from: string | undefined })[]
  readonly conflicts: readonly UpdateConflict[]
  /** Known releases that the source has not; they are kept. */
  readonly missing: readonly Release[]
  readonly skipped: readonly { readonly name: string; readonly reason: SkipReason }[]
  readonly unread: readonly Unread[]
  /** How many releases the source has of those that were known. */
  readonly found: number
  /** Of all releases that the source has, the last one published, as far as it tells days. */
  readonly newest?: { readonly version: Version; readonly date?: string }
}

interface Read {
  readonly version: Version
  readonly published: Published
}

/**
 * Sets a catalogue against what is published. What people wrote is never replaced: a release that the source lacks stays,
 * and where both sides say something else it is told as a conflict. The order in which things are published is no matter.
 */
export function updateCatalogue(
  known: Catalogue,
  published: readonly Published[],
  options: UpdateOptions,
): CatalogueUpdate {
  const skipped: { readonly name: string; readonly reason: SkipReason }[] = []
  const byTag = new Map(known.releases.map((release) => [release.tag, release]))
  const read: Read[] = []
  for (const one of published) {
    const release = options.by === 'version' ? undefined : byTag.get(one.name)
    const version = release === undefined ? versionOf(one.name, options) : release.version
    if ('kind' in version) skipped.push({ name: one.name, reason: version })
    else read.push({ version, published: one })
  }
  const isExpected = ({ published: { name } }: Read): boolean => byTag.has(name)
  read.sort(
    (a, b) =>
      compareVersions(b.version, a.version) ||
      Number(isExpected(b)) - Number(isExpected(a)) ||
      a.version.text.length - b.version.text.length ||
      compareTexts(a.published.name, b.published.name) ||
      // An index may list a version twice.
      compareTexts(canonicalJson(a.published), canonicalJson(b.published)),
  )
  const releases = [...known.releases]
  const found = new Set<Release>()
  const added: NewRelease[] = []
  const sides: Sides = { changed: [], conflicts: [], unread: [] }
  const isTakenUp = admission(known, options)
  let last: Version | undefined
  let newest: CatalogueUpdate['newest']
  const see = (version: Version, { date }: Published): void => {
    if (newest === undefined || (date ?? '') > (newest.date ?? ''))
      newest = { version, ...(date !== undefined && { date }) }
  }
  for (const one of read) {
    const { version } = one
    const { name } = one.published
    if (last !== undefined && compareVersions(last, version) === 0) {
      skipped.push({ name, reason: { kind: 'again' } })
      continue
    }
    last = version
    while (releases.length > 0 && compareVersions((releases.at(-1) as Release).version, version) > 0)
      releases.pop()
    const release = releases.at(-1)
    if (release !== undefined && compareVersions(release.version, version) === 0) {
      found.add(release)
      see(version, one.published)
      compare(release, one.published, options, sides)
      continue
    }
    const reason = isTakenUp(version)
    if (reason !== undefined) skipped.push({ name, reason })
    else {
      added.push(newRelease(one, options, sides))
      see(version, one.published)
    }
  }
  skipped.sort((a, b) => compareTexts(a.name, b.name))
  const missing = known.releases.filter((release) => !found.has(release)).reverse()
  return { added, ...sides, missing, skipped, found: found.size, ...(newest !== undefined && { newest }) }
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Sides {
  readonly changed: (ReleaseEdit & { readonly from: string | undefined })[]
  readonly conflicts: UpdateConflict[]
  readonly unread: Unread[]
}

function versionOf(name: string, { schemes, template, by }: UpdateOptions): Version | SkipReason {
  const templates = by === 'tag' ? [template] : by === 'version' ? ['{version}'] : [template, '{version}']
  let isForm = false
  for (const form of new Set(templates)) {
    const [before = '', after = ''] = form.split('{version}')
    const fits =
      name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
    if (!fits) continue
    const text = name.slice(before.length, name.length - after.length)
    const versions = schemes.map((scheme) => scheme.parse(text))
    const [version] = versions
    if (version?.ok !== true || versions.some(({ ok }) => !ok)) {
      isForm = true
      continue
    }
    // A tag is what its version makes it: whoever looks for the tag of a version makes it the same way.
    if (by !== 'tag' || form.replace('{version}', () => version.value.text) === name) return version.value
  }
  return isForm ? { kind: 'version' } : { kind: 'form', template }
}

/** The reason for which a release that is not known yet is left out, if there is one. */
function admission(
  { releases }: Catalogue,
  { since, prereleases }: UpdateOptions,
): (version: Version) => SkipReason | undefined {
  const kinds = new Set(
    releases.filter(({ version }) => version.isPrerelease).flatMap(({ version }) => wordsOf(version)),
  )
  const oldest = releases[0]?.version
  return (version) => {
    if (since !== undefined ? !since(version) : oldest !== undefined && compareVersions(version, oldest) < 0)
      return { kind: 'older', than: since === undefined ? oldest?.text : undefined }
    if (!version.isPrerelease || prereleases === true) return undefined
    const isOfKind = kinds.size > 0 && wordsOf(version).every((word) => kinds.has(word))
    return prereleases === undefined && isOfKind ? undefined : { kind: 'prerelease' }
  }
}

/** The words in a version: `rc` is another kind of pre-release than `linux` and `amd`, which registries hold as well. */
const wordsOf = ({ text }: Version): readonly string[] => text.toLowerCase().match(/[a-z]+/g) ?? []

function compare(release: Release, one: Published, options: UpdateOptions, sides: Sides): void {
  const { version } = release
  const { commit, date } = one
  const isAccepted = options.accepts(version)
  const isMoved =
    commit !== undefined && release.commit !== undefined && !commit.startsWith(release.commit.toLowerCase())
  if (isMoved && !isAccepted)
    sides.conflicts.push({ kind: 'moved', version, recorded: release.commit ?? '', found: commit })
  else if (commit !== undefined && (isMoved || (release.commit === undefined && options.isRecording)))
    sides.changed.push({ version, member: 'commit', from: release.commit, to: commit })
  // The day of a tag that moved is the day of something else.
  if (date !== undefined && date !== release.date && (!isMoved || isAccepted)) {
    if (release.date === undefined || options.hasDays || isAccepted)
      sides.changed.push({ version, member: 'date', from: release.date, to: date })
    // An index tells when it was packaged, in another zone: a day more or less is no contradiction.
    else if (Math.abs(daysBetween(release.date, date)) > 1)
      sides.conflicts.push({ kind: 'date', version, recorded: release.date, found: date })
  }
  const brought = broughtBy(version, one, options, sides)
  if (brought === undefined || options.delivers === undefined) return
  const { component, ruled } = options.delivers
  if (ruled !== undefined) return
  const recorded = release.delivers.get(component)
  if (recorded !== undefined && compareVersions(recorded, brought) === 0) return
  const to: Delivered = { component, version: brought.text }
  if (recorded === undefined || isAccepted)
    sides.changed.push({ version, member: 'delivers', from: recorded?.text, to })
  else
    sides.conflicts.push({
      kind: 'delivers',
      version,
      component,
      recorded: recorded.text,
      found: brought.text,
    })
}

function newRelease({ version, published }: Read, options: UpdateOptions, sides: Sides): NewRelease {
  const { date, commit } = published
  const brought = broughtBy(version, published, options, sides)
  const { component = '', ruled } = options.delivers ?? {}
  return {
    version,
    ...(date !== undefined && { date }),
    ...(commit !== undefined && options.isRecording && { commit }),
    ...(brought !== undefined && ruled === undefined && { delivers: { component, version: brought.text } }),
  }
}

/** The version that a release brings along. What a rule gives needs no record, but may be contradicted. */
function broughtBy(
  version: Version,
  { brought: text }: Published,
  { delivers }: UpdateOptions,
  { conflicts, unread }: Sides,
): Version | undefined {
  if (text === undefined || delivers === undefined) return undefined
  const { component, scheme, ruled } = delivers
  const brought = scheme.parse(text)
  if (!brought.ok) {
    unread.push({ version, component, text, expected: brought.problem.expected })
    return undefined
  }
  const rule = ruled?.(version)
  if (rule !== undefined && compareVersions(rule, brought.value) !== 0)
    conflicts.push({ kind: 'ruled', version, component, recorded: rule.text, found: brought.value.text })
  return brought.value
}

/** The template that fits most of the tags, of those that most projects use: for a catalogue that is new. */
export function guessTemplate(published: readonly Published[], scheme: Scheme): string {
  const counts = groupBy(published, ({ name }): string => {
    const version = scheme.parse(name)
    if (!version.ok) return ''
    return name === version.value.text ? '{version}' : name === `v${version.value.text}` ? 'v{version}' : ''
  })
  const count = (template: string): number => counts.get(template)?.length ?? 0
  return count('v{version}') > count('{version}') ? 'v{version}' : '{version}'
}
