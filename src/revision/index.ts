export type { PlanFacts, RowFacts, StageFacts } from './facts.ts'
export type { InputChange } from './inputs.ts'
export { type PlanSize, type Revised, type Revision, revise } from './revise.ts'
export type { StageMember } from './stages.ts'
