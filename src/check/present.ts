import type { Reading } from '../fleet/index.ts'
import type { StateRule } from '../policy/index.ts'
import type { Version } from '../version/index.ts'
import type { Judgement, Reason } from './judgement.ts'
import type { Placed } from './sight.ts'

/** What is present of a group in one moment. */
export interface Present extends Placed {
  readonly parts: readonly {
    readonly reading: Reading
    readonly delivers?: Readonly<Record<string, string>>
  }[]
}

export type PartOf<G extends Present> = G['parts'][number]

/** One case in which a state rule does not hold. */
export interface StateBreach<G extends Present> {
  readonly rule: StateRule
  readonly group: G
  readonly part: PartOf<G>
  /** The other side, for rules about two. */
  readonly to?: { readonly group: G; readonly part: PartOf<G> }
  readonly judgement: Exclude<Judgement, { outcome: 'holds' }>
}

/** What a rule found, and which parts it read with a definite answer. */
export interface StateReport<G extends Present> {
  readonly breaches: StateBreach<G>[]
  readonly read: Set<PartOf<G>>
}

export interface Known<P> {
  readonly part: P
  readonly version: Version
}

export function knownParts<G extends Present>(group: G): Known<PartOf<G>>[] {
  return group.parts.flatMap((part) =>
    part.reading.kind === 'known' ? [{ part, version: part.reading.version }] : [],
  )
}

/** Why a version is not known. */
export function unknownReason(reading: Exclude<Reading, { kind: 'known' }>): Reason {
  switch (reading.why) {
    case 'empty':
      return { kind: 'version-empty' }
    case 'development':
      return { kind: 'version-development', base: reading.base.text.split(/[-+]/)[0] ?? '' }
    case 'unreadable':
      return { kind: 'version-unreadable', at: reading.problem.at, expected: reading.problem.expected }
  }
}
