export { describeWorld } from './describe.ts'
export { worldFleetRows, worldPolicyDocument, worldTargets } from './document.ts'
export { randomWorld } from './random-world.ts'
export type { World } from './shape.ts'
