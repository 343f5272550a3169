export {
  type Changes,
  diffPolicies,
  diffVerdicts,
  type MemberChange,
  type PolicyDiff,
  type VerdictChange,
  type VerdictDiff,
} from './diff.ts'
export { type ExampleResult, judgeExample, readingsWithExamples, testExamples } from './examples.ts'
export type { ExampleOutcome } from './ledger.ts'
export { type LintFinding, lint } from './lint.ts'
