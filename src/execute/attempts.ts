import type { Duty } from './duties.ts'
import type { Doing, Entry } from './entry.ts'
import type { Settings } from './settings.ts'

/** What is known of a subject only as long as this process lives. */
export interface Attempt {
  readonly doing: string
  /** When it was first done. */
  readonly since: number
  notBefore: number
  isBusy: boolean
  /** Why it is not done yet. */
  because: string | undefined
  /** When it was last seen well, while it is watched; and how often not since. */
  lastWell: number | undefined
  strikes: number
  /** How often in a row all were seen where they should be. */
  arrivals: number
}

/** What was tried so far. */
export class Attempts {
  private readonly known = new Map<string, Attempt>()
  /** How often something failed since the last time that a subject got further. Ordering and settling are tried as one. */
  private readonly tries = new Map<string, number>()
  /** What failed for good: nothing more is tried before somebody says so. */
  private readonly givenUp = new Set<string>()

  get(subject: string): Attempt | undefined {
    return this.known.get(subject)
  }

  /** What is known of a duty that goes on, or of one that begins now. */
  of(duty: Duty, now: number): Attempt {
    const doing = duty.kind === 'gate' ? `gate ${duty.gate}` : duty.kind
    const before = this.known.get(duty.subject)
    if (before?.doing === doing) return before
    const attempt = {
      ...{ doing, since: now, notBefore: now, isBusy: false },
      ...{ because: undefined, lastWell: undefined, strikes: 0, arrivals: 0 },
    }
    this.known.set(duty.subject, attempt)
    return attempt
  }

  isGivenUp(subject: string): boolean {
    return this.givenUp.has(subject)
  }

  giveUp(subject: string): void {
    this.givenUp.add(subject)
    this.known.delete(subject)
  }

  /** One more failure; how many there are. */
  count(subject: string): number {
    const tries = (this.tries.get(subject) ?? 0) + 1
    this.tries.set(subject, tries)
    return tries
  }

  done(subject: string): void {
    this.known.delete(subject)
  }

  take(entry: Entry): void {
    if (isFurther(entry)) this.tries.delete(entry.subject)
  }

  clear(): void {
    this.known.clear()
    this.tries.clear()
    this.givenUp.clear()
  }
}

type Further = Extract<Entry, { kind: 'intended' | 'settled' | 'passed' | 'finished' }>
const isFurther = (entry: Entry): entry is Further =>
  ['intended', 'settled', 'passed', 'finished'].includes(entry.kind)

export const doingOf = ({ kind }: Duty): Doing => (kind === 'look' ? 'observe' : kind)

export function timeoutOf({ kind }: Duty, { timeouts }: Settings): number {
  switch (kind) {
    case 'stop':
    case 'move':
    case 'task':
      return timeouts[kind]
    default:
      return timeouts.observe
  }
}
