import { type Limits, noLimits } from '../fleet/index.ts'
import type {
  CrossingRule,
  EdgesRule,
  Operand,
  OrderRule,
  PairwiseRule,
  Policy,
  Rule,
  StepRule,
  StopsRule,
  TupleRule,
} from '../policy/index.ts'
import { compareVersions, rangeContains, type Version } from '../version/index.ts'
import type { Mover } from './movers.ts'
import { type MoveTable, makeMoveTable } from './moves.ts'
import { type Accepts, makeNeeds, type Needs, type PairRule } from './needs.ts'
import type { Via, Wishes } from './request.ts'
import { type Direction, makeTrack, type Track } from './track.ts'

/** How much is asked of a plan. */
export interface Care {
  readonly accepts: Accepts
  /** What combinations that hold at rest may say of the end; the same when left out. */
  readonly acceptsEnd?: Accepts
  /** Rules that are not asked. */
  readonly skipped?: ReadonlySet<Rule>
  /** What cannot be had, and who goes first. */
  readonly limits?: Limits
  /** Keeps away from releases with known faults. */
  readonly avoids?: boolean
  /** Keeps recommended orders as well. */
  readonly isCareful?: boolean
  /** Follows listed paths stop by stop. */
  readonly keepsPaths?: boolean
}

/** Tracks, move tables and needs depend on components only; scopes share them. */
export class Workshop {
  private readonly tracks = new Map<string, Track>()
  private readonly moves = new Map<Track, MoveTable>()
  private readonly needs = new Map<string, Needs | undefined>()
  private readonly numbers = new Map<PairwiseRule | TupleRule, number>()
  private readonly present: ReadonlyMap<string, readonly Version[]>
  readonly policies: readonly Policy[]
  readonly wishes: Wishes
  readonly accepts: Accepts
  readonly acceptsEnd: Accepts
  readonly skipped: ReadonlySet<Rule>
  readonly limits: Limits
  /** Whether releases with known faults are no stops. */
  readonly avoids: boolean
  private readonly isCareful: boolean
  /** Whether paths that the policy lists are followed stop by stop. */
  private readonly keepsPaths: boolean

  constructor(
    movers: readonly Mover[],
    policies: readonly Policy[],
    wishes: Wishes,
    {
      accepts,
      acceptsEnd = accepts,
      skipped = new Set(),
      limits = noLimits,
      avoids = false,
      isCareful = false,
      keepsPaths = false,
    }: Care,
  ) {
    this.limits = limits
    this.avoids = avoids
    this.isCareful = isCareful
    this.keepsPaths = keepsPaths
    this.policies = policies
    this.wishes = wishes
    this.accepts = accepts
    this.acceptsEnd = acceptsEnd
    this.skipped = skipped
    const present = new Map<string, Version[]>()
    for (const { group, start, target } of movers) {
      const key = `${group.policy}/${group.component}`
      const versions = present.get(key) ?? []
      versions.push(start, target)
      present.set(key, versions)
    }
    // Ends of the tracks: what can be reached at all lies between starts and targets.
    this.present = new Map([...present].map(([key, versions]) => [key, distinctVersions(versions)]))
  }

  policy(name: string): Policy {
    const policy = this.policies.find((candidate) => candidate.name === name)
    if (policy === undefined) throw new Error(`no policy ${name}`)
    return policy
  }

  track(mover: Mover, direction: Direction): Track {
    const { policy: name, component, comesWith } = mover.group
    const key = `${name}/${component} ${direction} ${comesWith ?? ''}`
    let track = this.tracks.get(key)
    if (track === undefined) {
      const present = this.present.get(`${name}/${component}`) ?? []
      const counts = (rule: Rule): boolean => this.counts(rule)
      track = makeTrack(this.policy(name), component, direction, present, counts, comesWith)
      this.tracks.set(key, track)
    }
    return track
  }

  stepsOf({ policy, component }: Track): readonly StepRule[] {
    return policy.rules.filter(
      (rule): rule is StepRule =>
        rule.kind === 'step' && rule.of.component === component && this.counts(rule),
    )
  }

  moveTable(track: Track): MoveTable {
    let table = this.moves.get(track)
    if (table === undefined) {
      const rules = track.policy.rules.filter((rule) => this.counts(rule))
      const isOwn = ({ of }: { of: Operand }): boolean => of.component === track.component
      const own = rules.filter(
        (rule): rule is PairwiseRule =>
          (rule.kind === 'window' || rule.kind === 'requires') &&
          rule.against === 'every' &&
          rule.across === undefined &&
          rule.of.component === track.component &&
          rule.to.component === track.component,
      )
      table = makeMoveTable(track, {
        edges: rules.filter((rule): rule is EdgesRule => rule.kind === 'edges' && isOwn(rule)),
        steps: this.stepsOf(track),
        stops: rules.filter((rule): rule is StopsRule => rule.kind === 'stops' && isOwn(rule)),
        // With every instance stopped there is no moment in which old and new run together.
        own: this.wishes.mode === 'rolling' ? own : [],
        crossings: rules.filter((rule): rule is CrossingRule => rule.kind === 'crossing' && rule.together),
      })
      this.moves.set(track, table)
    }
    return table
  }

  /** The stops of tested paths that lead from a mover's start to its target. */
  waypoints({ group, start, target }: Mover): readonly Via[] {
    if (!this.keepsPaths) return []
    const { policy, component } = group
    const rules = this.policy(policy).rules.filter(
      (rule): rule is EdgesRule =>
        rule.kind === 'edges' && rule.of.component === component && this.counts(rule),
    )
    const stops: Via[] = []
    for (let end = target; ; ) {
      const row = rules
        .flatMap(({ rows }) => rows)
        .find(({ from, to }) => rangeContains(from, start) && rangeContains(to, end))
      const stop = row?.through
      const isNew = stop !== undefined && !stops.some(({ version }) => compareVersions(version, stop) === 0)
      if (!isNew || compareVersions(stop, start) === 0) return stops
      stops.push({ policy, component, version: stop })
      end = stop
    }
  }

  needsOf(x: Track, y: Track, pair: PairRule): Needs | undefined {
    const side = pair.mirrored ? '<' : '>'
    const rule = this.numbers.get(pair.rule) ?? this.numbers.size
    this.numbers.set(pair.rule, rule)
    const columns = 'columns' in pair ? pair.columns.join() : ''
    const key = `${x.policy.name}/${x.component} ${rule} ${columns} ${side} ${y.policy.name}/${y.component} ${x.direction} ${y.direction}`
    if (!this.needs.has(key)) this.needs.set(key, makeNeeds(x, y, pair, this.accepts))
    return this.needs.get(key)
  }

  /** Recommended orders are kept where that is possible. */
  countsOrder(rule: OrderRule): boolean {
    return this.counts(rule) || (this.isCareful && rule.strength === 'recommended')
  }

  counts(rule: Rule): boolean {
    return rule.strength === 'required' && !this.skipped.has(rule)
  }
}

function distinctVersions(versions: readonly Version[]): Version[] {
  return [...new Map(versions.map((version) => [version.text, version])).values()]
}
