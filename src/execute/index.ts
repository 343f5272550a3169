export type {
  Answer,
  Driver,
  Errand,
  GroupName,
  Instance,
  Order,
  Question,
} from './driver.ts'
export type { Ask, Doing, Drift, Entry, Halt, Moving, Outcome, Written } from './entry.ts'
export type { Asks, Clock, Journal, Random } from './ports.ts'
export type { Route, RouteGroup, RouteStage, RouteTask } from './route.ts'
export type { GateSettings, Settings } from './settings.ts'
