import type { Path } from '../document/index.ts'
import type { ChangeClass, InterfaceChangeKind } from './change.ts'
import type { Direction, Effects } from './schema-effect.ts'
import type { Facts } from './schema-facts.ts'
import type { Declared, Operand, SchemaDocument } from './schema-read.ts'

/* What the parts of a comparison of schemas share. */

/** Where a comparison is: how its place is called, and who meets the data there. */
export interface Where {
  readonly path: string
  readonly direction: Direction
  /** Names that are declared of the same object around the schemas compared, in the older and newer document. */
  readonly beside?: { readonly old: Declared; readonly new: Declared }
}

/** What is told of one difference. */
export interface Told {
  readonly class?: ChangeClass
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly oldPath?: Path | undefined
  readonly newPath?: Path | undefined
}

/** What the parts of a comparison ask of the whole. */
export interface Comparing {
  readonly documents: { readonly old: SchemaDocument; readonly new: SchemaDocument }
  readonly compare: (a: Operand, b: Operand, where: Where) => void
  readonly tell: (kind: InterfaceChangeKind, where: Where, effects: Effects, told?: Told) => void
  /** What would be found, without telling it. */
  readonly tryOut: (a: Operand, b: Operand, where: Where) => Effects
  /** Facts and declared names of both sides, and the nodes that they came from. */
  readonly sides: Sides
}

export interface Side {
  readonly operand: Operand
  readonly facts: Facts
  readonly declared: Declared
  readonly path: Path | undefined
}

export interface Sides {
  readonly old: Side
  readonly new: Side
}
