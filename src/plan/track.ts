import { deliveredReleases, judgeAloneVersion, judgePair, type Outcome, worse } from '../check/index.ts'
import type { Policy, Rule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'

export type Direction = 'up' | 'down'

/**
 * The versions of a component that a plan may deal with, in the direction of travel: going on is always a
 * larger index, upwards and downwards alike. Shared by all scopes that travel this way.
 */
export interface Track {
  readonly policy: Policy
  readonly component: string
  readonly direction: Direction
  readonly versions: readonly Version[]
  /** Whether a plan may stop there: released, not recalled, no pre-release. */
  readonly isStop: readonly boolean[]
  /** What the rules that look at one version alone say of it. */
  readonly alone: readonly Outcome[]
  readonly indexOf: ReadonlyMap<string, number>
}

/**
 * `present` are the versions that the fleet and the wishes name, catalogued or not. What comes with another component
 * can only stop where a release of that one brings it.
 */
export function makeTrack(
  policy: Policy,
  component: string,
  direction: Direction,
  present: readonly Version[],
  counts: (rule: Rule) => boolean,
  comesWith: string | undefined,
): Track {
  const oldest = extreme(present, -1)
  const newest = extreme(present, 1)
  const versions = new Map<string, { version: Version; isStop: boolean }>()
  const releases =
    comesWith === undefined
      ? (policy.catalogues.get(component)?.releases ?? [])
      : deliveredReleases(policy, comesWith, component)
  for (const { version, status } of releases) {
    // Nobody travels outside what the fleet has and wants, so releases beyond it are left out.
    if (compareVersions(version, oldest) < 0 || compareVersions(version, newest) > 0) continue
    versions.set(version.text, { version, isStop: status === undefined && !version.isPrerelease })
  }
  for (const version of present) {
    if (!versions.has(version.text)) versions.set(version.text, { version, isStop: false })
  }
  const sorted = [...versions.values()].sort((a, b) => compareVersions(a.version, b.version))
  if (direction === 'down') sorted.reverse()
  return {
    policy,
    component,
    direction,
    versions: sorted.map(({ version }) => version),
    isStop: sorted.map(({ isStop }) => isStop),
    alone: sorted.map(({ version }) => aloneOutcome(policy, component, version, counts)),
    indexOf: new Map(sorted.map(({ version }, i) => [version.text, i])),
  }
}

function aloneOutcome(
  policy: Policy,
  component: string,
  version: Version,
  counts: (rule: Rule) => boolean,
): Outcome {
  let outcome: Outcome = 'holds'
  for (const rule of policy.rules) {
    if (rule.kind === 'requires' && rule.across === undefined && counts(rule)) {
      // What a version needs of its own component it needs of itself too.
      const isOwn = rule.of.component === component && rule.to.component === component
      if (isOwn) outcome = worse(outcome, judgePair(rule, version, version).outcome)
    }
    if ((rule.kind !== 'silent' && rule.kind !== 'status') || !counts(rule)) continue
    if (rule.of.component !== component) continue
    outcome = worse(outcome, judgeAloneVersion(rule, policy, version).outcome)
  }
  return outcome
}

function extreme(versions: readonly Version[], sign: -1 | 1): Version {
  return versions.reduce((a, b) => (Math.sign(compareVersions(b, a)) === sign ? b : a))
}
