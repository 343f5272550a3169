export { parseRange, type Range, rangeContains } from './range.ts'
export type { ParseProblem, Scheme } from './scheme.ts'
export { type SemverOptions, semver } from './semver.ts'
export {
  compareLines,
  compareVersions,
  type KeyPart,
  type Line,
  lineDistance,
  type Unit,
  type Version,
} from './version.ts'
