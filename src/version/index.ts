export { type Bump, bumpBetween } from './difference.ts'
export { type NumberedOptions, numbered } from './numbered.ts'
export {
  type Deciding,
  type Disagreement,
  decidingPart,
  semverDisagreement,
  semverOrder,
} from './precedence.ts'
export { parseRange, type Range, rangeContains, sideOf } from './range.ts'
export type { Field, FieldType, ParseProblem, Scheme } from './scheme.ts'
export { type SemverOptions, semver } from './semver.ts'
export { type TemplateField, type TemplateOptions, type TemplateProblem, template } from './template.ts'
export {
  type Advice,
  compareLines,
  compareVersions,
  type KeyPart,
  type Line,
  lineDistance,
  partsOf,
  type Unit,
  type Version,
} from './version.ts'
