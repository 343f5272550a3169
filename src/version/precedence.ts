import type { Scheme } from './scheme.ts'
import { semver } from './semver.ts'
import { compareVersions, type Version } from './version.ts'

/** What decides between two versions, and which value each has; `undefined` where it has none. */
export interface Deciding {
  readonly part: string
  readonly values: readonly [string | undefined, string | undefined]
}

/** The most significant field in which two versions differ, where their scheme names its fields. */
export function decidingPart(a: Version, b: Version, { order = [] }: Scheme): Deciding | undefined {
  const part = order.find((name) => a.fields?.[name] !== b.fields?.[name])
  return part === undefined ? undefined : { part, values: [a.fields?.[part], b.fields?.[part]] }
}

const plain = semver()

/** How a tool that knows only SemVer orders two texts; undefined where one of them is no version to it. */
export function semverOrder(a: string, b: string): number | undefined {
  const [left, right] = [plain.parse(a), plain.parse(b)]
  return left.ok && right.ok ? Math.sign(compareVersions(left.value, right.value)) : undefined
}

export interface Disagreement {
  /** Neighbours of which the first comes first, and which SemVer puts the other way round, or alike. */
  readonly pairs: readonly (readonly [Version, Version])[]
  /** What is no version to SemVer. */
  readonly refused: readonly Version[]
}

/**
 * Where SemVer orders versions otherwise than their own scheme, given in the order of the scheme. Neighbours
 * suffice: two orders that agree on all of them are the same.
 */
export function semverDisagreement(sorted: readonly Version[]): Disagreement {
  const refused = sorted.filter(({ text }) => !plain.parse(text).ok)
  const known = sorted.filter(({ text }) => plain.parse(text).ok)
  const pairs = known.slice(1).flatMap((b, i): [Version, Version][] => {
    const a = known[i] as Version
    return Math.sign(compareVersions(a, b)) === semverOrder(a.text, b.text) ? [] : [[a, b]]
  })
  return { pairs, refused }
}
