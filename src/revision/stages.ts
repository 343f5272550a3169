import { groupBy } from '../base/index.ts'
import type { PlanFacts, StageFacts } from './facts.ts'

/** What is not the same about a stage that both plans have. */
export interface StageMember {
  readonly member:
    | 'part'
    | 'from'
    | 'to'
    | 'count'
    | 'batch'
    | 'mode'
    | 'together'
    | 'gate'
    | 'undo'
    | 'downtime'
    | 'commands'
    | 'tasks'
    | 'after'
  readonly before: string
  readonly after: string
}

export type StageChange =
  | { readonly change: 'added' | 'removed'; readonly stage: StageFacts }
  | {
      readonly change: 'changed'
      readonly stage: StageFacts
      readonly was: StageFacts
      readonly members: readonly StageMember[]
    }

/**
 * The stages of two plans, matched by group and version, not by their numbers; what then is left of a group that starts
 * from the same version is the same stage with another stop.
 */
export function stageChanges(
  before: PlanFacts,
  after: PlanFacts,
): { changes: readonly StageChange[]; unchanged: number } {
  const pairs = matched(before.stages, after.stages)
  const old = orderOf(before)
  const now = orderOf(after)
  const newOf = new Map(pairs.map(([was, stage]) => [was.id, stage.id]))
  const oldOf = new Map(pairs.map(([was, stage]) => [stage.id, was.id]))
  const wasOf = new Map(pairs.map(([was, stage]) => [stage.id, was]))
  const changes: StageChange[] = []
  let unchanged = 0
  for (const stage of after.stages) {
    const was = wasOf.get(stage.id)
    if (was === undefined) {
      changes.push({ change: 'added', stage })
      continue
    }
    const members = [
      ...membersOf(was, stage, before, after),
      ...orderMembers(was, stage, { old, now, newOf, oldOf }),
    ]
    if (members.length === 0) unchanged++
    else changes.push({ change: 'changed', stage, was, members })
  }
  for (const stage of before.stages) if (!newOf.has(stage.id)) changes.push({ change: 'removed', stage })
  return { changes, unchanged }
}

type Pair = readonly [was: StageFacts, is: StageFacts]

function matched(before: readonly StageFacts[], after: readonly StageFacts[]): readonly Pair[] {
  const group = ({ policy, scope, component }: StageFacts): unknown[] => [policy, scope, component]
  const keys: readonly ((stage: StageFacts) => unknown[])[] = [
    (stage) => [...group(stage), stage.part ?? null, stage.to],
    (stage) => [...group(stage), stage.part ?? null, ...stage.from],
    (stage) => [...group(stage), stage.to],
  ]
  const pairs: Pair[] = []
  let left = { before, after }
  for (const keyOf of keys) {
    const candidates = groupBy(left.before, (stage) => JSON.stringify(keyOf(stage)))
    const taken = new Set<StageFacts>()
    const rest = left.after.filter((stage) => {
      const was = candidates.get(JSON.stringify(keyOf(stage)))?.shift()
      if (was === undefined) return true
      pairs.push([was, stage])
      taken.add(was)
      return false
    })
    left = { before: left.before.filter((stage) => !taken.has(stage)), after: rest }
  }
  return pairs
}

function membersOf(was: StageFacts, is: StageFacts, before: PlanFacts, after: PlanFacts): StageMember[] {
  const tasks = ({ tasks: all }: PlanFacts, { id }: StageFacts): string =>
    all
      .filter(({ stage }) => stage === id)
      .map(({ what, run }) => [what, ...run].join('; '))
      .join(' / ')
  const names = (plan: PlanFacts, ids: readonly string[]): string =>
    ids.map((id) => plan.stages.find((stage) => stage.id === id)?.component ?? id).join(', ')
  const texts: readonly (readonly [StageMember['member'], string, string])[] = [
    ['part', was.part ?? '', is.part ?? ''],
    ['to', was.to, is.to],
    ['from', was.from.join(', '), is.from.join(', ')],
    ['count', String(was.count), String(is.count)],
    ['batch', String(was.batch), String(is.batch)],
    ['mode', was.mode, is.mode],
    ['together', names(before, was.together), names(after, is.together)],
    ['gate', was.gate?.until ?? '', is.gate?.until ?? ''],
    ['undo', was.undo?.outcome ?? '', is.undo?.outcome ?? ''],
    ['downtime', was.downtime == null ? 'no' : 'yes', is.downtime == null ? 'no' : 'yes'],
    ['commands', was.by.join('; '), is.by.join('; ')],
    ['tasks', tasks(before, was), tasks(after, is)],
  ]
  return texts.flatMap(([member, old, now]) => (old === now ? [] : [{ member, before: old, after: now }]))
}

/** Who waits for whom, by ids: at once, and at the end of all waiting. */
interface Order {
  readonly plan: PlanFacts
  readonly direct: ReadonlyMap<string, readonly string[]>
  readonly all: (id: string) => ReadonlySet<string>
}

function orderOf(plan: PlanFacts): Order {
  const needsOf = new Map([...plan.stages, ...plan.tasks].map(({ id, needs }) => [id, needs]))
  const stages = new Set(plan.stages.map(({ id }) => id))
  const reach = (id: string, isEnd: (id: string) => boolean): Set<string> => {
    const found = new Set<string>()
    const queue = [...(needsOf.get(id) ?? [])]
    for (const next of queue) {
      if (found.has(next)) continue
      found.add(next)
      if (!isEnd(next)) queue.push(...(needsOf.get(next) ?? []))
    }
    return new Set([...found].filter((each) => stages.has(each)))
  }
  const known = new Map<string, ReadonlySet<string>>()
  return {
    plan,
    direct: new Map(plan.stages.map(({ id }) => [id, [...reach(id, (next) => stages.has(next))]])),
    all: (id) => {
      const found = known.get(id) ?? reach(id, () => false)
      known.set(id, found)
      return found
    },
  }
}

/** Only what became free or bound counts: a stage that is new in between binds nothing anew. */
function orderMembers(
  was: StageFacts,
  is: StageFacts,
  {
    old,
    now,
    newOf,
    oldOf,
  }: {
    readonly old: Order
    readonly now: Order
    readonly newOf: ReadonlyMap<string, string>
    readonly oldOf: ReadonlyMap<string, string>
  },
): StageMember[] {
  const gone = (old.direct.get(was.id) ?? []).filter((id) => {
    const there = newOf.get(id)
    return there !== undefined && !now.all(is.id).has(there)
  })
  const come = (now.direct.get(is.id) ?? []).filter((id) => {
    const there = oldOf.get(id)
    return there !== undefined && !old.all(was.id).has(there)
  })
  if (gone.length + come.length === 0) return []
  const names = ({ plan }: Order, ids: readonly string[]): string =>
    ids
      .flatMap((id) => plan.stages.find((stage) => stage.id === id) ?? [])
      .map(({ component, to, scope }) => `${component} ${to}${scope === is.scope ? '' : ` in ${scope}`}`)
      .join(', ')
  return [{ member: 'after', before: names(old, gone), after: names(now, come) }]
}
