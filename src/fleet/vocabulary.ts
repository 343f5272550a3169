import type { Scheme } from '../version/index.ts'

/** Which components each policy knows, and how their versions are written. */
export type Vocabulary = ReadonlyMap<string, ReadonlyMap<string, Scheme>>
