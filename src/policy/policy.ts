import type { Batch, Place } from '../base/index.ts'
import type { Bump, Range, Scheme, Unit, Version } from '../version/index.ts'
import type { Logs, Settings } from './configuration.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Recipe } from './schema.ts'

export type Strength = 'required' | 'recommended' | 'informative'

export type VerdictName = 'supported' | 'untested' | 'unknown' | 'unsupported'

/** Where a rule is written, ready to be quoted. */
export interface SourceReference {
  readonly title: string
  readonly ref: string
  readonly section?: string
}

/** A component of the policy, or `policy/component` of one that it uses. */
export type ComponentName = string

/** The name of the policy that a rule is of. */
export const policyNameOf = ({ name }: Pick<RuleCommon, 'name'>): string => name.slice(0, name.indexOf('/'))

/** The component that a rule of a policy names, with its policy. */
export const fullName = (policy: string, component: ComponentName): string =>
  component.includes('/') ? component : `${policy}/${component}`

/** A component, and the versions of it that a rule speaks of (all, when there is no range). */
export interface Operand {
  readonly component: string
  readonly range?: Range
}

export interface RuleCommon {
  /** Unique in its policy. */
  readonly id: string
  /** `policy/id`: how findings cite the rule. */
  readonly name: string
  readonly says: string
  readonly because: string
  readonly strength: Strength
  readonly source: SourceReference
  readonly derived: boolean
  readonly enforced?: 'start' | 'load' | 'feature'
  readonly examples: Examples
  /** The reading in use and the others, when the sentence has several. */
  readonly reading?: Reading
  readonly place?: Place
}

export interface Examples {
  readonly holds: readonly string[]
  readonly fails: readonly string[]
  readonly unknown: readonly string[]
  readonly untested: readonly string[]
}

export interface Reading {
  readonly name: string
  readonly because: string
  readonly others: readonly { readonly name: string; readonly because: string; readonly rule: Rule }[]
}

/** Distances of `n` units; `any` is no bound. */
export type Bound = number | 'any'

export interface WindowRule extends RuleCommon {
  readonly kind: 'window'
  readonly of: Operand
  readonly to: Operand
  readonly unit: Unit
  readonly behind: Bound
  readonly ahead: Bound
  readonly against: 'every' | 'oldest' | 'newest'
}

/** The versions of one component that another needs. */
export interface RequiresRule extends RuleCommon {
  readonly kind: 'requires'
  readonly of: Operand
  readonly to: Operand
  readonly rows: readonly { readonly of: Range; readonly to: Range }[]
  readonly else: Exclude<VerdictName, 'supported'>
  /** Like a window it looks at every pair that sees each other. */
  readonly against: 'every'
}

/** Judges pairs of versions that are present together. */
export type PairwiseRule = WindowRule | RequiresRule

export interface StepRule extends RuleCommon {
  readonly kind: 'step'
  readonly of: Operand
  readonly unit: Unit
  readonly up: Bound | 'none'
  readonly down: Bound | 'none'
  /** The verdict on a longer move. */
  readonly else: Exclude<VerdictName, 'supported'>
}

export interface EdgeRow {
  readonly from: Range
  readonly to: Range
  /** Of the move in one go. */
  readonly verdict: VerdictName
  /** The stop by which the one is reached from the other. */
  readonly through?: Version
  readonly because?: string
}

export interface EdgesRule extends RuleCommon {
  readonly kind: 'edges'
  readonly of: Operand
  readonly rows: readonly EdgeRow[]
  readonly else: VerdictName | 'defer'
}

export interface OrderRule extends RuleCommon {
  readonly kind: 'order'
  readonly up: readonly string[]
  readonly down: readonly string[]
  readonly per: 'line' | 'plan'
}

export interface GateRule extends RuleCommon {
  readonly kind: 'gate'
  readonly after: string
  readonly before: string
  readonly on: 'up' | 'down'
  readonly until: string
}

export type Mode = 'rolling' | 'stopped'

export interface RolloutRule extends RuleCommon {
  readonly kind: 'rollout'
  readonly of: string
  readonly batch: Batch
  /** The largest batch that is allowed, in instances. */
  readonly most?: number
  readonly modes: readonly Mode[]
}

/** Something to do beside a stage that changes no version. */
export interface TaskTemplate {
  readonly id: string
  /** With `{from}`, `{to}`, `{component}` and `{scope}` to be filled in. */
  readonly do: string
  readonly run: readonly string[]
}

export interface CrossingRule extends RuleCommon {
  readonly kind: 'crossing'
  readonly of: readonly string[]
  /** Stages that go to another one of these; or, instead, past a version. */
  readonly boundary:
    | { readonly kind: 'unit'; readonly unit: Unit }
    | { readonly kind: 'version'; readonly at: ReadonlyMap<string, Version> }
  readonly on?: 'up' | 'down'
  readonly together: boolean
  /** Commands that carry out the stage itself. */
  readonly by: readonly string[]
  readonly before: readonly TaskTemplate[]
  readonly after: readonly TaskTemplate[]
}

export interface RedundancyRule extends RuleCommon {
  readonly kind: 'redundancy'
  readonly of: string
  readonly instances: number
}

export interface SilentRule extends RuleCommon {
  readonly kind: 'silent'
  readonly of: Operand
}

/** Judges how versions are written, whatever they stand beside. */
export interface FormRule extends RuleCommon {
  readonly kind: 'form'
  readonly of: readonly string[]
  readonly breaks: 'scheme' | 'advice'
}

export interface StatusRule extends RuleCommon {
  readonly kind: 'status'
  readonly of: Operand
  readonly refuse: readonly 'recalled'[]
}

export interface TableRule extends RuleCommon {
  readonly kind: 'table'
  readonly of: readonly string[]
  /** Per row and component, the versions that go together. */
  readonly rows: readonly ReadonlyMap<string, readonly Version[]>[]
  readonly else: Exclude<VerdictName, 'supported'>
  /** The day on which the table was complete, when known. */
  readonly asOf?: string
  /** Columns that may come from a row within so many lines of the key's own. */
  readonly skew?: { readonly key: string; readonly of: readonly string[]; readonly lines: number }
}

export interface FollowsRule extends RuleCommon {
  readonly kind: 'follows'
  readonly of: string
  readonly by: string
  /** What is delivered has the number of what delivers it. */
  readonly same: boolean
  /** Exceptions, by the text of the version that delivers. */
  readonly but: ReadonlyMap<string, Version>
  /** The term of its version that names what it delivers, where the catalogue does not. */
  readonly term?: string
  readonly fill: boolean
  readonly else: Exclude<VerdictName, 'supported'>
}

export interface NeedsRule extends RuleCommon {
  readonly kind: 'needs'
  readonly feature: string
  readonly requires: ReadonlyMap<string, Range>
}

export interface SupportRule extends RuleCommon {
  readonly kind: 'support'
  readonly of: readonly string[]
  /** The newest so many lines have support. */
  readonly lines?: number
  /** A line has support for so long from its first release on. With both, whichever lasts longer. */
  readonly months?: number
  /** ISO dates; the rule holds on the days between, both included. */
  readonly from?: string
  readonly until?: string
}

/** Judges a handshake: no state, move or plan is asked by it. */
export interface SettleRule extends RuleCommon {
  readonly kind: 'settle'
  readonly of: string
  readonly by: string
  readonly as: 'lower'
  /** Of protocol versions. */
  readonly scheme: Scheme
  readonly assume?: Version
  readonly least?: Version
  /** Per component the releases that speak a version; the first row that matches decides. */
  readonly protocol: readonly { readonly releases: ReadonlyMap<string, Range>; readonly version: Version }[]
  readonly gates: readonly {
    readonly capability: string
    readonly requires: Range
    readonly because?: string
  }[]
}

/** What a release brings, least first. */
export type Change = 'fixes' | 'compatible' | 'breaking'

/** A rule that is in force on some days only: policies have editions. ISO dates, both included. */
export interface Edition {
  readonly from?: string
  readonly until?: string
}

export interface PromiseRule extends RuleCommon {
  readonly kind: 'promise'
  readonly of: readonly string[]
  readonly bump: readonly Bump[]
  /** The most that such a step may bring. */
  readonly brings: Change
  readonly gratuitous: 'accepted' | 'note' | 'error'
  /** Changes that the policy itself names as being of the kind that it brings. */
  readonly counts: readonly { readonly id: string; readonly interface: string; readonly says: string }[]
  readonly exempt: readonly Exemption[]
}

/** Steps of which nothing is promised: from versions in a range, or from those that are not final. */
export interface Exemption {
  /** By component; without ranges and `unfinished`, every step. */
  readonly versions?: ReadonlyMap<string, Range>
  readonly unfinished: boolean
  readonly because: string
}

export interface DocumentedRule extends RuleCommon, Edition {
  readonly kind: 'documented'
  readonly of: readonly string[]
  readonly bump: readonly Bump[]
  readonly pages: ReadonlyMap<string, { readonly title: string; readonly ref: string }>
}

export interface CadenceRule extends RuleCommon, Edition {
  readonly kind: 'cadence'
  readonly of: string
  readonly unit: 'line' | 'major'
  readonly days: number
}

export interface ListedRule extends RuleCommon, Edition {
  readonly kind: 'listed'
  readonly of: Operand
  /** The id of the rule with the table. */
  readonly in: string
  readonly columns: readonly string[]
}

export interface AccompaniedRule extends RuleCommon, Edition {
  readonly kind: 'accompanied'
  readonly of: Operand
  readonly by: string
  readonly unit: 'release' | 'line'
}

/** What the policy defines or permits: explained, never judged. */
export interface DefinitionRule extends RuleCommon {
  readonly kind: 'definition'
  readonly of: readonly string[]
}

/** Judges releases of the catalogue: no state, move or plan is asked by it. */
export type ReleaseRule = PromiseRule | DocumentedRule | CadenceRule | ListedRule | AccompaniedRule

/** Judges what is present together, in any moment or at rest. */
export type StateRule =
  | WindowRule
  | RequiresRule
  | SilentRule
  | FormRule
  | StatusRule
  | TableRule
  | FollowsRule
  | NeedsRule
  | SupportRule

/** Judges one instance's change of version. */
export type MoveRule = StepRule | EdgesRule

/** Judges the order and manner of a plan's stages. */
export type ConductRule = OrderRule | GateRule | RolloutRule | RedundancyRule | CrossingRule

export type Rule = StateRule | MoveRule | ConductRule | SettleRule | ReleaseRule | DefinitionRule

export interface Component {
  readonly name: string
  readonly title: string
  readonly scheme: Scheme
}

/** One published version of a component. */
export interface Release {
  readonly version: Version
  /** ISO date, when known. */
  readonly date?: string
  readonly tag: string
  readonly status?: 'recalled'
  readonly because?: string
  /** What it brought, where somebody looked. */
  readonly brings?: Change
  /** Where documents speak of it, by their name. */
  readonly documents?: ReadonlyMap<string, string>
  /** Versions of other components that come with it. */
  readonly delivers: ReadonlyMap<string, Version>
  readonly place?: Place
}

/** The known releases of one component, oldest version first. */
export interface Catalogue {
  readonly releases: readonly Release[]
  /** The day on which the list was complete, when known. */
  readonly asOf?: string
  /** The last day of a line's support, by the label of the line, where that is recorded. */
  readonly ends: ReadonlyMap<string, string>
}

export interface Policy {
  readonly name: string
  readonly title: string
  readonly about?: string
  readonly homepage?: string
  readonly components: ReadonlyMap<string, Component>
  readonly rules: readonly Rule[]
  /** The policies whose components rules speak of. */
  readonly uses: ReadonlyMap<string, Policy>
  readonly catalogues: ReadonlyMap<string, Catalogue>
  readonly recipes: readonly Recipe[]
  readonly lifecycles: readonly Lifecycle[]
  readonly settings: readonly Settings[]
  readonly logs: readonly Logs[]
  /** The readings that were chosen, by rule id. */
  readonly readings: Readonly<Record<string, string>>
  /** Canonical text of rules and catalogue: what a plan's digest covers. */
  readonly fingerprint: string
}

/** The release of a component with exactly this version, if the catalogue has it. */
export function releaseOf(policy: Policy, component: string, version: Version): Release | undefined {
  return releaseIndex(policy, component).get(releaseKey(version))
}

/** The catalogue of a component that a rule names, which may be one of another policy. */
export function catalogueOf(policy: Policy, component: ComponentName): Catalogue | undefined {
  const slash = component.indexOf('/')
  if (slash < 0) return policy.catalogues.get(component)
  return policy.uses.get(component.slice(0, slash))?.catalogues.get(component.slice(slash + 1))
}

const releaseKey = (version: Version): string => version.text.split('+')[0] ?? version.text

const indexes = new WeakMap<Catalogue, Map<string, Release>>()

function releaseIndex(policy: Policy, component: string): Map<string, Release> {
  const catalogue = policy.catalogues.get(component)
  if (catalogue === undefined) return new Map()
  let index = indexes.get(catalogue)
  if (index === undefined) {
    index = new Map(catalogue.releases.map((release) => [releaseKey(release.version), release]))
    indexes.set(catalogue, index)
  }
  return index
}
