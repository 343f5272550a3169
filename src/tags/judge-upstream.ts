import { countLeading, isLike } from '../base/index.ts'
import type { MirrorsRule, Repository, TracksRule } from '../policy/index.ts'
import { compareVersions, partsOf, type Version } from '../version/index.ts'
import { notApplicable, obeyed, type Told, unknown, violated } from './finding.ts'
import type { Tag } from './history.ts'
import { fitted } from './judge-tag.ts'
import { once } from './once.ts'
import {
  branchOf,
  type Home,
  isChosen,
  matchBranch,
  type PlacedTag,
  partsOfTerm,
  tagOfParts,
} from './place.ts'
import { homeOf, type TagWorld } from './world.ts'

/* What rules say of a tag by the repository of what is taken from elsewhere. */

export function ofTracks(rule: TracksRule, placed: PlacedTag, world: TagWorld): Told {
  const { upstream, policy, repository } = world
  if (upstream === undefined || repository.upstream === undefined) return notApplicable
  const { component, term, branches } = repository.upstream
  const read = policy.components.get(component)?.scheme.parse(placed.version.terms?.[term] ?? '')
  if (read === undefined || !read.ok) return notApplicable
  const version = read.value
  const exists = textsUpstream(world).has(version.text)
  if (rule.to === 'existing')
    return exists ? obeyed : violated(rule, { kind: 'not-upstream', found: version.text })
  const home = homeOf(placed)
  if (home === undefined) return unknown({ kind: 'branch-unknown' })
  const name = counterpartOf(home, repository, branches)
  const latest = latestOn(name, rule, placed.tag, world)
  if (latest === undefined) return unknown({ kind: 'nothing-upstream', upstream: name })
  const order = compareVersions(version, latest)
  // A patch that is not upstream, and newer than all that are, was made here: nobody forbids that.
  const isOwnPatch = order > 0 && !exists && version.line.label === latest.line.label
  if (order === 0 || isOwnPatch) return obeyed
  const reason = {
    kind: 'not-latest',
    found: version.text,
    latest: latest.text,
    upstream: name,
  } as const
  return violated(rule, reason, tagWith(placed, latest, term, world))
}

/** The tag with another version from upstream, and all else as its branch wants it. */
function tagWith(placed: PlacedTag, upstream: Version, term: string, world: TagWorld): string[] {
  const { scheme, repository } = world
  const parts = partsOfTerm(scheme, term, upstream.text)
  if (parts === undefined) return []
  return [tagOfParts(repository.tag, scheme, fitted({ ...partsOf(placed.version), ...parts }, placed, world))]
}

/** The newest version that a branch of upstream had when a tag was made. */
function latestOn(branch: string, rule: TracksRule, tag: Tag, world: TagWorld): Version | undefined {
  const progress = progresses(world)(rule).get(branch)
  if (progress === undefined) return undefined
  const { times, newest } = progress
  const time = clockOf(world)(tag)
  return newest[countLeading(times, (one) => one <= time) - 1]
}

/** The times at which a branch of upstream got tags, and the newest version that it had from then on. */
interface Progress {
  readonly times: number[]
  readonly newest: Version[]
}

const progresses = once((world: TagWorld) =>
  once(({ among }: TracksRule): ReadonlyMap<string, Progress> => {
    const clock = clockOf(world)
    const tags = (world.upstream?.placed.tags ?? [])
      .filter(({ version }) => isChosen(among, version))
      .map(({ tag, version }) => ({ version, time: clock(tag), branches: ownBranches(tag, version, world) }))
      .sort((a, b) => a.time - b.time)
    const found = new Map<string, Progress>()
    for (const { version, time, branches } of tags)
      for (const branch of branches) {
        const own = found.get(branch) ?? { times: [], newest: [] }
        found.set(branch, own)
        const last = own.newest.at(-1)
        own.times.push(time)
        own.newest.push(last === undefined || compareVersions(version, last) > 0 ? version : last)
      }
    return found
  }),
)

/** Of the branches of upstream that contain a tag those that it counts for: what branched off later has it as well. */
function ownBranches(tag: Tag, version: Version, { repository }: TagWorld): readonly string[] {
  const own = [...(repository.upstream?.branches.values() ?? [])].map((pattern) => branchOf(pattern, version))
  return (tag.branches ?? []).filter((branch) => own.some((pattern) => isLike(branch, pattern)))
}

/** To the second where both histories tell that, else to the day: then what came on one day counts as earlier. */
const clockOf = once(({ history, upstream }: TagWorld): ((tag: Tag) => number) => {
  const isExact = [history, upstream?.history].every(
    (one) => one?.tags.every(({ seconds }) => seconds !== undefined) === true,
  )
  return isExact
    ? ({ seconds }) => seconds ?? 0
    : ({ date }) => (date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date))
})

const textsUpstream = once(
  ({ upstream }: TagWorld): ReadonlySet<string> =>
    new Set(upstream?.placed.tags.map(({ version }) => version.text)),
)

/** Judges a branch: whether upstream has its counterpart. Undefined where the rule is not about it. */
export function ofMirrors(
  rule: MirrorsRule,
  branch: string,
  { repository, upstream }: TagWorld,
): Told | undefined {
  const there = repository.upstream
  if (there === undefined || upstream === undefined) return undefined
  const as = rule.on.find((one) => matchBranch(repository.branches.get(one) ?? '', branch) !== undefined)
  if (as === undefined) return undefined
  const counterpart = counterpartOf({ as, branch }, repository, there.branches)
  return upstream.history.branches.includes(counterpart)
    ? obeyed
    : violated(rule, { kind: 'no-upstream-branch', upstream: counterpart })
}

/** The branch of upstream that goes with one here: what is on a branch goes with it, whatever its name says. */
export function counterpartOf(
  { as, branch }: Pick<Home, 'as' | 'branch'>,
  { branches }: Repository,
  there: ReadonlyMap<string, string>,
): string {
  let counterpart = there.get(as) ?? ''
  for (const [placeholder, value] of Object.entries(matchBranch(branches.get(as) ?? '', branch) ?? {}))
    counterpart = counterpart.replaceAll(placeholder, value)
  return counterpart
}
