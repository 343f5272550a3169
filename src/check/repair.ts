import { sum } from '../base/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import { compareLines, compareVersions, type Version } from '../version/index.ts'
import { clusters } from './cluster.ts'
import type { Finding, Member } from './finding.ts'

/** The fewest instances to change so that a scope is supported, each with a version that does it. */
export interface Repair {
  readonly changes: readonly { readonly member: Member; readonly to: Version }[]
  /** Instances changed. */
  readonly count: number
}

/** Beyond these sizes the smallest set is not searched for: a long list helps nobody. */
const mostParts = 12
const mostTrials = 3000

type Judge = (groups: readonly Group[]) => readonly Finding[]

/** The smallest repair of each cluster in which a required rule is broken. */
export function smallestRepairs(
  groups: readonly Group[],
  policies: readonly Policy[],
  judge: Judge,
): readonly Repair[] {
  return clusters(groups, policies).flatMap((cluster) => {
    const errors = judge(cluster).filter(({ severity }) => severity === 'error')
    return errors.length === 0 ? [] : (repair(cluster, errors, policies, judge) ?? [])
  })
}

function repair(
  cluster: readonly Group[],
  errors: readonly Finding[],
  policies: readonly Policy[],
  judge: Judge,
): Repair | undefined {
  const members = cluster.flatMap((group) => group.parts.map((part): Member => ({ group, part })))
  if (members.length > mostParts) return undefined
  const trials = { left: mostTrials }
  for (const chosen of subsetsByCount(members)) {
    const parts = new Set(chosen.map(({ part }) => part))
    // Every broken case must lose one of its sides, or the set cannot be enough.
    const touchesAll = errors.every((error) => {
      const sides = [error.members, error.against].filter((side) => side.length > 0)
      return sides.some((side) => side.every(({ part }) => parts.has(part))) || isHit(error, parts)
    })
    if (!touchesAll) continue
    const changes = findVersions(chosen, cluster, policies, judge, trials)
    if (changes !== undefined) return { changes, count: sum(changes, ({ member }) => member.part.count) }
    if (trials.left <= 0) return undefined
  }
  return undefined
}

/** A finding merges several pairs; a part on each side may be enough, which only a trial can tell. */
const isHit = (error: Finding, parts: ReadonlySet<Part>): boolean =>
  error.members.some(({ part }) => parts.has(part)) && error.against.some(({ part }) => parts.has(part))

function subsetsByCount(members: readonly Member[]): Member[][] {
  const movable = members.filter(({ part }) => !part.frozen && part.reading.kind === 'known')
  const subsets: Member[][] = []
  for (let mask = 1; mask < 1 << movable.length; mask++) {
    subsets.push(movable.filter((_, i) => (mask >> i) & 1))
  }
  const instances = (subset: readonly Member[]): number => sum(subset, ({ part }) => part.count)
  return subsets.sort((a, b) => instances(a) - instances(b) || a.length - b.length)
}

/** Versions for the chosen parts, nearest to their own first; the parts of one group go to the same version. */
function findVersions(
  chosen: readonly Member[],
  cluster: readonly Group[],
  policies: readonly Policy[],
  judge: Judge,
  trials: { left: number },
): Repair['changes'] | undefined {
  const groups = [...new Set(chosen.map(({ group }) => group))]
  const options = groups.map((group) => candidates(group, chosen, policies))
  const assigned = new Map<Group, Version>()
  const nameOf = ({ rule, component, reason }: Finding): string =>
    [rule?.name, component, reason.kind].join(' ')
  const openBefore = new Set(judge(cluster).flatMap((one) => (one.severity === 'unknown' ? nameOf(one) : [])))
  // No error may be left, and no new question: what nobody can vouch for mends nothing.
  const isFine = (isWhole: boolean): boolean => {
    trials.left--
    const changed = cluster.flatMap((group) => {
      const to = assigned.get(group)
      const stays = group.parts.filter((part) => !chosen.some((member) => member.part === part))
      if (to === undefined) return stays.length === 0 ? [] : [{ ...group, parts: stays }]
      const moved: Part = { reading: { kind: 'known', version: to }, count: 1, frozen: false, instances: [] }
      return [{ ...group, parts: [...stays, moved] }]
    })
    return judge(changed).every((one) =>
      one.severity === 'unknown' && isWhole ? openBefore.has(nameOf(one)) : one.severity !== 'error',
    )
  }
  const assign = (i: number): boolean => {
    const group = groups[i]
    if (group === undefined) return true
    for (const version of options[i] ?? []) {
      if (trials.left <= 0) return false
      assigned.set(group, version)
      // Groups not assigned yet are absent meanwhile: what breaks without them breaks with them.
      if (isFine(i + 1 === groups.length) && assign(i + 1)) return true
    }
    assigned.delete(group)
    return false
  }
  if (!assign(0)) return undefined
  // Into another line nobody is sent to its first patch: the newest one that does it is as small a change.
  for (const [i, group] of groups.entries()) {
    const to = assigned.get(group)
    if (to === undefined || isOfOwnLine(group, to)) continue
    const newer = (options[i] ?? [])
      .filter((one) => compareLines(one.line, to.line) === 0 && compareVersions(one, to) > 0)
      .sort((a, b) => compareVersions(b, a))
    for (const version of newer) {
      if (trials.left <= 0) break
      assigned.set(group, version)
      if (isFine(true)) break
      assigned.set(group, to)
    }
  }
  return chosen.flatMap((member) => {
    const to = assigned.get(member.group)
    return to === undefined ? [] : [{ member, to }]
  })
}

const isOfOwnLine = ({ parts }: Group, { line }: Version): boolean =>
  parts.some(({ reading }) => reading.kind === 'known' && compareLines(reading.version.line, line) === 0)

function candidates(
  group: Group,
  chosen: readonly Member[],
  policies: readonly Policy[],
): readonly Version[] {
  const policy = policies.find(({ name }) => name === group.policy)
  const known = policy?.catalogues.get(group.component)?.releases ?? []
  const versions = known
    .filter(({ status, version }) => status === undefined && !version.isPrerelease)
    .map(({ version }) => version)
  const own = chosen
    .filter((member) => member.group === group)
    .flatMap(({ part }) => {
      const { reading, count } = part
      return reading.kind === 'known' ? [{ index: placeIn(versions, reading.version), count }] : []
    })
  const distance = (index: number): number => sum(own, (one) => one.count * Math.abs(index - one.index))
  // Where others of the group stay, joining them is the least change; then nearest first, and of two the newer.
  const staying = group.parts.filter((part) => !chosen.some((member) => member.part === part))
  const joins = (version: Version): boolean =>
    staying.some(({ reading }) => reading.kind === 'known' && compareVersions(reading.version, version) === 0)
  return versions
    .map((version, index) => ({ version, index, far: joins(version) ? -1 : distance(index) }))
    .sort((a, b) => a.far - b.far || b.index - a.index)
    .map(({ version }) => version)
}

/** Where a version stands, or would stand, among sorted ones. */
function placeIn(versions: readonly Version[], version: Version): number {
  const index = versions.findIndex((other) => compareVersions(other, version) >= 0)
  return index < 0 ? versions.length : index
}
