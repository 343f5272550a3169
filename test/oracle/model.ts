import type {
  EdgesRule,
  EdgeVerdict,
  Operand,
  OrderRule,
  RequiresRule,
  Rule,
  SilentRule,
  StatusRule,
  StepRule,
  WindowRule,
  World,
} from './shape.ts'
import { readRange, readVersion, type Version } from './versions.ts'

/** A world with its versions and ranges read. */
export interface Model {
  readonly mode: World['mode']
  readonly classes: readonly ModelClass[]
  readonly rules: readonly StateRule[]
  readonly edges: readonly ModelEdges[]
  readonly steps: readonly ModelStep[]
  readonly orders: readonly OrderRule[]
}

export interface ModelClass {
  readonly component: string
  readonly count: number
  readonly frozen: boolean
  /** Where the class may stand, in the order of its journey: its start first, its target last. */
  readonly path: readonly Version[]
  readonly target: Version
}

/** Whether the rule speaks of this version of this component. */
export type Speaks = (component: string, version: Version) => boolean

export type ModelWindow = Omit<WindowRule, 'of' | 'to'> & { readonly of: Speaks; readonly to: Speaks }
export type ModelRequires = Omit<RequiresRule, 'of' | 'to' | 'rows'> & {
  readonly of: Speaks
  readonly to: Speaks
  readonly rows: readonly {
    readonly of: (version: Version) => boolean
    readonly to: (version: Version) => boolean
  }[]
}
type ModelSilent = Omit<SilentRule, 'of'> & { readonly of: Speaks }
type ModelStatus = Omit<StatusRule, 'of'> & { readonly of: Speaks; readonly recalled: Speaks }
export type StateRule = ModelWindow | ModelRequires | ModelSilent | ModelStatus

export type ModelStep = Omit<StepRule, 'of'> & { readonly of: Speaks }
export type ModelEdges = Omit<EdgesRule, 'of' | 'rows'> & {
  readonly of: Speaks
  readonly rows: readonly ModelEdgeRow[]
}
interface ModelEdgeRow {
  readonly from: (version: Version) => boolean
  readonly to: (version: Version) => boolean
  readonly verdict: EdgeVerdict
}

export function readWorld(world: World): Model {
  const ofKind = <K extends Rule['kind']>(kind: K) =>
    world.rules.filter((rule): rule is Extract<Rule, { kind: K }> => rule.kind === kind)
  return {
    mode: world.mode,
    classes: readClasses(world),
    rules: [
      ...ofKind('window').map((rule) => readWindow(rule, world)),
      ...ofKind('requires').map((rule) => ({
        ...rule,
        of: speaks(rule.of),
        to: speaks(rule.to),
        rows: rule.rows.map((row) => ({ of: readRange(row.of), to: readRange(row.to) })),
      })),
      ...ofKind('silent').map((rule) => ({ ...rule, of: speaks(rule.of) })),
      ...ofKind('status').map((rule) => ({ ...rule, of: speaks(rule.of), recalled: recalledIn(world) })),
    ],
    edges: ofKind('edges').map((rule) => ({
      ...rule,
      of: speaks(rule.of),
      rows: rule.rows.map((row) => ({ ...row, from: readRange(row.from), to: readRange(row.to) })),
    })),
    steps: ofKind('step').map((rule) => ({ ...rule, of: speaks(rule.of) })),
    orders: ofKind('order'),
  }
}

function readClasses(world: World): ModelClass[] {
  return world.classes.map(({ component: name, version, count, frozen }) => {
    const component = world.components.find((one) => one.name === name)
    if (component === undefined) throw new Error(`there is no component ${name}`)
    const read = (text: string) => readVersion(text, component.joined)
    const start = read(version)
    const target = frozen || component.target === undefined ? start : read(component.target)
    const between = component.catalogue
      .filter((release) => !release.recalled)
      .map((release) => read(release.version))
      .filter(
        ({ rank }) => (start.rank < rank && rank < target.rank) || (target.rank < rank && rank < start.rank),
      )
      .sort((a, b) => (a.rank - b.rank) * (start.rank < target.rank ? 1 : -1))
    const path = start.rank === target.rank ? [start] : [start, ...between, target]
    return { component: name, count, frozen, path, target }
  })
}

function readWindow(rule: WindowRule, world: World): ModelWindow {
  const to = rule.to ?? rule.of
  const joined = [rule.of, to].map(({ component }) =>
    JSON.stringify(world.components.find((one) => one.name === component)?.joined),
  )
  if (rule.unit === 'line' && joined[0] !== joined[1]) {
    throw new Error(`${rule.id}: lines that are joined differently cannot be counted against each other`)
  }
  if (rule.unit === 'release' && [rule.behind, rule.ahead].some((bound) => bound !== 0 && bound !== 'any')) {
    throw new Error(`${rule.id}: releases have an order but no distance`)
  }
  return { ...rule, of: speaks(rule.of), to: speaks(to) }
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
