import { clusters, findState, verdictOf } from '../check/index.ts'
import { type Entry, groupKey, type Progress } from '../execute/index.ts'
import type { StateVerdict } from '../explain/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import type { Version } from '../version/index.ts'

const fromBest = ['supported', 'untested', 'unknown', 'unsupported'] as const

/** What policies say of a fleet as a run has it. Only what a move may have changed is asked again. */
export class FleetVerdict {
  private readonly policies: readonly Policy[]
  /** The groups that rules tie together, by the key of each. */
  private readonly clusterOf: ReadonlyMap<string, readonly Group[]>
  /** Of those that are not supported. */
  private readonly verdicts = new Map<readonly Group[], StateVerdict>()
  private readonly stale: Set<readonly Group[]>
  /** The versions in each group when it was judged; how many there are of each is no rule's business. */
  private readonly present = new Map<string, string>()
  private readonly versions = new Map<string, Version | undefined>()

  /** From the groups that were there when the plan was made. */
  constructor(groups: readonly Group[], policies: readonly Policy[]) {
    this.policies = policies
    const all = clusters(groups, policies)
    this.clusterOf = new Map(all.flatMap((cluster) => cluster.map((group) => [groupKey(group), cluster])))
    this.stale = new Set(all)
  }

  /** To be told what the run has taken in. */
  note(entry: Entry, progress: Progress): void {
    if (entry.kind !== 'intended' && entry.kind !== 'settled') return
    const stage = progress.stages.get(entry.subject)?.stage
    for (const key of [stage?.group, stage?.delivers?.group]) {
      const cluster = key === undefined ? undefined : this.clusterOf.get(key)
      if (key === undefined || cluster === undefined) continue
      const present = [...countsOf(key, progress).keys()].join()
      if (present !== this.present.get(key)) this.stale.add(cluster)
      this.present.set(key, present)
    }
  }

  /** The worst of all; with the rules that are broken or cannot be answered. */
  now(progress: Progress): StateVerdict {
    for (const cluster of this.stale) {
      const verdict = this.judge(cluster, progress)
      if (verdict.kind === 'supported') this.verdicts.delete(cluster)
      else this.verdicts.set(cluster, verdict)
    }
    this.stale.clear()
    const all = [...this.verdicts.values()]
    const kind = fromBest.findLast((name) => all.some((one) => one.kind === name)) ?? 'supported'
    return { kind, rules: [...new Set(all.flatMap((one) => (one.kind === kind ? one.rules : [])))] }
  }

  private judge(cluster: readonly Group[], progress: Progress): StateVerdict {
    const present = cluster.map((group) => ({ ...group, parts: this.partsOf(group, progress) }))
    const verdict = verdictOf(findState(present, this.policies))
    if (verdict.kind === 'supported') return { kind: verdict.kind, rules: [] }
    const names = verdict.because.map(({ policy, rule }) => (rule === undefined ? policy : rule.name))
    return { kind: verdict.kind, rules: [...new Set(names)] }
  }

  private partsOf(group: Group, progress: Progress): readonly Part[] {
    const known = [...countsOf(groupKey(group), progress)].flatMap(([text, count]): Part[] => {
      const version = this.parse(group, text)
      if (version === undefined) return []
      return [{ count, frozen: false, instances: [], reading: { kind: 'known', version } }]
    })
    return [...known, ...group.parts.filter(({ reading }) => reading.kind !== 'known')]
  }

  private parse({ policy, component }: Group, text: string): Version | undefined {
    const key = `${policy} ${component} ${text}`
    if (!this.versions.has(key)) {
      const scheme = this.policies.find(({ name }) => name === policy)?.components.get(component)?.scheme
      const parsed = scheme?.parse(text)
      this.versions.set(key, parsed?.ok === true ? parsed.value : undefined)
    }
    return this.versions.get(key)
  }
}

/** How many of a group may run at each version: what is under way counts where it comes from and where it goes to. */
function countsOf(key: string, progress: Progress): ReadonlyMap<string, number> {
  const counts = new Map([...(progress.holdings.get(key) ?? [])].filter(([, count]) => count > 0))
  for (const { or, count } of progress.unsettled(key)) counts.set(or, (counts.get(or) ?? 0) + count)
  return counts
}
