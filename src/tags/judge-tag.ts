import { groupBy } from '../base/index.ts'
import type {
  BranchRule,
  CarriesRule,
  EmbedsRule,
  FormRule,
  Release,
  Shape,
  TaggedRule,
} from '../policy/index.ts'
import { editionOn } from '../release/index.ts'
import { partsOf, type Version } from '../version/index.ts'
import { notApplicable, obeyed, type Told, unknown, violated } from './finding.ts'
import { once } from './once.ts'
import {
  branchOf,
  corePart,
  isChosen,
  type PlacedTag,
  tagNamed,
  tagOfParts,
  type UnreadableTag,
  withParts,
} from './place.ts'
import { homeOf, type TagWorld } from './world.ts'

/* What rules say of a tag that can be told from the tag alone: its name, its branch, what it is like and has inside. */

/** Whether a part looks as it should. */
function fits(shape: Shape, text: string | undefined): boolean {
  switch (shape.kind) {
    case 'none':
      return text === undefined
    case 'any':
      return text !== undefined
    case 'like': {
      const found = text?.split('.') ?? []
      const { identifiers } = shape
      return (
        found.length === identifiers.length &&
        identifiers.every((each, i) => (each === '*' ? found[i] !== '' : each === found[i]))
      )
    }
  }
}

/** What a part should have been: as it is where anything goes, and N where a number is not known. */
function mended(shape: Shape, text: string | undefined): string | undefined {
  if (shape.kind === 'none') return undefined
  if (shape.kind === 'any') return text ?? 'N'
  const found = text?.split('.') ?? []
  const isAlike = found.length === shape.identifiers.length
  return shape.identifiers
    .map((each, i) => (each !== '*' ? each : ((isAlike ? found[i] : 'N') ?? 'N')))
    .join('.')
}

export function ofCarries(rule: CarriesRule, placed: PlacedTag, world: TagWorld): Told {
  const { version } = placed
  const parts = partsOf(version)
  const broken = [...rule.parts].filter(([name, shape]) => !fits(shape, parts[name]))
  const [first] = broken
  if (first === undefined) return obeyed
  const [part, shape] = first
  const expected = tagOfParts(world.repository.tag, world.scheme, fitted(parts, placed, world, rule))
  return violated(rule, { kind: 'part', part, found: parts[part], shape }, [expected])
}

/** Parts of a version as all rules of the tag's branch want them: what is expected obeys them all. */
export function fitted(
  parts: Readonly<Record<string, string | undefined>>,
  placed: PlacedTag,
  { policy }: TagWorld,
  rule?: CarriesRule,
): Readonly<Record<string, string>> {
  const as = homeOf(placed)?.as
  const others = policy.rules.flatMap((other) => {
    if (other.kind !== 'carries' || other.name === rule?.name) return []
    const edition = editionOn(other, placed.tag.date)
    return typeof edition === 'string' || !isChosen(edition.tags, placed.version) ? [] : [edition]
  })
  const all = others.filter(({ on }) => on.length === 0 || (as !== undefined && on.includes(as)))
  const shapes = [...all, ...(rule === undefined ? [] : [rule])].flatMap((one) => [...one.parts])
  const wanted = Object.fromEntries(shapes.map(([name, shape]) => [name, mended(shape, parts[name])]))
  return withParts(placed.version, { ...parts, ...wanted })
}

export function ofBranch(rule: BranchRule, placed: PlacedTag, { repository }: TagWorld): Told {
  if (placed.home === 'unknown') return unknown({ kind: 'branch-unknown' })
  const home = homeOf(placed)
  if (home?.isOwn === true && rule.on.includes(home.as)) return obeyed
  const wanted = rule.on.map((as) => branchOf(repository.branches.get(as) ?? as, placed.version))
  return violated(rule, home === undefined ? { kind: 'no-branch' } : { kind: 'wrong-branch', wanted }, wanted)
}

export function ofForm(rule: FormRule, placed: PlacedTag | UnreadableTag, world: TagWorld): Told {
  if (rule.breaks === 'scheme') return ofSpelling(rule, placed, world)
  if (!('version' in placed)) return notApplicable
  const { version } = placed
  const [advice] = version.advice ?? []
  if (advice === undefined) return obeyed
  return violated(rule, { kind: 'advised', expected: advice.expected }, [wellWritten(version, world)])
}

/** The tag of a version as the scheme wants and advises it. */
function wellWritten(version: Version, { scheme, repository }: TagWorld): string {
  const better = Object.fromEntries(
    [...scheme.parts].flatMap(([name, { prefix }]) => {
      const text = partsOf(version)[name]
      return prefix === undefined || text === undefined ? [] : [[name, prefixed(text, prefix)] as const]
    }),
  )
  return tagOfParts(repository.tag, scheme, withParts(version, better))
}

/** Whether a tag is a version, written as the repository and the scheme have it. */
export function ofSpelling(
  rule: FormRule | TaggedRule,
  placed: PlacedTag | UnreadableTag,
  world: TagWorld,
): Told {
  if (!('version' in placed))
    return violated(rule, { kind: 'no-version', at: placed.at, expected: placed.expected })
  if (!placed.isMistaken) return obeyed
  return violated(rule, { kind: 'written-otherwise' }, [wellWritten(placed.version, world)])
}

const prefixed = (text: string, prefix: string): string =>
  text
    .split('.')
    .map((each) => (/^\d+$/.test(each) || each.startsWith(prefix) ? each : `${prefix}${each}`))
    .join('.')

export function ofEmbeds(rule: EmbedsRule, { tag, version }: PlacedTag, world: TagWorld): Told {
  const found = tag.reads.get(rule.reads)
  if (found === undefined || found === '') {
    const reason = { kind: 'nothing-inside', reads: rule.reads } as const
    return rule.missing === 'error' ? violated(rule, reason) : unknown(reason)
  }
  const wanted = rule.with === 'version' ? version.text : numbersOf(version.text)
  const inside = rule.with === 'version' ? found.replace(/^v/, '') : numbersOf(found)
  if (inside === wanted) return obeyed
  const reason = { kind: 'other-inside', reads: rule.reads, found, wanted } as const
  // A tag that is there already is nothing that this one could have been.
  const taken = namesOf(world)
  return violated(
    rule,
    reason,
    expectedOf(rule, inside, version, world).filter((name) => !taken.has(name)),
  )
}

const namesOf = once(
  ({ history }: TagWorld): ReadonlySet<string> => new Set(history.tags.map(({ name }) => name)),
)

/** The tag that goes with what is inside. */
function expectedOf(
  rule: EmbedsRule,
  inside: string,
  version: Version,
  { repository, scheme }: TagWorld,
): readonly string[] {
  if (rule.with === 'version') return scheme.parse(inside).ok ? [tagNamed(repository.tag, inside)] : []
  const core = corePart(scheme)
  if (core === undefined || !/^\d+\.\d+\.\d+$/.test(inside)) return []
  return [tagOfParts(repository.tag, scheme, withParts(version, { [core]: inside }))]
}

const numbersOf = (text: string): string => /^v?(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? text

export function ofTagged(rule: TaggedRule, placed: PlacedTag, world: TagWorld): Told {
  const { object, name, commit } = placed.tag
  if (rule.as === 'version') return ofSpelling(rule, placed, world)
  if (rule.as !== 'unmoved') {
    const isKept = rule.as === 'annotated' ? object?.isAnnotated : object?.isSigned
    if (isKept === undefined) return unknown({ kind: 'object-unknown' })
    return isKept
      ? obeyed
      : violated(rule, { kind: rule.as === 'annotated' ? 'not-annotated' : 'not-signed' })
  }
  const inner = object?.innerName
  if (inner !== undefined && inner !== name)
    return violated(rule, { kind: 'other-name', innerName: inner }, [inner])
  const before = firstCommits(world).get(name)
  if (before !== undefined && commit !== undefined && before !== commit)
    return violated(rule, { kind: 'moved', from: before, to: commit })
  const recorded = recordedCommit(placed, world)
  if (recorded === undefined || commit === undefined) return inner === undefined ? notApplicable : obeyed
  const isSame = commit.startsWith(recorded) || recorded.startsWith(commit)
  return isSame ? obeyed : violated(rule, { kind: 'moved', from: recorded, to: commit })
}

function recordedCommit({ version }: PlacedTag, { policy, repository }: TagWorld): string | undefined {
  for (const component of repository.of) {
    const releases = policy.catalogues.get(component)?.releases ?? []
    const commit = byPlainText(releases).get(plainText(version))?.commit
    if (commit !== undefined) return commit
  }
  return undefined
}

/** Build metadata is often added to the version of a tag, and is no part of its name. */
const plainText = ({ text }: Version): string => text.split('+')[0] ?? ''

const byPlainText = once(
  (releases: readonly Release[]): ReadonlyMap<string, Release> =>
    new Map(releases.map((release) => [plainText(release.version), release])),
)

/** Where tags stood that a table tells of several times. */
const firstCommits = once(({ history }: TagWorld): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const [name, [first, second]] of groupBy(history.tags, (tag) => tag.name))
    if (first?.commit !== undefined && second !== undefined) found.set(name, first.commit)
  return found
})
