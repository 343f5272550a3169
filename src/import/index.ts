export type { Imported, ImportResult, ImportSettings } from './imported.ts'
export { type CatalogueSettings, importOperatorCatalogue } from './operator-catalogue.ts'
