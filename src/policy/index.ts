export { type BuildOptions, buildPolicy } from './build.ts'
export type { LedgerRule, Match, MemberPath, Wrapping } from './cited.ts'
export type {
  LogMark,
  Logs,
  Setting,
  SettingRule,
  Settings,
  SettingsKind,
} from './configuration.ts'
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
export type {
  Bound,
  Catalogue,
  Component,
  ComponentName,
  ConductRule,
  CrossingRule,
  EdgeRow,
  EdgesRule,
  FollowsRule,
  GateRule,
  Mode,
  MoveRule,
  NeedsRule,
  Operand,
  OrderRule,
  PairwiseRule,
  Policy,
  Reading,
  RedundancyRule,
  Release,
  RequiresRule,
  RolloutRule,
  Rule,
  SettleRule,
  SilentRule,
  SourceReference,
  StateRule,
  StatusRule,
  StepRule,
  Strength,
  SupportRule,
  TableRule,
  TaskTemplate,
  VerdictName,
  WindowRule,
} from './policy.ts'
export { catalogueOf, fullName, policyNameOf, releaseOf } from './policy.ts'
export { type Locate, type PolicyText, readPolicy } from './read.ts'
export { apiVersion, type PolicyDocument, policyJsonSchema, type Recipe } from './schema.ts'
export {
  readWaivers,
  type Waivable,
  type Waived,
  type Waiver,
  waive,
  waiversJsonSchema,
} from './waivers.ts'
