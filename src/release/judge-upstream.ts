import type { MirrorsRule, TagChoice, TracksRule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import type { Tag } from './history.ts'
import { branchOf, isChosen, matchBranch, type PlacedTag, tagOfParts, withParts } from './place-tags.ts'
import { notApplicable, obeyed, type Told, unknown, violated } from './tag-finding.ts'
import { homeOf, type TagWorld } from './tag-world.ts'

/* What rules say of a tag by the repository of what is taken from elsewhere. */

export function ofTracks(rule: TracksRule, placed: PlacedTag, world: TagWorld): Told {
  const { upstream, policy, repository } = world
  if (upstream === undefined || repository.upstream === undefined) return notApplicable
  const { component, term, branches } = repository.upstream
  const read = policy.components.get(component)?.scheme.parse(placed.version.terms?.[term] ?? '')
  if (read === undefined || !read.ok) return notApplicable
  const version = read.value
  const exists = existsUpstream(version, world)
  if (rule.to === 'existing')
    return exists ? obeyed : violated(rule, { kind: 'not-upstream', found: version.text })
  const home = homeOf(placed)
  if (home === undefined) return unknown({ kind: 'branch-unknown' })
  const name = branchOf(branches.get(home.as) ?? '', placed.version)
  const latest = latestOn(name, rule, placed.tag, world)
  if (latest === undefined) return unknown({ kind: 'no-upstream-branch', upstream: name })
  const order = compareVersions(version, latest)
  // What is not upstream, and newer than all that is, was patched here: nobody forbids that.
  if (order === 0 || (order > 0 && !exists)) return obeyed
  const reason = {
    kind: 'not-latest',
    found: version.text,
    latest: latest.text,
    upstream: name,
  } as const
  return violated(rule, reason, tagWith(placed, latest, term, world))
}

/** The tag with another version from upstream, and all else as it is. */
function tagWith(
  { version }: PlacedTag,
  upstream: Version,
  term: string,
  { scheme, repository }: TagWorld,
): string[] {
  const parts = scheme.readTerm?.(term, upstream.text) ?? scheme.readTerm?.(term, `v${upstream.text}`)
  return parts === undefined ? [] : [tagOfParts(repository.tag, scheme, withParts(version, parts))]
}

/** The tags of a branch of upstream, oldest first, and at each the newest version so far. */
interface Progress {
  readonly times: readonly number[]
  readonly newest: readonly Version[]
}

const progresses = new WeakMap<TagWorld, Map<string, Progress>>()

/** The newest version that a branch of upstream had when a tag was made. */
function latestOn(branch: string, { among }: TracksRule, tag: Tag, world: TagWorld): Version | undefined {
  const known = progresses.get(world) ?? new Map<string, Progress>()
  progresses.set(world, known)
  const key = `${among} ${branch}`
  const clock = clockOf(world)
  const { times, newest } = known.get(key) ?? progressOn(branch, among, world, clock)
  known.set(key, { times, newest })
  const time = clock(tag)
  let count = 0
  let high = times.length
  while (count < high) {
    const middle = (count + high) >> 1
    if ((times[middle] ?? 0) <= time) count = middle + 1
    else high = middle
  }
  return newest[count - 1]
}

function progressOn(
  branch: string,
  among: TagChoice,
  { upstream }: TagWorld,
  clock: (tag: Tag) => number,
): Progress {
  const tags = (upstream?.placed.tags ?? [])
    .filter(({ tag, version }) => tag.branches?.includes(branch) === true && isChosen(among, version))
    .sort((a, b) => clock(a.tag) - clock(b.tag))
  const newest: Version[] = []
  for (const { version } of tags) {
    const last = newest.at(-1)
    newest.push(last === undefined || compareVersions(version, last) > 0 ? version : last)
  }
  return { times: tags.map(({ tag }) => clock(tag)), newest }
}

const clocks = new WeakMap<TagWorld, (tag: Tag) => number>()

/** To the second where both histories tell that, else to the day: then what came on one day counts as earlier. */
function clockOf(world: TagWorld): (tag: Tag) => number {
  const known = clocks.get(world)
  if (known !== undefined) return known
  const isExact = [world.history, world.upstream?.history].every(
    (one) => one?.tags.every(({ seconds }) => seconds !== undefined) === true,
  )
  const clock = isExact
    ? ({ seconds }: Tag) => seconds ?? 0
    : ({ date }: Tag) => (date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date))
  clocks.set(world, clock)
  return clock
}

const texts = new WeakMap<TagWorld, ReadonlySet<string>>()

function existsUpstream(version: Version, world: TagWorld): boolean {
  const known = texts.get(world) ?? new Set(world.upstream?.placed.tags.map((one) => one.version.text))
  texts.set(world, known)
  return known.has(version.text)
}

/** Judges a branch: whether upstream has its counterpart. Undefined where the rule is not about it. */
export function ofMirrors(
  rule: MirrorsRule,
  branch: string,
  { repository, upstream }: TagWorld,
): Told | undefined {
  const there = repository.upstream
  if (there === undefined || upstream === undefined) return undefined
  for (const as of rule.on) {
    const match = matchBranch(repository.branches.get(as) ?? '', branch)
    if (match === undefined) continue
    let counterpart = there.branches.get(as) ?? ''
    for (const [placeholder, value] of Object.entries(match))
      counterpart = counterpart.replaceAll(placeholder, value)
    return upstream.history.branches.includes(counterpart)
      ? obeyed
      : violated(rule, { kind: 'no-upstream-branch', upstream: counterpart })
  }
  return undefined
}
