import type { Place } from '../base/index.ts'

/* What a Go package exports, as far as those who use it can tell. */

/** A type as it is written, and so that equal types are equal texts: with the paths of packages, not their names. */
export interface GoType {
  readonly text: string
  readonly id: string
}

export interface GoSignature {
  readonly typeParameters: readonly GoType[]
  readonly parameters: readonly GoType[]
  readonly isVariadic: boolean
  readonly results: readonly GoType[]
}

interface Common {
  readonly place: Place
  readonly doc: string
}

export type GoEntry = Common &
  (
    | { readonly kind: 'function'; readonly signature: GoSignature }
    | {
        readonly kind: 'interface'
        readonly typeParameters: readonly GoType[]
        readonly methods: ReadonlyMap<string, GoMethod>
        readonly embeds: readonly GoType[]
        /** Nobody outside the package can implement it. */
        readonly isSealed: boolean
      }
    | {
        readonly kind: 'struct'
        readonly typeParameters: readonly GoType[]
        readonly fields: ReadonlyMap<string, GoField>
      }
    | {
        readonly kind: 'type'
        readonly typeParameters: readonly GoType[]
        readonly type: GoType
        readonly isAlias: boolean
      }
    | { readonly kind: 'constant'; readonly type: GoType | undefined; readonly value: string }
    | { readonly kind: 'variable'; readonly type: GoType | undefined; readonly value: string }
  )

export interface GoMethod extends Common {
  readonly signature: GoSignature
  /** Of methods with a body: whether a pointer is needed. */
  readonly isByPointer?: boolean
}

export interface GoField extends Common {
  readonly type: GoType
  readonly tag: string
  readonly isEmbedded: boolean
}

export interface GoPackage {
  readonly entries: ReadonlyMap<string, GoEntry>
  /** By type and name. */
  readonly methods: ReadonlyMap<string, ReadonlyMap<string, GoMethod>>
  readonly notes: readonly string[]
}

export const isExported = (name: string): boolean => /^\p{Lu}/u.test(name)
