import { type Itinerary, itinerary, type Leg, type Stage } from './itinerary.ts'
import { type Model, type ModelClass, readWorld } from './model.ts'
import { brokenOrder, mayBegin, moveVerdict, type Standing } from './moves.ts'
import type { World } from './shape.ts'
import { type Present, verdicts } from './state.ts'
import { type Later, type Offence, offence } from './tolerance.ts'
import type { Verdict } from './verdict.ts'
import type { Version } from './versions.ts'

export type { Stage } from './itinerary.ts'

/** Beyond this many states the world is too large for trying every order. */
const mostStates = 300_000

/**
 * Tries every order in which the instances may move by the stages, and tells in words of the first thing that
 * is not allowed: a state, a move or an end that is not the target. Undefined when there is none.
 *
 * Rolling, any instance whose stage may begin and has room in its batch may set out, and arrive at any later
 * time; meanwhile both of its versions are present. To count only its old or only its new version would find
 * nothing more, for those are the states in which it has not yet set out, or has already arrived, and all of
 * them are visited. Stopped, the instances of a stage go away together and come back together.
 *
 * Every state is compared with the one in which the instance that moves has not yet set out and all others
 * are where they are.
 */
export function unsafeInstanceOrder(
  world: World,
  stages: readonly Stage[],
  unknownAllowed = false,
): string | undefined {
  const model = readWorld(world)
  if (stages.length === 0 && model.classes.every(({ goal }) => goal === 0)) return undefined
  const legs = itinerary(model, stages)
  if (typeof legs === 'string') return legs
  for (const [i, { component, path, target }] of model.classes.entries()) {
    const end = legs[i]?.at(-1)?.to ?? (path[0] as Version)
    if (end.rank !== target.rank) return `${component} ends at ${end.text}, not at ${target.text}`
  }
  return new Walk(model, legs, stages, unknownAllowed).firstProblem()
}

/** For each class, how many of its instances rest before each leg and after the last, and travel on each. */
type State = readonly ClassState[]
interface ClassState {
  readonly resting: readonly number[]
  readonly travelling: readonly number[]
}

/** Instances that set out or arrive in one moment. */
type Departure = readonly { readonly leg: Leg; readonly place: number; readonly count: number }[]

class Walk {
  private readonly model: Model
  private readonly legs: Itinerary
  private readonly stages: readonly Stage[]
  private readonly unknownAllowed: boolean

  constructor(model: Model, legs: Itinerary, stages: readonly Stage[], unknownAllowed: boolean) {
    this.model = model
    this.legs = legs
    this.stages = stages
    this.unknownAllowed = unknownAllowed
  }

  firstProblem(): string | undefined {
    const start = this.model.classes.map(({ count }, i) => {
      const travelling = (this.legs[i] ?? []).map(() => 0)
      return { resting: [count, ...travelling], travelling }
    })
    const said = verdicts(this.model.rules, this.present(start))
    if (said.has('unknown') && !this.unknownAllowed) return `at the start: unknown: ${this.text(start)}`
    const queue: State[] = [start]
    const seen = new Set([JSON.stringify(start)])
    for (const state of queue) {
      const departures = this.departures(state)
      const arrivals = this.arrivals(state)
      if (departures.length + arrivals.length === 0) {
        const { rules, atRest } = this.model
        const end = verdicts([...rules, ...atRest], this.present(state))
        if (end.has('broken')) return `at the end: still broken: ${this.text(state)}`
        if (end.has('unknown') && !this.unknownAllowed) return `at the end: unknown: ${this.text(state)}`
      }
      for (const departure of departures) {
        const problem = this.problem(state, departure)
        if (problem !== undefined) return problem
      }
      for (const next of [
        ...departures.map((one) => shifted(state, one, 'resting', 'travelling')),
        ...arrivals.map((one) => shifted(state, one, 'travelling', 'resting')),
      ]) {
        const key = JSON.stringify(next)
        if (seen.has(key)) continue
        if (seen.size >= mostStates) throw new Error('too many instances to try every order')
        seen.add(key)
        queue.push(next)
      }
    }
    return undefined
  }

  private legsOf(stage: Stage): { leg: Leg; place: number }[] {
    return this.legs.flatMap((list) =>
      list.map((leg, place) => ({ leg, place })).filter(({ leg }) => leg.stage === stage),
    )
  }

  private isOver(stage: Stage, state: State): boolean {
    return this.legsOf(stage).every(({ leg, place }) => {
      const { resting, travelling } = state[leg.class] as ClassState
      return sum(resting.slice(0, place + 1)) + sum(travelling.slice(0, place + 1)) === 0
    })
  }

  private departures(state: State): Departure[] {
    return this.stages.flatMap((stage) => {
      if (!stage.needs.every((id) => this.stages.some((one) => one.id === id && this.isOver(one, state)))) {
        return []
      }
      const ready = this.legsOf(stage).map(({ leg, place }) => {
        const { resting, travelling } = state[leg.class] as ClassState
        return { leg, place, count: resting[place] ?? 0, away: travelling[place] ?? 0 }
      })
      if (this.model.mode === 'stopped') {
        const complete = ready.every(({ leg, count }) => count === this.model.classes[leg.class]?.count)
        return complete ? [ready] : []
      }
      if (sum(ready.map(({ away }) => away)) >= stage.batch) return []
      return ready.filter(({ count }) => count > 0).map((one) => [{ ...one, count: 1 }])
    })
  }

  private arrivals(state: State): Departure[] {
    return this.stages.flatMap((stage) => {
      const away = this.legsOf(stage)
        .map(({ leg, place }) => ({ leg, place, count: state[leg.class]?.travelling[place] ?? 0 }))
        .filter(({ count }) => count > 0)
      if (away.length === 0) return []
      return this.model.mode === 'stopped' ? [away] : away.map((one) => [{ ...one, count: 1 }])
    })
  }

  private problem(state: State, departure: Departure): string | undefined {
    const where = () => `${departure.map(({ leg }) => this.legText(leg)).join(', ')} with ${this.text(state)}`
    const standing = this.standing(state)
    for (const { leg } of departure) {
      const { component } = leg.stage
      const group = this.groupOf(leg)
      const verdict = moveVerdict(this.model, component, leg.from, leg.to)
      if (this.isRefused(verdict)) return `${where()}: the move is ${verdict}`
      const order = brokenOrder(this.model, group, leg.from, leg.to, standing)
      if (order !== undefined && this.isRefused(order.verdict)) {
        return `${where()}: ${order.rule} wants others to go first`
      }
      if (!mayBegin(this.model, leg.class, (place) => this.hasArrived(place, state))) {
        return `${where()}: a wave before it has not arrived`
      }
    }
    const { rules, mode } = this.model
    const others = this.present(shifted(state, departure, 'resting'))
    const at = (leg: Leg, version: Version): Present => {
      return { component: leg.stage.component, group: this.groupOf(leg), version }
    }
    const before = [...others, ...departure.map(({ leg }) => at(leg, leg.from))]
    const kept: Later[] = others.map((one, was) => ({ ...one, was }))
    const olds = departure.map(({ leg }, i) => ({ ...at(leg, leg.from), was: others.length + i }))
    const news = departure.map(({ leg }, i) => ({ ...at(leg, leg.to), was: others.length + i }))
    const moments = [
      ['during', mode === 'rolling' ? [...kept, ...olds, ...news] : kept],
      ['after', [...kept, ...news]],
    ] as const
    for (const [moment, later] of moments) {
      const found = offence(rules, before, later, () => this.unknownAllowed)
      if (found !== undefined) return `${moment} ${where()}: ${offenceText(found)}`
    }
    return undefined
  }

  private isRefused(verdict: Verdict): boolean {
    return verdict === 'broken' || (verdict === 'unknown' && !this.unknownAllowed)
  }

  private groupOf(leg: Leg): number {
    return this.model.classes[leg.class]?.group ?? -1
  }

  private hasArrived(place: number, state: State): boolean {
    const { resting, travelling } = state[place] as ClassState
    return sum(resting.slice(0, -1)) + sum(travelling) === 0
  }

  /** The versions that are present, each once for every class that has it. */
  private present(state: State): Present[] {
    const away = this.model.mode === 'rolling' ? 'both' : 'none'
    return this.versions(state, away).map(({ class: place, version }) => {
      const { component, group } = this.model.classes[place] as ModelClass
      return { component, group, version }
    })
  }

  /** Where everybody stands for an order of components: who is away has not arrived. */
  private standing(state: State): Standing[] {
    return this.versions(state, 'both')
  }

  private versions(state: State, away: 'both' | 'none'): Standing[] {
    return this.model.classes.flatMap((of, i) => {
      const legs = this.legs[i] ?? []
      const stops = [of.path[0] as Version, ...legs.map(({ to }) => to)]
      const { resting, travelling } = state[i] as ClassState
      return stops
        .filter((_, place) => {
          const travellers = (travelling[place] ?? 0) + (travelling[place - 1] ?? 0)
          return (resting[place] ?? 0) > 0 || (away === 'both' && travellers > 0)
        })
        .map((version) => ({ class: i, version }))
    })
  }

  private legText({ stage, from, to }: Leg): string {
    return `${stage.id} ${stage.component} ${from.text} -> ${to.text}`
  }

  private text(state: State): string {
    return this.present(state)
      .map(({ component, version }) => `${component} ${version.text}`)
      .join(', ')
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** The state with instances taken from where they were and, when told where, put there. */
function shifted(state: State, departure: Departure, from: keyof ClassState, to?: keyof ClassState): State {
  return state.map((one, i) => {
    const mine = departure.filter(({ leg }) => leg.class === i)
    if (mine.length === 0) return one
    const next = { resting: [...one.resting], travelling: [...one.travelling] }
    for (const { place, count } of mine) {
      next[from][place] = (next[from][place] ?? 0) - count
      if (to === undefined) continue
      const there = to === 'resting' ? place + 1 : place
      next[to][there] = (next[to][there] ?? 0) + count
    }
    return next
  })
}

function offenceText({ rule, finding, before }: Offence): string {
  const { verdict, at, other, side, excess } = finding
  const pair = other === undefined ? at.text : `${at.text} to ${other.text}`
  const by = side === undefined ? '' : ` ${side}${excess === undefined ? '' : ` by ${excess} too many`}`
  const than = before === undefined ? '' : `, wider than ${before.at.text} to ${before.other?.text}`
  return `${rule} ${verdict}: ${pair}${by}${than}`
}
