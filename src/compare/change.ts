import type { Place } from '../base/index.ts'

/** The kinds of interface descriptions that are compared. */
export const interfaceFormats = [
  'protobuf',
  'openapi',
  'json-schema',
  'crd',
  'component-metadata',
  'typescript',
  'go',
] as const

export type InterfaceFormat = (typeof interfaceFormats)[number]

/**
 * Everything that a change can be, with what the same change is when it is read backwards: what one direction adds the
 * other removes. The vocabulary is closed, so that policies can name changes and be held to the names.
 */
export const mirrored = {
  'interface-added': 'interface-removed',
  'interface-removed': 'interface-added',
  'type-added': 'type-removed',
  'type-removed': 'type-added',
  'type-changed': 'type-changed',
  'type-parameter-changed': 'type-parameter-changed',
  'function-added': 'function-removed',
  'function-removed': 'function-added',
  'method-added': 'method-removed',
  'method-removed': 'method-added',
  'parameter-added': 'parameter-removed',
  'required-parameter-added': 'parameter-removed',
  'parameter-removed': 'parameter-added',
  'parameter-required': 'parameter-optional',
  'parameter-optional': 'parameter-required',
  'parameter-type-changed': 'parameter-type-changed',
  'result-type-changed': 'result-type-changed',
  'embedding-added': 'embedding-removed',
  'embedding-removed': 'embedding-added',
  'constant-added': 'constant-removed',
  'constant-removed': 'constant-added',
  'value-changed': 'value-changed',
  'modifier-changed': 'modifier-changed',
  'path-added': 'path-removed',
  'path-removed': 'path-added',
  'operation-added': 'operation-removed',
  'operation-removed': 'operation-added',
  'operation-renamed': 'operation-renamed',
  'body-added': 'body-removed',
  'body-removed': 'body-added',
  'response-added': 'response-removed',
  'response-removed': 'response-added',
  'media-type-added': 'media-type-removed',
  'media-type-removed': 'media-type-added',
  'security-changed': 'security-changed',
  'field-added': 'field-removed',
  'required-field-added': 'field-removed',
  'field-removed': 'field-added',
  'field-required': 'field-optional',
  'field-optional': 'field-required',
  'field-type-changed': 'field-type-changed',
  'field-renamed': 'field-renamed',
  'enum-value-added': 'enum-value-removed',
  'enum-value-removed': 'enum-value-added',
  'constraint-tightened': 'constraint-loosened',
  'constraint-loosened': 'constraint-tightened',
  'constraint-changed': 'constraint-changed',
  'alternative-added': 'alternative-removed',
  'alternative-removed': 'alternative-added',
  'default-added': 'default-removed',
  'default-removed': 'default-added',
  'default-changed': 'default-changed',
  'access-changed': 'access-changed',
  'merge-changed': 'merge-changed',
  'version-added': 'version-removed',
  'version-removed': 'version-added',
  'version-served': 'version-not-served',
  'version-not-served': 'version-served',
  'storage-version-changed': 'storage-version-changed',
  'scope-changed': 'scope-changed',
  'name-added': 'name-removed',
  'name-removed': 'name-added',
  'subresource-added': 'subresource-removed',
  'subresource-removed': 'subresource-added',
  'column-changed': 'column-changed',
  'status-changed': 'status-changed',
  'capability-added': 'capability-removed',
  'capability-removed': 'capability-added',
  'profile-added': 'profile-removed',
  'profile-removed': 'profile-added',
  deprecated: 'restored',
  restored: 'deprecated',
  'description-changed': 'description-changed',
  'extension-changed': 'extension-changed',
  'encoding-changed': 'encoding-changed',
  'other-changed': 'other-changed',
} as const

export type InterfaceChangeKind = keyof typeof mirrored

export const interfaceChangeKinds = Object.keys(mirrored) as readonly InterfaceChangeKind[]

/**
 * breaking: somebody who relied on the interface may fail; unknown: nobody can tell from the text; compatible: nobody
 * fails; documentation: only words changed.
 */
export type ChangeClass = 'breaking' | 'unknown' | 'compatible' | 'documentation'

/** Worst first. */
export const changeClasses: readonly ChangeClass[] = ['breaking', 'unknown', 'compatible', 'documentation']

/** Who has to do something about a change that is not plain from its kind. */
export type Concerned =
  /** Those who implement the interface; who only calls it does not notice. */
  | 'implementers'
  /** Those who send such data. */
  | 'writers'
  /** Those who read such data. */
  | 'readers'

/** One difference between two descriptions of an interface. */
export interface InterfaceChange {
  readonly format: InterfaceFormat
  readonly kind: InterfaceChangeKind
  /** What is changed, as readers of the interface call it: `Store.Get`, `POST /v1/invoke/{id} request.body.name`. */
  readonly path: string
  /** By the format's own meaning; a policy may say otherwise. */
  readonly class: ChangeClass
  readonly concerns?: Concerned
  readonly before?: string
  readonly after?: string
  readonly places: { readonly old?: Place; readonly new?: Place }
}

/** One file of an interface. */
export interface InterfaceText {
  readonly file: string
  readonly text: string
}

/** The worst class of several. */
export const worstClass = (classes: Iterable<ChangeClass>): ChangeClass | undefined => {
  const present = new Set(classes)
  return changeClasses.find((each) => present.has(each))
}
