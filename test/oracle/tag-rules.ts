/*
 * The versioning guide of UXP, read once more: its guarantees as plain functions over names, days and branches, from the
 * guide's own words and without a line of the product's code. A tag is looked up by walking over all others.
 */

export interface ToldTag {
  readonly name: string
  readonly day?: string
  readonly seconds?: number
  /** All branches that contain it, or the one that a table names; undefined: nobody knows. */
  readonly branches?: readonly string[]
  readonly inside?: string
}

export interface ToldHistory {
  /** Oldest first. */
  readonly tags: readonly ToldTag[]
  readonly branches: readonly string[]
  /** Whether tags know all branches that contain them. */
  readonly isWhole: boolean
}

export type Verdict = 'obeyed' | 'violated' | 'unknown' | 'legacy' | 'notApplicable'

/** What a name says, also where it says it wrongly. */
export interface Said {
  readonly core: string
  readonly minor: string
  readonly patch: number
  readonly theirs: string | undefined
  readonly marker: number
  readonly ours: string | undefined
  readonly isWellWritten: boolean
}

const number = '(?:0|[1-9]\\d*)'
const core = `v(${number})\\.(${number})\\.(${number})`
const word = '[a-z]+(?:\\.(?:0|[1-9]\\d*))?'
// Crossplane knows no -up: the first one is the marker.
const right = new RegExp(`^${core}(?:-(?!up\\.)(${word}))?-up\\.(${number})(?:-(${word}))?$`)
const dotted = new RegExp(`^${core}()-up\\.(${number})\\.(${word})$`)
const built = new RegExp(`^${core}()\\+up\\.(${number})$`)
const dashed = new RegExp(`^${core}()-up-(${number})$`)

/** Undefined where not even the meaning is clear. */
export function say(name: string): Said | undefined {
  for (const form of [right, dotted, built, dashed]) {
    const match = form.exec(name)
    if (match === null) continue
    const [, major = '', minor = '', patch = '', theirs, marker = '', ours] = match
    // Never both kinds of candidate.
    if (theirs !== undefined && theirs !== '' && ours !== undefined) return undefined
    return {
      core: `${major}.${minor}.${patch}`,
      minor: `${major}.${minor}`,
      patch: Number(patch),
      theirs: theirs === '' ? undefined : theirs,
      marker: Number(marker),
      ours,
      isWellWritten: form === right,
    }
  }
  return undefined
}

const isReleased = ({ theirs, ours }: Said): boolean => theirs === undefined && ours === undefined

const isReleaseBranch = (name: string): boolean => /^release-\d[^/]*$/.test(name)

/** Where a tag is from: releases belong to their branch if that has them, candidates to main. */
function homeOf({ branches }: ToldTag, said: Said): string | undefined | 'nobody' {
  if (branches === undefined) return undefined
  const own = `release-${said.minor}`
  const order = isReleased(said) ? [own, 'main'] : ['main', own]
  return order.find((one) => branches.includes(one)) ?? branches.find(isReleaseBranch) ?? 'nobody'
}

interface Placed {
  readonly tag: ToldTag
  readonly said: Said
  readonly home: string | undefined | 'nobody'
}

const firstText = '2021-07-20'
const newText = '2021-09-08'
const promiseOfMinors = '2021-11-15'

type Judge = (one: Placed, before: readonly Placed[], story: Story) => Verdict

interface Story {
  readonly own: ToldHistory
  readonly upstream: ToldHistory
  readonly isExact: boolean
}

const is = (holds: boolean): Verdict => (holds ? 'obeyed' : 'violated')

/** -up.0 was the first marker until the text changed. */
const firstMarker = ({ day }: ToldTag): number => (day !== undefined && day < newText ? 0 : 1)

const onMain =
  (judge: Judge): Judge =>
  (one, ...rest) =>
    one.home === undefined ? 'unknown' : one.home === 'main' ? judge(one, ...rest) : 'notApplicable'

const onRelease =
  (judge: Judge): Judge =>
  (one, ...rest) =>
    one.home === undefined ? 'unknown' : isReleaseBranch(one.home) ? judge(one, ...rest) : 'notApplicable'

const ofReleases =
  (judge: Judge): Judge =>
  (one, ...rest) =>
    isReleased(one.said) ? judge(one, ...rest) : 'notApplicable'

/** What may be the tag before on the same branch: those of no known branch may be, and the last one that is. */
function previousOnes({ home }: Placed, before: readonly Placed[]): readonly (Placed | undefined)[] {
  const found: (Placed | undefined)[] = []
  for (const other of [...before].reverse()) {
    if (other.home === undefined || other.home === home) found.push(other)
    if (other.home === home) return found
  }
  return [...found, undefined]
}

/** A judgement by the tag before: certain only where every tag that may be it leads to the same. */
const byPrevious =
  (judge: (one: Placed, last: Placed | undefined) => Verdict): Judge =>
  (one, before) => {
    const verdicts = new Set(previousOnes(one, before).map((last) => judge(one, last)))
    const [verdict] = verdicts
    return verdicts.size === 1 && verdict !== undefined ? verdict : 'unknown'
  }

/** The candidates of a release, as far as they came earlier. */
const candidatesOf = ({ said }: Placed, before: readonly Placed[]): readonly Placed[] =>
  before.filter(
    (other) =>
      other.said.core === said.core &&
      other.said.marker === said.marker &&
      other.said.theirs === undefined &&
      other.said.ours !== undefined,
  )

/** A version of Crossplane as numbers that sort: a release after its candidates. */
function rank(text: string): readonly (number | string)[] {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([a-z]+)(?:\.(\d+))?)?$/.exec(text)
  if (match === null) throw new Error(`no version of Crossplane: ${text}`)
  const [, major, minor, patch, kind = '~', count = '-1'] = match
  return [Number(major), Number(minor), Number(patch), kind, Number(count)]
}

function compare(a: string, b: string): number {
  const [left, right] = [rank(a), rank(b)]
  for (const [i, one] of left.entries()) {
    const other = right[i] ?? 0
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

const crossplaneOf = ({ core, theirs }: Said): string =>
  theirs === undefined ? `v${core}` : `v${core}-${theirs}`

const isCrossplane = (name: string): boolean => /^v\d+\.\d+\.\d+(-[a-z]+(\.\d+)?)?$/.test(name)

const timeOf = ({ day, seconds }: ToldTag, isExact: boolean): number =>
  isExact ? (seconds ?? 0) : day === undefined ? Number.POSITIVE_INFINITY : Date.parse(day)

/** Whether what is inside is the newest of its branch in Crossplane on that day. */
function tracks(branch: string, isOnlyReleases: boolean): Judge {
  return ({ tag, said }, _, { upstream, isExact }) => {
    const known = upstream.tags.filter(({ name }) => isCrossplane(name))
    const there = known.filter(
      (one) =>
        one.branches?.includes(branch) === true &&
        // What branched off later has older releases as well, and they are none of its own.
        (branch === 'main' || one.name.startsWith(`v${branch.slice('release-'.length)}.`)) &&
        timeOf(one, isExact) <= timeOf(tag, isExact) &&
        !(isOnlyReleases && one.name.includes('-')),
    )
    if (there.length === 0) return 'unknown'
    const newest = there.map(({ name }) => name).reduce((a, b) => (compare(a, b) >= 0 ? a : b))
    const inside = crossplaneOf(said)
    // Past the end of a line upstream there may be patches of one's own.
    const isOwnPatch =
      !known.some(({ name }) => name === inside) &&
      compare(inside, newest) > 0 &&
      newest.startsWith(`v${said.minor}.`)
    return is(inside === newest || isOwnPatch)
  }
}

const judges: Readonly<Record<string, { readonly since: string; readonly judge: Judge }>> = {
  // G1, and the text before 8 September 2021.
  g1: {
    since: firstText,
    judge: onMain(({ tag, said }) => is(said.marker === firstMarker(tag) && said.ours === undefined)),
  },
  g2: {
    since: firstText,
    judge: onMain(({ said }) => is(said.patch === 0 && /^rc\.\d+$/.test(said.theirs ?? ''))),
  },
  g3: { since: firstText, judge: onRelease(({ said }) => is(said.theirs === undefined)) },
  g5: {
    since: firstText,
    judge: ofReleases(onRelease((one, before) => is(candidatesOf(one, before).length > 0))),
  },
  'candidate-in-release': {
    since: firstText,
    judge: ofReleases(
      onRelease((one, before, { own }) => {
        const candidates = candidatesOf(one, before)
        const { home } = one
        if (candidates.length === 0 || home === undefined) return 'notApplicable'
        if (candidates.some(({ tag }) => tag.branches?.includes(home) === true)) return 'obeyed'
        const isCertain = own.isWhole && candidates.every(({ tag }) => tag.branches !== undefined)
        return isCertain ? 'violated' : 'unknown'
      }),
    ),
  },
  g7: {
    since: firstText,
    judge: onRelease(
      byPrevious((one, last) =>
        last === undefined || !isReleased(last.said) || last.said.core !== one.said.core
          ? 'notApplicable'
          : is(one.said.marker === last.said.marker + 1),
      ),
    ),
  },
  g8: {
    since: firstText,
    judge: onRelease(({ tag, said }, before) =>
      before.some((other) => isReleased(other.said) && other.said.core === said.core)
        ? 'notApplicable'
        : is(said.marker === firstMarker(tag)),
    ),
  },
  'released-from-own-branch': {
    since: firstText,
    judge: ofReleases(({ said, home }) =>
      home === undefined ? 'unknown' : is(home === `release-${said.minor}`),
    ),
  },
  'candidate-after-release': {
    since: firstText,
    judge: onRelease(
      byPrevious((one, last) =>
        last === undefined || !isReleased(last.said) ? 'notApplicable' : is(one.said.ours !== undefined),
      ),
    ),
  },
  'own-candidates': {
    since: firstText,
    judge: ({ said }) => is(said.ours === undefined || said.ours.startsWith('up')),
  },
  'embeds-crossplane': {
    since: firstText,
    judge: ({ tag, said }) => {
      if (tag.inside === undefined) return 'unknown'
      return is((/^v?(\d+\.\d+\.\d+)/.exec(tag.inside)?.[1] ?? '') === said.core)
    },
  },
  'crossplane-exists': {
    since: firstText,
    judge: ({ said }, _, { upstream }) => is(upstream.tags.some(({ name }) => name === crossplaneOf(said))),
  },
  'main-tracks-crossplane': { since: firstText, judge: onMain(tracks('main', false)) },
  'release-tracks-crossplane': {
    since: firstText,
    judge: onRelease((one, ...rest) => tracks(one.home ?? '', true)(one, ...rest)),
  },
  'minor-within-two-weeks': {
    since: promiseOfMinors,
    judge: ofReleases(({ tag, said }, before, { upstream }) => {
      if (before.some((other) => isReleased(other.said) && other.said.minor === said.minor))
        return 'notApplicable'
      const days = upstream.tags
        .filter(({ name }) => /^v\d+\.\d+\.\d+$/.test(name) && name.startsWith(`v${said.minor}.`))
        .flatMap(({ day }) => day ?? [])
        .sort()
      const [first] = days
      if (first === undefined || tag.day === undefined) return 'unknown'
      return is((Date.parse(tag.day) - Date.parse(first)) / 86_400_000 <= 14)
    }),
  },
}

/** Of every rule the verdict on every tag. */
export function judgeTags(own: ToldHistory, upstream: ToldHistory): ReadonlyMap<string, readonly Verdict[]> {
  const isExact = [...own.tags, ...upstream.tags].every(({ seconds }) => seconds !== undefined)
  const said = own.tags.map(({ name }) => say(name))
  const placed = own.tags.map((tag, i): Placed | undefined => {
    const meant = said[i]
    return meant === undefined ? undefined : { tag, said: meant, home: homeOf(tag, meant) }
  })
  const inForce = (verdict: Verdict, { day }: ToldTag, since: string): Verdict => {
    if (verdict === 'notApplicable') return verdict
    return day === undefined ? 'unknown' : day < since ? 'legacy' : verdict
  }
  const found = new Map<string, readonly Verdict[]>()
  for (const [rule, { since, judge }] of Object.entries(judges))
    found.set(
      rule,
      placed.map((one, i) => {
        if (one === undefined) return 'notApplicable'
        const before = placed.slice(0, i).filter((other) => other !== undefined)
        return inForce(judge(one, before, { own, upstream, isExact }), one.tag, since)
      }),
    )
  found.set(
    'version-form',
    own.tags.map((tag, i) => inForce(is(said[i]?.isWellWritten === true), tag, firstText)),
  )
  return found
}
