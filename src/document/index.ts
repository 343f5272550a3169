export { about, name, text, version } from './members.ts'
export { type ReadOne, readDocument, readDocuments } from './read.ts'
export type { Path, Source } from './source.ts'
export { validate } from './validate.ts'
