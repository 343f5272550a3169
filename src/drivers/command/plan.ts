import type { Command } from '../commands.ts'
import type { HttpTemplate } from '../http-template.ts'
import type { ListedInstance } from '../instances.ts'
import type { Listing } from './listing.ts'

/** How one instance is asked for something. */
export type Query =
  | { readonly kind: 'command'; readonly command: Command; readonly match: RegExp | undefined }
  | { readonly kind: 'http'; readonly http: HttpTemplate; readonly match: RegExp | undefined }

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
