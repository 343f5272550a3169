import type { Place } from '../base/index.ts'

/* What a TypeScript module exports, as far as those who use it can tell. */

/** A type as it is written, without white space that means nothing; a union is the set of its parts. */
export interface TsType {
  readonly text: string
  readonly parts: readonly string[]
}

export interface TsParameter {
  readonly type: TsType | undefined
  readonly isOptional: boolean
  readonly isRest: boolean
}

export interface TsSignature {
  readonly typeParameters: string
  readonly parameters: readonly TsParameter[]
  /** Undefined where it is left to be inferred. */
  readonly result: TsType | undefined
}

interface Common {
  readonly place: Place
  readonly doc: string
}

export type TsMember = Common &
  (
    | {
        readonly kind: 'method'
        readonly overloads: readonly TsSignature[]
        readonly isOptional: boolean
        readonly isStatic: boolean
        readonly isProtected: boolean
        readonly isAbstract: boolean
      }
    | {
        readonly kind: 'field'
        readonly type: TsType | undefined
        readonly isOptional: boolean
        readonly isReadonly: boolean
        readonly isStatic: boolean
        readonly isProtected: boolean
      }
    /** What has no name: call, construct and index signatures, by their text. */
    | { readonly kind: 'nameless' }
  )

export type TsEntry = Common &
  (
    | { readonly kind: 'function'; readonly overloads: readonly TsSignature[] }
    | {
        readonly kind: 'class' | 'interface'
        readonly typeParameters: string
        readonly heritage: readonly string[]
        readonly members: ReadonlyMap<string, TsMember>
        readonly isAbstract: boolean
      }
    | { readonly kind: 'enum'; readonly members: ReadonlyMap<string, Common & { readonly value: string }> }
    | { readonly kind: 'type'; readonly typeParameters: string; readonly type: TsType }
    | { readonly kind: 'constant'; readonly type: TsType | undefined }
    | { readonly kind: 'reexport'; readonly text: string }
  )

export interface TsModule {
  readonly entries: ReadonlyMap<string, TsEntry>
  readonly notes: readonly string[]
}

export const parameterText = ({ type, isOptional, isRest }: TsParameter): string =>
  `${isRest ? '...' : ''}${type?.text ?? '(inferred)'}${isOptional && !isRest ? '?' : ''}`

export const signatureText = ({ typeParameters, parameters, result }: TsSignature): string =>
  `${typeParameters}(${parameters.map(parameterText).join(', ')}) => ${result?.text ?? '(inferred)'}`
