export { type Approval, approvalsIn } from './approvals.ts'
export type {
  Answer,
  Driver,
  Errand,
  GroupName,
  Instance,
  Order,
  Question,
} from './driver.ts'
export type { IsManual } from './duties.ts'
export type { Ask, Doing, Drift, Entry, Halt, Moving, Outcome, Written } from './entry.ts'
export { groupKey, namesOf, type PlanToRun, routeOf } from './from-plan.ts'
export type { Asks, Clock, Journal, Random } from './ports.ts'
export { Progress, type StageProgress, type TaskProgress } from './progress.ts'
export { recall } from './recall.ts'
export { groupsOfStages, type Route, type RouteGroup, type RouteStage, type RouteTask } from './route.ts'
export { execute } from './runner.ts'
export type { GateSettings, Settings } from './settings.ts'
export { type Beginning, isReady, type Survey, type Surveyed, survey } from './survey.ts'
export type { Ending, RunOptions, World } from './world.ts'
