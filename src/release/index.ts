export { changeNamed, judgeChange, type NamedChange, type Need, type StepVerdict } from './change.ts'
export {
  classifyChange,
  type JudgedChange,
  judgeStep,
  type PromiseVerdict,
  type StepJudgement,
} from './classify.ts'
export { type CompareResult, compareVerdict, countsOf, semverBump } from './compared.ts'
export { editionOn } from './edition.ts'
export type { ReleaseFinding, ReleaseReason, ReleaseSeverity } from './finding.ts'
export { type CatalogueLint, isReleaseRule, judgeReleases, lintCatalogue, type Scores } from './lint.ts'
export {
  type Company,
  companyOf,
  definitionsOf,
  exemptionOf,
  type Promised,
  promisesOf,
} from './promise.ts'
export { type FleetReach, type Reach, type ReachQuestion, reachOf } from './reach.ts'
export { brokenSeverity, worstFirst } from './severity.ts'
export {
  type CatalogueUpdate,
  type Delivery,
  guessTemplate,
  type Published,
  type SkipReason,
  type UpdateConflict,
  updateCatalogue,
} from './update.ts'
export {
  type ComparedInterface,
  type DocumentsSection,
  type InterfacesSection,
  type JudgedPage,
  type ReachSection,
  type ReleaseAsked,
  type ReleaseSection,
  type ReleaseVerifyResult,
  verifyRelease,
  worstVerdict,
} from './verify.ts'
