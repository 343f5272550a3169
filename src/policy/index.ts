export { type BuildOptions, buildPolicy } from './build.ts'
export type {
  Bound,
  Catalogue,
  Component,
  ConductRule,
  EdgeRow,
  EdgesRule,
  GateRule,
  Mode,
  MoveRule,
  Operand,
  OrderRule,
  Policy,
  Reading,
  RedundancyRule,
  Release,
  RolloutRule,
  Rule,
  SilentRule,
  SourceReference,
  StateRule,
  StatusRule,
  StepRule,
  Strength,
  VerdictName,
  WindowRule,
} from './policy.ts'
export { releaseOf } from './policy.ts'
export { type Locate, type PolicyText, readPolicy } from './read.ts'
export { apiVersion, type PolicyDocument, policyJsonSchema, type Recipe } from './schema.ts'
