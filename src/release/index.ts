export { changeNamed, judgeChange, type NamedChange, type Need, type StepVerdict } from './change.ts'
export type { ReleaseFinding, ReleaseReason, ReleaseSeverity } from './finding.ts'
export { type CatalogueLint, lintCatalogue, type Scores } from './lint.ts'
export {
  type Company,
  companyOf,
  definitionsOf,
  exemptionOf,
  type Promised,
  promisesOf,
} from './promise.ts'
