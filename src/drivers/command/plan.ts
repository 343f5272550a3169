import type { Command } from '../commands.ts'
import type { ListedInstance } from '../instances.ts'
import type { Query } from '../query.ts'
import type { Listing } from './listing.ts'

/** A command that changes instances, and how many of them at once. */
export interface Change {
  readonly command: Command
  readonly each: 'instance' | 'batch' | 'group'
  /** Whether it has to know where its instances come from: then it is run for each such version. */
  readonly namesFrom: boolean
}

/** The settings of a command driver, ready for use. */
export interface CommandPlan {
  readonly listing: { readonly command: Command; readonly listing: Listing } | undefined
  readonly instances: readonly ListedInstance[]
  readonly version: Query | undefined
  readonly health: Query | undefined
  readonly answer_ms: number
  readonly move: Change
  readonly stop: Change | undefined
}
