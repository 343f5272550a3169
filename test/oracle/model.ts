import { readExpression } from './expressions.ts'
import type {
  Component,
  EdgesRule,
  EdgeVerdict,
  InstanceClass,
  Operand,
  OrderRule,
  RequiresRule,
  Rule,
  SilentRule,
  StatusRule,
  StepRule,
  StopsRule,
  WindowRule,
  World,
} from './shape.ts'
import { circles, type Group, isWithin, pairs } from './sight.ts'
import { readTable } from './table.ts'
import type { Verdict } from './verdict.ts'
import { readInterval, readRange, readVersion, type Version } from './versions.ts'
import { readWaves, wavesOf } from './waves.ts'
import { counting } from './when.ts'

/** A world with its versions and ranges read, its groups found, and without the rules that do not count. */
export interface Model {
  readonly mode: World['mode']
  readonly groups: readonly ModelGroup[]
  readonly classes: readonly ModelClass[]
  /** What has to hold in every moment. */
  readonly rules: readonly StateRule[]
  /** What has to hold only where everybody has arrived. */
  readonly atRest: readonly StateRule[]
  readonly edges: readonly ModelEdges[]
  readonly steps: readonly ModelStep[]
  readonly stops: readonly ModelStops[]
  readonly orders: readonly ModelOrder[]
}

export interface ModelGroup extends Group {
  /** Places in the list of classes. */
  readonly classes: readonly number[]
}

export interface ModelClass {
  readonly component: string
  readonly group: number
  readonly count: number
  readonly frozen: boolean
  /** What stages call these instances: their name, or `others`. */
  readonly part: string
  /** The name of their wave, when they are of one. */
  readonly wave: string | undefined
  /** The classes that have to have arrived before this one begins. */
  readonly waits: readonly number[]
  /**
   * Where the class may stand: its start first and then, in the order of its journey, what is between it and its
   * target. One that roams may go from any of these to any other.
   */
  readonly path: readonly Version[]
  readonly roams: boolean
  readonly target: Version
  /** Where on its path it has to be in the end, `anywhere`, or `nowhere` when it cannot get there. */
  readonly goal: number | 'anywhere' | 'nowhere'
}

/** What is set aside of a world to see whether it is the reason why something is impossible. */
export interface Relief {
  /** Rules, by their names. */
  readonly rules?: ReadonlySet<string>
  /** Classes that are frozen and may move after all, by their places. */
  readonly thawed?: ReadonlySet<number>
  /** Groups that need not arrive and may stand anywhere on their way. */
  readonly unasked?: readonly Group[]
  /** Groups without a target that may go anywhere. */
  readonly roaming?: readonly Group[]
  /** Waves that wait for nobody, by their names. */
  readonly freed?: ReadonlySet<string>
  /** Which of the lists of releases that are not there are set aside, by their places. */
  readonly supplied?: ReadonlySet<number>
}

/** Whether the rule speaks of this version of this component. */
export type Speaks = (component: string, version: Version) => boolean

/** A rule under a condition of which nobody knows whether it is met calls nothing broken: it is unknown. */
interface Uncertain {
  readonly unclear: boolean
}

type Pairs = { readonly pairs: readonly (readonly [number, number])[] }
export type ModelWindow = Omit<WindowRule, 'of' | 'to'> & { of: Speaks; to: Speaks } & Pairs & Uncertain
export type ModelRequires = Omit<RequiresRule, 'of' | 'to' | 'rows'> & {
  readonly of: Speaks
  readonly to: Speaks
  readonly rows: readonly {
    readonly of: (version: Version) => boolean
    readonly to: (version: Version) => boolean
  }[]
} & Pairs &
  Uncertain
type ModelSilent = Omit<SilentRule, 'of'> & { readonly of: Speaks } & Uncertain
type ModelStatus = Omit<StatusRule, 'of'> & { readonly of: Speaks; readonly recalled: Speaks } & Uncertain
/** Says something of one version of each of several groups; undefined is a component that is not there. */
export interface ModelTuple extends Uncertain {
  readonly id: string
  readonly kind: 'tuple'
  readonly circles: readonly (readonly (number | undefined)[])[]
  /** Whether it is asked only where there is one of each component. */
  readonly needsAll: boolean
  readonly judge: (versions: readonly (Version | undefined)[]) => Verdict
}
export type StateRule = ModelWindow | ModelRequires | ModelSilent | ModelStatus | ModelTuple

export type ModelStep = Omit<StepRule, 'of'> & { readonly of: Speaks } & Uncertain
export type ModelStops = Omit<StopsRule, 'of' | 'stops'> & {
  readonly of: Speaks
  readonly stops: readonly ({ readonly low: number; readonly high: number } & Uncertain)[]
}
export type ModelEdges = Omit<EdgesRule, 'of' | 'rows'> & {
  readonly of: Speaks
  readonly rows: readonly ModelEdgeRow[]
} & Uncertain
interface ModelEdgeRow extends Uncertain {
  readonly from: (version: Version) => boolean
  readonly to: (version: Version) => boolean
  readonly verdict: EdgeVerdict
}
export interface ModelOrder extends Uncertain {
  readonly id: string
  readonly per: OrderRule['per']
  /** For each group, those in sight that have to go before it. */
  readonly up: readonly (readonly number[])[]
  readonly down: readonly (readonly number[])[]
}

export function readWorld(whole: World, relief: Relief = {}): Model {
  const world = {
    ...whole,
    unavailable: whole.unavailable.filter((_, i) => relief.supplied?.has(i) !== true),
    waves: whole.waves.map((wave) => (relief.freed?.has(wave.name) ? { ...wave, after: [] } : wave)),
  }
  const groups = readGroups(world)
  const waits = readWaves(world.waves, world.classes)
  const waves = wavesOf(world.waves, world.classes)
  const given = counting(world).filter(({ id }) => relief.rules?.has(id) !== true)
  const ofKind = <K extends Rule['kind']>(kind: K) =>
    given.filter((rule): rule is Extract<Rule, { kind: K }> & Uncertain => rule.kind === kind)
  const tuples = (at: 'rest' | 'always'): ModelTuple[] =>
    [...ofKind('table'), ...ofKind('expr')]
      .filter((rule) => rule.at === at)
      .map(({ id, unclear, of, ...rule }) => {
        const common = { id, unclear, kind: 'tuple', circles: circles(groups, of) } as const
        return rule.kind === 'table'
          ? { ...common, needsAll: false, judge: readTable({ id, of, ...rule }) }
          : { ...common, needsAll: true, judge: readExpression({ id, of, ...rule }) }
      })
  return {
    mode: world.mode,
    groups,
    classes: world.classes.map((_, place) => ({
      ...readClass(world, groups, place, relief),
      waits: waits[place] ?? [],
      wave: waves[place],
    })),
    rules: [
      ...ofKind('window').map((rule) => readWindow(rule, world, groups)),
      ...ofKind('requires').map((rule) => ({
        ...rule,
        of: speaks(rule.of),
        to: speaks(rule.to),
        rows: rule.rows.map((row) => ({ of: readRange(row.of), to: readRange(row.to) })),
        pairs: pairs(groups, rule.of.component, rule.to.component, rule.across),
      })),
      ...ofKind('silent').map((rule) => ({ ...rule, of: speaks(rule.of) })),
      ...ofKind('status').map((rule) => ({ ...rule, of: speaks(rule.of), recalled: recalledIn(world) })),
      ...tuples('always'),
    ],
    atRest: tuples('rest'),
    edges: ofKind('edges').map((rule) => ({
      ...rule,
      of: speaks(rule.of),
      rows: rule.rows.map((row) => ({
        verdict: row.verdict,
        unclear: row.when !== undefined,
        from: readRange(row.from),
        to: readRange(row.to),
      })),
    })),
    steps: ofKind('step').map((rule) => ({ ...rule, of: speaks(rule.of) })),
    stops: ofKind('stops').map((rule) => ({
      ...rule,
      of: speaks(rule.of),
      stops: rule.stops.map(({ at, when }) => ({
        ...readInterval(at),
        unclear: rule.unclear || when !== undefined,
      })),
    })),
    orders: ofKind('order').map(({ id, per, unclear, up = [], down = [] }) => {
      return { id, per, unclear, up: before(groups, up), down: before(groups, down) }
    }),
  }
}

function readGroups({ classes }: World): ModelGroup[] {
  const groups: { component: string; scope: string; classes: number[] }[] = []
  for (const [place, { component, scope }] of classes.entries()) {
    const known = groups.find((one) => one.component === component && one.scope === scope)
    if (known === undefined) groups.push({ component, scope, classes: [place] })
    else known.classes.push(place)
  }
  return groups
}

/** Where a group is to go: of the targets for scopes around it the one for the nearest. */
export function targetOf(world: World, { component, scope }: Group): string | undefined {
  const [nearest] = world.targets
    .filter((one) => one.component === component && isWithin(scope, one.scope))
    .sort((a, b) => b.scope.length - a.scope.length)
  return nearest?.version ?? componentOf(world, component).target
}

export function componentOf({ components }: World, name: string): Component {
  const found = components.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no component ${name}`)
  return found
}

function readClass(
  world: World,
  groups: readonly Group[],
  place: number,
  relief: Relief,
): Omit<ModelClass, 'waits' | 'wave'> {
  const one = world.classes[place] as InstanceClass
  const { component: name, scope, version, count } = one
  const group = groups.findIndex((other) => other.component === name && other.scope === scope)
  const isListed = (list: readonly Group[] | undefined) =>
    list?.some((other) => other.component === name && other.scope === scope) === true
  const component = componentOf(world, name)
  const frozen = one.frozen && relief.thawed?.has(place) !== true
  const start = readVersion(version, component.joined)
  const stops = component.catalogue
    .filter((release) => !release.recalled)
    .map((release) => readVersion(release.version, component.joined))
    .filter((stop) => stop.rank !== start.rank && isAvailable(world, name, scope, stop))
  const common = { component: name, group, count, frozen, part: one.name ?? 'others' }
  const wanted = targetOf(world, one)
  if (wanted === undefined && !frozen && isListed(relief.roaming)) {
    return { ...common, path: [start, ...stops], roams: true, target: start, goal: 'anywhere' }
  }
  const target = frozen || wanted === undefined ? start : readVersion(wanted, component.joined)
  const between = stops
    .filter(
      ({ rank }) => (start.rank < rank && rank < target.rank) || (target.rank < rank && rank < start.rank),
    )
    .sort((a, b) => (a.rank - b.rank) * (start.rank < target.rank ? 1 : -1))
  // A target that nobody lists is taken as a wish that can be met; one that is recalled or not there cannot.
  const canEnd = target.rank !== start.rank && isAvailable(world, name, scope, target)
  const path = [start, ...between, ...(canEnd ? [target] : [])]
  const goal = target.rank === start.rank ? 0 : canEnd ? path.length - 1 : 'nowhere'
  return { ...common, path, roams: false, target, goal: isListed(relief.unasked) ? 'anywhere' : goal }
}

const isAvailable = ({ unavailable }: World, component: string, scope: string, version: Version): boolean =>
  !unavailable.some(
    (one) =>
      one.component === component &&
      (one.scopes?.some((other) => isWithin(scope, other)) ?? true) &&
      readRange(one.versions)(version),
  )

/** For each group those that it sees and that come before it in the list. */
function before(groups: readonly Group[], list: readonly string[]): number[][] {
  const found = groups.map((): number[] => [])
  for (const [i, later] of list.entries()) {
    for (const earlier of list.slice(0, i)) {
      for (const [first, second] of pairs(groups, earlier, later)) found[second]?.push(first)
    }
  }
  return found
}

function readWindow(rule: WindowRule & Uncertain, world: World, groups: readonly Group[]): ModelWindow {
  const to = rule.to ?? rule.of
  const joined = [rule.of, to].map(({ component }) => JSON.stringify(componentOf(world, component).joined))
  if (rule.unit === 'line' && joined[0] !== joined[1]) {
    throw new Error(`${rule.id}: lines that are joined differently cannot be counted against each other`)
  }
  if (rule.unit === 'release' && [rule.behind, rule.ahead].some((bound) => bound !== 0 && bound !== 'any')) {
    throw new Error(`${rule.id}: releases have an order but no distance`)
  }
  const found = pairs(groups, rule.of.component, to.component, rule.across)
  return { ...rule, of: speaks(rule.of), to: speaks(to), pairs: found }
}

function speaks(operand: Operand): Speaks {
  const within = operand.range === undefined ? () => true : readRange(operand.range)
  return (component, version) => component === operand.component && within(version)
}

function recalledIn(world: World): Speaks {
  const recalled = new Set(
    world.components.flatMap(({ name, catalogue }) =>
      catalogue.filter((release) => release.recalled).map((release) => `${name} ${release.version}`),
    ),
  )
  return (component, version) => recalled.has(`${component} ${version.text}`)
}
