import { groupBy } from '../base/index.ts'
import type { InterfaceChange } from '../compare/index.ts'
import type { Change, CountedChange, Policy, PromiseRule } from '../policy/index.ts'
import { type Bump, bumpBetween, compareVersions, type Scheme, type Version } from '../version/index.ts'
import { fitsMatch, judgeChange, type Need, needOf, type StepVerdict } from './change.ts'
import { bringsMore } from './promise.ts'

/** A change of an interface, and what the policy calls it. */
export interface JudgedChange {
  readonly change: InterfaceChange
  /** The id of the interface that it is in, where the policy names it. */
  readonly in?: string
  readonly brings: Change | 'unknown'
  /** The definition that decided; without one the format's own meaning did. */
  readonly by?: { readonly rule: PromiseRule; readonly count: CountedChange }
}

/** What a policy says of the changes between two versions. */
export interface StepJudgement {
  readonly component: string
  /** What of it, where a version is of a part: `store.shelf`. */
  readonly part?: string
  /** How the part's version is written, and the one that is next after it. */
  readonly called?: string
  readonly next?: string
  /** Undefined where nothing tells which version it is. */
  readonly from?: Version
  readonly to?: Version
  /** The first number in which they differ; undefined where they are equal. */
  readonly bump?: Bump
  readonly changes: readonly JudgedChange[]
  /** The most that is sure to be brought; `fixes` where nothing is. */
  readonly brings: Change
  /** Whether some change could not be judged. */
  readonly isUnsure: boolean
  readonly verdict: PromiseVerdict
  /** What the promises say of the most that is brought. */
  readonly step?: StepVerdict
  /** The least number that may bring it. */
  readonly needs?: Need
}

export type PromiseVerdict = 'kept' | 'broken' | 'unknown'

const promisesAbout = ({ rules }: Policy, component: string): readonly PromiseRule[] =>
  rules.filter((rule): rule is PromiseRule => rule.kind === 'promise' && rule.of.includes(component))

/**
 * What a policy calls a change: by its own definitions where one fits (the gravest, where several do), else by the format's
 * meaning, of which words alone are fixes.
 */
export function classifyChange(
  policy: Policy,
  component: string,
  change: InterfaceChange,
  inside?: string,
): JudgedChange {
  const common = { change, ...(inside !== undefined && { in: inside }) }
  const fitting = promisesAbout(policy, component).flatMap((rule) =>
    rule.counts.flatMap((count) =>
      count.changes.some((match) => fitsMatch(match, change, inside)) ? [{ rule, count }] : [],
    ),
  )
  const [gravest] = fitting.sort((a, b) => (bringsMore(a.rule.brings, b.rule.brings) ? -1 : 1))
  if (gravest !== undefined) return { ...common, brings: gravest.rule.brings, by: gravest }
  return { ...common, brings: change.class === 'documentation' ? 'fixes' : change.class }
}

/** Judges all changes between two versions of a component by what the number promises. */
export function judgeStep(
  policy: Policy,
  component: string,
  [from, to]: readonly [Version, Version],
  changes: readonly JudgedChange[],
  part?: string,
): StepJudgement {
  const brings = mostOf(changes)
  const isUnsure = changes.some((each) => each.brings === 'unknown')
  const bump = bumpBetween(from, to)
  const needs = needOf(policy, component, from, brings)
  const common = {
    component,
    ...(part !== undefined && { part }),
    from,
    to,
    ...(bump !== undefined && { bump }),
    changes,
    brings,
    isUnsure,
    ...(needs !== undefined && { needs }),
  }
  const isNothing = !isUnsure && (changes.length === 0 || brings === 'fixes')
  if (compareVersions(from, to) === 0) {
    // One version for two interfaces: whatever is promised of a number, this one has none.
    if (isNothing) return { ...common, verdict: 'kept' }
    if (needs === undefined) return { ...common, verdict: 'unknown' }
    // Where no number counts what is compatible, it goes into the version that is there.
    const isOwed = brings === 'breaking' || (brings === 'compatible' && needs.rule.brings === 'compatible')
    return { ...common, verdict: isOwed ? 'broken' : isUnsure ? 'unknown' : 'kept' }
  }
  const step = judgeChange(policy, component, [from, to], brings)
  if (step.kind === 'too-much' || (step.kind === 'gratuitous' && step.isFault && !isUnsure))
    return { ...common, step, verdict: 'broken' }
  if (step.kind === 'unknown') return { ...common, step, verdict: isNothing ? 'kept' : 'unknown' }
  const atWorst = isUnsure ? judgeChange(policy, component, [from, to], 'breaking') : step
  return { ...common, step, verdict: atWorst.kind === 'too-much' ? 'unknown' : 'kept' }
}

/** Changes of a component of which nothing tells the version: what they force can be told, whether it was done cannot. */
export function judgeWithoutVersion(component: string, changes: readonly JudgedChange[]): StepJudgement {
  const brings = mostOf(changes)
  const isUnsure = changes.some((each) => each.brings === 'unknown')
  const verdict = isUnsure || brings === 'breaking' ? 'unknown' : 'kept'
  return { component, changes, brings, isUnsure, verdict }
}

/** Changes whose path names a version of the component: each version is judged for itself, and stays what it is. */
export function judgeByPath(
  policy: Policy,
  component: string,
  scheme: Scheme,
  changes: readonly JudgedChange[],
): readonly StepJudgement[] {
  const groups = groupBy(changes, ({ change }) => partOf(change.path, scheme)?.key ?? '')
  return [...groups].map(([key, own]): StepJudgement => {
    const part = own[0] && partOf(own[0].change.path, scheme)
    if (key === '' || part === undefined) return judgeWithoutVersion(component, own)
    // What is new beside it has a version of its own, which it does not owe to anything.
    const real = own.filter(({ change }) => change.kind !== 'interface-added')
    const next = /^\D*\d+$/.test(part.called)
      ? part.called.replace(/\d+$/, (n) => String(Number(n) + 1))
      : undefined
    return {
      ...judgeStep(policy, component, [part.version, part.version], real, part.name),
      called: part.called,
      ...(next !== undefined && { next }),
    }
  })
}

/** `store.shelf v1 metadata.host` is about v1 of store.shelf, and `harbour/api/v2/crane.proto` about v2 of harbour/api. */
function partOf(path: string, scheme: Scheme) {
  for (const words of [/\S+/g, /[^\s/]+/g, /[^\s/.]+/g]) {
    for (const { 0: word, index } of path.matchAll(words)) {
      const read = index === 0 ? undefined : scheme.parse(word)
      if (read?.ok === true) {
        const name = path.slice(0, index).replace(/[\s/.]+$/, '')
        return { name, called: word, version: read.value, key: path.slice(0, index + word.length) }
      }
    }
  }
  return undefined
}

const mostOf = (changes: readonly JudgedChange[]): Change =>
  changes.reduce<Change>(
    (most, { brings }) => (brings !== 'unknown' && bringsMore(brings, most) ? brings : most),
    'fixes',
  )
