import { tiesOf } from '../../src/check/index.ts'
import { groupKey, type Route, routeOf, type Settings } from '../../src/execute/index.ts'
import { readingText } from '../../src/fleet/index.ts'
import { mixUpsOf, type PlanRequest, type PlanResult, plan } from '../../src/plan/index.ts'
import { componentOf, readWorld } from '../oracle/model.ts'
import { Random } from '../oracle/random.ts'
import { verdicts } from '../oracle/state.ts'
import type { Version } from '../oracle/versions.ts'
import { randomWorld, type World } from '../oracle/world.ts'
import { requestOf } from '../property/worlds.ts'
import type { Seat } from './platform.ts'

/** A made-up fleet with a plan, and what its policies allow. */
export interface Site {
  readonly route: Route
  readonly seats: readonly (Pick<Seat, 'id' | 'group' | 'part' | 'version'> & {
    readonly isFrozen: boolean
  })[]
  /** Whether these versions may be together, by an oracle that shares no code with the planner. */
  readonly isAllowed: (present: ReadonlyMap<string, ReadonlySet<string>>) => boolean
  readonly versionsOf: (group: string) => readonly string[]
}

/** The gates that simulated stages have, and how patient runs are. */
export const settings: Settings = {
  attempts: 3,
  backoff: { first_ms: 500, most_ms: 5000 },
  timeouts: { observe: 2000, stop: 5000, move: 5000, settle: 20_000, task: 5000 },
  poll_ms: 700,
  tolerated: { count: 0 },
  gates: new Map([
    ['read', { isManual: false, every_ms: 900, within_ms: 30_000 }],
    ['go', { isManual: true, every_ms: 1000, within_ms: 1000 }],
  ]),
  soak_s: undefined,
}

const known = new Map<number, Site>()

/** The site of that number: of the worlds that come in question the first that has a plan. */
export function siteOf(number: number): Site {
  const before = known.get(number)
  if (before !== undefined) return before
  for (let seed = number; seed < number + 1_000_000; seed += 10_000) {
    const site = makeSite(seed, new Random(seed))
    if (site === undefined) continue
    known.set(number, site)
    return site
  }
  throw new Error(`no world like ${number} has a plan`)
}

/** A world, and how it gets where it wants. */
interface Way {
  readonly world: World
  readonly request: PlanRequest
  readonly found: Extract<PlanResult, { outcome: 'plan' }>
}

/** Undefined where that world has no plan that is certain, or where nobody could tell which instances are frozen: no run begins there. */
function wayOf(world: World, batch: number, canary: boolean): Way | undefined {
  const request = requestOf(world)
  const { targets } = request.wishes
  const found = plan({
    ...request,
    wishes: {
      ...request.wishes,
      batches: targets.map(({ policy, component }) => ({
        policy,
        component,
        batch: { kind: 'count', count: batch },
      })),
      ...(canary && { canary: 1 }),
    },
  })
  if (found.outcome !== 'plan') return undefined
  const isMixedUp = mixUpsOf(request.summary.groups, found.stages, found.tasks).length > 0
  return isMixedUp ? undefined : { world, request, found }
}

/** Whether those that stay do not forbid where the others come to: mostly they do, and to find out why takes long. */
function mayEnd(world: World, { found }: Way): boolean {
  const ends = requestOf(world).summary.groups.map((group) => {
    const last = found.stages.findLast(({ scope, component }) => {
      return scope === group.scope && component === group.component
    })
    const versions = group.parts.map(({ frozen, reading }) =>
      frozen || last === undefined ? readingText(reading) : last.to.text,
    )
    return [groupKey(group), new Set(versions)] as const
  })
  return judgeOf(world)(new Map(ends))
}

/** Undefined where that world has no plan that can be carried out, or starts where its policy says no. */
function makeSite(seed: number, random: Random): Site | undefined {
  const plain = randomWorld(seed)
  const pace = [random.whole(1, 3), random.chance(0.3)] as const
  const pins = new Random(-seed)
  const without = wayOf(plain, ...pace)
  if (without === undefined) return undefined
  const some = pins.chance(0.7) ? withPinned(plain, pins) : plain
  const pinned = some !== plain && mayEnd(some, without) ? wayOf(some, ...pace) : undefined
  const { world, request, found } = pinned ?? without
  const judge = judgeOf(world)
  const { groups } = request.summary
  const seats = groups.flatMap((group) =>
    group.parts.flatMap((part, p) =>
      Array.from({ length: part.count }, (_, i) => ({
        id: `${group.component}-${p}-${i}`,
        group: groupKey(group),
        part: part.name,
        isFrozen: part.frozen,
        version: part.reading.kind === 'known' ? part.reading.version.text : '',
      })),
    ),
  )
  const start = new Map(groups.map((group) => [groupKey(group), new Set<string>()]))
  for (const { group, version } of seats) start.get(group)?.add(version)
  if (seats.some(({ version }) => version === '') || !judge(start)) return undefined
  const gates = random.chance(0.5) ? ['read'] : []
  if (random.chance(0.15)) gates.push('go')
  const soak_s = random.chance(0.3) ? random.whole(1, 30) : 0
  const route = routeOf({
    ...{ digest: found.digest, stages: found.stages, tasks: found.tasks, groups },
    ties: tiesOf(groups, request.policies),
    maxParallel: undefined,
    gatesOf: () => gates,
    soakOf: () => soak_s,
    isManual: ({ name }) => name.length % 2 === 0,
  })
  const versionsOf = (key: string): readonly string[] => {
    const group = groups.find((one) => groupKey(one) === key)
    const policy = request.policies.find(({ name }) => name === group?.policy)
    return (policy?.catalogues.get(group?.component ?? '')?.releases ?? []).map(({ version }) => version.text)
  }
  return { route, seats, isAllowed: judge, versionsOf }
}

/** With frozen instances beside those that move: at their version, or at one that they pass. They or the others have a name. */
function withPinned(world: World, random: Random): World {
  const named = random.chance(0.7)
  return {
    ...world,
    classes: world.classes.flatMap((one) => {
      if (one.frozen) return [named ? { ...one, name: 'pinned' } : one]
      const free = named || one.name !== undefined ? one : { ...one, name: 'free' }
      if (!random.chance(0.6)) return [free]
      const { catalogue } = componentOf(world, one.component)
      const version = random.chance(0.4) ? one.version : random.pick(catalogue).version
      const { name: _, ...rest } = one
      return [free, { ...rest, ...(named && { name: 'pinned' }), version, count: 1, frozen: true }]
    }),
  }
}

function judgeOf(world: World): Site['isAllowed'] {
  const model = readWorld(world)
  const known = new Map<string, Map<string, Version>>()
  for (const { component, path, target } of model.classes) {
    const own = known.get(component) ?? new Map<string, Version>()
    for (const version of [...path, target]) own.set(version.text, version)
    known.set(component, own)
  }
  const memory = new Map<string, boolean>()
  return (present) => {
    const key = [...present].map(([group, versions]) => `${group}:${[...versions].sort().join()}`).join(' ')
    const before = memory.get(key)
    if (before !== undefined) return before
    const state = [...present].flatMap(([group, versions]) => {
      const [, named = '', scope = ''] = /\/([^@]*)(?:@(.*))?$/.exec(group) ?? []
      const place = model.groups.findIndex((one) => one.component === named && one.scope === scope)
      return [...versions].map((text) => {
        const version = known.get(named)?.get(text)
        if (version === undefined || place < 0) throw new Error(`no ${named} ${text} in "${scope}"`)
        return { component: named, group: place, version }
      })
    })
    const isAllowed = !verdicts(model.rules, state).has('broken')
    memory.set(key, isAllowed)
    return isAllowed
  }
}
