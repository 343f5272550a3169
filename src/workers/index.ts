export { rolloutFormat, type Stop } from './advance.ts'
export { type ManualIn, type UnitApproval, unitApprovals } from './approvals.ts'
export { type AskProblem, askRollout } from './asking.ts'
export type { Platform } from './carry-out.ts'
export { type Connection, connect } from './connection.ts'
export { type Budget, type RolloutOptions, usualOptions } from './options.ts'
export { type NewRollout, type StartProblem, startRollout } from './rollouts.ts'
export {
  papersIn,
  type RolloutOutcome,
  type RolloutStatus,
  rolloutIds,
  rolloutStatus,
  type StoredUnit,
  type UnitStatus,
  unitLog,
  unitsIn,
} from './status.ts'
export { type Unit, unitsOf } from './units.ts'
export {
  startWorker,
  type Worker,
  type WorkerEnd,
  type WorkerEvent,
  type WorkerOptions,
} from './worker.ts'
