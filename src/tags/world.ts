import { groupBy } from '../base/index.ts'
import type { Policy, Repository } from '../policy/index.ts'
import { partsOf, type Scheme, type Version } from '../version/index.ts'
import type { History } from './history.ts'
import { type Home, type PlacedHistory, type PlacedTag, placeTags } from './place.ts'

/** All that rules about tags look at. */
export interface TagWorld {
  readonly policy: Policy
  readonly repository: Repository
  readonly scheme: Scheme
  readonly history: History
  readonly placed: PlacedHistory
  /** Per branch the tags from it, oldest first. */
  readonly byBranch: ReadonlyMap<string, readonly PlacedTag[]>
  /** The history of what is taken from elsewhere, where it is at hand. */
  readonly upstream?: UpstreamWorld
}

export interface UpstreamWorld {
  readonly history: History
  readonly placed: PlacedHistory
}

/** Reads the histories of a repository, and of its upstream, in the terms of a policy. */
export function openTags(
  policy: Policy,
  repository: Repository,
  history: History,
  upstream?: History,
): TagWorld {
  const scheme = schemeOf(policy, repository.of[0])
  const placed = placeTags(history, repository, scheme)
  const byBranch = groupBy(
    placed.tags.filter((tag) => branchName(tag) !== undefined),
    (tag) => branchName(tag) ?? '',
  )
  const world = { policy, repository, scheme, history, placed, byBranch }
  if (upstream === undefined || repository.upstream === undefined) return world
  const { component, tag, ignore } = repository.upstream
  const names = { tag, ignore, branches: new Map<string, string>(), home: [] }
  const placedThere = placeTags(upstream, names, schemeOf(policy, component))
  return { ...world, upstream: { history: upstream, placed: placedThere } }
}

function schemeOf({ components, name }: Policy, component = ''): Scheme {
  const found = components.get(component)?.scheme
  if (found === undefined) throw new Error(`the policy ${name} was built with a repository of no component`)
  return found
}

/** The branch that a tag is from, where one is known. */
export const homeOf = ({ home }: PlacedTag): Home | undefined =>
  home === 'unknown' || home === 'none' ? undefined : home

export const branchName = (tag: PlacedTag): string | undefined => homeOf(tag)?.branch

/** The same for versions that differ in nothing but one part. */
export const partsKey = (version: Version, without: string): string =>
  JSON.stringify(
    Object.entries(partsOf(version))
      .filter(([name]) => name !== without)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
