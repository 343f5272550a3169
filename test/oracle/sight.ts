/** All instances of one component in one scope. */
export interface Group {
  readonly component: string
  readonly scope: string
}

/*
 * Who sees whom: looking outwards from its own scope, a group sees the nearest one of the other component; and who is
 * seen, sees back. `a/b` is inside `a`.
 */

/** The scope and those around it, the scope itself first. */
const outwards = (scope: string): string[] => {
  const names = scope.split('/')
  return names.map((_, i) => names.slice(0, names.length - i).join('/'))
}

/** Whether the scope is the other one or inside it. */
export const isWithin = (scope: string, other: string): boolean => outwards(scope).includes(other)

/** The place of the nearest group of a component, from a scope outwards. */
function nearest(groups: readonly Group[], component: string, scopes: readonly string[]): number | undefined {
  for (const scope of scopes) {
    const found = groups.findIndex((one) => one.component === component && one.scope === scope)
    if (found >= 0) return found
  }
  return undefined
}

/**
 * The groups of several components that see each other, by their places: one of each component, or undefined where
 * there is none in sight. No set of them is part of another one that has a group for each of its components.
 */
export function circles(
  groups: readonly Group[],
  components: readonly string[],
): readonly (readonly (number | undefined)[])[] {
  const scopes = groups.filter(({ component }) => components.includes(component)).map(({ scope }) => scope)
  const found = [...new Set(scopes)].map((scope) =>
    components.map((component) => nearest(groups, component, outwards(scope))),
  )
  const distinct = [...new Map(found.map((circle) => [circle.join(), circle])).values()]
  // Two that see each other are in a larger circle too, where a third is seen from further inside.
  return distinct.filter(
    (circle) =>
      !distinct.some(
        (other) => other !== circle && circle.every((place, i) => place === undefined || place === other[i]),
      ),
  )
}

/** The pairs of groups of two components that see each other; of one component, each group with itself. */
export function pairs(
  groups: readonly Group[],
  of: string,
  to: string,
  across?: 'outer',
): readonly (readonly [number, number])[] {
  if (across === 'outer') {
    return groups.flatMap(({ component, scope }, place): [number, number][] => {
      const other = component === of ? nearest(groups, to, outwards(scope).slice(1)) : undefined
      return other === undefined ? [] : [[place, other]]
    })
  }
  if (of === to) {
    return groups.flatMap(({ component }, place): [number, number][] =>
      component === of ? [[place, place]] : [],
    )
  }
  return circles(groups, [of, to]).flatMap(([a, b]): [number, number][] =>
    a === undefined || b === undefined ? [] : [[a, b]],
  )
}
