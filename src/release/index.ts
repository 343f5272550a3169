export { changeNamed, judgeChange, type NamedChange, type Need, type StepVerdict } from './change.ts'
export {
  classifyChange,
  type JudgedChange,
  judgeStep,
  type PromiseVerdict,
  type StepJudgement,
} from './classify.ts'
export { type CompareResult, compareVerdict, countsOf, semverBump } from './compared.ts'
export type { ReleaseFinding, ReleaseReason, ReleaseSeverity } from './finding.ts'
export type { History, Tag, TagObject } from './history.ts'
export { type CatalogueLint, lintCatalogue, type Scores } from './lint.ts'
export {
  type HistoryLintOptions,
  lintHistory,
  type ReleaseLint,
  type RuleScores,
  type TagScores,
} from './lint-history.ts'
export {
  branchesCalled,
  branchNames,
  judgeExisting,
  judgeNext,
  type NextQuestion,
  type NextTags,
  nextTags,
  type ProposedTag,
  type TagVerdict,
} from './next.ts'
export {
  type Company,
  companyOf,
  definitionsOf,
  exemptionOf,
  type Promised,
  promisesOf,
} from './promise.ts'
export { type FleetReach, type Reach, type ReachQuestion, reachOf } from './reach.ts'
export type { JudgingRule, TagFinding, TagReason } from './tag-finding.ts'
export { openTags, type TagWorld } from './tag-world.ts'
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
