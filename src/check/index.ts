export { type CheckResult, check, findState, isStateRule } from './check.ts'
export { clusters, tiedComponents } from './cluster.ts'
export { type Finding, type Member, type Severity, severityOf, type Verdict, verdictOf } from './finding.ts'
export { holds, type Judgement, type Outcome, type Reason, worse } from './judgement.ts'
export { checkJump, type JumpResult, type Target, targetOf } from './jump.ts'
export { judgeMove, type MoveBreach } from './move.ts'
export type { Repair } from './repair.ts'
export { type Placed, Sight } from './sight.ts'
export {
  judgeAloneVersion,
  judgeStateRule,
  type Present,
  type StateBreach,
  type StateReport,
} from './state.ts'
export { counted, distanceOf, judgePair, windowApplies } from './window.ts'
