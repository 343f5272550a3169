import { type Model, type ModelClass, type Relief, readWorld } from './model.ts'
import { brokenOrder, mayBegin, moveVerdict } from './moves.ts'
import { partsOf, ties } from './parts.ts'
import type { World } from './shape.ts'
import { finding, type Present, subjects, verdicts } from './state.ts'
import { groupOf, type Later, offence } from './tolerance.ts'
import { type Verdict, worst } from './verdict.ts'
import type { Version } from './versions.ts'

export type Answer =
  | { readonly outcome: 'nothing-to-do' }
  | { readonly outcome: 'plan'; readonly moves: number }
  | { readonly outcome: 'unknown'; readonly moves: number }
  | { readonly outcome: 'impossible' }

/** Classes of a group on their way to one version, together. */
export interface Hop {
  readonly classes: readonly number[]
  readonly component: string
  readonly scope: string
  readonly from: readonly string[]
  readonly to: string
}

/** The true answer, by trying everything, for a world that is judged as a whole. */
export function solve(world: World): Answer {
  const { answer } = solveWithRoute(world)
  return answer
}

/**
 * Where something may be that cannot be told, least first: an end that nobody vouches for is no reason to go there by
 * moves that nobody vouches for either.
 */
const doubts = ['none', 'at the end', 'anywhere'] as const

/** Of which groups somebody may not know for sure, and where. */
type Doubt = (group: number) => (typeof doubts)[number]

interface Solution {
  readonly answer: Answer
  readonly route: readonly Hop[]
  /** The least with which there is a way. */
  readonly doubt: (typeof doubts)[number]
}

/** The answer, and for a plan one of the cheapest sequences of moves, to be shown when something differs. */
export function solveWithRoute(world: World): Solution {
  const model = readWorld(world)
  if (model.classes.every(({ goal }) => goal === 0))
    return { answer: { outcome: 'nothing-to-do' }, route: [], doubt: 'none' }
  for (const doubt of doubts) {
    if (doubt === 'at the end' && model.atRest.length === 0) continue
    let isAsked = false
    const found = cheapest(model, () => {
      isAsked = true
      return doubt
    })
    if (found === undefined) {
      // Where nothing was in doubt, no doubt can help.
      if (isAsked) continue
      break
    }
    const outcome = doubt === 'none' ? 'plan' : 'unknown'
    return { answer: { outcome, moves: found.moves }, route: found.route, doubt }
  }
  return { answer: { outcome: 'impossible' }, route: [], doubt: 'none' }
}

/**
 * The true answer for a world of several parts that have nothing to do with each other but waves: it is the worst of
 * those for its parts, and moves add up. A part that cannot be sure is no reason for doubt about the others.
 */
export function trueAnswer(world: World): Answer {
  const parts = partsOf(world)
  const solved = parts.map(solveWithRoute)
  const answers = solved.map(({ answer }) => answer)
  const leastDoubts = solved.map(({ doubt }) => doubt)
  if (answers.some(({ outcome }) => outcome === 'impossible')) return { outcome: 'impossible' }
  const moves = answers.reduce((total, answer) => total + ('moves' in answer ? answer.moves : 0), 0)
  const isUnknown = answers.some(({ outcome }) => outcome === 'unknown')
  const outcome = answers.length === 0 ? 'nothing-to-do' : isUnknown ? 'unknown' : 'plan'
  if (outcome === 'nothing-to-do') return { outcome }
  // Waves one after the other hold for all parts at once when they hold for each: everybody goes wave by wave.
  if (parts.length === 1 || world.waves.every(({ after }) => after === undefined)) return { outcome, moves }
  const joint = {
    ...world,
    classes: world.classes.filter((one) => parts.some((part) => part.classes.includes(one))),
  }
  const model = readWorld(joint)
  const part = ties(model)
  const found = cheapest(model, (group) => {
    const place = joint.classes.find((_, i) => part[model.classes[i]?.group ?? -1] === part[group])
    const own = parts.findIndex(({ classes }) => place !== undefined && classes.includes(place))
    return leastDoubts[own] ?? 'none'
  })
  if (found !== undefined) return { outcome, moves: found.moves }
  const doubted = cheapest(model, () => 'anywhere')
  return doubted === undefined ? { outcome: 'impossible' } : { outcome: 'unknown', moves: doubted.moves }
}

/** A way, doubtful or not, that there is when something is set aside; undefined when there is none. */
export function wayWithout(world: World, relief: Relief): readonly Hop[] | undefined {
  return cheapest(readWorld(world, relief), () => 'anywhere')?.route
}

/** What the rules say of the fleet as it is before anything moves. */
export function startVerdict(world: World): Verdict {
  const model = readWorld(world)
  return worst([...verdicts(model.rules, present(model, startOf(model)))])
}

/** What the rules say of the fleet if it is to stay as it is. */
export function standingVerdict(world: World): Verdict {
  const model = readWorld(world)
  return worst([...verdicts([...model.rules, ...model.atRest], present(model, startOf(model)))])
}

/** What the rules say where everybody has arrived. */
export function endVerdict(world: World): Verdict {
  const model = readWorld(world)
  const end = model.classes.map(({ goal }) => {
    if (typeof goal !== 'number') throw new Error('there is somebody who cannot arrive')
    return goal
  })
  return worst([...verdicts([...model.rules, ...model.atRest], present(model, end))])
}

/** For each class, where it stands on its path. */
type State = readonly number[]

const startOf = (model: Model): State => model.classes.map(() => 0)

interface Reached {
  readonly state: State
  readonly last?: { readonly before: Reached; readonly hop: Hop }
}

function cheapest(model: Model, doubt: Doubt): { moves: number; route: Hop[] } | undefined {
  const start = startOf(model)
  const isAnywhere = (group: number) => doubt(group) === 'anywhere'
  if (isInDoubt(model, model.rules, start, isAnywhere)) return undefined
  // Costs are small whole numbers: a list for each of them serves as the queue.
  const queue: Reached[][] = [[{ state: start }]]
  const done = new Set<string>()
  for (let moves = 0; moves < queue.length; moves++) {
    for (const reached of queue[moves] ?? []) {
      const { state } = reached
      const key = state.join()
      if (done.has(key)) continue
      done.add(key)
      if (isGoal(model, state, doubt)) return { moves, route: routeTo(reached) }
      for (const { after, hop, cost } of hops(model, state, isAnywhere)) {
        if (done.has(after.join())) continue
        const list = queue[moves + cost] ?? []
        queue[moves + cost] = list
        list.push({ state: after, last: { before: reached, hop } })
      }
    }
  }
  return undefined
}

/**
 * A stage takes the instances of a group that are at given versions to one version: all that are there and of one wave,
 * of one version or of several, as long as they go the same way.
 */
function* hops(model: Model, state: State, isDoubtful: (group: number) => boolean) {
  const hasArrived = (place: number) => isThere(model.classes[place] as ModelClass, state[place] ?? 0)
  for (const { component, scope, classes: own } of model.groups) {
    const stops = new Map<
      number,
      { version: Version; legs: { class: number; next: number; up: boolean }[] }
    >()
    for (const place of own) {
      const { path, roams, frozen } = model.classes[place] as ModelClass
      const at = state[place] ?? 0
      if (frozen || !mayBegin(model, place, hasArrived)) continue
      for (let next = roams ? 0 : at + 1; next < path.length; next++) {
        if (next === at) continue
        const version = path[next] as Version
        const stop = stops.get(version.rank) ?? { version, legs: [] }
        stop.legs.push({ class: place, next, up: version.rank > (path[at] as Version).rank })
        stops.set(version.rank, stop)
      }
    }
    for (const { version, legs } of stops.values()) {
      for (const up of [true, false]) {
        const able = legs.filter((leg) => leg.up === up)
        const standing = (place: number) => {
          const one = model.classes[place] as ModelClass
          return `${one.path[state[place] ?? 0]?.rank} ${one.wave}`
        }
        const olds = [...new Set(able.map((leg) => standing(leg.class)))]
        for (let choice = 1; choice < 2 ** olds.length; choice++) {
          const chosen = olds.filter((_, i) => (choice >> i) % 2 === 1)
          const going = able.filter((leg) => chosen.includes(standing(leg.class)))
          const classes = going.map((leg) => leg.class)
          if (!isAllowed(model, state, classes, version, isDoubtful)) continue
          const after = state.map((at, i) => going.find((leg) => leg.class === i)?.next ?? at)
          const from = classes.map((place) => model.classes[place]?.path[state[place] ?? 0]?.text ?? '')
          const cost = classes.reduce((total, place) => total + (model.classes[place]?.count ?? 0), 0)
          yield { after, hop: { classes, component, scope, from, to: version.text } satisfies Hop, cost }
        }
      }
    }
  }
}

function isAllowed(
  model: Model,
  state: State,
  moving: readonly number[],
  to: Version,
  isDoubtful: (group: number) => boolean,
): boolean {
  const before = present(model, state)
  const standing = before.map(({ version }, i) => ({ class: i, version }))
  const isFine = (verdict: Verdict, group: number) =>
    verdict === 'holds' || (verdict === 'unknown' && isDoubtful(group))
  for (const place of moving) {
    const { component, group, version } = before[place] as Present
    if (!isFine(moveVerdict(model, component, version, to), group)) return false
    if (!isFine(brokenOrder(model, group, version, to, standing)?.verdict ?? 'holds', group)) return false
  }
  const all: Later[] = before.map((one, was) => ({ ...one, was }))
  const others = all.filter(({ was }) => !moving.includes(was))
  const olds = all.filter(({ was }) => moving.includes(was))
  const news = olds.map((one) => ({ ...one, version: to }))
  const during = model.mode === 'rolling' ? [...others, ...olds, ...news] : others
  const after = [...others, ...news]
  return [during, after].every((later) => offence(model.rules, before, later, isDoubtful) === undefined)
}

const isThere = ({ goal }: ModelClass, at: number): boolean => goal === 'anywhere' || goal === at

function isGoal(model: Model, state: State, doubt: Doubt): boolean {
  if (!model.classes.every((one, i) => isThere(one, state[i] ?? 0))) return false
  const end = present(model, state)
  // Breaches that were borne on the way must be gone. Unknown was refused on the way, where it had to be.
  if (verdicts([...model.rules, ...model.atRest], end).has('broken')) return false
  return !isInDoubt(model, model.atRest, state, (group) => doubt(group) !== 'none')
}

/** Whether something cannot be told of a state although it has to be. */
function isInDoubt(
  model: Model,
  rules: Model['rules'],
  at: State,
  isDoubtful: (group: number) => boolean,
): boolean {
  const state = present(model, at)
  return rules.some((rule) =>
    subjects(rule, state).some(
      (subject) =>
        finding(rule, state, subject)?.verdict === 'unknown' && !isDoubtful(groupOf(subject, state)),
    ),
  )
}

function present(model: Model, state: State): Present[] {
  return model.classes.map(({ component, group, path }, i) => ({
    component,
    group,
    version: path[state[i] ?? 0] as Version,
  }))
}

function routeTo(reached: Reached): Hop[] {
  const { last } = reached
  return last === undefined ? [] : [...routeTo(last.before), last.hop]
}
