import { groupBy, sum } from '../base/index.ts'
import { isNamed, Sight, targetOf, tiedComponents } from '../check/index.ts'
import type { Group, Part } from '../fleet/index.ts'
import {
  type CrossingRule,
  type EdgesRule,
  type Mode,
  type OrderRule,
  type PairwiseRule,
  type Policy,
  policyNameOf,
  type Rule,
  type TableRule,
} from '../policy/index.ts'
import { compareLines, compareVersions, type Line, rangeContains, type Version } from '../version/index.ts'
import { type MoveTable, makeMoveTable } from './moves.ts'
import { type Accepts, makeNeeds, type Needs, type PairRule } from './needs.ts'
import type { Via, Wishes } from './request.ts'
import { type Direction, makeTrack, type Track } from './track.ts'

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
}

/** What may be left out of a problem, to find out whether it matters. */
export interface Relaxation {
  /** Rules that are not asked. */
  readonly rules: ReadonlySet<Rule>
  /** Frozen parts that may move after all. */
  readonly thawed: ReadonlySet<Part>
  /** Groups that need not arrive anywhere, and which way they may go where nothing was asked of them. */
  readonly free: ReadonlySet<Group>
  readonly freeTo: 'newest' | 'oldest'
}

export const noRelaxation: Relaxation = {
  rules: new Set(),
  thawed: new Set(),
  free: new Set(),
  freeTo: 'newest',
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
): Mover[] {
  const movers: Mover[] = []
  for (const group of cluster) {
    const wish = targetOf(wishes.targets, group)
    const known = group.parts.flatMap((part) =>
      part.reading.kind === 'known' ? [{ part, version: part.reading.version }] : [],
    )
    const classes = groupBy(known, ({ part, version }) => {
      const frozen = part.frozen && !relax.thawed.has(part)
      return `${version.text} ${frozen}`
    })
    for (const [{ part, version }, ...others] of classes.values() as Iterable<
      [(typeof known)[number], ...typeof known]
    >) {
      const frozen = part.frozen && !relax.thawed.has(part)
      // A group that need not arrive may go as far as releases go, if that helps others.
      const far =
        relax.free.has(group) && wish === undefined
          ? endOfCatalogue(group, policies, relax.freeTo)
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

/** How two movers bear on each other. */
export interface Tie {
  readonly x: number
  readonly y: number
  /** Windows between the two, read from the side of x. */
  readonly rules: readonly PairRule[]
  /** Order rules in which y comes before x, in the direction in which x travels. */
  readonly waits: readonly OrderRule[]
}

/**
 * One cluster, ready to be solved: movers on their tracks, and what they need of each other. Index 0 of a mover
 * is where it starts, `last` where it is asked to go.
 */
export interface Problem {
  readonly movers: readonly Mover[]
  readonly tracks: readonly Track[]
  readonly start: readonly number[]
  readonly last: readonly number[]
  readonly moves: readonly MoveTable[]
  readonly ties: readonly Tie[]
  /** Indexes of required intermediate stops, per mover, ascending. */
  readonly via: readonly (readonly number[])[]
  readonly isStop: (mover: number, index: number) => boolean
  readonly mode: Mode
  readonly accepts: Accepts
  /** What combinations that hold at rest may say of the end. */
  readonly acceptsEnd: Accepts
  readonly policies: readonly Policy[]
  readonly sightRules: readonly PairwiseRule[]
  /** Combinations that hold at rest: asked of the state at the end, not on the way. */
  readonly tables: readonly { readonly rule: TableRule; readonly policy: Policy }[]
}

/** How much is asked of a plan. */
export interface Care {
  readonly accepts: Accepts
  /** What combinations that hold at rest may say of the end; the same when left out. */
  readonly acceptsEnd?: Accepts
  /** Rules that are not asked. */
  readonly skipped?: ReadonlySet<Rule>
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
  private readonly numbers = new Map<PairwiseRule, number>()
  private readonly present: ReadonlyMap<string, readonly Version[]>
  readonly policies: readonly Policy[]
  readonly wishes: Wishes
  readonly accepts: Accepts
  readonly acceptsEnd: Accepts
  readonly skipped: ReadonlySet<Rule>
  private readonly isCareful: boolean
  /** Whether paths that the policy lists are followed stop by stop. */
  private readonly keepsPaths: boolean

  constructor(
    movers: readonly Mover[],
    policies: readonly Policy[],
    wishes: Wishes,
    { accepts, acceptsEnd = accepts, skipped = new Set(), isCareful = false, keepsPaths = false }: Care,
  ) {
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

  moveTable(track: Track): MoveTable {
    let table = this.moves.get(track)
    if (table === undefined) {
      const rules = track.policy.rules.filter((rule) => this.counts(rule))
      const own = rules.filter(
        (rule): rule is PairwiseRule =>
          (rule.kind === 'window' || rule.kind === 'requires') &&
          rule.against === 'every' &&
          rule.of.component === track.component &&
          rule.to.component === track.component,
      )
      table = makeMoveTable(track, {
        edges: rules.filter(
          (rule) => rule.kind === 'edges' && rule.of.component === track.component,
        ) as never,
        steps: rules.filter((rule) => rule.kind === 'step' && rule.of.component === track.component) as never,
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
    const key = `${x.policy.name}/${x.component} ${rule} ${side} ${y.policy.name}/${y.component} ${x.direction} ${y.direction}`
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

export function makeProblem(movers: readonly Mover[], workshop: Workshop): Problem {
  const main = movers.find(({ direction }) => direction !== undefined)?.direction ?? 'up'
  const tracks = movers.map((mover) => workshop.track(mover, mover.direction ?? main))
  const start = movers.map((mover, i) => indexOn(tracks[i] as Track, mover.start))
  const last = movers.map((mover, i) => indexOn(tracks[i] as Track, mover.target))
  const windows = workshop.policies.flatMap(({ rules }) =>
    rules.filter(
      (rule): rule is PairwiseRule =>
        (rule.kind === 'window' || rule.kind === 'requires') && workshop.counts(rule),
    ),
  )
  const via = movers.map((mover, i) =>
    viaOf(mover, tracks[i] as Track, start[i] ?? 0, last[i] ?? 0, [
      ...workshop.wishes.via,
      ...workshop.waypoints(mover),
    ]),
  )
  const refused = tracks.map((track, i) => lineMates(track, via[i] ?? []))
  return {
    movers,
    tracks,
    start,
    last,
    moves: tracks.map((track) => workshop.moveTable(track)),
    ties: makeTies(movers, windows, workshop),
    via,
    isStop: (mover, index) => {
      const track = tracks[mover]
      if (track === undefined || (index !== last[mover] && refused[mover]?.has(index) === true)) return false
      if (!workshop.accepts(track.alone[index] ?? 'broken')) return false
      return track.isStop[index] === true || index === last[mover] || via[mover]?.includes(index) === true
    },
    mode: workshop.wishes.mode,
    accepts: workshop.accepts,
    acceptsEnd: workshop.acceptsEnd,
    policies: workshop.policies,
    sightRules: windows,
    tables: workshop.policies.flatMap((policy) =>
      policy.rules.flatMap((rule) =>
        rule.kind === 'table' && workshop.counts(rule) ? [{ rule, policy }] : [],
      ),
    ),
  }
}

function indexOn(track: Track, version: Version): number {
  const index = track.indexOf.get(version.text)
  if (index === undefined) throw new Error(`${version.text} is not on the track of ${track.component}`)
  return index
}

function viaOf(mover: Mover, track: Track, start: number, last: number, wanted: readonly Via[]): number[] {
  return wanted
    .filter((via) => via.policy === mover.group.policy && via.component === mover.group.component)
    .flatMap(({ version }) => track.indexOf.get(version.text) ?? [])
    .filter((index) => index > start && index < last)
    .sort((a, b) => a - b)
}

/** The other releases of the lines in which the user chose the stop. */
function lineMates(track: Track, via: readonly number[]): Set<number> {
  const lines = new Set(via.map((index) => track.versions[index]?.line.label))
  return new Set(
    track.versions.flatMap((version, i) => (lines.has(version.line.label) && !via.includes(i) ? [i] : [])),
  )
}

function makeTies(movers: readonly Mover[], windows: readonly PairwiseRule[], workshop: Workshop): Tie[] {
  const sight = new Sight([...new Set(movers.map(({ group }) => group))])
  const seen = new Set<string>()
  const key = (a: Group, b: Group): string =>
    `${a.policy} ${a.scope} ${a.component}\n${b.policy} ${b.scope} ${b.component}`
  for (const policy of workshop.policies) {
    for (const [of, to] of tiedComponents(policy)) {
      for (const [a, b] of sight.pairs(policy.name, of, to)) {
        seen.add(key(a, b))
        seen.add(key(b, a))
      }
    }
  }
  const ties: Tie[] = []
  for (const x of movers) {
    for (const y of movers) {
      if (x === y) continue
      const sameGroup = x.group === y.group
      if (!sameGroup && !seen.has(key(x.group, y.group))) continue
      const rules: PairRule[] = windows.flatMap((rule) => {
        const found: PairRule[] = []
        const names = (side: 'of' | 'to', group: Group): boolean =>
          isNamed(policyNameOf(rule), rule[side].component, group)
        if (names('of', x.group) && names('to', y.group)) found.push({ rule, mirrored: false })
        if (names('to', x.group) && names('of', y.group)) found.push({ rule, mirrored: true })
        return found
      })
      const waits = sameGroup ? [] : orderRules(x, y, workshop)
      if (rules.length > 0 || waits.length > 0) ties.push({ x: x.id, y: y.id, rules, waits })
    }
  }
  return ties
}

/** The order rules by which x may go on only after y. */
function orderRules(x: Mover, y: Mover, workshop: Workshop): OrderRule[] {
  if (x.direction === undefined) return []
  const rules = workshop.policies.flatMap((policy) => policy.rules)
  return rules.filter((rule): rule is OrderRule => {
    if (rule.kind !== 'order' || !workshop.countsOrder(rule)) return false
    const list = x.direction === 'up' ? rule.up : rule.down
    const placeOf = (group: Group): number =>
      list.findIndex((name) => isNamed(policyNameOf(rule), name, group))
    const other = placeOf(y.group)
    return other >= 0 && other < placeOf(x.group)
  })
}

/**
 * The movers that go when one goes: instances of one group at one version with one destination are not told apart
 * any more, however they came there.
 */
export function companions(problem: Problem, at: readonly number[], x: number): readonly number[] {
  const mover = problem.movers[x]
  return problem.movers
    .filter(({ id, group, direction }) => {
      const isAlike = group === mover?.group && direction === mover.direction
      return isAlike && at[id] === at[x] && problem.last[id] === problem.last[x]
    })
    .map(({ id }) => id)
}

/** The line that y must have reached for x to enter a line: that line, or y's own target if it comes earlier. */
export function lineToReach(entered: Line, target: Line, direction: Direction): Line {
  const isEarlier = direction === 'up' ? compareLines(target, entered) < 0 : compareLines(target, entered) > 0
  return isEarlier ? target : entered
}

export const hasReached = (line: Line, wanted: Line, direction: Direction): boolean =>
  direction === 'up' ? compareLines(line, wanted) >= 0 : compareLines(line, wanted) <= 0

/**
 * Whether a mover may go from one index to a further one in one move, looking at nothing but itself. Some boundaries
 * are only crossed together with others.
 */
export function moveAllowed(
  problem: Problem,
  mover: number,
  from: number,
  to: number,
  how: 'alone' | 'together' = 'alone',
): boolean {
  if (how === 'alone' && problem.moves[mover]?.isAlone(from, to) === false) return false
  if (to > (problem.last[mover] ?? 0) || !problem.isStop(mover, to)) return false
  if (problem.via[mover]?.some((stop) => stop > from && stop < to) === true) return false
  const table = problem.moves[mover]
  const outcome = how === 'alone' ? table?.outcome(from, to) : table?.stoppedOutcome(from, to)
  return problem.accepts(outcome ?? 'broken')
}
