import type { Target } from '../check/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import type { Conflict } from './conflict.ts'
import type { PlanRequest, Wishes } from './request.ts'

/** A changed request that was planned again and works. */
export interface Alternative {
  readonly kind: 'other-target' | 'thaw' | 'move-all' | 'stopped'
  readonly wishes: Wishes
  /** For another target, the version; for a thaw, the name of the part. */
  readonly version?: Version
  readonly name?: string
  readonly moves: number
}

/** Plans a request again; undefined when that one is not possible either. */
type Replan = (wishes: Wishes) => number | undefined

/** As many nearer targets are tried before giving up. */
const mostTargets = 12

export function findAlternatives(
  request: PlanRequest,
  conflicts: readonly Conflict[],
  replan: Replan,
): readonly Alternative[] {
  const { wishes } = request
  const found: Alternative[] = []
  const consider = (alternative: Omit<Alternative, 'moves'>): void => {
    const moves = replan(alternative.wishes)
    if (moves !== undefined) found.push({ ...alternative, moves })
  }
  const nearer = nearerTarget(request, conflicts, replan)
  if (nearer !== undefined) found.push(nearer)
  const causes = conflicts.flatMap((conflict) => conflict.causes)
  const names = new Set(causes.flatMap((cause) => (cause.kind === 'freeze' ? (cause.part.name ?? []) : [])))
  if (names.size > 0) {
    const thaw = [...wishes.thaw, ...names]
    consider({ kind: 'thaw', wishes: { ...wishes, thaw }, name: [...names].join(', ') })
  }
  if (causes.some(({ kind }) => kind === 'stays')) {
    const targets = targetsOfAll(request)
    if (targets !== undefined) consider({ kind: 'move-all', wishes: { ...wishes, targets } })
  }
  if (wishes.mode === 'rolling') consider({ kind: 'stopped', wishes: { ...wishes, mode: 'stopped' } })
  return found
}

/** The furthest version, on the way to the one that was asked for, that can be reached by all who were asked. */
function nearerTarget(
  request: PlanRequest,
  conflicts: readonly Conflict[],
  replan: Replan,
): Alternative | undefined {
  const { wishes } = request
  const reached = conflicts.flatMap((conflict) => conflict.reached)
  const candidates: Version[] = []
  for (const { furthest, target, start } of reached) {
    if (compareVersions(furthest, target) === 0 || compareVersions(furthest, start) === 0) continue
    candidates.push(furthest)
  }
  const distinct = [...new Map(candidates.map((version) => [version.text, version])).values()]
  for (const version of distinct.slice(0, mostTargets)) {
    const targets = wishes.targets.map((target) => {
      const policy = request.policies.find(({ name }) => name === target.policy)
      const isKnown = policy?.catalogues
        .get(target.component)
        ?.releases.some((release) => compareVersions(release.version, version) === 0)
      return isKnown === true ? { ...target, version } : target
    })
    const moves = replan({ ...wishes, targets })
    if (moves !== undefined && moves > 0)
      return { kind: 'other-target', wishes: { ...wishes, targets }, version, moves }
  }
  return undefined
}

/** The same target for every component that has such a release. */
function targetsOfAll({ wishes, policies, summary }: PlanRequest): readonly Target[] | undefined {
  const versions = new Map(wishes.targets.map(({ version }) => [version.text, version]))
  const [version] = versions.values()
  if (versions.size !== 1 || version === undefined) return undefined
  const targets = new Map<string, Target>()
  for (const { policy: name, component } of summary.groups) {
    const releases =
      policies.find((policy) => policy.name === name)?.catalogues.get(component)?.releases ?? []
    const release = releases.find((candidate) => candidate.version.text === version.text)
    if (release === undefined) return undefined
    targets.set(`${name}/${component}`, { policy: name, component, version: release.version })
  }
  return [...targets.values()]
}
