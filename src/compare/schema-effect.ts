import type { Path } from '../document/index.ts'
import type { ChangeClass, Concerned, InterfaceChangeKind } from './change.ts'

/*
 * A change of a schema is neither good nor bad by itself: it takes values away, or it lets more in. Whoever writes such
 * data is broken by the one, whoever reads it by the other.
 */

/** Whether something is so; `maybe` where the texts do not tell. */
export type Effect = 'no' | 'maybe' | 'yes'

export interface Effects {
  /** Some value that was accepted no longer is. */
  readonly narrows: Effect
  /** Some value is accepted that was not. */
  readonly widens: Effect
}

/** Who meets the data: those who write it, those who read it, or both. */
export type Direction = 'input' | 'output' | 'both'

/** A difference of two schemas, before it is said whom it breaks. */
export interface SchemaChange extends Effects {
  readonly kind: InterfaceChangeKind
  readonly path: string
  readonly direction: Direction
  /** Set where the class does not follow from what is accepted. */
  readonly class?: ChangeClass
  readonly before?: string
  readonly after?: string
  readonly oldPath?: Path
  readonly newPath?: Path
}

export const narrows: Effects = { narrows: 'yes', widens: 'no' }
export const widens: Effects = { narrows: 'no', widens: 'yes' }
export const open: Effects = { narrows: 'maybe', widens: 'maybe' }
export const none: Effects = { narrows: 'no', widens: 'no' }

const rank: Readonly<Record<Effect, number>> = { no: 0, maybe: 1, yes: 2 }
export const worse = (a: Effect, b: Effect): Effect => (rank[a] >= rank[b] ? a : b)

/** Whom a change of a schema breaks, if anybody. */
export function classify({ narrows: less, widens: more, direction, class: said }: SchemaChange): {
  readonly class: ChangeClass
  readonly concerns?: Concerned
} {
  if (said !== undefined) return { class: said }
  const input = direction === 'output' ? 'no' : less
  const output = direction === 'input' ? 'no' : more
  const worst = worse(input, output)
  if (worst === 'no') return { class: 'compatible' }
  const concerns = rank[input] >= rank[output] ? 'writers' : 'readers'
  return { class: worst === 'yes' ? 'breaking' : 'unknown', concerns }
}
