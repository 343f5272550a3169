export { describeWorld } from './describe.ts'
export { worldFleetRows, worldPolicyDocuments, worldTargets } from './document.ts'
export { randomWorld } from './random-world.ts'
export type { World } from './shape.ts'
