import { canonicalJson, groupBy } from '../base/index.ts'
import type { LineFacts, PlanFacts, PolicyFacts, RowFacts } from './facts.ts'

/** Something that a plan is made from, and that is not as it was. What is new has no `before`, what is gone no `after`. */
export type InputChange =
  | { readonly kind: 'day'; readonly before?: string; readonly after?: string }
  | { readonly kind: 'policy'; readonly policy: string; readonly change: 'added' | 'removed' }
  | {
      readonly kind: 'rule'
      readonly policy: string
      readonly rule: string
      readonly change: 'added' | 'removed' | 'changed'
    }
  | {
      readonly kind: 'reading'
      readonly policy: string
      readonly rule: string
      readonly before?: string
      readonly after?: string
    }
  | {
      readonly kind: 'releases'
      readonly policy: string
      readonly component: string
      readonly line: string
      readonly before?: LineFacts
      readonly after?: LineFacts
    }
  /** The policy is another one: in words, in lines that neither plan has to do with, or nobody can tell where. */
  | { readonly kind: 'policy-elsewhere'; readonly policy: string; readonly isKnown: boolean }
  | {
      readonly kind: 'fleet'
      readonly policy: string
      readonly scope: string
      readonly component: string
      readonly before?: readonly RowFacts[]
      readonly after?: readonly RowFacts[]
    }
  | {
      readonly kind: 'target' | 'via' | 'batch'
      readonly policy: string
      readonly component: string
      readonly scope?: string
      readonly before?: string
      readonly after?: string
    }
  | { readonly kind: 'wish'; readonly name: WishName; readonly before?: string; readonly after?: string }
  | { readonly kind: 'thaw'; readonly name: string; readonly change: 'added' | 'removed' }
  | { readonly kind: 'fact'; readonly name: string; readonly before?: string; readonly after?: string }
  | {
      readonly kind: 'unavailable' | 'wave' | 'manifest'
      readonly name: string
      readonly change: 'added' | 'removed' | 'changed'
    }

/** Wishes that are one word. */
const wishNames = ['mode', 'together', 'aim', 'minimise', 'requireUndo'] as const
export type WishName = (typeof wishNames)[number]

/** What is not the same in what two plans were made from. */
export function inputChanges(before: PlanFacts, after: PlanFacts): readonly InputChange[] {
  return [
    ...policyChanges(before, after),
    ...fleetChanges(before, after),
    ...wishChanges(before, after),
    ...limitChanges(before, after),
    ...(before.asOf === after.asOf ? [] : [{ kind: 'day' as const, ...pair(before.asOf, after.asOf) }]),
  ]
}

/** The two sides of a change, of which one may be missing. */
const pair = <T>(before: T | undefined, after: T | undefined): { before?: T; after?: T } => ({
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
})

/** Every key of either side whose values are not the same, in the order of the newer side. */
function differences<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): { key: string; before: T | undefined; after: T | undefined }[] {
  const was = new Map(Object.entries(before))
  const is = new Map(Object.entries(after))
  return [...new Set([...is.keys(), ...was.keys()])]
    .filter((key) => canonicalJson(was.get(key)) !== canonicalJson(is.get(key)))
    .map((key) => ({ key, before: was.get(key), after: is.get(key) }))
}

const changeOf = (before: unknown, after: unknown): 'added' | 'removed' | 'changed' =>
  before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'

const byName = <T>(items: readonly T[], nameOf: (item: T) => string): Readonly<Record<string, T>> =>
  Object.fromEntries(items.map((item) => [nameOf(item), item]))

function policyChanges(before: PlanFacts, after: PlanFacts): InputChange[] {
  const name = (policy: PolicyFacts): string => policy.name
  const was = new Map(before.policies.map((policy) => [policy.name, policy]))
  return differences(byName(before.policies, name), byName(after.policies, name)).flatMap(
    ({ key: policy, after: now }): InputChange[] => {
      const old = was.get(policy)
      if (old === undefined || now === undefined)
        return [{ kind: 'policy', policy, change: changeOf(old, now) === 'added' ? 'added' : 'removed' }]
      return insidePolicy(policy, old, now)
    },
  )
}

function insidePolicy(policy: string, old: PolicyFacts, now: PolicyFacts): InputChange[] {
  const found: InputChange[] = [
    ...differences(old.readings, now.readings).map(
      ({ key, before, after }): InputChange => ({
        kind: 'reading',
        policy,
        rule: key,
        ...pair(before, after),
      }),
    ),
    ...differences(old.rules ?? {}, now.rules ?? old.rules ?? {})
      .filter(() => old.rules !== undefined && now.rules !== undefined)
      .map(
        ({ key, before, after }): InputChange => ({
          kind: 'rule',
          policy,
          rule: key,
          change: changeOf(before, after),
        }),
      ),
    ...releaseChanges(policy, old, now),
  ]
  if (found.length > 0 || old.digest === undefined || old.digest === now.digest) return found
  return [{ kind: 'policy-elsewhere', policy, isKnown: old.rules !== undefined && now.rules !== undefined }]
}

/** Only of lines that both plans have to do with: of others, one of the two says nothing. */
function releaseChanges(policy: string, old: PolicyFacts, now: PolicyFacts): InputChange[] {
  return Object.entries(now.releases ?? {}).flatMap(([component, lines]) => {
    const was = old.releases?.[component]
    if (was === undefined) return []
    return differences(was, lines)
      .filter(({ before, after }) => isWithin(was, lines, before, after))
      .map(
        ({ key, before, after }): InputChange => ({
          kind: 'releases',
          policy,
          component,
          line: key,
          ...pair(before, after),
        }),
      )
  })
}

/** A line that only one side has is a change where it lies between lines that the other side has. */
function isWithin(
  was: Readonly<Record<string, LineFacts>>,
  is: Readonly<Record<string, LineFacts>>,
  before: LineFacts | undefined,
  after: LineFacts | undefined,
): boolean {
  if (before !== undefined && after !== undefined) return true
  const [own, other] = before === undefined ? [is, was] : [was, is]
  const labels = Object.keys(own)
  const at = Object.values(own).indexOf(before ?? after ?? { newest: '', count: 0, digest: '' })
  const known = labels.map((label) => other[label] !== undefined)
  return known.slice(0, at).includes(true) && known.slice(at + 1).includes(true)
}

function fleetChanges(before: PlanFacts, after: PlanFacts): InputChange[] {
  const groups = (plan: PlanFacts): Readonly<Record<string, readonly RowFacts[]>> =>
    Object.fromEntries(
      groupBy(plan.start, ({ policy, scope, component }) => JSON.stringify([policy, scope, component])),
    )
  return differences(groups(before), groups(after)).flatMap(({ before: was, after: is }): InputChange[] => {
    const [first] = is ?? was ?? []
    if (first === undefined) return []
    const { policy, scope, component } = first
    return [{ kind: 'fleet', policy, scope, component, ...pair(was, is) }]
  })
}

const textOf = (value: string | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value)

function wishChanges({ wishes: old }: PlanFacts, { wishes: now }: PlanFacts): InputChange[] {
  const versions = (list: PlanFacts['wishes']['targets']): Readonly<Record<string, string>> =>
    Object.fromEntries(
      list.map(({ policy, component, scope, version }) => [
        JSON.stringify([policy, component, scope]),
        version,
      ]),
    )
  const batches = ({ batches: list }: PlanFacts['wishes']): Readonly<Record<string, string>> =>
    Object.fromEntries(
      list.map(({ policy, component, batch }) => [JSON.stringify([policy, component]), String(batch)]),
    )
  const changed = (
    kind: 'target' | 'via' | 'batch',
    was: Readonly<Record<string, string>>,
    is: Readonly<Record<string, string>>,
  ): InputChange[] =>
    differences(was, is).map(({ key, before, after }): InputChange => {
      const [policy = '', component = '', scope]: string[] = JSON.parse(key)
      return { kind, policy, component, ...(typeof scope === 'string' && { scope }), ...pair(before, after) }
    })
  const thawed = (names: readonly string[]): Readonly<Record<string, true>> =>
    Object.fromEntries(names.map((name) => [name, true]))
  return [
    ...changed('target', versions(old.targets), versions(now.targets)),
    ...changed('via', versions(old.via), versions(now.via)),
    ...changed('batch', batches(old), batches(now)),
    ...wishNames.flatMap((name): InputChange[] =>
      old[name] === now[name] ? [] : [{ kind: 'wish', name, ...pair(textOf(old[name]), textOf(now[name])) }],
    ),
    ...differences(thawed(old.thaw), thawed(now.thaw)).map(
      ({ key: name, after }): InputChange => ({
        kind: 'thaw',
        name,
        change: after === undefined ? 'removed' : 'added',
      }),
    ),
  ]
}

function limitChanges(before: PlanFacts, after: PlanFacts): InputChange[] {
  const named = (items: readonly unknown[], members: readonly string[]): Readonly<Record<string, unknown>> =>
    byName(items, (item) =>
      members
        .map((member) => (isRecord(item) ? (item[member] ?? '') : ''))
        .map(String)
        .join(' '),
    )
  const changes = (
    kind: 'unavailable' | 'wave' | 'manifest',
    was: Readonly<Record<string, unknown>>,
    is: Readonly<Record<string, unknown>>,
  ): InputChange[] =>
    differences(was, is).map(({ key: name, before: old, after: now }) => ({
      kind,
      name,
      change: changeOf(old, now),
    }))
  const manifests = ({ migrations }: PlanFacts): Readonly<Record<string, unknown>> =>
    byName(migrations, ({ subject, place }) => `${place.file}: ${subject}`)
  return [
    ...differences(before.limits.facts, after.limits.facts).map(
      ({ key: name, before: was, after: is }): InputChange => ({
        kind: 'fact',
        name,
        ...pair(was === undefined ? undefined : String(was), is === undefined ? undefined : String(is)),
      }),
    ),
    ...changes(
      'unavailable',
      named(before.limits.unavailable, ['component', 'versions']),
      named(after.limits.unavailable, ['component', 'versions']),
    ),
    ...changes('wave', named(before.limits.waves, ['name']), named(after.limits.waves, ['name'])),
    ...changes('manifest', manifests(before), manifests(after)),
  ]
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
