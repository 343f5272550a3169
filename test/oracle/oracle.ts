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

/** One class on its way from one version to the next. */
export interface Hop {
  readonly class: number
  readonly component: string
  readonly from: string
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

function* hops(model: Model, state: State, unknownAllowed: boolean) {
  for (const [moving, { component, path, count }] of model.classes.entries()) {
    const at = state[moving] ?? 0
    for (let next = at + 1; next < path.length; next++) {
      const from = path[at] as Version
      const to = path[next] as Version
      if (!isAllowed(model, state, moving, to, unknownAllowed)) continue
      const hop: Hop = { class: moving, component, from: from.text, to: to.text }
      yield { after: state.with(moving, next), hop, cost: count }
    }
  }
}

function isAllowed(
  model: Model,
  state: State,
  moving: number,
  to: Version,
  unknownAllowed: boolean,
): boolean {
  const before = present(model, state)
  const mover = before[moving] as Present
  const verdict = moveVerdict(model, mover.component, mover.version, to)
  if (verdict === 'broken' || (verdict === 'unknown' && !unknownAllowed)) return false
  const standing = model.classes.map((of, i) => ({ of, version: (before[i] as Present).version }))
  if (brokenOrder(model, mover.component, mover.version, to, standing) !== undefined) return false

  const others = before.map((one, was) => ({ ...one, was })).filter(({ was }) => was !== moving)
  const old: Later = { ...mover, was: moving }
  const moved: Later = { ...mover, version: to, was: moving }
  const during = model.mode === 'rolling' ? [...others, old, moved] : others
  const after = [...others, moved]
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
