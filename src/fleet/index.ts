export { avoidJsonSchema, fleetJsonSchema, readAvoidDocument, readFleetDocument } from './document.ts'
export {
  type Fleet,
  type FleetRow,
  type Group,
  type Part,
  type Reading,
  readingText,
  type Summary,
} from './fleet.ts'
export {
  areNoLimits,
  type Barred,
  barring,
  type Hook,
  isOf,
  type Limits,
  noLimits,
  type Wave,
  waveOf,
  wavesBefore,
} from './limits.ts'
export { limitsOf } from './limits-document.ts'
export { limitMembers, type WrittenLimits } from './limits-schema.ts'
export { partNames, partText } from './part-names.ts'
export { applyRecipe, type Harvest, type Recipe, recipeApplies } from './recipe.ts'
export { RowReader } from './rows.ts'
export { scopePath } from './scope.ts'
export { parseShorthand } from './shorthand.ts'
export { groupsByScope, read, summarise } from './summary.ts'
export type { Vocabulary } from './vocabulary.ts'
