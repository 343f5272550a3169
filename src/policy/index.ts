export { type BuildOptions, buildPolicy } from './build.ts'
export type {
  Absence,
  LedgerRow,
  LedgerRule,
  Lifecycle,
  ManifestKind,
  MemberPath,
  RequiredField,
  Span,
  StatusSince,
} from './lifecycle.ts'
export type {
  Bound,
  Catalogue,
  Component,
  ConductRule,
  EdgeRow,
  EdgesRule,
  FollowsRule,
  GateRule,
  Mode,
  MoveRule,
  NeedsRule,
  Operand,
  OrderRule,
  Policy,
  Reading,
  RedundancyRule,
  Release,
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
  VerdictName,
  WindowRule,
} from './policy.ts'
export { releaseOf } from './policy.ts'
export { type Locate, type PolicyText, readPolicy } from './read.ts'
export { apiVersion, type PolicyDocument, policyJsonSchema, type Recipe } from './schema.ts'
export { readWaivers, type Waiver, waiversJsonSchema } from './waivers.ts'
