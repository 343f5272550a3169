export type { JudgingRule, TagFinding, TagReason } from './finding.ts'
export type { History, Tag, TagObject } from './history.ts'
export {
  type HistoryLintOptions,
  lintHistory,
  type ReleaseLint,
  type RuleScores,
  type TagScores,
} from './lint.ts'
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
export { openTags, type TagWorld } from './world.ts'
