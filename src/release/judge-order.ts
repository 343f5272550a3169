import { daysBetween } from '../base/index.ts'
import type { CandidateRule, LagRule, MaintainedRule, Release, SequenceRule } from '../policy/index.ts'
import { compareLines, type Line, partsOf, type Version } from '../version/index.ts'
import { type PlacedTag, tagOfParts, withParts } from './place-tags.ts'
import { notApplicable, obeyed, type Told, unknown, violated } from './tag-finding.ts'
import { branchName, homeOf, partsKey, type TagWorld } from './tag-world.ts'

/* What rules say of a tag by what came before it. */

/** The tag that came before one on its branch. */
function before(placed: PlacedTag, { byBranch }: TagWorld): PlacedTag | undefined {
  const own = byBranch.get(branchName(placed) ?? '') ?? []
  let low = 0
  let high = own.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((own[middle]?.index ?? 0) < placed.index) low = middle + 1
    else high = middle
  }
  return own[low - 1]
}

export function ofSequence(rule: SequenceRule, placed: PlacedTag, world: TagWorld): Told {
  const { version } = placed
  const parts = partsOf(version)
  const found = parts[rule.part]
  if (found === undefined) return notApplicable
  const expected = (wanted: number): string[] => [
    tagOfParts(world.repository.tag, world.scheme, withParts(version, { [rule.part]: `${wanted}` })),
  ]
  const previous = before(placed, world)
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

const firstReleases = new WeakMap<TagWorld, Map<string, ReadonlyMap<string, number>>>()

/** Whether the series of a tag had a release before it, on any branch that the rule is about. */
function hasBeenReleased(rule: SequenceRule, placed: PlacedTag, world: TagWorld): boolean {
  const known = firstReleases.get(world) ?? new Map<string, ReadonlyMap<string, number>>()
  firstReleases.set(world, known)
  const key = JSON.stringify([rule.per, rule.on])
  let firsts = known.get(key)
  if (firsts === undefined) {
    const found = new Map<string, number>()
    for (const one of world.placed.tags) {
      const as = homeOf(one)?.as
      if (one.version.isPrerelease || (rule.on.length > 0 && !rule.on.includes(as ?? ''))) continue
      const series = seriesOf(rule, one.version)
      if (!found.has(series)) found.set(series, one.index)
    }
    firsts = found
    known.set(key, firsts)
  }
  return (firsts.get(seriesOf(rule, placed.version)) ?? Number.POSITIVE_INFINITY) < placed.index
}

export function ofCandidate(rule: CandidateRule, placed: PlacedTag, world: TagWorld): Told {
  const { part } = rule
  const isCandidate = partsOf(placed.version)[part] !== undefined
  if (rule.comes === 'after') {
    const previous = before(placed, world)
    if (previous === undefined || previous.version.isPrerelease) return notApplicable
    if (isCandidate) return obeyed
    return violated(
      rule,
      { kind: 'not-followed', after: previous.tag.name },
      candidateOf(rule, placed, world),
    )
  }
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

const firstsOfLines = new WeakMap<TagWorld, ReadonlyMap<string, PlacedTag>>()

function isFirstOfLine(placed: PlacedTag, world: TagWorld): boolean {
  let firsts = firstsOfLines.get(world)
  if (firsts === undefined) {
    const released = world.placed.tags.filter(({ version }) => !version.isPrerelease)
    // Of two entries with one key the last one stays: the first release, when they come newest first.
    firsts = new Map(released.reverse().map((tag) => [tag.version.line.label, tag]))
    firstsOfLines.set(world, firsts)
  }
  return firsts.get(placed.version.line.label) === placed
}

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

export function ofMaintained(rule: MaintainedRule, placed: PlacedTag, world: TagWorld): Told {
  const lines = new Map<string, Line>()
  for (const { version, index } of world.placed.tags) {
    if (index > placed.index) break
    if (!version.isPrerelease) lines.set(version.line.label, version.line)
  }
  const newest = [...lines.values()].sort(compareLines).slice(-rule.lines)
  if (newest.some(({ label }) => label === placed.version.line.label)) return obeyed
  const reason = {
    kind: 'line-ended',
    line: placed.version.line.label,
    newest: newest.map(({ label }) => label),
  } as const
  return violated(rule, reason)
}

export function ofLag(rule: LagRule, placed: PlacedTag, world: TagWorld): Told {
  const unitOf = (version: Version): string => (rule.unit === 'line' ? version.line : version.major).label
  const unit = unitOf(placed.version)
  const first = world.placed.tags.find(({ version }) => !version.isPrerelease && unitOf(version) === unit)
  if (first !== placed) return notApplicable
  const { behind } = rule
  const day = firstDay(world, behind, (version) => unitOf(version) === unit)
  if (day === undefined) return unknown({ kind: 'no-predecessor', behind })
  if (placed.tag.date === undefined) return unknown({ kind: 'no-day' })
  const days = daysBetween(day, placed.tag.date)
  return days <= rule.days ? obeyed : violated(rule, { kind: 'late', days, most: rule.days, behind })
}

/** The day of the first release of another component that is meant: from its repository where that is at hand. */
function firstDay(
  { policy, repository, upstream }: TagWorld,
  component: string,
  isMeant: (version: Version) => boolean,
): string | undefined {
  const known: readonly Pick<Release, 'version' | 'date'>[] =
    upstream !== undefined && repository.upstream?.component === component
      ? upstream.placed.tags.map(({ version, tag: { date } }) => ({
          version,
          ...(date !== undefined && { date }),
        }))
      : (policy.catalogues.get(component)?.releases ?? [])
  const days = known.flatMap(({ version, date }) =>
    !version.isPrerelease && isMeant(version) && date !== undefined ? [date] : [],
  )
  return days.sort()[0]
}
