import { canonicalJson, groupBy } from '../base/index.ts'
import { type Finding, findState, type Verdict, verdictOf } from '../check/index.ts'
import type { Summary } from '../fleet/index.ts'
import type { Policy, PolicyDocument, VerdictName } from '../policy/index.ts'

/** One member of something that has changed; undefined where it was not there. */
export interface MemberChange {
  readonly member: string
  readonly before: unknown
  readonly after: unknown
}

export interface Changes {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly name: string; readonly members: readonly MemberChange[] }[]
}

/** What is different between two versions of a policy, kind of part by kind of part. */
export interface PolicyDiff {
  readonly rules: Changes
  readonly components: Changes
  readonly schemes: Changes
  readonly sources: Changes
  readonly releases: Changes
  readonly recipes: Changes
  /** Members of the policy itself, such as its title, that have no parts with names. */
  readonly members: readonly MemberChange[]
  /** Rules that both have stand in another order, which decides between edges. */
  readonly reordered: boolean
}

type Named = ReadonlyMap<string, Readonly<Record<string, unknown>>>

/** Compares two policies as they are written: rule by rule, and member by member. */
export function diffPolicies(before: PolicyDocument, after: PolicyDocument): PolicyDiff {
  const kept = (one: PolicyDocument, other: PolicyDocument): string[] => {
    const ids = new Set(other.rules.map(({ id }) => id))
    return one.rules.map(({ id }) => id).filter((id) => ids.has(id))
  }
  return {
    rules: changes(rulesOf(before), rulesOf(after)),
    components: changes(namedOf(before.components), namedOf(after.components)),
    schemes: changes(namedOf(before.schemes), namedOf(after.schemes)),
    sources: changes(namedOf(before.sources), namedOf(after.sources)),
    releases: changes(releasesOf(before), releasesOf(after)),
    recipes: changes(recipesOf(before), recipesOf(after)),
    members: memberChanges(restOf(before), restOf(after)),
    reordered: kept(before, after).join() !== kept(after, before).join(),
  }
}

const rulesOf = ({ rules }: PolicyDocument): Named => new Map(rules.map((rule) => [rule.id, { ...rule }]))

const namedOf = (parts: Readonly<Record<string, object>>): Named =>
  new Map(Object.entries(parts).map(([name, part]) => [name, { ...part }]))

/** A catalogue is no part of its own: `server 1.2.3` is, wherever it is listed. */
function releasesOf({ catalogue }: PolicyDocument): Named {
  return new Map(
    catalogue.flatMap(({ of, releases }) =>
      of.flatMap((component) =>
        releases.map((release) => [`${component} ${release.version}`, { ...release }] as const),
      ),
    ),
  )
}

const recipesOf = ({ recipes }: PolicyDocument): Named =>
  new Map(recipes.map((recipe) => [recipe.id, { ...recipe }]))

/** What is compared nowhere else, so that no edit goes unseen. */
function restOf(document: PolicyDocument): Readonly<Record<string, unknown>> {
  const compared = new Set(['rules', 'components', 'schemes', 'sources', 'recipes'])
  const rest = Object.entries(document).filter(([member]) => !compared.has(member))
  return {
    ...Object.fromEntries(rest),
    catalogue: document.catalogue.map((catalogue) => ({ ...catalogue, releases: [] })),
  }
}

function changes(before: Named, after: Named): Changes {
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: [...before].flatMap(([name, was]) => {
      const is = after.get(name)
      if (is === undefined) return []
      const members = memberChanges(was, is)
      return members.length > 0 ? [{ name, members }] : []
    }),
  }
}

function memberChanges(
  was: Readonly<Record<string, unknown>>,
  is: Readonly<Record<string, unknown>>,
): MemberChange[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return names
    .map((member) => ({ member, before: was[member], after: is[member] }))
    .filter(({ before, after }) => written(before) !== written(after))
}

const written = (value: unknown): string => (value === undefined ? '' : canonicalJson(value))

/** A scope of which the two policies say different things. */
export interface VerdictChange {
  readonly scope: string
  readonly before: VerdictName
  readonly after: VerdictName
  readonly isWorse: boolean
  /** What decides it now; where nothing does any more, what decided it before. */
  readonly because: readonly Finding[]
}

/** The same fleet as each of two policies reads it. */
export interface Reading {
  readonly policy: Policy
  readonly summary: Summary
}

export interface VerdictDiff {
  /** How many scopes were judged. */
  readonly scopes: number
  readonly changes: readonly VerdictChange[]
}

const order: readonly VerdictName[] = ['supported', 'untested', 'unknown', 'unsupported']

/** Which verdicts on a fleet an edit changes, scope by scope. `asOf` is the day to judge for. */
export function diffVerdicts(before: Reading, after: Reading, asOf: string): VerdictDiff {
  const was = verdictsOf(before, asOf)
  const is = verdictsOf(after, asOf)
  const scopes = [...new Set([...was.keys(), ...is.keys()])]
  return {
    scopes: scopes.length,
    changes: scopes.flatMap((scope): VerdictChange[] => {
      const old = was.get(scope) ?? supported
      const now = is.get(scope) ?? supported
      if (old.kind === now.kind) return []
      return [
        {
          scope,
          before: old.kind,
          after: now.kind,
          isWorse: order.indexOf(now.kind) > order.indexOf(old.kind),
          because: now.kind === 'supported' ? becauseOf(old) : becauseOf(now),
        },
      ]
    }),
  }
}

const supported: Verdict = { kind: 'supported' }

const becauseOf = (verdict: Verdict): readonly Finding[] =>
  verdict.kind === 'supported' ? [] : verdict.because

/** Scopes see each other, so all are judged together and the findings told apart afterwards. */
function verdictsOf({ policy, summary }: Reading, asOf: string): ReadonlyMap<string, Verdict> {
  const findings = groupBy(findState(summary.groups, [policy], { asOf }), ({ scope }) => scope)
  const scopes = new Set([...summary.groups.map(({ scope }) => scope), ...findings.keys()])
  return new Map([...scopes].map((scope) => [scope, verdictOf(findings.get(scope) ?? [])]))
}
