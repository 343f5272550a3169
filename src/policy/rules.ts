import type { Batch, Place } from '../base/index.ts'
import type { Expression } from '../expression/index.ts'
import type { Bump, Range, Scheme, Unit, Version } from '../version/index.ts'
import type { Condition, Dated } from './condition.ts'
import type { CountedChange, DocumentPage } from './interface.ts'
import type { TagChoice } from './repository.ts'

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
  /** What the rule was on other days. */
  readonly editions?: readonly OtherEdition[]
  readonly place?: Place
  /** Where it depends on a fact that is not told: what it would refuse, nobody can tell then. */
  readonly when?: Condition
}

/** A rule as it was on other days; ISO dates, both included. */
export interface OtherEdition {
  readonly from?: string
  readonly until?: string
  readonly because: string
  readonly rule: Rule
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
  /** `outer`: `to` is the nearest in a scope around that of `of`, and never in its own. */
  readonly across?: 'outer'
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
  readonly across?: 'outer'
}

/** Judges pairs of versions that are present together. */
export type PairwiseRule = WindowRule | RequiresRule

export interface StepRule extends RuleCommon {
  readonly kind: 'step'
  readonly of: Operand
  readonly unit: Unit
  readonly up: Bound | 'none'
  readonly down: Bound | 'none'
  /** Counted from the newest version that has run there, not from the current one. */
  readonly downFrom?: 'newest'
  /** The verdict on a longer move. */
  readonly else: Exclude<VerdictName, 'supported'>
}

export interface EdgeRow extends Dated {
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

/** Versions that no move of a component goes past: it stops there. */
export interface StopsRule extends RuleCommon {
  readonly kind: 'stops'
  readonly of: Operand
  readonly on: 'up' | 'down' | 'both'
  readonly stops: readonly RequiredStop[]
  readonly else: Exclude<VerdictName, 'supported'>
}

export interface RequiredStop extends Dated {
  readonly at: Range
  readonly because?: string
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
  /** How long a batch takes, and how long a finished stage is watched, in seconds; what is left out is not known. */
  readonly takes?: { readonly batch?: number; readonly soak?: number }
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
export interface FormRule extends RuleCommon, Edition {
  readonly kind: 'form'
  readonly of: readonly string[]
  readonly breaks: 'scheme' | 'advice'
}

export interface StatusRule extends RuleCommon {
  readonly kind: 'status'
  readonly of: Operand
  readonly refuse: readonly 'recalled'[]
}

/** A question about one version of each component, in words that no other kind of rule has. */
export interface ExpressionRule extends RuleCommon {
  readonly kind: 'expr'
  readonly of: readonly ComponentName[]
  readonly holds: Expression
  readonly else: Exclude<VerdictName, 'supported'>
  readonly at: 'rest' | 'always'
}

/** Judges the versions of several components that see each other, one of each. */
export type TupleRule = TableRule | ExpressionRule

export interface TableRule extends RuleCommon {
  readonly kind: 'table'
  readonly of: readonly ComponentName[]
  /** Whether combinations hold where everybody has arrived, or in every moment. */
  readonly at: 'rest' | 'always'
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
  /** Neither: a line of the catalogue has support until its recorded end, and as long as none is recorded. */
  readonly recorded: boolean
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
  readonly counts: readonly CountedChange[]
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
  readonly pages: ReadonlyMap<string, DocumentPage>
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

/** What a part of a version looks like: absent, there, or identifiers of which `*` is any one. */
export type Shape =
  | { readonly kind: 'none' }
  | { readonly kind: 'any' }
  | { readonly kind: 'like'; readonly identifiers: readonly string[] }

interface TagRuleCommon extends RuleCommon, Edition {
  readonly of: readonly string[]
  readonly tags: TagChoice
  /** Names of branches; none is all. */
  readonly on: readonly string[]
}

/** What versions look like that are tagged on a branch. */
export interface CarriesRule extends TagRuleCommon {
  readonly kind: 'carries'
  readonly parts: ReadonlyMap<string, Shape>
}

/** The branches that tags are cut from: those of their own versions. */
export interface BranchRule extends TagRuleCommon {
  readonly kind: 'branch'
}

/** How a number counts from tag to tag. */
export interface SequenceRule extends TagRuleCommon {
  readonly kind: 'sequence'
  readonly part: string
  readonly per: readonly string[]
  readonly first?: number
  readonly next?: number
}

/** Candidates that come before a release, or right after it. */
export interface CandidateRule extends TagRuleCommon {
  readonly kind: 'candidate'
  readonly part: string
  readonly comes: 'before' | 'after'
  /** Whether every release has one, or the first one of a line. */
  readonly unit: 'release' | 'line'
  readonly reach: 'anywhere' | 'branch'
}

/** What stands in the repository at a tag. */
export interface EmbedsRule extends TagRuleCommon {
  readonly kind: 'embeds'
  readonly reads: string
  readonly with: 'version' | 'numbers'
  readonly missing: 'error' | 'unknown'
}

/** The version from upstream that a tag has. */
export interface TracksRule extends TagRuleCommon {
  readonly kind: 'tracks'
  readonly to: 'latest' | 'existing'
  /** The tags of upstream of which it is one. */
  readonly among: TagChoice
}

/** Branches that upstream has too. */
export interface MirrorsRule extends TagRuleCommon {
  readonly kind: 'mirrors'
}

/** What a tag itself is like. */
export interface TaggedRule extends TagRuleCommon {
  readonly kind: 'tagged'
  readonly as: 'version' | 'annotated' | 'signed' | 'unmoved'
}

/** The lines that still get releases. */
export interface MaintainedRule extends TagRuleCommon {
  readonly kind: 'maintained'
  readonly lines: number
}

/** How soon the first release of a line follows that of another component. */
export interface LagRule extends TagRuleCommon {
  readonly kind: 'lag'
  readonly behind: string
  readonly unit: 'line' | 'major'
  readonly days: number
}

/** Judges the tags of a repository. */
export type TagRule =
  | CarriesRule
  | BranchRule
  | SequenceRule
  | CandidateRule
  | EmbedsRule
  | TracksRule
  | MirrorsRule
  | TaggedRule
  | MaintainedRule
  | LagRule

/** Judges what is present together, in any moment or at rest. */
export type StateRule =
  | WindowRule
  | RequiresRule
  | SilentRule
  | FormRule
  | StatusRule
  | TableRule
  | ExpressionRule
  | FollowsRule
  | NeedsRule
  | SupportRule

/** Judges one instance's change of version. */
export type MoveRule = StepRule | EdgesRule | StopsRule

/** Judges the order and manner of a plan's stages. */
export type ConductRule = OrderRule | GateRule | RolloutRule | RedundancyRule | CrossingRule

export type Rule = StateRule | MoveRule | ConductRule | SettleRule | ReleaseRule | TagRule | DefinitionRule
