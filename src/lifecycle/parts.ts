import { valueAt } from '../document/index.ts'
import type { ManifestPart, MemberPath } from '../policy/index.ts'
import { matches } from './unwrap.ts'

/** A thing inside a document that is judged by itself. */
export interface Found {
  readonly part: ManifestPart
  readonly subject: string
  /** The way to it, items of lists included. */
  readonly path: readonly (string | number)[]
  readonly isOutside: boolean
}

/** The things of some kinds that a document has. Of many in one place all are found, in the order they stand. */
export function* partsIn(value: unknown, parts: readonly ManifestPart[]): Iterable<Found> {
  for (const part of parts) {
    for (const { path, names, at } of walk(value, part.at, [], [])) {
      if (at === undefined || at === null) continue
      if (part.unless.length > 0 && matches(at, part.unless)) continue
      const subject = part.subject.replace(/\{(\d+)\}/g, (_, number) => names[Number(number) - 1] ?? '')
      const outside = part.outside && valueAt(at, part.outside.has)
      const isOutside = outside !== undefined && outside !== null && outside !== ''
      yield { part, subject, path, isOutside }
    }
  }
}

interface Step {
  readonly at: unknown
  readonly path: readonly (string | number)[]
  readonly names: readonly string[]
}

function* walk(at: unknown, steps: MemberPath, path: Step['path'], names: readonly string[]): Iterable<Step> {
  const [step, ...rest] = steps
  // A name that is written several times holds a list: each item stands where the name does.
  if (Array.isArray(at) && step !== undefined) {
    for (const [i, item] of at.entries()) yield* walk(item, steps, [...path, i], names)
    return
  }
  if (step === undefined) {
    yield { at, path, names }
    return
  }
  if (typeof at !== 'object' || at === null) return
  if (step !== '*') {
    const inner = valueAt(at, [step])
    if (inner !== undefined) yield* walk(inner, rest, [...path, step], names)
    return
  }
  for (const [name, inner] of Object.entries(at)) yield* walk(inner, rest, [...path, name], [...names, name])
}
