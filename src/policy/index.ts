export { type BuildOptions, buildPolicy } from './build.ts'
export { buildScheme } from './build-scheme.ts'
export type { LedgerExamples, LedgerRule, Match, MemberPath, Wrapping } from './cited.ts'
export type { Condition, Dated } from './condition.ts'
export type {
  LogMark,
  Logs,
  Setting,
  SettingRule,
  Settings,
  SettingsKind,
} from './configuration.ts'
export {
  addCatalogue,
  type CatalogueEdits,
  type Delivered,
  editCatalogue,
  type NewCatalogue,
  type NewRelease,
  type ReleaseEdit,
} from './edit-catalogue.ts'
export { type Circumstance, policyOn } from './in-force.ts'
export type { ChangeMatch, CountedChange, DocumentPage, Interface } from './interface.ts'
export type {
  Absence,
  LedgerRow,
  Lifecycle,
  ManifestKind,
  ManifestPart,
  RequiredField,
  Span,
  StatusSince,
} from './lifecycle.ts'
export type { Catalogue, Component, Fact, Policy, Release } from './policy.ts'
export { catalogueOf, releaseOf } from './policy.ts'
export { isEditOf } from './prove-edit.ts'
export { type Locate, type PolicyText, readPolicy } from './read.ts'
export { artifactsOf, notesOf } from './release-text.ts'
export type { ReadPlace, Repository, TagChoice, Upstream } from './repository.ts'
export type {
  AccompaniedRule,
  Bound,
  CadenceRule,
  Change,
  ComponentName,
  ConductRule,
  CrossingRule,
  DefinitionRule,
  DocumentedRule,
  EdgeRow,
  EdgesRule,
  Edition,
  Examples,
  Exemption,
  ExpressionRule,
  FollowsRule,
  FormRule,
  GateRule,
  ListedRule,
  Mode,
  MoveRule,
  NeedsRule,
  Operand,
  OrderRule,
  OtherEdition,
  PairwiseRule,
  PromiseRule,
  Reading,
  RedundancyRule,
  ReleaseRule,
  RequiredStop,
  RequiresRule,
  RolloutRule,
  Rule,
  SettleRule,
  SilentRule,
  SourceReference,
  StateRule,
  StatusRule,
  StepRule,
  StopsRule,
  Strength,
  SupportRule,
  TableRule,
  TaskTemplate,
  TupleRule,
  VerdictName,
  WindowRule,
} from './rules.ts'
export {
  type BranchRule,
  type CandidateRule,
  type CarriesRule,
  type EmbedsRule,
  fullName,
  type LagRule,
  type MaintainedRule,
  type MirrorsRule,
  policyNameOf,
  type SequenceRule,
  type Shape,
  type TaggedRule,
  type TagRule,
  type TracksRule,
} from './rules.ts'
export {
  apiVersion,
  type PolicyDocument,
  policyJsonSchema,
  type Recipe,
  type SchemeDocument,
  type WrittenPolicy,
} from './schema.ts'
export { isTagRule } from './tag-kinds.ts'
export {
  readWaivers,
  type Waivable,
  type Waived,
  type Waiver,
  waive,
  waiversJsonSchema,
} from './waivers.ts'
