export { importCompatibilityTable, type TableSettings } from './compatibility-table.ts'
export {
  type EndOfLifeSettings,
  importEndOfLife,
  type SupportPhase,
  supportPhases,
} from './end-of-life.ts'
export type { Imported, ImportResult, ImportSettings } from './imported.ts'
export { type CatalogueSettings, importOperatorCatalogue } from './operator-catalogue.ts'
export { importRequiredStops } from './required-stops.ts'
export { type GraphSettings, importUpdateGraph } from './update-graph.ts'
