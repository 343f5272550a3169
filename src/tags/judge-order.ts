import { daysBetween } from '../base/index.ts'
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
function countBefore(tags: readonly PlacedTag[], { index }: PlacedTag): number {
  let low = 0
  let high = tags.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tags[middle]?.index ?? 0) < index) low = middle + 1
    else high = middle
  }
  return low
}

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
  (firstReleases(world)(rule).get(seriesOf(rule, version)) ?? Number.POSITIVE_INFINITY) < index

/** Of each series the place of its first release. */
const firstReleases = once(({ placed }: TagWorld) =>
  once((rule: SequenceRule): ReadonlyMap<string, number> => {
    const found = new Map<string, number>()
    for (const { version, index } of placed.tags) {
      const series = seriesOf(rule, version)
      if (!version.isPrerelease && !found.has(series)) found.set(series, index)
    }
    return found
  }),
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
  const same = world.byParts(part).get(partsKey(placed.version, part)) ?? []
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

const isFirstOfLine = (placed: PlacedTag, world: TagWorld): boolean =>
  firstsOfLines(world).get(placed.version.line.label) === placed

const firstsOfLines = once(({ placed }: TagWorld): ReadonlyMap<string, PlacedTag> => {
  const released = placed.tags.filter(({ version }) => !version.isPrerelease)
  // Of two entries with one key the last one stays: the first release, when they come newest first.
  return new Map(released.reverse().map((tag) => [tag.version.line.label, tag]))
})

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

/** The first release of every line, or major. */
const firstTags = once(({ placed }: TagWorld) =>
  once((rule: LagRule): ReadonlyMap<string, PlacedTag> => {
    const found = new Map<string, PlacedTag>()
    for (const one of placed.tags) {
      const unit = unitOf(rule, one.version)
      if (!one.version.isPrerelease && !found.has(unit)) found.set(unit, one)
    }
    return found
  }),
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
