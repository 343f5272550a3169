import type { Model, ModelClass, ModelStep } from './model.ts'
import type { Verdict } from './state.ts'
import { lineDistance, type Version } from './versions.ts'

/** What the rules on single moves say of one, wherever everything else stands. */
export function moveVerdict(model: Model, component: string, from: Version, to: Version): Verdict {
  const edge = edgeVerdict(model, component, from, to)
  if (edge === 'supported') return 'holds'
  if (edge === 'unsupported') return 'broken'
  const verdicts = model.steps
    .filter((step) => step.of(component, from))
    .map((step) => stepVerdict(step, from, to))
  if (verdicts.includes('broken')) return 'broken'
  // Untested counts as unknown.
  return edge !== undefined || verdicts.includes('unknown') ? 'unknown' : 'holds'
}

/** The first list of edges that says something speaks for all of them. */
function edgeVerdict(model: Model, component: string, from: Version, to: Version) {
  for (const edges of model.edges) {
    if (!edges.of(component, from)) continue
    const row = edges.rows.find((one) => one.from(from) && one.to(to))
    const verdict = row?.verdict ?? edges.else
    if (verdict !== 'defer') return verdict
  }
  return undefined
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

/** A class, or a part of it, and where it stands. */
export interface Standing {
  readonly of: ModelClass
  readonly version: Version
}

/** The order that the move would break, if any. */
export function brokenOrder(
  model: Model,
  component: string,
  from: Version,
  to: Version,
  all: readonly Standing[],
): string | undefined {
  const up = to.rank > from.rank
  for (const order of model.orders) {
    const list = (up ? order.up : order.down) ?? []
    const earlier = list.slice(0, Math.max(0, list.indexOf(component)))
    if (order.per === 'line' && from.line === to.line) continue
    const late = all.some(({ of, version }) => {
      if (!earlier.includes(of.component)) return false
      if (order.per === 'plan') return version.rank !== of.target.rank
      if (up) return version.line < Math.min(to.line, of.target.line)
      return version.line > Math.max(to.line, of.target.line)
    })
    if (late) return order.id
  }
  return undefined
}
