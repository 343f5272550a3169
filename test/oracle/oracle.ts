import { type Model, readWorld } from './model.ts'
import { brokenOrder, moveVerdict } from './moves.ts'
import type { World } from './shape.ts'
import { type Present, type Verdict, verdicts } from './state.ts'
import { type Later, offence } from './tolerance.ts'
import type { Version } from './versions.ts'

export type Answer =
  | { readonly outcome: 'nothing-to-do' }
  | { readonly outcome: 'plan'; readonly moves: number }
  | { readonly outcome: 'unknown'; readonly moves: number }
  | { readonly outcome: 'impossible' }

/** Classes of a component on their way to one version, together. */
export interface Hop {
  readonly classes: readonly number[]
  readonly component: string
  readonly from: readonly string[]
  readonly to: string
}

/** The true answer, by trying everything. */
export function solve(world: World): Answer {
  const { answer } = solveWithRoute(world)
  return answer
}

/** The answer, and for a plan one of the cheapest sequences of moves, to be shown when something differs. */
export function solveWithRoute(world: World): { answer: Answer; route: readonly Hop[] } {
  const model = readWorld(world)
  if (model.classes.every(({ path }) => path.length === 1)) {
    return { answer: { outcome: 'nothing-to-do' }, route: [] }
  }
  for (const outcome of ['plan', 'unknown'] as const) {
    const found = cheapest(model, outcome === 'unknown')
    if (found !== undefined) return { answer: { outcome, moves: found.moves }, route: found.route }
  }
  return { answer: { outcome: 'impossible' }, route: [] }
}

/** What the rules say of the fleet as it is before anything moves. */
export function startVerdict(world: World): Verdict {
  const model = readWorld(world)
  const said = verdicts(model.rules, present(model, startOf(model)))
  if (said.has('broken')) return 'broken'
  return said.has('unknown') ? 'unknown' : 'holds'
}

/** For each class, how far it is on its path. */
type State = readonly number[]

const startOf = (model: Model): State => model.classes.map(() => 0)

interface Reached {
  readonly state: State
  readonly last?: { readonly before: Reached; readonly hop: Hop }
}

function cheapest(model: Model, unknownAllowed: boolean): { moves: number; route: Hop[] } | undefined {
  const start = startOf(model)
  if (!unknownAllowed && verdicts(model.rules, present(model, start)).has('unknown')) return undefined
  // Costs are small whole numbers: a list for each of them serves as the queue.
  const queue: Reached[][] = [[{ state: start }]]
  const done = new Set<string>()
  for (let moves = 0; moves < queue.length; moves++) {
    for (const reached of queue[moves] ?? []) {
      const { state } = reached
      const key = state.join()
      if (done.has(key)) continue
      done.add(key)
      if (isGoal(model, state)) return { moves, route: routeTo(reached) }
      for (const { after, hop, cost } of hops(model, state, unknownAllowed)) {
        const list = queue[moves + cost] ?? []
        queue[moves + cost] = list
        list.push({ state: after, last: { before: reached, hop } })
      }
    }
  }
  return undefined
}

/**
 * A stage takes the instances of a component that are at given versions to one version: all that are there, of one
 * version or of several, as long as they go the same way.
 */
function* hops(model: Model, state: State, unknownAllowed: boolean) {
  for (const component of new Set(model.classes.map((one) => one.component))) {
    const stops = new Map<
      number,
      { version: Version; legs: { class: number; next: number; up: boolean }[] }
    >()
    for (const [place, { component: name, path }] of model.classes.entries()) {
      const at = state[place] ?? 0
      if (name !== component) continue
      for (let next = at + 1; next < path.length; next++) {
        const version = path[next] as Version
        const stop = stops.get(version.rank) ?? { version, legs: [] }
        stop.legs.push({ class: place, next, up: version.rank > (path[at] as Version).rank })
        stops.set(version.rank, stop)
      }
    }
    for (const { version, legs } of stops.values()) {
      for (const up of [true, false]) {
        const able = legs.filter((leg) => leg.up === up)
        const standing = (place: number) => model.classes[place]?.path[state[place] ?? 0]?.rank
        const olds = [...new Set(able.map((leg) => standing(leg.class)))]
        for (let choice = 1; choice < 2 ** olds.length; choice++) {
          const chosen = olds.filter((_, i) => (choice >> i) % 2 === 1)
          const going = able.filter((leg) => chosen.includes(standing(leg.class)))
          const classes = going.map((leg) => leg.class)
          if (!isAllowed(model, state, classes, version, unknownAllowed)) continue
          const after = state.map((at, i) => going.find((leg) => leg.class === i)?.next ?? at)
          const from = classes.map((place) => model.classes[place]?.path[state[place] ?? 0]?.text ?? '')
          const cost = classes.reduce((total, place) => total + (model.classes[place]?.count ?? 0), 0)
          yield { after, hop: { classes, component, from, to: version.text } satisfies Hop, cost }
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
  unknownAllowed: boolean,
): boolean {
  const before = present(model, state)
  const standing = model.classes.map((of, i) => ({ of, version: (before[i] as Present).version }))
  for (const place of moving) {
    const { component, version } = before[place] as Present
    const verdict = moveVerdict(model, component, version, to)
    if (verdict === 'broken' || (verdict === 'unknown' && !unknownAllowed)) return false
    if (brokenOrder(model, component, version, to, standing) !== undefined) return false
  }
  const all: Later[] = before.map((one, was) => ({ ...one, was }))
  const others = all.filter(({ was }) => !moving.includes(was))
  const olds = all.filter(({ was }) => moving.includes(was))
  const news = olds.map((one) => ({ ...one, version: to }))
  const during = model.mode === 'rolling' ? [...others, ...olds, ...news] : others
  const after = [...others, ...news]
  return [during, after].every((later) => offence(model.rules, before, later, unknownAllowed) === undefined)
}

function isGoal(model: Model, state: State): boolean {
  const arrived = model.classes.every(({ path }, i) => state[i] === path.length - 1)
  // Breaches that were borne on the way must be gone. Unknown was refused on the way, where it had to be.
  return arrived && !verdicts(model.rules, present(model, state)).has('broken')
}

function present(model: Model, state: State): Present[] {
  return model.classes.map(({ component, path }, i) => ({
    component,
    version: path[state[i] ?? 0] as Version,
  }))
}

function routeTo(reached: Reached): Hop[] {
  const { last } = reached
  return last === undefined ? [] : [...routeTo(last.before), last.hop]
}
