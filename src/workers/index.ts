export { rolloutFormat, type Stop } from './advance.ts'
export type { Platform } from './carry-out.ts'
export { type Connection, connect } from './connection.ts'
export { type Budget, type RolloutOptions, usualOptions } from './options.ts'
export {
  type AskProblem,
  askRollout,
  type NewRollout,
  type RolloutStatus,
  rolloutIds,
  rolloutStatus,
  type StartProblem,
  type StoredUnit,
  startRollout,
  type UnitStatus,
  unitLog,
  unitsIn,
} from './rollouts.ts'
export { type Unit, unitsOf } from './units.ts'
export {
  startWorker,
  type Worker,
  type WorkerEnd,
  type WorkerEvent,
  type WorkerOptions,
} from './worker.ts'
