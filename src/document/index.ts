export { readDocument } from './read.ts'
export type { Path, Source } from './source.ts'
export { validate } from './validate.ts'
