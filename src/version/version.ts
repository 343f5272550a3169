/**
 * One comparable part of a version. Numbers sort before texts, as SemVer wants of pre-release identifiers;
 * numbers too large for a double are bigints, so no length of digits loses precision.
 */
export type KeyPart = number | bigint | string

/**
 * The releases that share a compatibility step. `order` sorts all lines of a scheme; `chain` and `index`
 * tell how far two lines are apart: only lines of one chain have a distance.
 */
export interface Line {
  readonly label: string
  readonly order: readonly number[]
  readonly chain: string
  readonly index: number
}

/** A version that its scheme has parsed. Compare with `compareVersions`; never by text. */
export interface Version {
  /** The canonical spelling: no leading `v`, build metadata kept. */
  readonly text: string
  readonly line: Line
  readonly major: Line
  /** A pre-release of any kind: it comes before the release of the same numbers. */
  readonly isPrerelease: boolean
  /** What the scheme calls a version that is not final, where it has a word for it. */
  readonly called?: string
  /** The release that this is a vendor's build of, where its scheme knows the vendor. */
  readonly vendorOf?: string
  /** A build from a working tree (`1.16.0-dev-abc123`): what it contains is not known. */
  readonly isDevelopment: boolean
  /** What the version sorts by, most significant part first. */
  readonly key: readonly KeyPart[]
  /** The named parts that are present, most significant first, where the scheme names its parts. */
  readonly fields?: Readonly<Record<string, string>>
  /** What parts of the version are called, where the scheme has words for them. */
  readonly terms?: Readonly<Record<string, string>>
  /** What should be written otherwise although it is valid. */
  readonly advice?: readonly Advice[]
}

/** Something in a version's text that could be better. */
export interface Advice {
  /** Offset into the text that was read, from 0. */
  readonly at: number
  readonly expected: string
}

/** The parts of a version that are present, by name: those that its scheme names, else `core`, `pre` and `build`. */
export function partsOf({ fields, text }: Version): Readonly<Record<string, string>> {
  if (fields !== undefined) return fields
  const [, core = text, pre, build] = /^([^-+]*)(?:-([^+]*))?(?:\+(.*))?$/.exec(text) ?? []
  return { core, ...(pre !== undefined && { pre }), ...(build !== undefined && { build }) }
}

/** What releases are counted in when two versions are set against each other. */
export type Unit = 'release' | 'line' | 'major'

/** Negative when `a` comes before `b`, positive when after, 0 when neither (build metadata has no order). */
export function compareVersions(a: Version, b: Version): number {
  const shared = Math.min(a.key.length, b.key.length)
  for (let i = 0; i < shared; i++) {
    const order = compareParts(a.key[i] as KeyPart, b.key[i] as KeyPart)
    if (order !== 0) return order
  }
  return a.key.length - b.key.length
}

function compareParts(a: KeyPart, b: KeyPart): number {
  const aIsText = typeof a === 'string'
  if (aIsText !== (typeof b === 'string')) return aIsText ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}

export function compareLines(a: Line, b: Line): number {
  for (let i = 0; i < Math.max(a.order.length, b.order.length); i++) {
    const order = (a.order[i] ?? 0) - (b.order[i] ?? 0)
    if (order !== 0) return order
  }
  return 0
}

/**
 * How many lines `a` is ahead of `b` (negative: behind). Undefined when no chain joins the two: then the
 * scheme gives them an order but no distance.
 */
export function lineDistance(a: Line, b: Line): number | undefined {
  return a.chain === b.chain ? a.index - b.index : undefined
}
