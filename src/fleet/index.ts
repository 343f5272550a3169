export { fleetJsonSchema, readFleetDocument, scopePath } from './document.ts'
export {
  type Fleet,
  type FleetRow,
  type Group,
  type Part,
  type Reading,
  readingText,
  type Summary,
} from './fleet.ts'
export { applyRecipe, type Harvest, type Recipe, recipeApplies } from './recipe.ts'
export { RowReader } from './rows.ts'
export { parseShorthand } from './shorthand.ts'
export { groupsByScope, read, summarise, type Vocabulary } from './summary.ts'
