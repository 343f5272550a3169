import { isInScope } from '../base/index.ts'
import { type ProcessIdentity, processMembers } from './process-identity.ts'
import { amount, faultText, list, optional, record, text, whole } from './shape.ts'

/** A run that has begun, is not over, and keeps others away from its scopes. */
export interface Hold {
  readonly run: string
  readonly scopes: readonly string[]
  /** Grows with each change of hands: who has an older one has nothing any more. */
  readonly fence: number
  /** Who drives it; nobody does while it is paused. */
  readonly holder?: Holder | undefined
}

export interface Holder extends ProcessIdentity {
  /** By the clock on the wall, in milliseconds since 1970. */
  readonly taken: number
}

/** A hold, as it looks from here. */
export interface Seen extends Hold {
  /** Whether who drives it is still there; undefined where nobody does, or it cannot be told from here. */
  readonly isAlive: boolean | undefined
  /** Since who drives it was last heard of; undefined where nobody does. */
  readonly silent_ms: number | undefined
}

const holder = record<Holder>({ ...processMembers, taken: amount })
const table = record<{ format: string; holds: readonly Hold[] }>({
  format: text,
  holds: list(record<Hold>({ run: text, scopes: list(text), fence: whole, holder: optional(holder) })),
})

const tableFormat = 'interlock locks 1.0'
export const written = (holds: readonly Hold[]): string =>
  `${JSON.stringify({ format: tableFormat, holds }, null, 1)}\n`

/** Throws for a table that nobody of ours has written. */
export function holdsOf(json: string): readonly Hold[] {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new Error('the table is damaged: it is no JSON')
  }
  const fault = table.fault(value)
  // The shape is that of the type.
  const found = value as { format: string; holds: readonly Hold[] }
  if (fault !== undefined) throw new Error(`the table is damaged: ${faultText(fault)}`)
  if (found.format !== tableFormat)
    throw new Error(`they are "${found.format}", and this interlock knows "${tableFormat}"`)
  return found.holds
}

/** The file whose time says when the holder was last there. */
export const beatName = ({ run, fence }: Pick<Hold, 'run' | 'fence'>): string => `beat-${run}-${fence}`

/** The fence in the name of such a file; undefined for another file. */
export function beatFence(name: string): number | undefined {
  const [, fence] = /^beat-.*-(\d+)$/.exec(name) ?? []
  return fence === undefined ? undefined : Number(fence)
}

/** Whether what is done in one scope can be seen in the other. */
export const meet = (a: string, b: string): boolean =>
  a === '' || b === '' || isInScope(a, b) || isInScope(b, a)
