export { type CheckResult, check, findState, isStateRule } from './check.ts'
export { clusters, tiedComponents, tiesOf } from './cluster.ts'
export { crosses } from './crossing.ts'
export {
  type Delivery,
  deliveredBy,
  deliveredReading,
  deliveredReleases,
  deliveriesOf,
  withDeliveries,
} from './delivered.ts'
export { type Finding, type Member, type Severity, severityOf, type Verdict, verdictOf } from './finding.ts'
export { holds, type Judgement, type Outcome, type Reason, under, worse } from './judgement.ts'
export { checkJump, type JumpResult, type Target, targetOf } from './jump.ts'
export { edgeVerdict, judgeMove, judgeRemembered, judgeStops, type MoveBreach } from './move.ts'
export type { Present, StateBreach, StateReport } from './present.ts'
export type { Repair } from './repair.ts'
export { isNamed, type Placed, Sight } from './sight.ts'
export { judgeAloneVersion, judgeStateRule } from './state.ts'
export { birthsOf, isInForce, type LineBirth, type SupportEnd, supportEnd } from './support.ts'
export { type Circumstances, judgeTuples, judgeVersions, seenTogether } from './together.ts'
export { counted, distanceOf, judgePair, pairApplies } from './window.ts'
