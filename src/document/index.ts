export { about, date, name, reference, text, version } from './members.ts'
export { type ReadOne, readDocument, readDocuments } from './read.ts'
export { type Path, type Source, valueAt } from './source.ts'
export { validate } from './validate.ts'
