import { type Model, readWorld } from './model.ts'
import type { World } from './shape.ts'

/**
 * The parts that a world falls into, each as the places of its groups: groups that no rule ties together have nothing
 * to do with each other.
 */
export function ties(model: Model): readonly number[] {
  const part = model.groups.map((_, place) => place)
  const join = (places: readonly (number | undefined)[]) => {
    const [first, ...others] = places.filter((place) => place !== undefined)
    for (const other of others) {
      const [kept, gone] = [part[first ?? -1] ?? -1, part[other]]
      for (const [place, one] of part.entries()) if (one === gone) part[place] = kept
    }
  }
  for (const rule of [...model.rules, ...model.atRest]) {
    if (rule.kind === 'window' || rule.kind === 'requires') for (const pair of rule.pairs) join(pair)
    if (rule.kind === 'tuple') for (const circle of rule.circles) join(circle)
  }
  for (const { up, down } of model.orders) {
    for (const list of [up, down]) for (const [place, earlier] of list.entries()) join([place, ...earlier])
  }
  return part
}

/** The worlds that one falls into; a part in which nothing moves is a check's matter and no plan's. */
export function partsOf(world: World): readonly World[] {
  const model = readWorld(world)
  const part = ties(model)
  return [...new Set(part)].flatMap((one): World[] => {
    const classes = model.classes.filter(({ group }) => part[group] === one)
    if (classes.every(({ goal }) => goal === 0)) return []
    return [
      { ...world, classes: world.classes.filter((_, i) => part[model.classes[i]?.group ?? -1] === one) },
    ]
  })
}
