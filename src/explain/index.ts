export {
  type CatalogueOrigin,
  type CatalogueUpdateReport,
  catalogueUpdateText,
  conflictText,
  skipText,
} from './catalogue-update.ts'
export { checkText, fleetText, type Judged, unnamedScope } from './check.ts'
export { type CompareNotes, compareText } from './compare.ts'
export { compareJunit } from './compare-junit.ts'
export { compareMarkdown } from './compare-markdown.ts'
export { alternativeText, causeText, derivationOf, targetText } from './conflict.ts'
export { type DiffResult, diffText } from './diff.ts'
export {
  basisSentence,
  type ForecastNotes,
  forecastMarkdown,
  forecastText,
  outlookSentence,
} from './forecast.ts'
export { changeSentence, decidedText } from './interface-change.ts'
export { scanJunit } from './junit.ts'
export { clip, explainCommand, number, plural, table, times, wrap } from './layout.ts'
export { cell, checkMarkdown, planMarkdown } from './markdown.ts'
export {
  type Matrix,
  type MatrixCell,
  type MatrixEnd,
  matrixHtml,
  matrixMarkdown,
  matrixText,
} from './matrix.ts'
export { methodText } from './method.ts'
export { negotiationText } from './negotiate.ts'
export { nextTagsText, tagVerdictText } from './next-tag.ts'
export type { CheckNotes, PlanNotes } from './notes.ts'
export { colourPaint, type Paint, plainPaint } from './paint.ts'
export { pace, planText, routeText, sizeText, whyText } from './plan.ts'
export { runText, spanText } from './plan-times.ts'
export { importComment, importedText, importNotesText } from './policy-import.ts'
export { questionText } from './question.ts'
export { catalogueText, releaseRuleLines, releaseSentence } from './release.ts'
export {
  pageSentence,
  reachSentences,
  releaseSentence as releaseSentenceOf,
  releaseVerifyMarkdown,
  releaseVerifyText,
} from './release-verify.ts'
export { revisionMarkdown, revisionText } from './revision.ts'
export {
  approvalText,
  endingText,
  entryText,
  haltText,
  type StateVerdict,
  stageLines,
  stateText,
  statusText,
  verdictText,
  waysOn,
} from './run.ts'
export { ledgerText, type ScanNotes, scanAdvice, scanSentence, scanText } from './scan.ts'
export { scanMarkdown } from './scan-markdown.ts'
export { surveyText } from './survey.ts'
export { tagRuleLines } from './tag-rules.ts'
export { expectedText, type TagNotes, tagLintText, tagSentence } from './tags.ts'
export { tagLintJunit, tagLintMarkdown } from './tags-report.ts'
export { type Drift, faultSentence, isWrong, type VerifyResult, verifyText } from './verify.ts'
export {
  type Comparison,
  comparisonText,
  disagreementText,
  versionText,
  type WrittenVersion,
} from './version.ts'
export { toldWarnings, warningText } from './warnings.ts'
export { type WayBack, wayBackOf } from './way-back.ts'
export { deliveryText, enforcedText, sentence, sourceText, unlistedText } from './words.ts'
export { escaped, harmless } from './xml.ts'
