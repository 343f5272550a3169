import { findState, verdictOf } from '../../check/index.ts'
import { type Entry, groupKey, type Progress } from '../../execute/index.ts'
import type { StateVerdict } from '../../explain/index.ts'
import type { Group, Part } from '../../fleet/index.ts'
import type { Policy } from '../../policy/index.ts'
import type { Version } from '../../version/index.ts'
import { toldClusters } from './ties.ts'

const fromWorst = ['unsupported', 'unknown', 'untested', 'supported'] as const

/** What policies say of a fleet as a run has it. Only what a move may have changed is asked again. */
export class FleetVerdict {
  private readonly policies: readonly Policy[]
  private readonly day: string
  /** The groups that rules tie together, by the key of each. */
  private readonly clusterOf: ReadonlyMap<string, readonly Group[]>
  /** Of those that are not supported. */
  private readonly verdicts = new Map<readonly Group[], StateVerdict>()
  /** How many clusters each rule says something of, by what they are. */
  private readonly rules = new Map<StateVerdict['kind'], Map<string, number>>()
  private readonly stale: Set<readonly Group[]>
  /** The versions in each group when it was judged; how many there are of each is no rule's business. */
  private readonly present = new Map<string, string>()
  private readonly versions = new Map<string, Version | undefined>()

  /** From the groups that were there when the plan was made; `day` is the one on which support is asked for. */
  constructor(groups: readonly Group[], policies: readonly Policy[], day: string) {
    this.policies = policies
    this.day = day
    const all = toldClusters(groups, policies)
    this.clusterOf = new Map(all.flatMap((cluster) => cluster.map((group) => [groupKey(group), cluster])))
    this.stale = new Set(all)
  }

  /** To be told what the run has taken in. */
  note(entry: Entry, progress: Progress): void {
    if (entry.kind === 'turned') {
      for (const { stage, hasBegun } of progress.stages.values())
        if (hasBegun) this.look(stage.group, progress)
      return
    }
    if (!('subject' in entry)) return
    const stage = progress.stages.get(entry.subject)?.stage
    if (stage === undefined) return
    this.look(stage.group, progress)
    if (stage.delivers !== undefined) this.look(stage.delivers.group, progress)
  }

  private look(key: string, progress: Progress): void {
    const cluster = this.clusterOf.get(key)
    if (cluster === undefined) return
    const present = `${[...progress.presentIn(key).keys()].join()} ${progress.isBrought(key)}`
    if (present !== this.present.get(key)) this.stale.add(cluster)
    this.present.set(key, present)
  }

  /** The worst of all; with the rules that are broken or cannot be answered. */
  now(progress: Progress): StateVerdict {
    for (const cluster of this.stale) {
      this.count(this.verdicts.get(cluster), -1)
      const verdict = this.judge(cluster, progress)
      if (verdict.kind === 'supported') this.verdicts.delete(cluster)
      else this.verdicts.set(cluster, verdict)
      this.count(this.verdicts.get(cluster), 1)
    }
    this.stale.clear()
    const kind = fromWorst.find((one) => (this.rules.get(one)?.size ?? 0) > 0) ?? 'supported'
    return { kind, rules: [...(this.rules.get(kind)?.keys() ?? [])] }
  }

  private count(verdict: StateVerdict | undefined, change: 1 | -1): void {
    if (verdict === undefined) return
    const counts = this.rules.get(verdict.kind) ?? new Map<string, number>()
    this.rules.set(verdict.kind, counts)
    for (const rule of verdict.rules) {
      const count = (counts.get(rule) ?? 0) + change
      if (count > 0) counts.set(rule, count)
      else counts.delete(rule)
    }
  }

  private judge(cluster: readonly Group[], progress: Progress): StateVerdict {
    // What is being brought along is what brings it along at each moment, and follows from that.
    const seen = cluster.filter((group) => !progress.isBrought(groupKey(group)))
    const present = seen.map((group) => ({ ...group, parts: this.partsOf(group, progress) }))
    const verdict = verdictOf(findState(present, this.policies, { asOf: this.day }))
    if (verdict.kind === 'supported') return { kind: verdict.kind, rules: [] }
    const names = verdict.because.map(({ policy, rule }) => (rule === undefined ? policy : rule.name))
    return { kind: verdict.kind, rules: [...new Set(names)] }
  }

  private partsOf(group: Group, progress: Progress): readonly Part[] {
    const known = [...progress.presentIn(groupKey(group))].flatMap(([text, count]): readonly Part[] => {
      const version = this.parse(group, text)
      if (version === undefined) return []
      // Of what was there before, everything that was told of it is still so.
      const told = group.parts.filter(
        ({ reading }) => reading.kind === 'known' && reading.version.text === version.text,
      )
      if (told.length > 0) return told
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
