export { checkDocument, contractVersion } from './check.ts'
export { planDocument } from './plan.ts'
export { type PlanDocument, type ReadPlan, readPlan } from './read-plan.ts'
export { verifyDocument } from './verify.ts'
