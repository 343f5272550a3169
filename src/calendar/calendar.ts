import { isInScope, type Place } from '../base/index.ts'
import type { Zone } from './zone.ts'

/** The days of the week as calendars spell them, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** When stages may run, every week. */
export interface Window {
  /** These scopes and everything inside them; everywhere when undefined. */
  readonly scopes: readonly string[] | undefined
  /** The days on which it opens. */
  readonly days: readonly Weekday[]
  /** Minutes after midnight, by the clocks of the calendar's zone. */
  readonly from: number
  /** The same; more than a day's minutes where it closes on the next day. */
  readonly to: number
  readonly place: Place
}

/** When nothing may run, once. */
export interface Freeze {
  readonly scopes: readonly string[] | undefined
  /** Seconds since 1970 UTC; work may end at the first and begin at the second. */
  readonly begins: number
  readonly ends: number
  readonly because: string | undefined
  readonly place: Place
}

/** Maintenance windows and change freezes. A scope that no window concerns is open whenever no freeze holds it. */
export interface Calendar {
  readonly zone: Zone
  readonly windows: readonly Window[]
  readonly freezes: readonly Freeze[]
  readonly file: string
}

/** Whether something that holds for certain scopes, or for all, holds in one. */
export const concerns = (
  { scopes }: { readonly scopes: readonly string[] | undefined },
  scope: string,
): boolean => scopes === undefined || scopes.some((outer) => isInScope(scope, outer))
