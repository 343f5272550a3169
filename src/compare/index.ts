export {
  type ChangeClass,
  type Concerned,
  changeClasses,
  type InterfaceChange,
  type InterfaceChangeKind,
  type InterfaceFormat,
  type InterfaceText,
  interfaceChangeKinds,
  interfaceFormats,
  mirrored,
  worstClass,
} from './change.ts'
export { compareInterfaces, type InterfaceComparison, type InterfaceSide, sorted } from './compare.ts'
export { formatOf } from './detect.ts'
export type { Compared, CompareOptions } from './format.ts'
export { compareJsonSchema } from './json-schema.ts'
export { type BufPlaces, readBufOutput } from './protobuf.ts'
