import { groupBy, sum } from '../base/index.ts'
import { targetOf } from '../check/index.ts'
import {
  type Barred,
  type Group,
  type Limits,
  noLimits,
  type Part,
  type Wave,
  waveOf,
} from '../fleet/index.ts'
import type { Policy, Rule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import type { Wishes } from './request.ts'
import type { Direction } from './track.ts'

/**
 * Instances of one group at one version with one destination: they move together, since for rules about pairs
 * of present versions it is never better to tear them apart.
 */
export interface Mover {
  readonly id: number
  readonly group: Group
  readonly parts: readonly Part[]
  readonly count: number
  readonly start: Version
  readonly target: Version
  /** Undefined for instances that stay where they are. */
  readonly direction: Direction | undefined
  /** Need not arrive at the target: only asked to find out who is in whose way. */
  readonly isFree: boolean
  /** For instances that stay: because they are frozen, or because nothing was asked of them. */
  readonly stays: 'frozen' | 'unasked' | undefined
  /** Of those who go in waves. */
  readonly wave: Wave | undefined
}

/** What may be left out of a problem, to find out whether it matters. */
export interface Relaxation {
  /** Rules that are not asked. */
  readonly rules: ReadonlySet<Rule>
  /** Frozen parts that may move after all. */
  readonly thawed: ReadonlySet<Part>
  /** Groups that need not arrive anywhere, and which way they may go where nothing was asked of them. */
  readonly free: ReadonlySet<Group>
  readonly freeTo: (group: Group, version: Version) => 'newest' | 'oldest'
  /** What cannot be had, and is taken to be there all the same. */
  readonly supplied: ReadonlySet<Barred>
  /** Waves that need not wait. */
  readonly rushed: ReadonlySet<Wave>
}

export const noRelaxation: Relaxation = {
  rules: new Set(),
  thawed: new Set(),
  free: new Set(),
  freeTo: () => 'newest',
  supplied: new Set(),
  rushed: new Set(),
}

/** A problem's limits without what a relaxation leaves out. */
export function relaxedLimits(limits: Limits, { supplied, rushed }: Relaxation): Limits {
  if (supplied.size + rushed.size === 0) return limits
  return {
    ...limits,
    unavailable: limits.unavailable.filter((one) => !supplied.has(one)),
    waves: limits.waves.map((wave) => (rushed.has(wave) ? { ...wave, after: [] } : wave)),
  }
}

/**
 * The movers of a cluster of groups. Parts of a group with the same version and destination are one mover.
 * Parts whose version is not known cannot be planned; they are the caller's matter.
 */
export function makeMovers(
  cluster: readonly Group[],
  wishes: Wishes,
  policies: readonly Policy[],
  relax = noRelaxation,
  { waves }: Limits = noLimits,
): Mover[] {
  const movers: Mover[] = []
  for (const group of cluster) {
    const wish = targetOf(wishes.targets, group)
    const known = group.parts.flatMap((part) =>
      part.reading.kind === 'known' ? [{ part, version: part.reading.version }] : [],
    )
    const classes = groupBy(known, ({ part, version }) => {
      const frozen = part.frozen && !relax.thawed.has(part)
      const wave = waves.length === 0 ? undefined : waveOf(waves, group, part)
      return `${version.text} ${frozen} ${wave?.name ?? ''}`
    })
    for (const [{ part, version }, ...others] of classes.values() as Iterable<
      [(typeof known)[number], ...typeof known]
    >) {
      const frozen = part.frozen && !relax.thawed.has(part)
      // A group that need not arrive may go as far as releases go, if that helps others.
      const far =
        relax.free.has(group) && wish === undefined
          ? endOfCatalogue(group, policies, relax.freeTo(group, version))
          : undefined
      const target = frozen ? version : (wish?.version ?? far ?? version)
      const order = compareVersions(target, version)
      const parts = [part, ...others.map((other) => other.part)]
      movers.push({
        id: movers.length,
        group,
        parts,
        count: sum(parts, ({ count }) => count),
        start: version,
        target,
        direction: order > 0 ? 'up' : order < 0 ? 'down' : undefined,
        isFree: relax.free.has(group) && !frozen,
        stays: frozen ? 'frozen' : wish === undefined ? 'unasked' : undefined,
        wave: waves.length === 0 ? undefined : waveOf(waves, group, part),
      })
    }
  }
  return movers
}

function endOfCatalogue(
  group: Group,
  policies: readonly Policy[],
  end: 'newest' | 'oldest',
): Version | undefined {
  const releases =
    policies.find(({ name }) => name === group.policy)?.catalogues.get(group.component)?.releases ?? []
  const stable = releases.filter(({ version, status }) => status === undefined && !version.isPrerelease)
  return stable.at(end === 'newest' ? -1 : 0)?.version
}
