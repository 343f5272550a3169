import { countLeading, daysBetween, groupBy } from '../base/index.ts'
import type { CandidateRule, LagRule, MaintainedRule, Release, SequenceRule } from '../policy/index.ts'
import { compareLines, type Line, partsOf, type Version } from '../version/index.ts'
import { notApplicable, obeyed, type Told, unknown, violated } from './finding.ts'
import { once } from './once.ts'
import { type PlacedTag, tagOfParts, withParts } from './place.ts'
import { branchName, partsKey, type TagWorld } from './world.ts'

/* What rules say of a tag by what came before it. */

/** The tag that came before one on its branch. */
function before(placed: PlacedTag, { byBranch }: TagWorld): PlacedTag | undefined {
  const own = byBranch.get(branchName(placed) ?? '') ?? []
  return own[countBefore(own, placed) - 1]
}

/** How many of some tags, oldest first, came before one. */
const countBefore = (tags: readonly PlacedTag[], { index }: PlacedTag): number =>
  countLeading(tags, (one) => one.index < index)

const ofUnknownBranch = once(({ placed }: TagWorld) => placed.tags.filter(({ home }) => home === 'unknown'))

/** Judges a tag by the one before it: unknown where a tag of no known branch could be that, and would change the answer. */
function afterPrevious(
  placed: PlacedTag,
  world: TagWorld,
  judge: (previous: PlacedTag | undefined) => Told,
): Told {
  const previous = before(placed, world)
  const told = judge(previous)
  const lost = ofUnknownBranch(world)
  for (let i = countBefore(lost, placed) - 1; i >= 0; i--) {
    const other = lost[i]
    if (other === undefined || other.index < (previous?.index ?? 0)) break
    if (judge(other).verdict !== told.verdict)
      return unknown({ kind: 'before-unknown', before: other.tag.name })
  }
  return told
}

export const ofSequence = (rule: SequenceRule, placed: PlacedTag, world: TagWorld): Told =>
  afterPrevious(placed, world, (previous) => inSequence(rule, placed, previous, world))

function inSequence(
  rule: SequenceRule,
  placed: PlacedTag,
  previous: PlacedTag | undefined,
  world: TagWorld,
): Told {
  const { version } = placed
  const parts = partsOf(version)
  const found = parts[rule.part]
  if (found === undefined) return notApplicable
  const expected = (wanted: number): string[] => [
    tagOfParts(world.repository.tag, world.scheme, withParts(version, { [rule.part]: `${wanted}` })),
  ]
  const isCounted = previous !== undefined && seriesOf(rule, previous.version) === seriesOf(rule, version)
  if (rule.next !== undefined && isCounted && !previous.version.isPrerelease) {
    const wanted = Number(partsOf(previous.version)[rule.part]) + rule.next
    if (found === `${wanted}`) return obeyed
    const reason = { kind: 'not-next', part: rule.part, found, wanted, after: previous.tag.name } as const
    return violated(rule, reason, expected(wanted))
  }
  if (rule.first === undefined || hasBeenReleased(rule, placed, world)) return notApplicable
  if (found === `${rule.first}`) return obeyed
  return violated(
    rule,
    { kind: 'not-first', part: rule.part, found, wanted: rule.first },
    expected(rule.first),
  )
}

/** What a count is within: a version without these parts counts on its own. */
const seriesOf = ({ per }: SequenceRule, version: Version): string =>
  per.map((name) => partsOf(version)[name] ?? '').join(' ')

/** Whether the series of a tag had a release before it, wherever that was tagged: what is out is out. */
const hasBeenReleased = (rule: SequenceRule, { version, index }: PlacedTag, world: TagWorld): boolean =>
  (firstReleases(world)(rule).get(seriesOf(rule, version))?.index ?? Number.POSITIVE_INFINITY) < index

/** The first release of each series, line or whatever else tags are told apart by. */
function firstReleased(
  { placed }: TagWorld,
  keyOf: (version: Version) => string,
): ReadonlyMap<string, PlacedTag> {
  const found = new Map<string, PlacedTag>()
  for (const tag of placed.tags) {
    const key = keyOf(tag.version)
    if (!tag.version.isPrerelease && !found.has(key)) found.set(key, tag)
  }
  return found
}

const firstReleases = once((world: TagWorld) =>
  once((rule: SequenceRule) => firstReleased(world, (version) => seriesOf(rule, version))),
)

export function ofCandidate(rule: CandidateRule, placed: PlacedTag, world: TagWorld): Told {
  const { part } = rule
  const isCandidate = partsOf(placed.version)[part] !== undefined
  if (rule.comes === 'after')
    return afterPrevious(placed, world, (previous) => {
      if (previous === undefined || previous.version.isPrerelease) return notApplicable
      if (isCandidate) return obeyed
      const reason = { kind: 'not-followed', after: previous.tag.name } as const
      return violated(rule, reason, candidateOf(rule, placed, world))
    })
  if (isCandidate || (rule.unit === 'line' && !isFirstOfLine(placed, world))) return notApplicable
  const same = sameButFor(world)(rule).get(partsKey(placed.version, part)) ?? []
  const candidates = same.filter(
    ({ version, index }) => index < placed.index && partsOf(version)[part] !== undefined,
  )
  const last = candidates.at(-1)
  if (rule.reach === 'anywhere')
    return last === undefined
      ? violated(rule, { kind: 'no-candidate' }, candidateOf(rule, placed, world))
      : obeyed
  if (last === undefined) return notApplicable
  const branch = branchName(placed)
  if (branch === undefined) return unknown({ kind: 'branch-unknown' })
  if (candidates.some(({ tag }) => tag.branches?.includes(branch) === true)) return obeyed
  const candidate = last.tag.name
  if (!world.history.isWhole || last.tag.branches === undefined)
    return unknown({ kind: 'candidate-unknown', candidate })
  return violated(rule, { kind: 'candidate-elsewhere', candidate })
}

/** Tags that are alike but for the part that makes candidates. */
const sameButFor = once(({ placed }: TagWorld) =>
  once(({ part }: CandidateRule) => groupBy(placed.tags, ({ version }) => partsKey(version, part))),
)

const isFirstOfLine = (placed: PlacedTag, world: TagWorld): boolean =>
  firstsOfLines(world).get(placed.version.line.label) === placed

const firstsOfLines = once((world: TagWorld) => firstReleased(world, ({ line }) => line.label))

/** A candidate of a version, as the history or the scheme writes them. */
function candidateOf(rule: CandidateRule, { version }: PlacedTag, world: TagWorld): string[] {
  const candidate = `${candidateWord(rule.part, world)}.0`
  return [tagOfParts(world.repository.tag, world.scheme, withParts(version, { [rule.part]: candidate }))]
}

/** The word that candidates have: that of the last one that was written as it should be. */
export function candidateWord(part: string, { placed, scheme }: TagWorld): string {
  for (let i = placed.tags.length - 1; i >= 0; i--) {
    const tag = placed.tags[i]
    if (tag === undefined || tag.isMistaken || tag.version.advice !== undefined) continue
    const text = partsOf(tag.version)[part]
    const word = /^([A-Za-z]+)\.\d+$/.exec(text ?? '')?.[1]
    if (word !== undefined) return word
  }
  return `${scheme.parts.get(part)?.prefix ?? ''}rc`
}

export function ofMaintained(rule: MaintainedRule, { version, index }: PlacedTag, world: TagWorld): Told {
  const newest = newestLines(world)(rule).get(index) ?? []
  if (newest.includes(version.line.label)) return obeyed
  return violated(rule, { kind: 'line-ended', line: version.line.label, newest })
}

/** The newest lines that had a release when a tag came, by its place. */
const newestLines = once(({ placed }: TagWorld) =>
  once(({ lines }: MaintainedRule): ReadonlyMap<number, readonly string[]> => {
    const released = new Map<string, Line>()
    let newest: readonly string[] = []
    const found = new Map<number, readonly string[]>()
    for (const { version, index } of placed.tags) {
      if (!version.isPrerelease && !released.has(version.line.label)) {
        released.set(version.line.label, version.line)
        const sorted = [...released.values()].sort(compareLines)
        newest = sorted.slice(-lines).map(({ label }) => label)
      }
      found.set(index, newest)
    }
    return found
  }),
)

export function ofLag(rule: LagRule, placed: PlacedTag, world: TagWorld): Told {
  const unit = unitOf(rule, placed.version)
  if (firstTags(world)(rule).get(unit) !== placed) return notApplicable
  const { behind } = rule
  const day = firstDays(world)(rule).get(unit)
  if (day === undefined) return unknown({ kind: 'no-predecessor', behind })
  if (placed.tag.date === undefined) return unknown({ kind: 'no-day' })
  const days = daysBetween(day, placed.tag.date)
  return days <= rule.days ? obeyed : violated(rule, { kind: 'late', days, most: rule.days, behind })
}

const unitOf = ({ unit }: LagRule, version: Version): string =>
  (unit === 'line' ? version.line : version.major).label

const firstTags = once((world: TagWorld) =>
  once((rule: LagRule) => firstReleased(world, (version) => unitOf(rule, version))),
)

/** The days of the first releases of what comes first: from its repository where that is at hand. */
const firstDays = once(({ policy, repository, upstream }: TagWorld) =>
  once((rule: LagRule): ReadonlyMap<string, string> => {
    const isAtHand = upstream !== undefined && repository.upstream?.component === rule.behind
    const releases: readonly Pick<Release, 'version' | 'date'>[] = isAtHand
      ? upstream.placed.tags.map(({ version, tag }) => ({ ...tag, version }))
      : (policy.catalogues.get(rule.behind)?.releases ?? [])
    const found = new Map<string, string>()
    for (const { version, date } of releases) {
      const unit = unitOf(rule, version)
      const known = found.get(unit)
      if (version.isPrerelease || date === undefined) continue
      if (known === undefined || date < known) found.set(unit, date)
    }
    return found
  }),
)
