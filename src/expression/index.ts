export { type Expression, type ExpressionProblem, parseExpression } from './expression.ts'
