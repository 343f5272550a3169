export { readBaseline } from './baseline.ts'
export { catalogueUpdateDocument } from './catalogue-update.ts'
export { checkDocument, contractVersion, findingDocument } from './check.ts'
export { compareDocument } from './compare.ts'
export { compareSarif } from './compare-sarif.ts'
export { forecastDocument } from './forecast.ts'
export { keptPlan, readKeptPlan } from './kept-plan.ts'
export { matrixDocument } from './matrix.ts'
export { nextTagsDocument, tagVerdictDocument } from './next-tag.ts'
export { type PolicyDigests, planDocument } from './plan.ts'
export { type PlanDocument, type ReadPlan, readPlan } from './read-plan.ts'
export { catalogueDocument } from './release.ts'
export { releaseLintDocument } from './release-lint.ts'
export { releaseSarif } from './release-sarif.ts'
export { releaseVerifyDocument } from './release-verify.ts'
export { revisionDocument } from './revision.ts'
export { rolloutDocument } from './rollout.ts'
export {
  endingDocument,
  lostRunDocument,
  noteDocument,
  progressDocument,
  runDocument,
  stateDocument,
  waitDocument,
} from './run.ts'
export { scanSarif } from './sarif.ts'
export { ledgerDocument, scanDocument } from './scan.ts'
export { readScanBaseline } from './scan-baseline.ts'
export { surveyDocument } from './survey.ts'
export { verifyDocument } from './verify.ts'
