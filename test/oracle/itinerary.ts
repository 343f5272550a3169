import type { Model } from './model.ts'
import type { Version } from './versions.ts'

/** A stage of a plan, as far as the order of moves depends on it. */
export interface Stage {
  readonly id: string
  readonly component: string
  /** Left out where all of a world is in one scope. */
  readonly scope?: string
  readonly from: readonly string[]
  readonly to: string
  /** The names of the instances that move, `others` for those without; left out, all of the group. */
  readonly part?: string
  /** The stages that must have ended before this one begins. */
  readonly needs: readonly string[]
  /** How many instances may be on their way at once. */
  readonly batch: number
  /**
   * The classes that move, by their place in the world. Left out, it is every class of the component that
   * can move and stands at one of `from` once the stages listed or needed before are over.
   */
  readonly moving?: readonly { readonly class: number }[]
}

/** One class in one stage. */
export interface Leg {
  readonly class: number
  readonly stage: Stage
  readonly from: Version
  readonly to: Version
}

/** The legs of every class, in the order in which each of its instances has to take them. */
export type Itinerary = readonly (readonly Leg[])[]

/** Tells who moves in which stage, or in words why the stages make no sense. */
export function itinerary(model: Model, stages: readonly Stage[]): Itinerary | string {
  const legs: Leg[][] = model.classes.map(() => [])
  const waiting = [...stages]
  const over = new Set<string>()
  while (waiting.length > 0) {
    const next = waiting.findIndex((stage) => stage.needs.every((id) => over.has(id)))
    const [stage] = next < 0 ? [] : waiting.splice(next, 1)
    if (stage === undefined) return `stage ${waiting.map(({ id }) => id).join(', ')}: can never begin`
    if (!(stage.batch >= 1)) return `stage ${stage.id}: has no room for an instance`
    const found = legsOf(model, stage, legs)
    if (typeof found === 'string') return `stage ${stage.id}: ${found}`
    for (const leg of found) legs[leg.class]?.push(leg)
    over.add(stage.id)
  }
  return legs
}

function legsOf(model: Model, stage: Stage, earlier: Itinerary): Leg[] | string {
  const legs: Leg[] = []
  for (const [place, { component, group, frozen, path, part }] of model.classes.entries()) {
    const chosen = stage.moving?.some((one) => one.class === place)
    const isOther =
      (stage.scope !== undefined && model.groups[group]?.scope !== stage.scope) ||
      stage.part?.split(', ').includes(part) === false
    if (component !== stage.component || isOther || frozen || chosen === false) continue
    const from = earlier[place]?.at(-1)?.to ?? path[0]
    if (from === undefined || !stage.from.includes(from.text)) {
      if (chosen) return `class ${place} is not where the stage takes it from`
      continue
    }
    const at = path.findIndex(({ rank }) => rank === from.rank)
    const to = path.slice(at + 1).find(({ text }) => text === stage.to)
    if (to === undefined) return `${component} ${from.text} cannot stop at ${stage.to} on its way`
    legs.push({ class: place, stage, from, to })
  }
  return legs.length === 0 ? 'nothing moves' : legs
}
