import type { Model, ModelEdges, ModelStep, ModelStops } from './model.ts'
import { under, type Verdict, worst } from './verdict.ts'
import { lineDistance, type Version } from './versions.ts'

/** What the rules on single moves say of one, wherever everything else stands. */
export function moveVerdict(model: Model, component: string, from: Version, to: Version): Verdict {
  const edge = edgeVerdict(model, component, from, to)
  if (edge === 'supported') return 'holds'
  const verdicts = [
    ...(edge === undefined ? [] : [edge]),
    ...model.steps
      .filter((step) => step.of(component, from))
      .map((step) => under(stepVerdict(step, from, to), step.unclear)),
    ...model.stops.filter((rule) => rule.of(component, from)).map((rule) => stopsVerdict(rule, from, to)),
  ]
  return worst(verdicts)
}

/** The first list of edges that says something speaks for all of them, and of steps and stops nobody asks then. */
function edgeVerdict(
  model: Model,
  component: string,
  from: Version,
  to: Version,
): 'supported' | 'broken' | 'unknown' | undefined {
  for (const edges of model.edges) {
    if (!edges.of(component, from)) continue
    const rows = edges.rows.filter((one) => one.from(from) && one.to(to))
    const said = rows.reduceRight<Said>((later, row) => either(row.unclear, row.verdict, later), edges.else)
    const verdict = either(edges.unclear, said, 'defer')
    if (verdict === 'defer') continue
    if (verdict === 'supported') return 'supported'
    return verdict === 'unsupported' ? 'broken' : 'unknown'
  }
  return undefined
}

type Said = ModelEdges['else']

/**
 * The first row that counts decides; where nobody knows whether it counts, it has to say the same as what comes after
 * it. What is maybe supported says nothing where that would leave the word to others too.
 */
function either(unclear: boolean, so: Said, otherwise: Said): Said {
  if (!unclear || so === otherwise) return so
  return so === 'supported' && otherwise === 'defer' ? 'defer' : 'unknown'
}

function stepVerdict(step: ModelStep, from: Version, to: Version): Verdict {
  const length = to.rank > from.rank ? step.up : step.down
  if (length === 'any') return 'holds'
  if (step.unit === 'release') {
    if (length === 'none') return 'broken'
    throw new Error(`${step.id}: releases have an order but no distance`)
  }
  const distance = step.unit === 'major' ? to.major - from.major : lineDistance(to, from)
  if (distance === undefined) return length === 'none' ? 'broken' : 'unknown'
  return Math.abs(distance) <= (length === 'none' ? 0 : length) ? 'holds' : 'broken'
}

/** A stop is passed by a move from before all that it allows to beyond all of it. */
function stopsVerdict({ on, stops, else: otherwise }: ModelStops, from: Version, to: Version): Verdict {
  const up = to.rank > from.rank
  if (on !== 'both' && on !== (up ? 'up' : 'down')) return 'holds'
  const [low, high] = up ? [from.rank, to.rank] : [to.rank, from.rank]
  return worst(
    stops
      .filter((stop) => low < stop.low && high > stop.high)
      .map(({ unclear }) => under(otherwise === 'unsupported' ? 'broken' : 'unknown', unclear)),
  )
}

/** A class, or a part of it, by its place, and where it stands. */
export interface Standing {
  readonly class: number
  readonly version: Version
}

/** The order that a move of a group would break, or may break. */
export function brokenOrder(
  model: Model,
  group: number,
  from: Version,
  to: Version,
  all: readonly Standing[],
): { readonly rule: string; readonly verdict: Verdict } | undefined {
  const up = to.rank > from.rank
  const broken = model.orders.filter((order) => {
    const earlier = (up ? order.up : order.down)[group] ?? []
    if (order.per === 'line' && from.line === to.line) return false
    return all.some(({ class: place, version }) => {
      const one = model.classes[place]
      if (one === undefined || !earlier.includes(one.group)) return false
      if (order.per === 'plan') return version.rank !== one.target.rank
      if (up) return version.line < Math.min(to.line, one.target.line)
      return version.line > Math.max(to.line, one.target.line)
    })
  })
  const first = broken.find(({ unclear }) => !unclear) ?? broken[0]
  return first && { rule: first.id, verdict: under('broken', first.unclear) }
}

/** Whether everybody has arrived who has to be there before a class begins. */
export const mayBegin = (model: Model, place: number, hasArrived: (place: number) => boolean): boolean =>
  model.classes[place]?.waits.every(hasArrived) === true
