export { type ExampleResult, judgeExample, testExamples } from './examples.ts'
export { type LintFinding, lint } from './lint.ts'
