import type { Place } from '../base/index.ts'
import type { Change, ReleaseRule, StatusRule } from '../policy/index.ts'
import type { Bump } from '../version/index.ts'

/** error: the promise is broken; unknown: nobody can tell; warning and note: it is kept, or not binding. */
export type ReleaseSeverity = 'error' | 'unknown' | 'warning' | 'note'

/** What is the matter with a release; the words are made elsewhere. */
export type ReleaseReason =
  | { readonly kind: 'undocumented'; readonly missing: readonly { title: string; ref: string }[] }
  | { readonly kind: 'too-soon'; readonly days: number; readonly least: number; readonly after: string }
  | { readonly kind: 'no-row' }
  | { readonly kind: 'row-lacks'; readonly columns: readonly string[] }
  | { readonly kind: 'table-ends'; readonly asOf: string }
  | { readonly kind: 'unaccompanied'; readonly by: string; readonly named: string }
  | { readonly kind: 'list-ends'; readonly by: string; readonly asOf: string | undefined }
  | { readonly kind: 'no-date' }
  | {
      readonly kind: 'brings-more' | 'gratuitous'
      readonly bump: Bump
      readonly brings: Change
      readonly most: Change
      readonly after: string
    }
  | { readonly kind: 'recalled'; readonly because: string | undefined; readonly isLast: boolean }

/** One release that a rule has something to say about. */
export interface ReleaseFinding {
  readonly rule: ReleaseRule | StatusRule
  readonly severity: ReleaseSeverity
  readonly component: string
  readonly version: string
  readonly date?: string
  readonly reason: ReleaseReason
  readonly place?: Place
}
